using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Zhilong;

/// <summary>
/// The login call (reference §3: <c>POST /login</c> gives <c>{"code":200,"token":"…"}</c>). The session's value is the time of the sign-in and
/// the token, so that every process can tell its age.
/// </summary>
internal sealed class SignIn(ZhilongSettings settings, ConnectionContext context, RequestWriter writer, AnswerJudge judge)
{
    private readonly AuthSettings _auth = settings.Auth;

    /// <summary>Signs in.</summary>
    public async Task<SessionToken> RunAsync(CancellationToken cancellationToken)
    {
        var attempted = $"植隆 {_auth.Path} (sign-in as {_auth.UserName})";
        using var request = new HttpRequestMessage(HttpMethod.Post, writer.Address(_auth.Path)) { Content = Content() };
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await VendorHttp.SendAsync(
            context.Http,
            request,
            attempted,
            writes: false,
            context.Limits.CallTimeout,
            cancellationToken
        );
        var token = Token(answer, attempted);
        var now = context.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return new SessionToken($"{now} {token}");
    }

    /// <summary>The token of a session.</summary>
    public static string TokenOf(SessionToken session) => session.Value[(session.Value.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    /// <summary>True when the session is older than the setting allows.</summary>
    public bool IsOld(SessionToken session)
    {
        if (_auth.Life is not { } life || life <= TimeSpan.Zero)
            return false;
        var issued = long.Parse(
            session.Value.AsSpan(0, session.Value.IndexOf(' ', StringComparison.Ordinal)),
            CultureInfo.InvariantCulture
        );
        return context.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(issued) >= life;
    }

    private ByteArrayContent Content()
    {
        var json = _auth.Body.TrimStart().StartsWith('{');
        var text = _auth
            .Body.Replace("{{userName}}", Escape(_auth.UserName!, json), StringComparison.Ordinal)
            .Replace("{{password}}", Escape(_auth.Password!, json), StringComparison.Ordinal);
        var type = new MediaTypeHeaderValue(json ? "application/json" : "application/x-www-form-urlencoded") { CharSet = "utf-8" };
        return new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = type } };
    }

    private static string Escape(string text, bool json) => json ? JsonEncodedText.Encode(text).ToString() : Uri.EscapeDataString(text);

    private string Token(VendorAnswer answer, string attempted)
    {
        var outside = HttpVerdict.Of(answer, attempted, context.Time);
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            Refuse(attempted, json.RootElement);
            if (outside is not null)
                throw outside;
            var token = Find(json.RootElement, _auth.TokenPath);
            return !string.IsNullOrEmpty(token)
                ? token
                : throw new ConnectorException(
                    ErrorKind.Config,
                    $"{attempted}: the answer has no token at '{_auth.TokenPath}'; set auth.tokenPath."
                );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw outside
                ?? new ConnectorException(ErrorKind.Transient, $"{attempted}: malformed answer: {e.Message}", e) { Code = "malformed" };
        }
    }

    /// <summary>RuoYi refuses a wrong password with code 500, so every code that is not success is a refusal unless it is a rate limit.</summary>
    private void Refuse(string attempted, JsonElement answer)
    {
        var found = new EnvelopeFindings { Code = Find(answer, "code"), Message = Find(answer, "msg") ?? Find(answer, "message") };
        if (found.Code is null || judge.IsSuccess(found.Code))
            return;
        var error = judge.Refused(attempted, found).Error!;
        if (error.Kind is ErrorKind.RateLimited or ErrorKind.Config)
            throw error;
        var advice = KnownError.Find(ZhilongErrors.Table, code: null, found.Message ?? "")?.Advice ?? "请核对用户名、密码与 auth.body。";
        throw new ConnectorException(ErrorKind.Auth, $"{attempted}: refused with code {found.Code}: '{found.Message}'. {advice}")
        {
            Code = found.Code,
            VendorText = found.Message,
        };
    }

    private static string? Find(JsonElement at, string dotted)
    {
        foreach (var name in dotted.Split('.'))
            if (at.ValueKind is not JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString(),
            JsonValueKind.Number => at.GetRawText(),
            _ => null,
        };
    }
}
