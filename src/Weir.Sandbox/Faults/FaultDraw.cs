namespace Weir.Sandbox.Faults;

/// <summary>The faults that strike one call.</summary>
internal sealed class FaultDraw(IReadOnlyList<(FaultRule Rule, int Seed, int Turn)> struck)
{
    public static readonly FaultDraw None = new([]);

    public FaultRule? this[FaultKind kind]
    {
        get
        {
            foreach (var (rule, _, _) in struck)
            {
                if (rule.Kind == kind)
                    return rule;
            }
            return null;
        }
    }

    public bool Has(FaultKind kind) => this[kind] is not null;

    /// <summary>Which of <paramref name="count"/> packages the fault strikes: its share of them, and never none.</summary>
    public IReadOnlySet<int> Packages(FaultKind kind, int count)
    {
        var picked = new HashSet<int>();
        foreach (var (rule, seed, turn) in struck)
        {
            if (rule.Kind != kind || count == 0)
                continue;
            for (var i = 0; i < count; i++)
            {
                if (Dice.Hit(rule.Share, seed, turn * 100_003L + i, (int)kind))
                    picked.Add(i);
            }
            if (picked.Count == 0)
                picked.Add(Dice.Below(count, seed, turn, (int)kind));
        }
        return picked;
    }
}
