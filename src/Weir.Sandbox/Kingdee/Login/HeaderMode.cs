using System.Text;

namespace Weir.Sandbox.Kingdee;

/// <summary>Calls without a login: every request carries its signatures. Whatever is wrong, the vendor says that the session is lost.</summary>
internal static class HeaderMode
{
    public static bool IsUsed(KingdeeRequest request) => request.Header("X-Kd-Appkey") is not null;

    public static Session? Verify(KingdeeRequest request, KingdeeSettings settings, DateTimeOffset now)
    {
        if (!settings.LoginModes.Contains("Header", StringComparer.OrdinalIgnoreCase))
            return null;
        var appId = request.Header("X-Kd-Appkey");
        if (!string.Equals(appId, settings.AppId, StringComparison.Ordinal) || AppData(request) is not { } plain)
            return null;
        var parts = plain.Split(',');
        if (parts.Length != 4 || !Same(parts[0], settings.AcctId) || !Same(parts[1], settings.UserName))
            return null;
        // The Python client writes 0 when no organisation is set.
        var org = parts[3] is "" or "0" ? null : parts[3];
        if (org is not null && !settings.Organizations.Any(o => Same(o.Number, org)))
            return null;
        if (!Same(request.Header("X-Kd-Signature"), Signatures.KdSignature(settings.AppSecret, settings.AppId, plain)))
            return null;
        var isSigned = request.Header("X-Api-Signature") is not null;
        if ((isSigned || settings.RequireApiSignature) && !HasApiSignature(request, settings, now))
            return null;
        return new Session("", parts[1], org);
    }

    private static bool HasApiSignature(KingdeeRequest request, KingdeeSettings settings, DateTimeOffset now)
    {
        if (Signatures.ClientSecret(settings.AppId) is not { } secret)
            return false;
        var timestamp = request.Header("x-api-timestamp") ?? "";
        var nonce = request.Header("x-api-nonce") ?? "";
        var signed = request.Header("X-Api-Signature");
        var clientId = settings.AppId[..settings.AppId.IndexOf('_', StringComparison.Ordinal)];
        if (!Same(request.Header("X-Api-ClientID"), clientId) || !Same(request.Header("X-Api-Auth-Version"), "2.0"))
            return false;
        if (!string.Equals(request.Header("x-api-signheaders"), "x-api-timestamp,x-api-nonce", StringComparison.OrdinalIgnoreCase))
            return false;
        if (timestamp.Length == 0 || nonce.Length == 0 || !Signatures.IsFresh(timestamp, now, settings.TimestampToleranceSeconds))
            return false;
        // Only the .NET client signs the query with the path.
        return Same(signed, Signatures.ApiSignature(secret, request.RawPath, nonce, timestamp))
            || Same(signed, Signatures.ApiSignature(secret, request.RawPath + request.Query, nonce, timestamp));
    }

    private static string? AppData(KingdeeRequest request)
    {
        var encoded = request.Header("X-Kd-Appdata") ?? "";
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}
