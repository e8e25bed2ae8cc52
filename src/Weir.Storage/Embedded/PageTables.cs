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
    private readonly SqliteDb.Statement _insert = db.Prepare(
        "INSERT INTO document(id,key,key_hash,content,previous,revision,frame,place,at) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)"
    );
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
        CheckClassification(page, keys);
        var frame = page.Frame is { } bytes ? payloads.Append(bytes.Span, durable: true) : 0;
        long fresh = 0,
            changed = 0,
            unchanged = 0;
        var queues = flows.QueuesOf(page.Handle.Stream);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < page.Records.Count; i++)
        {
            var record = page.Records[i];
            var key = keys.Slice(record.KeyOffset, record.KeyLength);
            // A record classified as fresh can only have been stored since, so it is enough to look in memory.
            var inMemory = page.Classification.Merges == index.Merges && page.Classification.Novelties[i] == Novelty.Fresh;
            var slot = record.KeyHash;
            long previous = 0;
            var novelty = Novelty.Fresh;
            if (!inMemory || index.IsRecent(record.KeyHash))
                novelty = index.Find(record.KeyHash, key, record.Content, out slot, out previous);
            switch (novelty)
            {
                case Novelty.Unchanged:
                    unchanged++;
                    continue;
                case Novelty.Changed:
                    changed++;
                    break;
                default:
                    fresh++;
                    break;
            }
            var lane = (int)((ulong)record.KeyHash % (ulong)page.Handle.Lanes);
            var id = DocumentId.Of(page.Handle.Stream, lane, flows.NextSequence(page.Handle.Stream, lane));
            var revision = previous == 0 ? 1 : RevisionOf(previous) + 1;
            _insert.Bind(1, id).Bind(2, key).Bind(3, record.KeyHash).Bind(4, record.Content).Bind(5, previous).Bind(6, revision);
            _insert.Bind(7, frame).Bind(8, page.Places[record.Index]).Bind(9, now).Run();
            index.Put(slot, id, record.Content);
            foreach (var queue in queues)
            {
                tallies.Add(queue, DeliveryState.Waiting, 1);
                if (previous != 0)
                    deliveries.Supersede(DocumentId.Under(previous, queue), queue, now);
            }
            if (page.Keyless.TryGetValue(record.Index, out var reason))
                foreach (var queue in queues)
                    deliveries.Reject(id, queue, reason, now);
        }
        var counts = new SliceCounts(1, page.Read, fresh, changed, unchanged, page.Bytes);
        return new PageAppended(frame, counts, runs.Advance(page.Run, page.Slice, page.Handle.Stream, page.Next, counts));
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
}
