namespace Weir.Sdk.Records;

/// <summary>
/// A batch of records: one block of UTF-8 JSON and the extent of each record in it. The block is pooled and has one owner,
/// who disposes the slab; nobody keeps a span of it longer than that.
/// </summary>
public sealed class RecordSlab : IDisposable
{
    private byte[]? _buffer;
    private readonly bool _pooled;
    private readonly RecordExtent[] _extents;

    private RecordSlab(byte[] buffer, int length, RecordExtent[] extents, bool pooled)
    {
        _buffer = buffer;
        _pooled = pooled;
        Length = length;
        _extents = extents;
    }

    /// <summary>Bytes in use of the block.</summary>
    public int Length { get; }

    /// <summary>Bytes the block holds in memory.</summary>
    public int Capacity => _buffer?.Length ?? 0;

    /// <summary>Number of records.</summary>
    public int Count => _extents.Length;

    /// <summary>The extents of all records, in the order in which the source gave them.</summary>
    public ReadOnlySpan<RecordExtent> Extents => _extents;

    /// <summary>The whole block.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>The JSON of one record.</summary>
    public ReadOnlySpan<byte> this[int index] => Buffer.AsSpan(_extents[index].Offset, _extents[index].Length);

    /// <summary>The JSON of one record as memory, for callers that cross an await while they own the slab.</summary>
    public ReadOnlyMemory<byte> Memory(int index) => Buffer.AsMemory(_extents[index].Offset, _extents[index].Length);

    private byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(RecordSlab));

    /// <summary>Takes over a buffer rented from <see cref="SlabPool"/>; it goes back there on disposal.</summary>
    public static RecordSlab Own(byte[] rented, int length, RecordExtent[] extents) => new(rented, length, extents, pooled: true);

    /// <summary>Wraps an ordinary array that nobody else changes.</summary>
    public static RecordSlab Wrap(byte[] bytes, RecordExtent[] extents) => new(bytes, bytes.Length, extents, pooled: false);

    /// <summary>Copies single records into a new slab.</summary>
    public static RecordSlab Copy(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var length = 0;
        foreach (var record in records)
            length += record.Length;
        var buffer = SlabPool.Rent(Math.Max(1, length));
        var extents = new RecordExtent[records.Count];
        var at = 0;
        for (var i = 0; i < extents.Length; i++)
        {
            records[i].Span.CopyTo(buffer.AsSpan(at));
            extents[i] = new RecordExtent(at, records[i].Length);
            at += records[i].Length;
        }
        return Own(buffer, length, extents);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is not null && _pooled)
            SlabPool.Return(buffer);
    }
}
