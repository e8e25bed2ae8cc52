using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Finds the fields that a text refers to.</summary>
internal static partial class References
{
    /// <summary>Paths of the record in a text, without variables and modifiers.</summary>
    public static IEnumerable<string> In(string? text) =>
        Any()
            .Matches(text ?? "")
            .Select(match => match.Groups["inside"].Value.Split('|')[0].Trim())
            .Where(path => path.Length > 0 && !Variables.IsVariable(path));

    /// <summary>The path when the whole text is one reference; else null.</summary>
    public static string? Only(string? text) =>
        text is not null && Whole().Match(text.Trim()) is { Success: true } match && !Variables.IsVariable(match.Groups["path"].Value)
            ? match.Groups["path"].Value
            : null;

    /// <summary>True if a text has a reference or variable.</summary>
    public static bool Has(string? text) => Any().IsMatch(text ?? "");

    /// <summary>Adds a modifier to a text that is one reference without any.</summary>
    public static string WithFormat(string text, string format) => Only(text) is { } path ? $"{{{{{path}|{format}}}}}" : text;

    /// <summary>Variables without modifier are seconds in 轻易云; said outright, so that no default decides.</summary>
    public static string WithSeconds(string text) => BareVariable().Replace(text, "{{${name}|timestamp}}");

    [GeneratedRegex(@"\{\{(?<inside>[^{}]+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Any();

    [GeneratedRegex(@"^\{\{(?<path>[^{}|]+)\}\}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\{\{(?<name>LAST_SYNC_TIME|CURRENT_TIME|(DAYS?|HOURS?|MINUTES?)_AGO_\d+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BareVariable();
}
