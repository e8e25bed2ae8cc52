using System.Runtime.InteropServices;
using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>
/// Finds the latest document of a key. Recent entries live in memory (they can be read back from the tail of the document table), older ones in a
/// tree ordered by hash. Recent entries are merged in hash order, many at a time, so that each page of the tree is written
/// once per merge and not once per record: keys in random order cost the same as keys in ascending order.
/// </summary>
internal sealed class KeyIndex(SqliteDb db) : IDisposable
{
    private const int MergeAt = 200_000;
    private readonly Dictionary<long, (long Id, long Content)> _recent = new(MergeAt + 10_000);
    private readonly SqliteDb.Statement _find = db.Prepare("SELECT id, content FROM key_index WHERE hash=?1");
    private readonly BulkInsert _put = new(
        db,
        "INSERT INTO key_index(hash,id,content)",
        3,
        "ON CONFLICT(hash) DO UPDATE SET id=excluded.id, content=excluded.content"
    );
    private readonly SqliteDb.Statement _key = db.Prepare("SELECT key FROM document WHERE id=?1");
    private readonly SqliteDb.Statement _tail = db.Prepare(
        "SELECT id, key, key_hash, content FROM document WHERE id>?1 AND id<=?2 ORDER BY id"
    );
    private readonly SqliteDb.Statement _indexed = db.Prepare(
        "INSERT INTO indexed(stream,lane,sequence) VALUES(?1,?2,?3) ON CONFLICT(stream,lane) DO UPDATE SET sequence=?3"
    );
    private readonly Dictionary<(int Stream, int Lane), long> _pending = [];
    private bool _treeEmpty = db.Scalar("SELECT 1 FROM key_index LIMIT 1") is null;

    /// <summary>Rises with each merge; entries put since a given number are all in memory.</summary>
    public long Merges { get; private set; }

    /// <summary>Reads the entries of a lane that are not in the tree yet, and returns the lane's last sequence.</summary>
    public long Load(int stream, int lane, long indexed)
    {
        var last = indexed;
        _tail.Bind(1, DocumentId.Of(stream, lane, indexed)).Bind(2, DocumentId.Of(stream, lane, DocumentId.MaxSequence));
        while (_tail.Step())
        {
            var id = _tail.Long(0);
            Put(Slot(_tail.Long(2), _tail.Blob(1), out _), id, _tail.Long(3));
            last = DocumentId.Sequence(id);
        }
        _tail.Reset();
        return last;
    }

    /// <summary>What is known of a key: nothing, other content, or this content.</summary>
    /// <param name="slot">The hash under which the key is kept: its own, or the next free one when another key has the same.</param>
    public Novelty Find(long hash, ReadOnlySpan<byte> key, long content, out long slot, out long id)
    {
        slot = hash;
        while (TryGet(slot, out var entry))
        {
            id = entry.Id;
            // Equal content includes an equal key; only on different content can two keys have met on one hash.
            if (entry.Content == content)
                return Novelty.Unchanged;
            if (HasKey(entry.Id, key))
                return Novelty.Changed;
            slot++;
        }
        id = 0;
        return Novelty.Fresh;
    }

    /// <summary>Notes the first document of a key; false, and nothing is noted, if there is an entry under this hash in memory.</summary>
    public bool TryPut(long hash, long id, long content)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_recent, hash, out var known);
        if (known)
            return false;
        entry = (id, content);
        _pending[(DocumentId.Owner(id), DocumentId.Lane(id))] = DocumentId.Sequence(id);
        return true;
    }

    /// <summary>Notes the latest document under a slot.</summary>
    public void Put(long slot, long id, long content)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_recent, slot, out _) = (id, content);
        _pending[(DocumentId.Owner(id), DocumentId.Lane(id))] = DocumentId.Sequence(id);
    }

    /// <summary>Merges into the tree when there is enough to make it worth while. Inside the writer's transaction.</summary>
    public void MergeIfFull()
    {
        if (_recent.Count < MergeAt)
            return;
        var slots = new long[_recent.Count];
        _recent.Keys.CopyTo(slots, 0);
        Array.Sort(slots);
        for (var from = 0; from < slots.Length; )
        {
            var put = _put.Take(slots.Length - from, out var rows);
            for (var i = 0; i < rows; i++)
            {
                var slot = slots[from + i];
                var (id, content) = _recent[slot];
                put.Bind((i * 3) + 1, slot).Bind((i * 3) + 2, id).Bind((i * 3) + 3, content);
            }
            put.Run();
            from += rows;
        }
        foreach (var ((stream, lane), sequence) in _pending)
            _indexed.Bind(1, stream).Bind(2, lane).Bind(3, sequence).Run();
        _pending.Clear();
        _recent.Clear();
        _treeEmpty = false;
        Merges++;
    }

    private long Slot(long hash, ReadOnlySpan<byte> key, out long id)
    {
        var slot = hash;
        while (TryGet(slot, out var entry) && !HasKey(entry.Id, key))
            slot++;
        id = 0;
        return slot;
    }

    private bool TryGet(long slot, out (long Id, long Content) entry)
    {
        if (_recent.TryGetValue(slot, out entry))
            return true;
        if (_treeEmpty)
            return false;
        _find.Bind(1, slot);
        var found = _find.Step();
        if (found)
            entry = (_find.Long(0), _find.Long(1));
        _find.Reset();
        return found;
    }

    private bool HasKey(long id, ReadOnlySpan<byte> key)
    {
        _key.Bind(1, id);
        var same = _key.Step() && _key.Blob(0).SequenceEqual(key);
        _key.Reset();
        return same;
    }

    public void Dispose()
    {
        _find.Dispose();
        _put.Dispose();
        _key.Dispose();
        _tail.Dispose();
        _indexed.Dispose();
    }
}
