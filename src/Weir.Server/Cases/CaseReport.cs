using System.Text;
using System.Text.Json;

namespace Weir.Server.Cases;

/// <summary>What became of one case.</summary>
/// <param name="Flow">Path of the flow file, or null.</param>
/// <param name="Path">Path of the case file.</param>
/// <param name="Name">What it shows; null if it could not be read.</param>
/// <param name="Problems">Why it could not be run: of the flow file, of the case file, or of a lookup.</param>
/// <param name="Differences">What is not as expected.</param>
internal sealed record CaseResult(
    string? Flow,
    string Path,
    string? Name,
    IReadOnlyList<string> Problems,
    IReadOnlyList<CaseDifference> Differences
)
{
    /// <summary>True if all is as expected.</summary>
    public bool Passed => Problems.Count == 0 && Differences.Count == 0;
}

/// <summary>What became of all cases.</summary>
internal sealed record CaseReport(IReadOnlyList<CaseResult> Results)
{
    private const int MostDifferences = 50;

    public int Passed => Results.Count(r => r.Passed);

    public int Failed => Results.Count - Passed;

    public string ToJson() =>
        JsonSerializer.Serialize(
            new
            {
                Flows = Results.Where(r => r.Flow is not null).Select(r => r.Flow).Distinct(StringComparer.Ordinal).Count(),
                Cases = Results.Count,
                Passed,
                Failed,
            },
            JsonSerializerOptions.Web
        );

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var result in Results)
        {
            text.AppendLine($"{(result.Passed ? "ok  " : "FAIL")}  {result.Path}{(result.Name is null ? "" : $"  {result.Name}")}");
            foreach (var problem in result.Problems)
                text.AppendLine($"      {problem}");
            foreach (var difference in result.Differences.Take(MostDifferences))
                text.AppendLine($"      {difference.Path}")
                    .AppendLine($"        expected: {difference.Expected}")
                    .AppendLine($"        actual:   {difference.Actual}");
            if (result.Differences.Count > MostDifferences)
                text.AppendLine($"      … and {result.Differences.Count - MostDifferences} more differences");
        }
        return text.Append($"{Passed} passed, {Failed} failed").ToString();
    }
}
