using Weir.Engine.Ledger;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>
/// Payload frames that were just stored or just read, decoded, up to a limit in bytes. Lanes usually find here what the reader stored a moment ago;
/// what was pushed out is read back from the store.
/// </summary>
public sealed class PayloadCache(ILedgerStore store, long limitBytes) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byAge = new();
    private long _bytes;

    /// <summary>Takes over a slab that was stored under this frame.</summary>
    /// <param name="frame">Its name.</param>
    /// <param name="slab">The slab.</param>
    /// <param name="uses">How often its records will be taken: once per record and queue. After that it is dropped before all others.</param>
    public void Put(long frame, RecordSlab slab, int uses)
    {
        ArgumentNullException.ThrowIfNull(slab);
        lock (_lock)
            Add(new Entry(frame, slab, uses));
    }

    /// <summary>The decoded frame; released by disposing the lease.</summary>
    /// <exception cref="StoreException">The frame is missing or damaged.</exception>
    public Lease Get(long frame)
    {
        lock (_lock)
            if (_entries.TryGetValue(frame, out var node))
            {
                _byAge.Remove(node);
                _byAge.AddLast(node);
                node.Value.Users++;
                return new Lease(this, node.Value);
            }
        var slab = PayloadFrame.Decode(store.ReadFrame(frame));
        lock (_lock)
        {
            var entry = new Entry(frame, slab, int.MaxValue) { Users = 1 };
            Add(entry);
            return new Lease(this, entry);
        }
    }

    private void Add(Entry entry)
    {
        if (_entries.Remove(entry.Frame, out var older))
            Drop(older);
        _entries[entry.Frame] = _byAge.AddLast(entry);
        _bytes += entry.Bytes;
        while (_bytes > limitBytes && _byAge.Count > 1)
        {
            var oldest = _byAge.First!;
            _entries.Remove(oldest.Value.Frame);
            Drop(oldest);
        }
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _byAge.Remove(node);
        _bytes -= node.Value.Bytes;
        node.Value.Dropped = true;
        if (node.Value.Users == 0)
            node.Value.Slab.Dispose();
    }

    private void Release(Entry entry, int uses)
    {
        lock (_lock)
        {
            entry.UsesLeft -= uses;
            if (--entry.Users > 0)
                return;
            if (entry.Dropped)
                entry.Slab.Dispose();
            else if (entry.UsesLeft <= 0 && _entries.Remove(entry.Frame, out var node))
                Drop(node);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
            while (_byAge.First is { } node)
                Drop(node);
    }

    internal sealed class Entry(long frame, RecordSlab slab, int uses)
    {
        public long Frame { get; } = frame;
        public RecordSlab Slab { get; } = slab;
        public int Bytes { get; } = slab.Capacity;
        public int Users { get; set; }
        public int UsesLeft { get; set; } = uses;
        public bool Dropped { get; set; }
    }

    /// <summary>A frame in use.</summary>
    public sealed class Lease : IDisposable
    {
        private readonly PayloadCache _cache;
        private readonly Entry _entry;
        private int _uses;

        internal Lease(PayloadCache cache, Entry entry)
        {
            _cache = cache;
            _entry = entry;
        }

        /// <summary>Takes one of the records.</summary>
        public ReadOnlySpan<byte> Take(int place)
        {
            _uses++;
            return _entry.Slab[place];
        }

        /// <inheritdoc />
        public void Dispose() => _cache.Release(_entry, _uses);
    }
}
