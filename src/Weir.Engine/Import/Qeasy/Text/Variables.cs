using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Names of the system variables, and what may follow them.</summary>
internal static partial class Variables
{
    /// <summary>True for a name such as LAST_SYNC_TIME or DAYS_AGO_7.</summary>
    public static bool IsVariable(string name) => Variable().IsMatch(name);

    /// <summary>A time variable, and the modifier behind it, whether its <c>|</c> is there or was lost.</summary>
    public static (string Name, string? Format)? Split(string inside)
    {
        var match = WithFormat().Match(inside);
        if (!match.Success)
            return null;
        var name = match.Groups["name"].Value switch
        {
            "lastSyncTime" => "LAST_SYNC_TIME",
            "currentTime" => "CURRENT_TIME",
            var other => other,
        };
        return (name, match.Groups["format"].Success ? match.Groups["format"].Value.ToLowerInvariant() : null);
    }

    [GeneratedRegex(
        @"^(LAST_SYNC_TIME|CURRENT_TIME|(DAYS?|HOURS?|MINUTES?)_AGO_\d+|PAGINATION_(PAGE_SIZE|START_ROW|START_PAGE)|random)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"^(?<name>LAST_SYNC_TIME|CURRENT_TIME|lastSyncTime|currentTime|(DAYS?|HOURS?|MINUTES?)_AGO_\d+)\s*\|?\s*(?<format>(?i:datetime|date|timestamp_ms|timestamp))?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex WithFormat();
}
