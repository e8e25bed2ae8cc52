using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Flows.Triggers;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>
/// Reads one slice to its end: page after page into the ledger, each with its cursor in one transaction, so that a killed process goes on at the first
/// page that was not stored. The next page is fetched, and pages read before are stored one behind the other, while one is prepared.
/// </summary>
internal sealed class SliceReader(
    EngineServices services,
    FlowPlan plan,
    RunContext run,
    SliceRecord slice,
    ConnectionPermits permits,
    Action<string> missing
)
{
    private const int Attempts = 8;
    private const int MostStale = 50;
    private const int MostRepeats = 2;
    private const int MostStoring = 4;
    private const long MostStoringBytes = 8L * 1024 * 1024;
    private const long HighWaterBytes = 10L * 1024 * 1024;
    private const long MostWaiting = 20_000;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly string _connection = plan.Source.As<SourceSettings>().Connection;
    private readonly PageParser _parser = new(run.Handle.Stream, plan.KeyPath, plan.Source.As<SourceSettings>().Ignore);
    private long _read;
    private long _readBytes;
    private long _records;
    private long _recordBytes;
    private readonly Trigger? _trigger = plan.TriggerOf(run.Trigger);
    private readonly Queue<(Task Stored, long Bytes)> _storing = new();
    private Task _lastStored = Task.CompletedTask;
    private long _storingBytes;
    private long _pages = slice.Counts.Pages;
    private long _lastPage;
    private string? _lastCursor;
    private int _repeats;

    /// <exception cref="ConnectorException">The source does not answer, or not as it should; the slice can be read on later.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var variables = run.Variables(plan.Zone);
        using var documents =
            plan.Stages.Count == 0
                ? null
                : new SliceDocuments(
                    plan,
                    run.Handle.Stream,
                    new StageSetup(new MapContext(variables, missing), services.Ledger.SpoolPath)
                );
        var source = plan.OpenSource(services.Connections, variables, _trigger);
        var what = new SourceSlice(slice.From, slice.To);
        Task<(SourcePage, ParsedPage)>? next = FetchAsync(source, what, slice.Cursor, cancellationToken);
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
                if (documents is null)
                    await StoreAsync(
                        new LedgerPage(page.Records, parsed, page.Next, KeepsCursor: false, page.Records.Count, page.Bytes),
                        cancellationToken
                    );
                else
                    await StoreDocumentsAsync(documents, page, parsed, cancellationToken);
            }
        }
        finally
        {
            await Task.WhenAll(_storing.Select(s => s.Stored));
            if (next is not null)
                await DiscardAsync(next);
        }
    }

    /// <summary>
    /// Takes a page through the nodes before the ledger. The slice moves on with the last of the documents made of it; where documents are made of the
    /// whole slice, only at its end: killed before, it is read from its start again, and what is stored already is unchanged then.
    /// </summary>
    private async Task StoreDocumentsAsync(
        SliceDocuments documents,
        SourcePage page,
        ParsedPage parsed,
        CancellationToken cancellationToken
    )
    {
        using var records = page.Records;
        _read += records.Count;
        _readBytes += page.Bytes;
        await StoreAllAsync(documents.Page(records, parsed), page.Next, moves: !documents.HoldsSlice, cancellationToken);
        if (documents.HoldsSlice && page.Next is null)
            await StoreAllAsync(documents.Rest(), next: null, moves: true, cancellationToken);
    }

    private async Task StoreAllAsync(IEnumerable<DocumentPage> pages, string? next, bool moves, CancellationToken cancellationToken)
    {
        foreach (var page in pages)
        {
            var moving = moves && page.IsLast;
            if (page.Records.Count == 0 && !moving)
            {
                page.Records.Dispose();
                continue;
            }
            await HoldBackAsync(cancellationToken);
            var (read, bytes) = moving ? (_read, _readBytes) : (0, 0);
            await StoreAsync(new LedgerPage(page.Records, page.Parsed, next, !moving, read, bytes), cancellationToken);
            if (moving)
                (_read, _readBytes) = (0, 0);
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
            CheckProgress(page, parsed, cursor);
            return (page, parsed);
        }
        catch (JsonException e)
        {
            page.Records.Dispose();
            throw new ConnectorException(ErrorKind.Transient, $"Reading {plan.Operation.Label}: {e.Message}", e) { Code = "malformed" };
        }
    }

    /// <summary>A source that gives the same page for every cursor would be read for ever.</summary>
    private void CheckProgress(SourcePage page, ParsedPage parsed, string? cursor)
    {
        var hash = HashOf(parsed);
        var again = page.Records.Count > 0 && hash == _lastPage && !string.Equals(cursor, _lastCursor, StringComparison.Ordinal);
        (_lastPage, _lastCursor) = (hash, cursor);
        // Once may be: rows that left the list move the pages, and a connector goes back by one to lose none.
        _repeats = again ? _repeats + 1 : 0;
        if (page.Next is null || (_repeats < MostRepeats && !string.Equals(page.Next, cursor, StringComparison.Ordinal)))
            return;
        page.Records.Dispose();
        throw new ConnectorException(
            ErrorKind.Config,
            $"Reading {plan.Operation.Label}: the source gives the same page again and again (cursor '{cursor}', next '{page.Next}'): it does not page as it should. Check the paging settings of the source."
        );
    }

    private static long HashOf(ParsedPage page)
    {
        var hash = new XxHash3();
        Span<long> pair = stackalloc long[2];
        foreach (var record in page.Records)
        {
            pair[0] = record.KeyHash;
            pair[1] = record.Content;
            hash.Append(MemoryMarshal.AsBytes(pair));
        }
        return (long)hash.GetCurrentHashAsUInt64();
    }

    /// <summary>Starts storing a page behind those that are being stored, and waits while there are too many of them.</summary>
    private async Task StoreAsync(LedgerPage page, CancellationToken cancellationToken)
    {
        var bytes = page.Records.Length;
        while (_storing.Count > 0 && (_storing.Count >= MostStoring || _storingBytes + bytes > MostStoringBytes))
        {
            await _storing.Peek().Stored;
            _storingBytes -= _storing.Dequeue().Bytes;
        }
        var classification = await services.Ledger.ClassifyAsync(run.Handle, page.Parsed.Records, page.Parsed.Keys, cancellationToken);
        _records += page.Records.Count;
        _recordBytes += bytes;
        _lastStored = AppendAsync(page, classification, _pages++, _lastStored);
        _storing.Enqueue((_lastStored, bytes));
        _storingBytes += bytes;
    }

    private PageAppend Prepare(LedgerPage page, Classification classification, long ordinal, Action<long> stored)
    {
        var parsed = page.Parsed;
        var (places, frame) = page.Keep(classification);
        return new PageAppend
        {
            Fence = run.Fence,
            Handle = run.Handle,
            Run = run.Run,
            Slice = slice.No,
            Ordinal = ordinal,
            MovesWatermark = !run.ReadsAside,
            Stored = stored,
            Records = parsed.Records,
            Keys = parsed.Keys,
            Classification = classification,
            Rejected = parsed.Rejected,
            Frame = frame,
            Places = places,
            Next = page.Next,
            KeepsCursor = page.KeepsCursor,
            Read = page.Read,
            Bytes = page.Bytes,
        };
    }

    private async Task AppendAsync(LedgerPage page, Classification classification, long ordinal, Task before)
    {
        var parsed = page.Parsed;
        RecordSlab? slab = page.Records;
        var keepsEvery = false;
        try
        {
            for (var tries = 1; ; tries++)
            {
                var append = Prepare(page, classification, ordinal, Keep);
                keepsEvery = append.KeepsEveryRecord;
                try
                {
                    // Not cancelled: what was read is stored, whatever happens to the run.
                    await services.Ledger.AppendAsync(append, CancellationToken.None);
                    return;
                }
                catch (StaleClassificationException) when (tries < MostStale)
                {
                    // Another slice has stored one of the keys, or the page before this one was refused for that: it goes first.
                    await before;
                    classification = await services.Ledger.ClassifyAsync(run.Handle, parsed.Records, parsed.Keys, CancellationToken.None);
                }
            }
        }
        finally
        {
            slab?.Dispose();
        }

        // The slab serves the lanes as it is when every record of it was stored.
        void Keep(long frame)
        {
            if (frame == 0 || !keepsEvery)
                return;
            services.Cache.Put(frame, page.Records, page.Records.Count * run.Handle.Queues.Count);
            slab = null;
        }
    }
}
