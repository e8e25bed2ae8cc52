using System.Buffers.Binary;

namespace Weir.Engine.Flows.Stages;

/// <summary>Reads one sorted run of a spool's file.</summary>
internal sealed class RunReader(SpoolFile file, long offset, long end)
{
    private const int BufferBytes = 64 * 1024;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private int _at;
    private int _filled;
    private long _offset = offset;

    /// <summary>Compares readers by the key they are at.</summary>
    public static IComparer<RunReader> ByKey { get; } =
        Comparer<RunReader>.Create((a, b) => a.Current.Key.Span.SequenceCompareTo(b.Current.Key.Span));

    /// <summary>The entry it is at.</summary>
    public SpoolEntry Current { get; private set; }

    /// <summary>Goes to the next entry; false at the end.</summary>
    public bool Read()
    {
        if (_at == _filled && _offset == end)
            return false;
        Fill(SpoolFile.HeadBytes);
        var key = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_at));
        var value = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_at + 4));
        Fill(SpoolFile.HeadBytes + key + value);
        _at += SpoolFile.HeadBytes;
        Current = new SpoolEntry(_buffer.AsMemory(_at, key), _buffer.AsMemory(_at + key, value));
        _at += key + value;
        return true;
    }

    /// <summary>Sees to it that so many bytes lie in the buffer from where it is.</summary>
    private void Fill(int needed)
    {
        if (_filled - _at >= needed)
            return;
        var rest = _buffer.AsSpan(_at, _filled - _at);
        if (needed > _buffer.Length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(needed);
            rest.CopyTo(larger);
            _buffer = larger;
        }
        else
            rest.CopyTo(_buffer);
        (_at, _filled) = (0, rest.Length);
        var more = (int)Math.Min(_buffer.Length - _filled, end - _offset);
        file.Read(_buffer.AsSpan(_filled, more), _offset);
        _offset += more;
        _filled += more;
    }
}
