using System.Text;
using Weir.Sdk.Records;

namespace Weir.Engine.Mapping;

/// <summary>A growing, pooled block of UTF-8 into which documents are written one after the other; can be cut back.</summary>
public sealed class Utf8Output : IDisposable
{
    private byte[] _buffer = SlabPool.Rent(16 * 1024);

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>A part of what was written, valid until the next write or disposal.</summary>
    public ReadOnlyMemory<byte> Slice(int offset, int length) => _buffer.AsMemory(offset, length);

    /// <summary>Appends bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - Length)
            Grow(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends one byte.</summary>
    public void Add(byte value)
    {
        if (Length == _buffer.Length)
            Grow(1);
        _buffer[Length++] = value;
    }

    /// <summary>Forgets everything after a position.</summary>
    public void CutBack(int length) => Length = length;

    /// <summary>Takes the quotes off a JSON string that begins at a position and ends what was written; other values stay.</summary>
    internal void Unquote(int start)
    {
        if (_buffer[start] != (byte)'"')
            return;
        _buffer.AsSpan(start + 1, Length - start - 2).CopyTo(_buffer.AsSpan(start));
        Length -= 2;
    }

    /// <summary>Forgets everything, and gives a block back that one large value needed.</summary>
    internal void Reset(int most)
    {
        Length = 0;
        if (_buffer.Length <= most)
            return;
        SlabPool.Return(_buffer);
        _buffer = SlabPool.Rent(16 * 1024);
    }

    private void Grow(int more)
    {
        var larger = SlabPool.Rent(Math.Max(_buffer.Length * 2, Length + more));
        Written.CopyTo(larger);
        SlabPool.Return(_buffer);
        _buffer = larger;
    }

    /// <inheritdoc />
    public override string ToString() => Encoding.UTF8.GetString(Written);

    /// <inheritdoc />
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
            SlabPool.Return(buffer);
    }
}
