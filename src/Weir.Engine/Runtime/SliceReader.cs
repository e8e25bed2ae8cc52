using System.IO.Hashing;
using System.Text.Json;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Ledger;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>
/// Reads one slice to its end: page after page into the ledger, each with its cursor in one transaction, so that a killed process goes on at the first
/// page that was not stored. The next page is fetched while one is stored.
/// </summary>
internal sealed class SliceReader(EngineServices services, FlowPlan plan, RunContext run, SliceRecord slice, ConnectionPermits permits)
{
    private const int Attempts = 8;
    private const long HighWaterBytes = 16L * 1024 * 1024;
    private const long MostWaiting = 20_000;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly string _connection = plan.Source.As<SourceSettings>().Connection;
    private readonly PageParser _parser = new(run.Handle.Stream, plan.KeyPath, plan.Source.As<SourceSettings>().Ignore);
    private long _records;
    private long _recordBytes;
    private long _lastPage;
    private string? _lastCursor;

    /// <exception cref="ConnectorException">The source does not answer, or not as it should; the slice can be read on later.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var source = plan.OpenSource(services.Connections, run.Variables(plan.Zone));
        var what = new SourceSlice(slice.From, slice.To);
        Task<(SourcePage, ParsedPage)>? next = FetchAsync(source, what, slice.Cursor, cancellationToken);
        Task stored = Task.CompletedTask;
        try
        {
            while (next is not null)
            {
                var (page, parsed) = await next;
                next = null;
                // The last page too: it was asked for before the two pages ahead of it were counted.
                await HoldBackAsync(cancellationToken);
                if (page.Next is not null)
                    next = FetchAsync(source, what, page.Next, cancellationToken);
                stored = await StoreAsync(page, parsed, stored, cancellationToken);
            }
        }
        finally
        {
            await stored;
            if (next is not null)
                await DiscardAsync(next);
        }
    }

    private static async Task DiscardAsync(Task<(SourcePage Page, ParsedPage)> next)
    {
        try
        {
            (await next).Page.Records.Dispose();
        }
        catch (Exception e) when (e is ConnectorException or OperationCanceledException)
        {
            // The page was fetched ahead and is not wanted any more; its error will come again if the slice is read on.
        }
    }

    /// <summary>Back-pressure: while a queue of the flow is full, nothing more is asked of the source.</summary>
    private async Task HoldBackAsync(CancellationToken cancellationToken)
    {
        var average = _records == 0 ? 1024 : Math.Max(64, _recordBytes / _records);
        var high = Math.Clamp(HighWaterBytes / average, 100, MostWaiting);
        while (true)
        {
            var signal = services.Ledger.Signal.Next;
            if (run.Handle.Queues.All(queue => services.Ledger.Counts(queue).Waiting < high))
                return;
            await signal.WaitAsync(cancellationToken);
        }
    }

    private async Task<(SourcePage, ParsedPage)> FetchAsync(
        ISource source,
        SourceSlice what,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await FetchOnceAsync(source, what, cursor, cancellationToken);
            }
            catch (ConnectorException e)
                when (e.Kind is ErrorKind.Transient or ErrorKind.RateLimited or ErrorKind.Unknown or ErrorKind.InDoubt && tries < Attempts)
            {
                var wait = e.RetryAfter ?? Backoff.After(tries, FirstWait, LongestWait, Random.Shared);
                await Task.Delay(wait, services.Time, cancellationToken);
            }
        }
    }

    private async Task<(SourcePage, ParsedPage)> FetchOnceAsync(
        ISource source,
        SourceSlice what,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var page = await permits.CallAsync(_connection, run.Flow, token => source.ReadAsync(what, cursor, token), cancellationToken);
        try
        {
            var parsed = _parser.Parse(page.Records);
            CheckProgress(page, cursor);
            return (page, parsed);
        }
        catch (JsonException e)
        {
            page.Records.Dispose();
            throw new ConnectorException(ErrorKind.Transient, $"Reading {plan.Operation.Label}: {e.Message}", e) { Code = "malformed" };
        }
    }

    /// <summary>A source that gives the same page for every cursor would be read for ever.</summary>
    private void CheckProgress(SourcePage page, string? cursor)
    {
        var hash = HashOf(page.Records);
        var again = page.Records.Count > 0 && hash == _lastPage && !string.Equals(cursor, _lastCursor, StringComparison.Ordinal);
        (_lastPage, _lastCursor) = (hash, cursor);
        if (page.Next is null || (!again && !string.Equals(page.Next, cursor, StringComparison.Ordinal)))
            return;
        page.Records.Dispose();
        throw new ConnectorException(
            ErrorKind.Config,
            $"Reading {plan.Operation.Label}: the source gives the same page again and again (cursor '{cursor}', next '{page.Next}'): it does not page as it should. Check the paging settings of the source."
        );
    }

    private static long HashOf(RecordSlab records)
    {
        var hash = new XxHash3();
        for (var i = 0; i < records.Count; i++)
            hash.Append(records[i]);
        return (long)hash.GetCurrentHashAsUInt64();
    }

    /// <summary>Starts storing a page once the page before is in the ledger's queue, and returns the task that completes when it is durable.</summary>
    private async Task<Task> StoreAsync(SourcePage page, ParsedPage parsed, Task before, CancellationToken cancellationToken)
    {
        var classification = await services.Ledger.ClassifyAsync(run.Handle, parsed.Records, parsed.Keys, cancellationToken);
        var append = Prepare(page, parsed, classification);
        await before;
        _records += page.Records.Count;
        _recordBytes += page.Records.Length;
        return AppendAsync(page, parsed, append);
    }

    private PageAppend Prepare(SourcePage page, ParsedPage parsed, Classification classification)
    {
        var places = new int[page.Records.Count];
        var kept = new List<int>(page.Records.Count);
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = -1;
            if (classification.Novelties[i] == Novelty.Unchanged)
                continue;
            places[i] = kept.Count;
            kept.Add(i);
        }
        return new PageAppend
        {
            Fence = run.Fence,
            Handle = run.Handle,
            Run = run.Run,
            Slice = slice.No,
            Records = parsed.Records,
            Keys = parsed.Keys,
            Classification = classification,
            Keyless = parsed.Keyless,
            Frame = kept.Count == 0 ? null : PayloadFrame.Encode(page.Records, kept),
            Places = places,
            Next = page.Next,
            Read = page.Records.Count,
            Bytes = page.Bytes,
        };
    }

    private async Task AppendAsync(SourcePage page, ParsedPage parsed, PageAppend append)
    {
        RecordSlab? slab = page.Records;
        try
        {
            while (true)
            {
                try
                {
                    // Not cancelled: what was read is stored, whatever happens to the run.
                    var appended = await services.Ledger.AppendAsync(append, CancellationToken.None);
                    // The slab serves the lanes as it is when every record of it was stored.
                    if (appended.Frame != 0 && append.KeepsEveryRecord)
                    {
                        services.Cache.Put(appended.Frame, page.Records);
                        slab = null;
                    }
                    return;
                }
                catch (StaleClassificationException)
                {
                    append = Prepare(
                        page,
                        parsed,
                        await services.Ledger.ClassifyAsync(run.Handle, parsed.Records, parsed.Keys, CancellationToken.None)
                    );
                }
            }
        }
        finally
        {
            slab?.Dispose();
        }
    }
}
