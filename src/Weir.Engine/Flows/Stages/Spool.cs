using System.Buffers.Binary;
using Weir.Engine.Ledger;
using Weir.Sdk.Records;

namespace Weir.Engine.Flows.Stages;

/// <summary>An entry of a spool. The bytes are good until the next entry is asked for.</summary>
internal readonly record struct SpoolEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);

/// <summary>
/// Sorts more than fits into memory: entries are collected in a block, sorted, written to a file as a run, and the runs are merged at the end. The file
/// has no name any more once it is open, so that a killed process leaves nothing behind.
/// </summary>
internal sealed class Spool(string directory) : IDisposable
{
    private const int LargestBlock = 8 * 1024 * 1024;
    private const int MostRuns = 64;
    private readonly List<Entry> _entries = [];
    private readonly List<(long Offset, long End)> _runs = [];
    private byte[] _block = SlabPool.Rent(64 * 1024);
    private int _used;
    private SpoolFile? _file;

    /// <summary>Adds an entry. Keys are compared byte by byte and must not be equal.</summary>
    /// <exception cref="StoreException">The file could not be written.</exception>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var length = key.Length + value.Length;
        if (_used + (long)length > LargestBlock && _entries.Count > 0)
            WriteRun();
        if (length > _block.Length - _used)
            Grow(length);
        key.CopyTo(_block.AsSpan(_used));
        value.CopyTo(_block.AsSpan(_used + key.Length));
        _entries.Add(new Entry(Prefix(key), _used, key.Length, value.Length));
        _used += length;
    }

    /// <summary>All entries in the order of their keys. Nothing can be added any more.</summary>
    /// <exception cref="StoreException">The file could not be written or read.</exception>
    public IEnumerable<SpoolEntry> Sorted()
    {
        if (_runs.Count == 0)
            return FromMemory();
        WriteRun();
        SlabPool.Return(_block);
        _block = [];
        return Merge(_file!, _runs);
    }

    private IEnumerable<SpoolEntry> FromMemory()
    {
        Sort();
        foreach (var entry in _entries)
            yield return new SpoolEntry(
                _block.AsMemory(entry.Offset, entry.KeyLength),
                _block.AsMemory(entry.Offset + entry.KeyLength, entry.ValueLength)
            );
    }

    private static IEnumerable<SpoolEntry> Merge(SpoolFile file, List<(long Offset, long End)> runs)
    {
        var queue = new PriorityQueue<RunReader, RunReader>(runs.Count, RunReader.ByKey);
        foreach (var (offset, end) in runs)
        {
            var run = new RunReader(file, offset, end);
            if (run.Read())
                queue.Enqueue(run, run);
        }
        while (queue.TryPeek(out var run, out _))
        {
            yield return run.Current;
            // Out of the queue before it moves on: the queue compares what it holds by where the readers are.
            queue.Dequeue();
            if (run.Read())
                queue.Enqueue(run, run);
        }
    }

    private void WriteRun()
    {
        if (_entries.Count == 0)
            return;
        _file ??= new SpoolFile(directory);
        Sort();
        var start = _file.Length;
        foreach (var entry in _entries)
            _file.Write(_block.AsSpan(entry.Offset, entry.KeyLength), _block.AsSpan(entry.Offset + entry.KeyLength, entry.ValueLength));
        _runs.Add((start, _file.Flush()));
        _entries.Clear();
        _used = 0;
        if (_runs.Count == MostRuns)
            MergeRuns();
    }

    /// <summary>Makes one run of all, so that there are never more open at one time than memory is meant for.</summary>
    private void MergeRuns()
    {
        var merged = new SpoolFile(directory);
        foreach (var entry in Merge(_file!, _runs))
            merged.Write(entry.Key.Span, entry.Value.Span);
        _runs.Clear();
        _runs.Add((0, merged.Flush()));
        _file!.Dispose();
        _file = merged;
    }

    private void Sort() =>
        _entries.Sort(
            (a, b) =>
                a.Prefix != b.Prefix
                    ? a.Prefix.CompareTo(b.Prefix)
                    : _block.AsSpan(a.Offset, a.KeyLength).SequenceCompareTo(_block.AsSpan(b.Offset, b.KeyLength))
        );

    private void Grow(int more)
    {
        var larger = SlabPool.Rent(Math.Max(Math.Min(_block.Length * 2, LargestBlock), _used + more));
        _block.AsSpan(0, _used).CopyTo(larger);
        SlabPool.Return(_block);
        _block = larger;
    }

    private static ulong Prefix(ReadOnlySpan<byte> key)
    {
        Span<byte> first = stackalloc byte[8];
        first.Clear();
        key[..Math.Min(8, key.Length)].CopyTo(first);
        return BinaryPrimitives.ReadUInt64BigEndian(first);
    }

    public void Dispose()
    {
        var block = Interlocked.Exchange(ref _block, []);
        if (block.Length > 0)
            SlabPool.Return(block);
        _entries.Clear();
        _file?.Dispose();
    }

    private readonly record struct Entry(ulong Prefix, int Offset, int KeyLength, int ValueLength);
}
