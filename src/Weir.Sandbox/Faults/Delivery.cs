using Microsoft.AspNetCore.Http;

namespace Weir.Sandbox.Faults;

/// <summary>Carries a request out and delivers the answer, or spoils either as the faults of the call say.</summary>
internal sealed class Delivery(TimeProvider clock, FaultBook book)
{
    private const string GatewayPage =
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

    private const string ServerException =
        "response_error:{\"Message\":\"未将对象引用设置到对象的实例。\",\"InnerExWrapper\":null,\"InnerException\":null}";

    /// <param name="work">Must not touch the HTTP context: it may run after the connection is gone.</param>
    public async Task SendAsync(HttpContext http, FaultDraw draw, Func<Reply> work)
    {
        if (draw[FaultKind.Slow] is { } slow)
            await Task.Delay(TimeSpan.FromMilliseconds(slow.DelayMs), clock, http.RequestAborted);
        if (Refusal(draw) is { } refusal)
        {
            await refusal.WriteAsync(http);
            return;
        }
        if (draw.Has(FaultKind.ResetBeforeCommit))
        {
            http.Abort();
            return;
        }
        if (draw[FaultKind.LateCommit] is { } late)
        {
            // The wait begins before the caller can notice the abort. The caller is gone then, so its token must not stop the work.
            var wait = Task.Delay(TimeSpan.FromMilliseconds(late.DelayMs), clock, CancellationToken.None);
            book.LateCommitBegins();
            http.Abort();
            await CommitLateAsync(wait, work);
            return;
        }
        var reply = work();
        if (draw.Has(FaultKind.ResetAfterCommit))
            http.Abort();
        else
            await Spoil(reply, draw).WriteAsync(http);
    }

    private async Task CommitLateAsync(Task wait, Func<Reply> work)
    {
        try
        {
            await wait;
            work();
        }
        finally
        {
            book.LateCommitEnds();
        }
    }

    private static Reply? Refusal(FaultDraw draw)
    {
        if (draw[FaultKind.Http429] is { } limited)
        {
            var seconds = Math.Max(1, (limited.DelayMs + 999) / 1000);
            return Reply.Text("{\"code\":429,\"msg\":\"访问过于频繁，请稍候再试\"}", StatusCodes.Status429TooManyRequests) with
            {
                Headers = [("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            };
        }
        if (draw.Has(FaultKind.HtmlError))
            return Reply.Text(GatewayPage, StatusCodes.Status502BadGateway, Reply.Html);
        if (draw.Has(FaultKind.EmptyBody))
            return new Reply(ReadOnlyMemory<byte>.Empty);
        return draw.Has(FaultKind.ResponseError) ? Reply.Text(ServerException) : null;
    }

    private static Reply Spoil(Reply reply, FaultDraw draw)
    {
        if (draw.Has(FaultKind.HtmlAfterCommit))
            return Reply.Text(GatewayPage, StatusCodes.Status502BadGateway, Reply.Html);
        if (draw.Has(FaultKind.Truncated))
            return reply with { Body = reply.Body[..(reply.Body.Length / 2)] };
        return draw.Has(FaultKind.Malformed) ? Reply.Text("{\"Result\":{]<<不是JSON>>") : reply;
    }
}
