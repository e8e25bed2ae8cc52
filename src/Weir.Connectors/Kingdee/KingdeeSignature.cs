using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Connectors.Kingdee;

/// <summary>The signatures of reference §2.1 (LoginBySign) and §3 (signed headers).</summary>
internal static class KingdeeSignature
{
    // §3.2: what the second part of an app id is mixed with.
    private static ReadOnlySpan<byte> Mask => "0054f397c6234378b09ca7d3e5debce7"u8;

    /// <summary>The sign of LoginBySign (§2.1): the five values in ordinal order, joined, hashed.</summary>
    [SuppressMessage(
        "Security",
        "CA5350:Do Not Use Weak Cryptographic Algorithms",
        Justification = "Builds before 8.0.0.202205 take SHA-1 only (§2.1)."
    )]
    public static string Login(string acctId, string user, string appId, string appSecret, long timestamp, bool sha1)
    {
        string[] values = [acctId, user, appId, appSecret, timestamp.ToString(CultureInfo.InvariantCulture)];
        Array.Sort(values, StringComparer.Ordinal);
        var joined = Encoding.UTF8.GetBytes(string.Concat(values));
        return Convert.ToHexStringLower(sha1 ? SHA1.HashData(joined) : SHA256.HashData(joined));
    }

    /// <summary>The encoding of user and password for ValidateUserEnDeCode (§2): DES with a key everybody knows.</summary>
    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "The vendor's wire format (§2).")]
    [SuppressMessage("Security", "CA5401:Do not use CreateEncryptor with non-default IV", Justification = "The vendor's wire format (§2).")]
    public static string Encode(string text)
    {
        using var des = DES.Create();
        des.Key = "KingdeeK"u8.ToArray();
        return Convert.ToBase64String(des.EncryptCbc(Encoding.UTF8.GetBytes(text), des.Key, PaddingMode.PKCS7));
    }

    /// <summary>True if the app id is <c>P1_P2</c> with a P2 of 32 base64 characters; the SDKs disagree about any other (§3.2).</summary>
    public static bool IsUsual(string appId)
    {
        var cut = appId.IndexOf('_', StringComparison.Ordinal);
        return cut > 0
            && appId.Length - cut - 1 == 32
            && Convert.TryFromBase64String(appId[(cut + 1)..], new byte[24], out var length)
            && length == 24;
    }

    /// <summary>The client secret hidden in the second part of an app id (§3.2).</summary>
    public static string ClientSecret(string appId)
    {
        var raw = Convert.FromBase64String(appId[(appId.IndexOf('_', StringComparison.Ordinal) + 1)..]);
        for (var i = 0; i < raw.Length; i++)
            raw[i] ^= Mask[i % Mask.Length];
        return Convert.ToBase64String(raw);
    }

    /// <summary>base64 of the lowercase hex text of an HMAC-SHA256: the hex text is encoded, not the digest (§3.3).</summary>
    public static string Mac(string key, string message) =>
        Convert.ToBase64String(
            Encoding.ASCII.GetBytes(
                Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(message)))
            )
        );

    /// <summary>The text that X-Api-Signature signs (§3.3).</summary>
    public static string ApiMessage(string path, string nonce, string timestamp) =>
        $"POST\n{Uri.EscapeDataString(path)}\n\nx-api-nonce:{nonce}\nx-api-timestamp:{timestamp}\n";

    /// <summary>The headers of one call, in the way of the vendor's .NET SDK: milliseconds and a nonce of its own for each call.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(KingdeeSettings settings, string path, long timestamp, string nonce)
    {
        var appId = settings.AppId;
        var appData = string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.AcctId},{settings.UserName},{settings.Lcid},{settings.OrgNumber}"
        );
        var time = timestamp.ToString(CultureInfo.InvariantCulture);
        return
        [
            new("X-Api-ClientID", appId[..appId.IndexOf('_', StringComparison.Ordinal)]),
            new("X-Api-Auth-Version", "2.0"),
            new("x-api-timestamp", time),
            new("x-api-nonce", nonce),
            new("x-api-signheaders", "x-api-timestamp,x-api-nonce"),
            new("X-Api-Signature", Mac(ClientSecret(appId), ApiMessage(path, nonce, time))),
            new("X-Kd-Appkey", appId),
            new("X-Kd-Appdata", Convert.ToBase64String(Encoding.UTF8.GetBytes(appData))),
            new("X-Kd-Signature", Mac(settings.AppSecret, appId + appData)),
        ];
    }
}
