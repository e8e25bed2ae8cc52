using System.Net.Http.Headers;
using System.Text.Json;

namespace Weir.Connectors.Kingdee;

/// <summary>What a login leaves behind (reference §2.3): the session id, and every cookie, since a load balancer may have set some of them.</summary>
/// <param name="Id">KDSVCSessionId, sent as header <c>kdservice-sessionid</c>.</param>
/// <param name="Cookies">Value of the Cookie header.</param>
internal sealed record KingdeeSession(string Id, string Cookies)
{
    /// <summary>From the token the engine keeps; null for the empty token of signed headers.</summary>
    public static KingdeeSession? From(string token) => token.Length == 0 ? null : JsonSerializer.Deserialize<KingdeeSession>(token);

    /// <summary>The token the engine keeps.</summary>
    public string ToToken() => JsonSerializer.Serialize(this);

    /// <summary>From the answer of a login.</summary>
    public static KingdeeSession From(string id, HttpResponseHeaders headers)
    {
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        if (headers.TryGetValues("Set-Cookie", out var lines))
            foreach (var line in lines)
            {
                var pair = line.Split(';', 2)[0];
                var cut = pair.IndexOf('=', StringComparison.Ordinal);
                if (cut > 0)
                    cookies[pair[..cut].Trim()] = pair[(cut + 1)..].Trim();
            }
        if (id.Length > 0)
            cookies.TryAdd("kdservice-sessionid", id);
        return new KingdeeSession(id, string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
    }

    /// <summary>Adds the session to a call.</summary>
    public void Apply(HttpRequestHeaders headers)
    {
        if (Id.Length > 0)
            headers.TryAddWithoutValidation("kdservice-sessionid", Id);
        if (Cookies.Length > 0)
            headers.TryAddWithoutValidation("Cookie", Cookies);
    }
}
