using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weir.Sandbox.Http;

/// <summary>Who may call: every way of proving it is taken, so that each can be tried.</summary>
internal sealed class ShopGate(VendorClock clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private int _issued;

    public int TokensIssued => Volatile.Read(ref _issued);

    public bool Allows(ShopRequest request, ShopSettings settings)
    {
        var header = request.Headers.GetValueOrDefault("Authorization") ?? "";
        return Is(header, $"Bearer {settings.BearerToken}")
            || Is(header, Basic(settings.UserName, settings.Password))
            || Is(request.Headers.GetValueOrDefault("X-Api-Key"), settings.ApiKey)
            || (request.Query.TryGetValue("api_key", out var key) && Is(key[0], settings.ApiKey))
            || (Token(header) is { } token && _tokens.TryGetValue(token, out var end) && clock.GetUtcNow() < end);
    }

    /// <summary>RFC 6749 §4.4 and §5.2.</summary>
    public Reply Issue(ShopRequest request, ShopSettings settings)
    {
        if (!Is(request.Form.GetValueOrDefault("grant_type"), "client_credentials"))
            return Reply.Text("""{"error":"unsupported_grant_type"}""", StatusCodes.Status400BadRequest);
        var known =
            Is(request.Headers.GetValueOrDefault("Authorization"), Basic(settings.ClientId, settings.ClientSecret))
            || (
                Is(request.Form.GetValueOrDefault("client_id"), settings.ClientId)
                && Is(request.Form.GetValueOrDefault("client_secret"), settings.ClientSecret)
            );
        if (!known)
            return Reply.Text("""{"error":"invalid_client"}""", StatusCodes.Status401Unauthorized);
        var token = $"shop-{Interlocked.Increment(ref _issued)}";
        _tokens[token] = clock.GetUtcNow().AddSeconds(settings.TokenLifeSeconds);
        return Reply.Text(
            JsonSerializer.Serialize(
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["access_token"] = token,
                    ["token_type"] = "Bearer",
                    ["expires_in"] = settings.TokenLifeSeconds,
                }
            )
        );
    }

    public void Forget(ShopRequest request)
    {
        if (Token(request.Headers.GetValueOrDefault("Authorization") ?? "") is { } token)
            _tokens.TryRemove(token, out _);
    }

    public void ForgetAll() => _tokens.Clear();

    private static string? Token(string header) => header.StartsWith("Bearer ", StringComparison.Ordinal) ? header[7..] : null;

    private static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static bool Is(string? given, string wanted) => string.Equals(given, wanted, StringComparison.Ordinal);
}
