using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Sandbox.Zhilong;

/// <summary>Who may call: the static header, the login token or the signed parameters, whichever the settings ask for.</summary>
internal sealed class ZhilongGate(VendorClock clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly byte[] _tokenKey = RandomNumberGenerator.GetBytes(64);
    private int _logins;
    private int _wrongPasswords;
    private long _lockedUntil;

    public int Logins => _logins;

    public bool Allows(ZhilongRequest request, ZhilongSettings settings) =>
        settings.Auth switch
        {
            ZhilongAuth.None => true,
            ZhilongAuth.StaticHeader => string.Equals(
                request.Headers.GetValueOrDefault(settings.HeaderName),
                settings.HeaderValue,
                StringComparison.Ordinal
            ),
            ZhilongAuth.Login => HasToken(request, settings),
            _ => IsSigned(request, settings),
        };

    /// <summary>The token, or the message that refuses it.</summary>
    public (string? Token, string? Refusal) Login(ZhilongRequest request, ZhilongSettings settings)
    {
        var now = clock.GetUtcNow();
        if (now.ToUnixTimeSeconds() < Interlocked.Read(ref _lockedUntil))
            return (null, "密码输入错误5次，帐户锁定10分钟");
        var user = request.All.GetValueOrDefault("username");
        if (
            !string.Equals(user, settings.UserName, StringComparison.Ordinal)
            || !string.Equals(request.All.GetValueOrDefault("password"), settings.Password, StringComparison.Ordinal)
        )
        {
            if (Interlocked.Increment(ref _wrongPasswords) >= 5)
            {
                Interlocked.Exchange(ref _wrongPasswords, 0);
                Interlocked.Exchange(ref _lockedUntil, now.AddMinutes(10).ToUnixTimeSeconds());
            }
            return (null, "用户不存在/密码错误");
        }
        Interlocked.Exchange(ref _wrongPasswords, 0);
        var token = NewToken();
        _tokens[token] = now.AddSeconds(settings.TokenLifeSeconds);
        Interlocked.Increment(ref _logins);
        return (token, null);
    }

    public void ForgetTokens() => _tokens.Clear();

    /// <summary>Forgets the token of one caller.</summary>
    public void Forget(ZhilongRequest request)
    {
        if (Bearer(request) is { } token)
            _tokens.TryRemove(token, out _);
    }

    /// <summary>
    /// MD5 over <c>k=v&amp;…</c> and the secret, or HMAC-SHA256 over <c>k=v&amp;…</c>; keys in ordinal order, empty values left out, hex.
    /// The vendor's own recipe is not public; this is the plainest reading of "sorted parameters and secret".
    /// </summary>
    public static string Sign(IEnumerable<KeyValuePair<string, string>> parameters, ZhilongSettings settings)
    {
        var pairs = parameters.Where(p => p.Value.Length > 0).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}");
        var text = string.Join('&', pairs);
        if (settings.SignAlgorithm == SignAlgorithm.HmacSha256)
            return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.AppSecret), Encoding.UTF8.GetBytes(text)));
#pragma warning disable CA5351 // the vendor's recipe, not a protection of ours
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text + settings.SignSecretPrefix + settings.AppSecret)));
#pragma warning restore CA5351
    }

    private static string? Bearer(ZhilongRequest request)
    {
        var header = request.Headers.GetValueOrDefault("Authorization");
        return header?.StartsWith("Bearer ", StringComparison.Ordinal) == true ? header["Bearer ".Length..] : null;
    }

    private bool HasToken(ZhilongRequest request, ZhilongSettings settings)
    {
        if (Bearer(request) is not { } token || !_tokens.TryGetValue(token, out var end))
            return false;
        var now = clock.GetUtcNow();
        if (now >= end)
        {
            _tokens.TryRemove(token, out _);
            return false;
        }
        if ((end - now).TotalSeconds < settings.TokenLifeSeconds * 2 / 3.0)
            _tokens[token] = now.AddSeconds(settings.TokenLifeSeconds);
        return true;
    }

    private bool IsSigned(ZhilongRequest request, ZhilongSettings settings)
    {
        string? Value(string name) => request.All.GetValueOrDefault(name) ?? request.Headers.GetValueOrDefault(name);
        if (Value("appKey") is not { } key || Value("timestamp") is not { } stamp || Value("sign") is not { } sign)
            return false;
        if (!string.Equals(key, settings.AppKey, StringComparison.Ordinal) || !IsFresh(stamp, settings.SignMaxAgeSeconds))
            return false;
        var signed = new Dictionary<string, string>(StringComparer.Ordinal) { ["appKey"] = key, ["timestamp"] = stamp };
        if (Value("nonce") is { } nonce)
            signed["nonce"] = nonce;
        if (settings.SignScope == SignScope.All)
        {
            foreach (var (name, value) in request.All)
                signed[name] = value;
        }
        signed.Remove("sign");
        return string.Equals(Sign(signed, settings), sign, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Accepts seconds and milliseconds.</summary>
    private bool IsFresh(string stamp, int maxAge)
    {
        if (!long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            return false;
        var seconds = time > 100_000_000_000 ? time / 1000 : time;
        return maxAge == 0 || Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) <= maxAge;
    }

    /// <summary>A JWT signed with HS512, as RuoYi issues it.</summary>
    private string NewToken()
    {
        var head = Base64Url("{\"alg\":\"HS512\"}"u8);
        var body = Base64Url(Encoding.UTF8.GetBytes($"{{\"sub\":\"demo\",\"login_user_key\":\"{Guid.NewGuid():D}\"}}"));
        return $"{head}.{body}.{Base64Url(HMACSHA512.HashData(_tokenKey, Encoding.ASCII.GetBytes($"{head}.{body}")))}";
    }

    private static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
