using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Zhilong;

/// <summary>
/// Signs calls with an app key. Reference §4 says only "appKey, timestamp, nonce, sign = MD5/HMAC over sorted params + secret"; the recipe is:
/// <list type="number">
/// <item>take every field of the query (page numbers) and of the body (form fields, or the members of the JSON object), as text, and add
/// <c>appKey</c>, <c>timestamp</c> (milliseconds since 1970) and <c>nonce</c> (32 hex digits); a field in query and body counts once; a query
/// written into the path itself is not signed;</item>
/// <item>leave out fields with an empty value, and <c>sign</c> itself;</item>
/// <item>sort by name, byte by byte (ordinal), and join as <c>name=value</c> with <c>&amp;</c>, nothing escaped, UTF-8;</item>
/// <item><c>md5</c>: <c>sign = hex(MD5(text + appSecret))</c>; <c>hmacSha256</c>: <c>sign = hex(HMAC-SHA256(key: appSecret, text))</c>;
/// lower case unless <c>upperCase</c>;</item>
/// <item>send <c>appKey</c>, <c>timestamp</c>, <c>nonce</c>, <c>sign</c> in the query, as headers of these names, or in the body.</item>
/// </list>
/// </summary>
internal sealed class RequestSigner
{
    private readonly AuthSettings _auth;
    private readonly TimeProvider _time;

    public RequestSigner(AuthSettings auth, TimeProvider time)
    {
        if (string.IsNullOrEmpty(auth.AppKey) || string.IsNullOrEmpty(auth.AppSecret))
            throw new ConnectorException(ErrorKind.Config, "植隆: auth.mode appKeySign needs auth.appKey and auth.appSecret.");
        _auth = auth;
        _time = time;
    }

    /// <summary>The four fields to send, with a fresh timestamp and nonce.</summary>
    public IReadOnlyList<RequestField> Sign(IEnumerable<RequestField> fields)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return Sign(fields, timestamp, RandomNumberGenerator.GetHexString(32, lowercase: true));
    }

    /// <summary>The four fields to send.</summary>
    public IReadOnlyList<RequestField> Sign(IEnumerable<RequestField> fields, string timestamp, string nonce)
    {
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields)
            signed[field.Name] = field.Value;
        signed["appKey"] = _auth.AppKey!;
        signed["timestamp"] = timestamp;
        signed["nonce"] = nonce;
        signed.Remove("sign");
        var text = string.Join('&', signed.Where(field => field.Value.Length > 0).Select(field => $"{field.Key}={field.Value}"));
        var digest = Digest(text);
        return
        [
            new RequestField("appKey", _auth.AppKey!),
            new RequestField("timestamp", timestamp),
            new RequestField("nonce", nonce),
            new RequestField("sign", _auth.UpperCase ? Convert.ToHexString(digest) : Convert.ToHexStringLower(digest)),
        ];
    }

#pragma warning disable CA5351 // The vendor's recipe asks for MD5; it guards nothing else.
    private byte[] Digest(string text) =>
        _auth.Algorithm is SignAlgorithm.HmacSha256
            ? HMACSHA256.HashData(Encoding.UTF8.GetBytes(_auth.AppSecret!), Encoding.UTF8.GetBytes(text))
            : MD5.HashData(Encoding.UTF8.GetBytes(text + _auth.AppSecret));
#pragma warning restore CA5351
}
