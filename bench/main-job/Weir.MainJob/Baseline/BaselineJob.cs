using System.Diagnostics;
using System.Text.Json;

namespace Weir.MainJob.Baseline;

/// <summary>
/// The main job as a careful programmer would write it by hand: one reader fetches pages ahead, a few senders parse, map and
/// save them, and every outcome is checked. The durable kind keeps one SQLite row per record.
/// </summary>
internal sealed class BaselineJob(AgentPages pages, KingdeeSession session, RecordTable? table, int pageSize)
{
    private long _read;
    private long _delivered;

    public static async Task<int> RunAsync(Options options, bool durable)
    {
        var clock = Stopwatch.StartNew();
        using var handler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = false };
        using var http = new HttpClient(handler, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(120) };
        var pageSize = (int)options.Number("page-size", 500);
        var pages = new AgentPages(http, options.Required("source"), pageSize, options.Number("page-limit", long.MaxValue));
        var session = new KingdeeSession(http, options.Required("sink"));
        using var table = durable ? new RecordTable(options.Required("data")) : null;
        var job = new BaselineJob(pages, session, table, pageSize);
        await job.RunAsync((int)options.Number("senders", 4));
        Console.WriteLine(
            $$"""{"flow":"{{(durable ? "baseline-sqlite" : "baseline")}}","read":{{job._read}},"delivered":{{job._delivered}},"seconds":{{clock.Elapsed.TotalSeconds:0.000}}}"""
        );
        return 0;
    }

    private async Task RunAsync(int senders)
    {
        using var stop = new CancellationTokenSource();
        var reading = pages.ReadAllAsync(stop.Token);
        await session.SignInAsync(stop.Token);
        var sending = Enumerable.Range(0, senders).Select(_ => Task.Run(() => SendAllAsync(stop.Token), stop.Token)).ToArray();
        try
        {
            await Task.WhenAll(sending);
        }
        finally
        {
            await stop.CancelAsync();
        }
        await reading;
    }

    private async Task SendAllAsync(CancellationToken cancellation)
    {
        using var batch = new CustomerBatch();
        var targetIds = new long[pageSize];
        var rowIds = new long[pageSize];
        await foreach (var page in pages.Ready.ReadAllAsync(cancellation))
        {
            using (page)
                Map(page, batch, rowIds);
            if (batch.Count == 0)
                continue;
            await session.SaveAsync(batch, targetIds, cancellation);
            table?.Complete(rowIds.AsSpan(0, batch.Count), targetIds);
            Interlocked.Add(ref _delivered, batch.Count);
        }
    }

    /// <summary>Maps what is to be sent into the batch and leaves the row ids of just those in front.</summary>
    private void Map(AgentPage page, CustomerBatch batch, long[] rowIds)
    {
        using var json = JsonDocument.Parse(page.Json);
        if (json.RootElement.GetProperty("code"u8).GetInt32() != 200)
            throw new InvalidOperationException("the source answered " + json.RootElement.GetProperty("msg"u8).GetString());
        var rows = json.RootElement.GetProperty("rows"u8);
        table?.Accept(rows, rowIds);
        batch.Start();
        var index = 0;
        foreach (var row in rows.EnumerateArray())
        {
            var rowId = rowIds[index++];
            if (table is not null && rowId == 0)
                continue;
            rowIds[batch.Count] = rowId;
            batch.Add(row);
        }
        batch.End();
        Interlocked.Add(ref _read, index);
    }
}
