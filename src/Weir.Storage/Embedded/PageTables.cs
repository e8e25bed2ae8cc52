using Weir.Engine.Ledger;
using Weir.Sdk.Errors;

namespace Weir.Storage.Embedded;

/// <summary>Stores pages: documents, key index, cursor, watermark. Used on the writer's thread.</summary>
internal sealed class PageTables(
    SqliteDb db,
    KeyIndex index,
    Tallies tallies,
    PayloadFiles payloads,
    FlowTables flows,
    DeliveryTables deliveries,
    TimeProvider time
) : IDisposable
{
    private const int Columns = 9;
    private readonly BulkInsert _insert = new(
        db,
        "INSERT INTO document(id,key,key_hash,content,previous,revision,frame,place,at)",
        Columns
    );
    private readonly List<PendingRow> _pending = [];
    private readonly SqliteDb.Statement _revision = db.Prepare("SELECT revision FROM document WHERE id=?1");

    public Classification Classify(IReadOnlyList<PageRecord> records, ReadOnlySpan<byte> keys)
    {
        var novelties = new Novelty[records.Count];
        var merges = index.Merges;
        HashSet<long>? changed = null;
        for (var i = 0; i < novelties.Length; i++)
        {
            var record = records[i];
            var novelty = index.Find(record.KeyHash, keys.Slice(record.KeyOffset, record.KeyLength), record.Content, out var slot, out _);
            if (novelty == Novelty.Changed)
                (changed ??= []).Add(record.KeyHash);
            // The page itself changes the key before it comes back to what is stored: by then that is a change again.
            else if (novelty == Novelty.Unchanged && changed?.Contains(record.KeyHash) == true)
                novelty = Novelty.Changed;
            // Two keys have met on one hash: looking in memory is not enough when the page is stored.
            if (slot != record.KeyHash)
                merges = -1;
            novelties[i] = novelty;
        }
        return new Classification(novelties, merges);
    }

    public PageAppended Append(PageAppend page, RunTables runs)
    {
        var keys = page.Keys.Span;
        if (page.Ordinal is { } ordinal && runs.Pages(page.Run, page.Slice) != ordinal)
            throw new StaleClassificationException();
        CheckClassification(page, keys);
        var frame = page.Frame is { } bytes ? payloads.Append(bytes.Span, durable: true) : 0;
        long stored = 0,
            changed = 0,
            unchanged = 0;
        var queues = flows.QueuesOf(page.Handle.Stream);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var fits = page.Classification.Merges == index.Merges;
        for (var i = 0; i < page.Records.Count; i++)
        {
            var record = page.Records[i];
            var lane = (int)((ulong)record.KeyHash % (ulong)page.Handle.Lanes);
            ref var tail = ref flows.TailOf(page.Handle.Stream, lane);
            var id = DocumentId.Of(page.Handle.Stream, lane, tail + 1);
            long previous = 0;
            // A record classified as fresh can only have been stored since, so it is enough to look in memory.
            if (!(fits && page.Classification.Novelties[i] == Novelty.Fresh && index.TryPut(record.KeyHash, id, record.Content)))
            {
                // The index compares keys with what is stored: so all that this page brought before must be.
                InsertPending(page, frame, now);
                var key = keys.Slice(record.KeyOffset, record.KeyLength);
                var novelty = index.Find(record.KeyHash, key, record.Content, out var slot, out previous);
                if (novelty == Novelty.Unchanged)
                {
                    unchanged++;
                    continue;
                }
                changed += novelty == Novelty.Changed ? 1 : 0;
                index.Put(slot, id, record.Content);
            }
            tail++;
            stored++;
            _pending.Add(new PendingRow(id, i, previous));
            if (previous != 0)
                foreach (var queue in queues)
                    deliveries.Supersede(DocumentId.Under(previous, queue), queue, now);
        }
        InsertPending(page, frame, now);
        foreach (var queue in flows.RootsOf(page.Handle.Stream))
            tallies.Add(queue, DeliveryState.Waiting, stored);
        var counts = new SliceCounts(1, page.Read, stored - changed, changed, unchanged, page.Bytes);
        return new PageAppended(frame, counts, Move(page, runs, counts));
    }

    /// <summary>Returns the watermark if the page moved it.</summary>
    private static DateTimeOffset? Move(PageAppend page, RunTables runs, SliceCounts counts)
    {
        if (!page.KeepsCursor)
            return runs.Advance(page, counts);
        runs.Count(page.Run, page.Slice, counts);
        return null;
    }

    /// <summary>Inserts the rows collected so far, in the order of the table: lane by lane.</summary>
    private void InsertPending(PageAppend page, long frame, long now)
    {
        _pending.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        for (var from = 0; from < _pending.Count; )
        {
            var insert = _insert.Take(_pending.Count - from, out var rows);
            for (var i = 0; i < rows; i++)
                BindRow(insert, i * Columns, _pending[from + i], page, frame, now);
            insert.Run();
            from += rows;
        }
        if (page.Rejected.Count > 0)
            foreach (var row in _pending)
                if (page.Rejected.TryGetValue(page.Records[row.Record].Index, out var reason))
                    foreach (var queue in flows.RootsOf(page.Handle.Stream))
                        deliveries.Reject(row.Id, queue, reason, now);
        _pending.Clear();
    }

    private void BindRow(SqliteDb.Statement insert, int at, PendingRow row, PageAppend page, long frame, long now)
    {
        var record = page.Records[row.Record];
        var key = page.Keys.Span.Slice(record.KeyOffset, record.KeyLength);
        var revision = row.Previous == 0 ? 1 : RevisionOf(row.Previous) + 1;
        insert.Bind(at + 1, row.Id).Bind(at + 2, key).Bind(at + 3, record.KeyHash).Bind(at + 4, record.Content);
        insert.Bind(at + 5, row.Previous).Bind(at + 6, revision).Bind(at + 7, frame).Bind(at + 8, page.Places[record.Index]);
        insert.Bind(at + 9, now);
    }

    /// <summary>Records whose payload was left out because they were unchanged must still be so.</summary>
    private void CheckClassification(PageAppend page, ReadOnlySpan<byte> keys)
    {
        foreach (var record in page.Records)
            if (
                page.Places[record.Index] < 0
                && index.Find(record.KeyHash, keys.Slice(record.KeyOffset, record.KeyLength), record.Content, out _, out _)
                    != Novelty.Unchanged
            )
                throw new StaleClassificationException();
    }

    private int RevisionOf(long id)
    {
        _revision.Bind(1, id);
        var revision = _revision.Step() ? _revision.Int(0) : 0;
        _revision.Reset();
        return revision;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _revision.Dispose();
    }

    /// <summary>A row to be inserted.</summary>
    private readonly record struct PendingRow(long Id, int Record, long Previous);
}
