using System.Text.Json;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>What an answer's own code means.</summary>
internal sealed class SuccessRule(SuccessSettings settings)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _good = Texts(settings.Values, "0", "200", "true");
    private readonly HashSet<string> _auth = Texts(settings.Auth, "401");
    private readonly HashSet<string> _limited = Texts(settings.RateLimited, "429");
    private readonly HashSet<string> _transient = Texts(settings.Transient);

    /// <summary>Path of the code; empty = there is none.</summary>
    public string CodePath => settings.Path;

    /// <summary>Path of the text; empty = there is none.</summary>
    public string MessagePath => settings.Message;

    /// <summary>An answer without a body is a success.</summary>
    public bool AllowEmpty => settings.AllowEmpty;

    /// <summary>True if the code must be looked at.</summary>
    public bool HasCode => settings.Path.Length > 0;

    /// <summary>The error that the code tells, or null for success.</summary>
    /// <param name="attempted">What was attempted.</param>
    /// <param name="writes">True if the call changes something.</param>
    /// <param name="code">The code; null when the answer has none.</param>
    /// <param name="message">The text.</param>
    public ConnectorException? Judge(string attempted, bool writes, string? code, string? message)
    {
        if (!HasCode || (code is not null && _good.Contains(code)))
            return null;
        if (code is null)
            return new ConnectorException(
                ErrorKind.Unknown,
                $"{attempted}: the answer has no code at '{settings.Path}', so it is not known whether it is good; check success.path."
            )
            {
                Code = "no-code",
                VendorText = Clip(message),
            };
        var kind = KindOf(code) ?? (writes ? ErrorKind.Rejected : ErrorKind.Unknown);
        return new ConnectorException(kind, $"{attempted}: refused with code {code}: '{Clip(message)}'.")
        {
            Code = code,
            VendorText = Clip(message),
            RetryAfter = kind is ErrorKind.RateLimited ? Wait : null,
        };
    }

    /// <summary>The kind of a code that the settings name as one of failure; null for others.</summary>
    public ErrorKind? KindOf(string code) =>
        _auth.Contains(code) ? ErrorKind.Auth
        : _limited.Contains(code) ? ErrorKind.RateLimited
        : _transient.Contains(code) ? ErrorKind.Transient
        : null;

    private static string? Clip(string? text) => text is { Length: > 2000 } ? text[..2000] : text;

    private static HashSet<string> Texts(IReadOnlyList<JsonElement> values, params string[] otherwise) =>
        values.Count == 0
            ? new HashSet<string>(otherwise, StringComparer.Ordinal)
            : values
                .Select(value => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText())
                .ToHashSet(StringComparer.Ordinal);
}
