using System.Text;
using Microsoft.AspNetCore.Http;

namespace Weir.MainJob.Source;

/// <summary>植隆 <c>POST /api/agentInfo/list</c> in the RuoYi-Vue envelope; a page past the end repeats the last one, as RuoYi does.</summary>
internal sealed class SourceServer(long records, bool exactWindow, AgentRows rows, UpdateTimes times)
{
    private const int Chunk = 128 * 1024;
    private static readonly byte[] Tail = "],\"code\":200,\"msg\":\"查询成功\"}"u8.ToArray();
    private readonly FirstCall _first = new();
    private long _requests;
    private long _rows;
    private long _bytes;

    public static Task<int> RunAsync(Options options)
    {
        var records = options.Number("records", 100_000);
        var times = new UpdateTimes(records);
        var rows = new AgentRows(new KeySpace(options.Flag("random-keys")), times);
        return LoopbackHost.RunAsync(options, new SourceServer(records, options.Flag("exact-window"), rows, times).HandleAsync);
    }

    private Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/api/agentInfo/list":
                _first.Note();
                return ListAsync(context);
            case "/_counts":
                return LoopbackHost.WriteJsonAsync(context.Response, Counts());
            case "/_reset":
                _first.Reset();
                _requests = _rows = _bytes = 0;
                return LoopbackHost.WriteJsonAsync(context.Response, Counts());
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    private byte[] Counts() =>
        Encoding.UTF8.GetBytes($$"""{"requests":{{_requests}},"rows":{{_rows}},"bytes":{{_bytes}},"firstCall":{{_first.Ticks}}}""");

    private async Task ListAsync(HttpContext context)
    {
        var query = await PageQuery.ReadAsync(context.Request);
        var (from, to) = times.Range(query.UpdateTimeStart, query.UpdateTimeEnd, exactWindow);
        // All records were created long before any window that a run asks for.
        var total = query.ByCreation ? 0 : Math.Min(to, records) - from;
        var lastPage = Math.Max(1, (total + query.PageSize - 1) / query.PageSize);
        var first = from + ((Math.Min(query.PageNum, lastPage) - 1) * query.PageSize);
        var end = Math.Min(first + query.PageSize, from + total);
        await WriteAsync(context.Response, Encoding.ASCII.GetBytes($"{{\"total\":{total},\"rows\":["), first, end);
    }

    private async Task WriteAsync(HttpResponse response, byte[] head, long first, long end)
    {
        long length = head.Length + Tail.Length + Math.Max(0, end - first - 1);
        for (var index = first; index < end; index++)
            length += rows.Length(index);
        response.ContentType = "application/json;charset=UTF-8";
        response.ContentLength = length;
        var writer = response.BodyWriter;
        Copy(head, writer.GetSpan(head.Length));
        writer.Advance(head.Length);
        for (var index = first; index < end; )
        {
            writer.Advance(Fill(writer.GetSpan(Chunk), ref index, first, end));
            await writer.FlushAsync(response.HttpContext.RequestAborted);
        }
        Copy(Tail, writer.GetSpan(Tail.Length));
        writer.Advance(Tail.Length);
        await writer.FlushAsync(response.HttpContext.RequestAborted);
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _rows, end - first);
        Interlocked.Add(ref _bytes, length);
    }

    private static void Copy(byte[] bytes, Span<byte> target) => bytes.CopyTo(target);

    private int Fill(Span<byte> target, ref long index, long first, long end)
    {
        var used = 0;
        while (index < end && target.Length - used > rows.Longest)
        {
            if (index > first)
                target[used++] = (byte)',';
            used += rows.Write(target[used..], index++);
        }
        return used;
    }
}
