namespace Weir.Sdk.Settings;

/// <summary>Finds what a misspelt name was meant to be.</summary>
public static class DidYouMean
{
    /// <summary><c>; did you mean 'x'?</c> or nothing.</summary>
    public static string Suffix(string name, IEnumerable<string> known) => Find(name, known) is { } best ? $"; did you mean '{best}'?" : "";

    /// <summary>The nearest known name, if it is near enough to be a slip of the pen.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        string? best = null;
        var nearest = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in known)
        {
            if (string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase))
                return candidate;
            var distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant(), nearest);
            if (distance < nearest)
                (nearest, best) = (distance, candidate);
        }
        return best;
    }

    /// <summary>Edit distance with swaps of neighbours (optimal string alignment), given up at <paramref name="limit"/>.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
            return limit;
        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[b.Length];
    }
}
