namespace Weir.Sandbox.Faults;

/// <summary>The current fault rules, and how often each has matched and struck.</summary>
internal sealed class FaultBook(int seed)
{
    private readonly Lock _gate = new();
    private List<Line> _lines = [];
    private int _lateCommitsPending;

    public int LateCommitsPending => Volatile.Read(ref _lateCommitsPending);

    public void Replace(IEnumerable<FaultRule> rules)
    {
        var lines = rules.Select(rule => new Line(rule)).ToList();
        lock (_gate)
            _lines = lines;
    }

    public void Add(IEnumerable<FaultRule> rules)
    {
        lock (_gate)
            _lines = [.. _lines, .. rules.Select(rule => new Line(rule))];
    }

    public object Report()
    {
        lock (_gate)
        {
            return new
            {
                rules = _lines
                    .Select(l => new
                    {
                        rule = l.Rule,
                        matched = l.Matched,
                        struck = l.Struck,
                    })
                    .ToArray(),
                lateCommitsPending = LateCommitsPending,
            };
        }
    }

    /// <summary>
    /// Counts the call for every rule that matches, and tells which strike. A kind that makes no sense for the operation is not counted.
    /// </summary>
    public FaultDraw Draw(string vendor, string operation, Func<FaultKind, bool> applies)
    {
        lock (_gate)
        {
            List<(FaultRule, int, int)>? struck = null;
            for (var i = 0; i < _lines.Count; i++)
            {
                var line = _lines[i];
                if (line.Rule.Kind == FaultKind.ClockSkew || !line.Rule.Matches(vendor, operation) || !applies(line.Rule.Kind))
                    continue;
                line.Matched++;
                var ruleSeed = line.Rule.Seed ?? seed + i;
                if (!Strikes(line, ruleSeed))
                    continue;
                line.Struck++;
                (struck ??= []).Add((line.Rule, ruleSeed, line.Matched));
            }
            return struck is null ? FaultDraw.None : new FaultDraw(struck);
        }
    }

    public TimeSpan Skew(string vendor)
    {
        lock (_gate)
        {
            var skew = 0L;
            foreach (var line in _lines)
            {
                if (line.Rule.Kind == FaultKind.ClockSkew && line.Rule.Matches(vendor, line.Rule.Operation))
                    skew += line.Rule.DelayMs;
            }
            return TimeSpan.FromMilliseconds(skew);
        }
    }

    public void LateCommitBegins() => Interlocked.Increment(ref _lateCommitsPending);

    public void LateCommitEnds() => Interlocked.Decrement(ref _lateCommitsPending);

    private static bool Strikes(Line line, int ruleSeed)
    {
        var rule = line.Rule;
        var turn = line.Matched - rule.After;
        if (turn <= 0 || line.Struck >= (rule.Times ?? int.MaxValue))
            return false;
        if (rule.EveryNth is { } nth)
            return nth > 0 && turn % nth == 0;
        return rule.Probability is not { } share || Dice.Hit(share, ruleSeed, turn, (int)rule.Kind);
    }

    private sealed class Line(FaultRule rule)
    {
        public FaultRule Rule { get; } = rule;
        public int Matched { get; set; }
        public int Struck { get; set; }
    }
}
