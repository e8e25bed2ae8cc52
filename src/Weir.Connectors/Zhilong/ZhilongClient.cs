using Weir.Sdk.Connectors;
using Weir.Sdk.Http;
using Weir.Sdk.Records;

namespace Weir.Connectors.Zhilong;

/// <summary>A good answer; whoever gets it disposes it or takes its rows.</summary>
internal sealed class ListAnswer(VendorAnswer answer, EnvelopeFindings found) : IDisposable
{
    /// <summary>What was found in it.</summary>
    public EnvelopeFindings Found => found;

    /// <summary>Bytes of the answer.</summary>
    public int Length { get; } = answer.Length;

    /// <summary>The array of rows as it came.</summary>
    public ReadOnlySpan<byte> RowBytes => answer.Body.Span[found.RowsStart..found.RowsEnd];

    /// <summary>The bytes of one row.</summary>
    public ReadOnlySpan<byte> Row(int index) => answer.Body.Span.Slice(found.Rows[index].Offset, found.Rows[index].Length);

    /// <summary>The rows where they lie; nothing is copied.</summary>
    public RecordSlab TakeRows() => RecordSlab.Own(answer.TakeBuffer(), Length, found.Rows);

    /// <inheritdoc />
    public void Dispose() => answer.Dispose();
}

/// <summary>Makes list calls; with login it keeps the session alive.</summary>
internal sealed class ZhilongClient(ConnectionContext context, RequestWriter writer, AnswerJudge judge, SignIn? signIn)
{
    /// <summary>Makes a call; when the session is lost it signs in once and asks again.</summary>
    public async Task<ListAnswer> ReadAsync(ListRequest request, CancellationToken cancellationToken)
    {
        var session = signIn is null ? null : await SessionAsync(signIn, cancellationToken);
        for (var replayed = false; ; replayed = true)
        {
            using var message = writer.Write(request, session is null ? null : SignIn.TokenOf(session));
            var answer = await VendorHttp.SendAsync(
                context.Http,
                message,
                $"植隆 {request.Path}",
                writes: false,
                context.Limits.CallTimeout,
                cancellationToken
            );
            var verdict = JudgeOrDispose(request.Path, answer);
            if (verdict.Found is { } found)
                return new ListAnswer(answer, found);
            answer.Dispose();
            if (session is null || replayed || !verdict.Expired)
                throw verdict.Error!;
            session = await context.Session.RenewAsync(session, cancellationToken);
        }
    }

    private Verdict JudgeOrDispose(string path, VendorAnswer answer)
    {
        try
        {
            return judge.List(path, answer);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async ValueTask<SessionToken> SessionAsync(SignIn signIn, CancellationToken cancellationToken)
    {
        var session = await context.Session.GetAsync(cancellationToken);
        return signIn.IsOld(session) ? await context.Session.RenewAsync(session, cancellationToken) : session;
    }
}
