namespace Weir.Sdk.Errors;

/// <summary>One row of a connector's table of known vendor errors.</summary>
/// <param name="Code">The vendor code it applies to, or null for any.</param>
/// <param name="Contains">Text that must occur in the vendor's message, or null for any.</param>
/// <param name="Kind">What the engine does.</param>
/// <param name="Group">Short stable name under which such errors are counted together.</param>
/// <param name="Advice">What a person can do, in the user's language (zh-CN).</param>
public sealed record KnownError(string? Code, string? Contains, ErrorKind Kind, string Group, string Advice)
{
    /// <summary>The first row that applies to a vendor's code and text, or null.</summary>
    public static KnownError? Find(IReadOnlyList<KnownError> table, string? code, string text)
    {
        foreach (var row in table)
            if (
                (row.Code is null || string.Equals(row.Code, code, StringComparison.Ordinal))
                && (row.Contains is null || text.Contains(row.Contains, StringComparison.OrdinalIgnoreCase))
            )
                return row;
        return null;
    }
}
