using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;
using Weir.Sdk.Records;

namespace Weir.Connectors.Http;

/// <summary>Makes calls; with OAuth it keeps the session alive.</summary>
internal sealed class HttpCaller(ConnectionContext context, Credentials credentials, TokenSignIn? signIn)
{
    /// <summary>Makes a call; when the token is refused it signs in once and asks again, since then nothing was done.</summary>
    /// <param name="call">The call.</param>
    /// <param name="shape">What is looked for in the answer.</param>
    /// <param name="trace">Takes the exchanges; null when nobody keeps them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="keepRefusal">Hands on an answer whose code refuses the data, as <see cref="HttpReply.Refusal"/>.</param>
    /// <exception cref="ConnectorException">The call failed.</exception>
    public async Task<HttpReply> CallAsync(
        HttpCall call,
        AnswerShape shape,
        ICollection<Exchange>? trace,
        CancellationToken cancellationToken,
        bool keepRefusal = false
    )
    {
        var session = signIn is null ? null : await SessionAsync(signIn, cancellationToken);
        for (var replayed = false; ; replayed = true)
        {
            var answer = await SendAsync(call, session is null ? null : TokenSignIn.TokenOf(session), trace, cancellationToken);
            HttpReply? reply = null;
            ConnectorException error;
            try
            {
                (reply, var failure) = Judge(call, shape, answer, keepRefusal);
                if (reply is not null)
                    return reply;
                error = failure!;
            }
            finally
            {
                if (reply is null)
                    answer.Dispose();
            }
            var expired = error.Kind is ErrorKind.Auth && error.Code is not "HTTP 403";
            if (session is null || replayed || !expired)
                throw error;
            session = await context.Session.RenewAsync(session, cancellationToken);
        }
    }

    private async Task<VendorAnswer> SendAsync(
        HttpCall call,
        string? token,
        ICollection<Exchange>? trace,
        CancellationToken cancellationToken
    )
    {
        using var message = credentials.Write(call, token);
        try
        {
            var answer = await VendorHttp.SendAsync(
                context.Http,
                message,
                call.Attempted,
                call.Writes,
                context.Limits.CallTimeout,
                cancellationToken
            );
            trace?.Add(new Exchange(call.Preview, answer.Body.ToArray()) { Status = (int)answer.Status });
            return answer;
        }
        catch (ConnectorException)
        {
            trace?.Add(new Exchange(call.Preview, ReadOnlyMemory<byte>.Empty));
            throw;
        }
    }

    private (HttpReply? Reply, ConnectorException? Error) Judge(HttpCall call, AnswerShape shape, VendorAnswer answer, bool keepRefusal)
    {
        if (call.MayBeMissing && (int)answer.Status is 404 or 410)
            return (new HttpReply(answer, shape, found: null) { IsMissing = true }, null);
        var outside = HttpVerdict.Of(call, answer, context.Time);
        if (answer.Length == 0)
        {
            var mayBeEmpty = call.Writes && ((int)answer.Status == 204 || shape.Rule.AllowEmpty);
            return outside is null && mayBeEmpty
                ? (new HttpReply(answer, shape, found: null), null)
                : (null, outside ?? Malformed(call, "empty", $"the answer is empty (HTTP {(int)answer.Status})", inner: null));
        }
        if (outside is { Kind: ErrorKind.RateLimited } or { Code: "html" })
            return (null, outside);
        AnswerFindings found;
        try
        {
            if (call.Strict)
                JsonValidator.Check(WithoutMark(answer.Body.Span), []);
            found = AnswerScan.Read(answer.Body.Span, shape.Paths, shape.Rows);
        }
        catch (JsonException e)
        {
            return (
                null,
                outside ?? Malformed(call, "malformed", $"the answer is not JSON, or was cut off: {e.Message} ({answer.Length} bytes)", e)
            );
        }
        var reply = new HttpReply(answer, shape, found);
        var (code, message) = (reply.Text(shape.Code), reply.Text(shape.Message));
        if (outside is not null)
            return (null, Explained(outside, shape.Rule, code, message));
        var refusal = shape.Rule.Judge(call.Attempted, call.Writes, code, message);
        if (refusal is null)
            return (reply, null);
        return keepRefusal && refusal.Kind is ErrorKind.Rejected or ErrorKind.Unknown
            ? (new HttpReply(answer, shape, found) { Refusal = refusal }, null)
            : (null, refusal);
    }

    /// <summary>An error status whose body explains it: a code that the settings name is better than the status, and the text is the vendor's own.</summary>
    private static ConnectorException Explained(ConnectorException outside, SuccessRule rule, string? code, string? message)
    {
        var kind = code is null ? null : rule.KindOf(code);
        if (kind is null && message is null)
            return outside;
        return new ConnectorException(kind ?? outside.Kind, outside.Message)
        {
            Code = outside.Code,
            VendorText = message ?? outside.VendorText,
            RetryAfter = kind is ErrorKind.RateLimited ? outside.RetryAfter ?? TimeSpan.FromSeconds(10) : outside.RetryAfter,
        };
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static ConnectorException Malformed(HttpCall call, string code, string what, Exception? inner) =>
        new(call.Open, $"{call.Attempted}: {what}.", inner) { Code = code };

    private async ValueTask<SessionToken> SessionAsync(TokenSignIn token, CancellationToken cancellationToken)
    {
        var session = await context.Session.GetAsync(cancellationToken);
        return token.IsOld(session) ? await context.Session.RenewAsync(session, cancellationToken) : session;
    }
}
