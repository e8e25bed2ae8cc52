using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>A FilterString of 金蝶, with the comparison of its window taken out.</summary>
/// <param name="Rest">What remains to be filtered; empty when it was the window alone.</param>
/// <param name="WindowField">Field of the window, or null.</param>
/// <param name="From">Template of its low end.</param>
/// <param name="To">Template of its high end.</param>
internal sealed partial record KingdeeFilter(string Rest, string? WindowField, string? From, string? To)
{
    /// <summary>Only comparisons joined by AND are taken apart; with an OR or brackets everything stays.</summary>
    public static KingdeeFilter Of(string filter)
    {
        var whole = new KingdeeFilter(filter.Trim(), null, null, null);
        if (Or().IsMatch(WithoutTexts().Replace(filter, "''")))
            return whole;
        string? field = null,
            from = null,
            to = null;
        var rest = new List<string>();
        foreach (var part in And().Split(filter).Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            var match = Comparison().Match(part);
            if (
                !match.Success
                || field is not null && !string.Equals(field, match.Groups["field"].Value, StringComparison.OrdinalIgnoreCase)
            )
            {
                rest.Add(part);
                continue;
            }
            field = match.Groups["field"].Value;
            if (match.Groups["sign"].Value[0] == '>')
                from = match.Groups["value"].Value;
            else
                to = match.Groups["value"].Value;
        }
        return from is null ? whole : new KingdeeFilter(string.Join(" and ", rest), field, from, to);
    }

    [GeneratedRegex(@"^\s*(?<field>[\w.]+)\s*(?<sign>>=|<=|>|<)\s*'?(?<value>\{\{[^{}]+\}\})'?\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex And();

    [GeneratedRegex(@"\sor\s|\(|\bbetween\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Or();

    [GeneratedRegex(@"'[^']*'", RegexOptions.None, 1000)]
    private static partial Regex WithoutTexts();
}
