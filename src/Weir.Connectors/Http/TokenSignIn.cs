using System.Globalization;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Http;

/// <summary>
/// OAuth 2.0 client credentials (RFC 6749 §4.4). The session's value is the time at which the token should be renewed (0 = unknown) and the token, so that
/// every process can tell.
/// </summary>
internal sealed class TokenSignIn(HttpSettings settings, ConnectionContext context, BaseAddress address)
{
    // Clocks differ, and a call takes its time.
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(60);

    private readonly AuthSettings _auth = settings.Auth;
    private readonly Uri _tokenUrl = address.ForToken(settings.Auth.TokenUrl);

    /// <summary>The token of a session.</summary>
    public static string TokenOf(SessionToken session) => session.Value[(session.Value.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    /// <summary>True when the token is about to end.</summary>
    public bool IsOld(SessionToken session)
    {
        var end = long.Parse(session.Value.AsSpan(0, session.Value.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        return end > 0 && context.Time.GetUtcNow().ToUnixTimeMilliseconds() >= end;
    }

    /// <summary>Fetches a token. The call is never traced: it carries secrets.</summary>
    public async Task<SessionToken> RunAsync(CancellationToken cancellationToken)
    {
        var attempted = $"{context.Name} token for client {_auth.ClientId}";
        using var request = Request();
        using var answer = await VendorHttp.SendAsync(
            context.Http,
            request,
            attempted,
            writes: false,
            context.Limits.CallTimeout,
            cancellationToken
        );
        var call = new HttpCall(HttpMethod.Post, _tokenUrl, Body: null, attempted);
        if (HttpVerdict.Of(call, answer, context.Time) is { } outside)
            throw Refused(outside, answer);
        try
        {
            var (tokenPath, lifePath) = (new AnswerPath(_auth.TokenPath), new AnswerPath(_auth.LifePath));
            JsonDocument.Parse(answer.Body).Dispose();
            if (AnswerScan.TextAt(answer.Body.Span, tokenPath) is not { Length: > 0 } token)
                throw new ConnectorException(
                    ErrorKind.Config,
                    $"{attempted}: the answer has no token at '{_auth.TokenPath}'; check auth.tokenUrl and auth.tokenPath."
                );
            return new SessionToken($"{End(AnswerScan.TextAt(answer.Body.Span, lifePath))} {token}");
        }
        catch (JsonException e)
        {
            throw new ConnectorException(
                ErrorKind.Transient,
                $"{attempted}: the answer is not JSON, or was cut off: {e.Message} ({answer.Length} bytes)",
                e
            )
            {
                Code = answer.Length == 0 ? "empty" : "malformed",
            };
        }
    }

    private HttpRequestMessage Request()
    {
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (_auth.Scope.Length > 0)
            form.Add(new("scope", _auth.Scope));
        if (_auth.ClientAuth is ClientAuth.Body)
        {
            form.Add(new("client_id", _auth.ClientId));
            form.Add(new("client_secret", _auth.ClientSecret));
        }
        var request = new HttpRequestMessage(HttpMethod.Post, _tokenUrl) { Content = new FormUrlEncodedContent(form) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (_auth.ClientAuth is ClientAuth.Basic)
            request.Headers.TryAddWithoutValidation(
                "Authorization",
                // Both are form-encoded first (RFC 6749 §2.3.1).
                Credentials.Basic(Uri.EscapeDataString(_auth.ClientId), Uri.EscapeDataString(_auth.ClientSecret))
            );
        return request;
    }

    /// <summary>A wrong client comes as 401, or as 400 with invalid_client or another error (RFC 6749 §5.2).</summary>
    private static ConnectorException Refused(ConnectorException outside, VendorAnswer answer) =>
        (int)answer.Status is 400 or 401 or 403
            ? new ConnectorException(ErrorKind.Auth, $"{outside.Message} Check auth.clientId, auth.clientSecret and auth.scope.")
            {
                Code = outside.Code,
                VendorText = outside.VendorText,
            }
            : outside;

    private long End(string? seconds)
    {
        if (!double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var life) || life is not (> 0 and < 1e9))
            return 0;
        var span = TimeSpan.FromSeconds(life);
        return (context.Time.GetUtcNow() + (span > Early * 2 ? span - Early : span / 2)).ToUnixTimeMilliseconds();
    }
}
