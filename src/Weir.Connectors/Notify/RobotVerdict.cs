using System.Text.Json;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Notify;

/// <summary>
/// Reads the answer of a robot. Only the number in the body counts: refusals come with HTTP 200 as well, and whoever looks at the status loses messages in silence.
/// </summary>
/// <param name="codes">Members that may hold the number; the first that is there counts.</param>
/// <param name="texts">Members that may hold the text.</param>
/// <param name="errors">What is known of the vendor.</param>
internal sealed class RobotVerdict(string[] codes, string[] texts, IReadOnlyList<KnownError> errors)
{
    // The windows of all three vendors are a minute long.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    /// <summary>Names of codes change; these words have stayed.</summary>
    private static readonly string[] Limited = ["too fast", "exceed", "frequency", "限流", "频率"];

    /// <summary>Why the message was not taken; null when it was.</summary>
    public ConnectorException? Of(string attempted, VendorAnswer answer, DateTimeOffset now)
    {
        var status = StatusVerdict.Of(attempted, answer, now);
        if (status?.Kind is ErrorKind.RateLimited)
            return status;
        if (Read(answer) is not var (code, text))
            return status
                ?? new ConnectorException(
                    ErrorKind.InDoubt,
                    $"{attempted}: the answer has no code, so it is not known whether the message arrived: '{answer.Text(300)}'."
                )
                {
                    Code = "no-code",
                    VendorText = answer.Text(),
                };
        if (code is "0")
            return status;
        var known = KnownError.Find(errors, code, text);
        var kind = known?.Kind ?? (IsLimit(text) ? ErrorKind.RateLimited : ErrorKind.Rejected);
        return new ConnectorException(kind, $"{attempted}: refused with code {code}: '{text}'.")
        {
            Code = code,
            VendorText = text,
            RetryAfter = kind is ErrorKind.RateLimited ? Wait : null,
        };
    }

    private static bool IsLimit(string text) => Limited.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private (string Code, string Text)? Read(VendorAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || First(json.RootElement, codes) is not { } code)
                return null;
            var text = First(json.RootElement, texts) ?? "";
            return (code, text.Length <= 2000 ? text : text[..2000]);
        }
        catch (JsonException)
        {
            // A page of a gateway, nothing at all, or cut off: the caller says that there is no code.
            return null;
        }
    }

    private static string? First(JsonElement answer, string[] names)
    {
        foreach (var name in names)
            if (answer.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number or JsonValueKind.String)
                return value.ToString();
        return null;
    }
}
