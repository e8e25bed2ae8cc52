using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Sandbox.Kingdee;

/// <summary>The vendor's signatures, computed on the server's side from what it knows of the caller.</summary>
internal static class Signatures
{
    private const string Scramble = "0054f397c6234378b09ca7d3e5debce7";

    /// <summary>LoginBySign: the five values in ordinal order, joined without a separator.</summary>
    public static string Login(string acctId, string user, string appId, string appSecret, string timestamp, bool sha1)
    {
        string[] parts = [acctId, user, appId, appSecret, timestamp];
        Array.Sort(parts, StringComparer.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(string.Concat(parts));
#pragma warning disable CA5350 // old builds of the vendor sign with SHA-1
        return Convert.ToHexStringLower(sha1 ? SHA1.HashData(bytes) : SHA256.HashData(bytes));
#pragma warning restore CA5350
    }

    /// <summary>The secret of X-Api-Signature is hidden in the second part of the appId; null if the appId has no such part.</summary>
    public static string? ClientSecret(string appId)
    {
        var cut = appId.IndexOf('_', StringComparison.Ordinal);
        if (cut < 0 || appId.Length - cut - 1 != 32)
            return null;
        var raw = new byte[24];
        if (!Convert.TryFromBase64String(appId[(cut + 1)..], raw, out var length))
            return null;
        for (var i = 0; i < length; i++)
            raw[i] ^= (byte)Scramble[i];
        return Convert.ToBase64String(raw, 0, length);
    }

    public static string ApiSignature(string clientSecret, string path, string nonce, string timestamp) =>
        HexHmac(clientSecret, $"POST\n{Uri.EscapeDataString(path)}\n\nx-api-nonce:{nonce}\nx-api-timestamp:{timestamp}\n");

    public static string AppData(string acctId, string user, string lcid, string orgNumber) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{acctId},{user},{lcid},{orgNumber}"));

    public static string KdSignature(string appSecret, string appId, string appDataPlain) => HexHmac(appSecret, appId + appDataPlain);

    /// <summary>The hex text is what gets base64-encoded, not the digest.</summary>
    public static string HexHmac(string key, string message)
    {
        var digest = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(message));
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(digest)));
    }

    /// <summary>ValidateUserEnDeCode: base64 of DES-CBC with a key that every client knows.</summary>
    public static string Encode(string plain)
    {
#pragma warning disable CA5351 // the vendor's own, deprecated encoding
        using var des = DES.Create();
#pragma warning restore CA5351
        var key = "KingdeeK"u8.ToArray();
        des.Key = key;
#pragma warning disable CA5401 // the vendor fixes the vector
        return Convert.ToBase64String(des.EncryptCbc(Encoding.UTF8.GetBytes(plain), key));
#pragma warning restore CA5401
    }

    /// <summary>Seconds and milliseconds are both in use.</summary>
    public static bool IsFresh(string timestamp, DateTimeOffset now, int toleranceSeconds)
    {
        if (toleranceSeconds == 0)
            return true;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            return false;
        var seconds = time > 100_000_000_000 ? time / 1000 : time;
        return Math.Abs(now.ToUnixTimeSeconds() - seconds) <= toleranceSeconds;
    }
}
