using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Weir.Engine.Flows.Triggers;

namespace Weir.Server.Hooks;

/// <summary>Whether a call to a webhook comes from who may push.</summary>
/// <param name="environment">Looks up a secret; null = not set.</param>
internal sealed class HookProof(Func<string, string?> environment)
{
    /// <summary>A larger number counts milliseconds.</summary>
    private const long LargestSeconds = 99_999_999_999;

    /// <summary>The name of an environment variable that is not set, or null.</summary>
    public string? MissingVariable(WebhookSettings settings)
    {
        var reference = settings.Token?.Value ?? settings.Signature?.Secret;
        return reference is not null && SecretOf(reference) is null ? WebhookSettings.VariableOf(reference) : null;
    }

    /// <summary>Why the call is not believed, or null. Says nothing that helps to forge one.</summary>
    public string? Refusal(WebhookSettings settings, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now) =>
        settings switch
        {
            { Open: true } => null,
            { Token: { } token } => Same(headers[token.Header].ToString(), SecretOf(token.Value)!)
                ? null
                : $"The header {token.Header} does not have the token.",
            { Signature: { } signature } => Refusal(signature, headers, body, now),
            _ => "Nobody may push here.",
        };

    private string? Refusal(WebhookSignature settings, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var stamp = "";
        if (settings.TimestampHeader is { } header)
        {
            stamp = headers[header].ToString();
            if (!TryTime(stamp, out var time))
                return $"The header {header} is no time in seconds or milliseconds since 1970.";
            if ((now - time).Duration() > settings.Tolerance)
                return $"The time in {header} is more than {settings.Tolerance.TotalSeconds:0} seconds off: the call is too old, or a clock is wrong.";
        }
        var given = headers[settings.Header].ToString();
        if (!given.StartsWith(settings.Prefix, StringComparison.Ordinal))
            return $"The header {settings.Header} has no signature that begins with '{settings.Prefix}'.";
        return
            TryDecode(given[settings.Prefix.Length..], settings.Encoding, out var signature)
            && CryptographicOperations.FixedTimeEquals(signature, Sign(settings, stamp, body))
            ? null
            : $"The signature in {settings.Header} is not that of this body.";
    }

    private byte[] Sign(WebhookSignature settings, string stamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(SecretOf(settings.Secret)!));
        foreach (var (index, part) in settings.Signed.Split("{body}").Index())
        {
            if (index > 0)
                hmac.AppendData(body);
            hmac.AppendData(Encoding.UTF8.GetBytes(part.Replace("{timestamp}", stamp, StringComparison.Ordinal)));
        }
        return hmac.GetHashAndReset();
    }

    private static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > LargestSeconds * 1000)
            return false;
        time = number > LargestSeconds ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);
        return true;
    }

    private static bool TryDecode(string text, SignatureEncoding encoding, out byte[] signature)
    {
        signature = new byte[HMACSHA256.HashSizeInBytes];
        return encoding == SignatureEncoding.Hex
            ? Convert.FromHexString(text, signature, out _, out var bytes) == System.Buffers.OperationStatus.Done
                && bytes == signature.Length
            : Convert.TryFromBase64String(text, signature, out var written) && written == signature.Length;
    }

    /// <summary>Takes the same time wherever they differ.</summary>
    private static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(a)), SHA256.HashData(Encoding.UTF8.GetBytes(b)));

    private string? SecretOf(string reference) =>
        environment(WebhookSettings.VariableOf(reference)) is { Length: > 0 } secret ? secret : null;
}
