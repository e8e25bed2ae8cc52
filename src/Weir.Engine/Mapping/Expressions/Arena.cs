namespace Weir.Engine.Mapping.Expressions;

/// <summary>
/// Where texts are put together while a record is worked on; emptied for the next record. When it grows, what was handed out stays where it is, because the
/// old block lives as long as somebody points into it.
/// </summary>
internal sealed class Arena
{
    /// <summary>Most bytes of one text.</summary>
    public const int MostBytes = 16 * 1024 * 1024;
    private const int MostInAll = 8 * MostBytes;
    private const int Kept = 1024 * 1024;
    private byte[] _block = new byte[16 * 1024];

    /// <summary>Bytes in use; a writer that starts here ends at the next value of it.</summary>
    public int Used { get; private set; }

    /// <summary>Room for a text of exactly this length.</summary>
    public Span<byte> Take(int length)
    {
        Ensure(length);
        var taken = _block.AsSpan(Used, length);
        Used += length;
        return taken;
    }

    /// <summary>Room for a text of at most this length; <see cref="Cut"/> to what was written.</summary>
    public Span<byte> Room(int length)
    {
        Ensure(length);
        return _block.AsSpan(Used, length);
    }

    public void Advance(int length) => Used += length;

    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_block.AsSpan(Used));
        Used += bytes.Length;
    }

    public void Add(byte value)
    {
        Ensure(1);
        _block[Used++] = value;
    }

    /// <summary>What was written since a position.</summary>
    public ReadOnlySpan<byte> Since(int start) => _block.AsSpan(start, Used - start);

    /// <summary>As <see cref="Since"/>, to be changed in place.</summary>
    public Span<byte> Writable(int start) => _block.AsSpan(start, Used - start);

    /// <summary>
    /// Forgets what was written after a position. Text that lies there may still be given to the next <see cref="Add(ReadOnlySpan{byte})"/>: it is moved down.
    /// </summary>
    public void Cut(int start) => Used = start;

    /// <summary>
    /// Appends the text of a value to a text that ends at <paramref name="end"/>; what lies behind that end was only needed to work the value out.
    /// </summary>
    /// <returns>The new end.</returns>
    public int Join(int end, scoped in Value value)
    {
        Cut(end);
        Convert.AddText(value, this);
        return Used;
    }

    /// <summary>Empties it for the next record.</summary>
    public void Reset()
    {
        Used = 0;
        if (_block.Length > Kept)
            _block = new byte[16 * 1024];
    }

    /// <summary>Refuses a text that would be too large before anything is written.</summary>
    public static int Checked(long length) =>
        length <= MostBytes
            ? (int)length
            : throw new EvalFault($"the result would be {length} bytes, more than the {MostBytes} a text may have");

    private void Ensure(int length)
    {
        if (length <= _block.Length - Used)
            return;
        if (length > MostBytes)
            Checked(length);
        var needed = (long)Used + length;
        if (needed > MostInAll)
            throw new EvalFault($"the texts of one record need more than {MostInAll} bytes");
        var larger = new byte[Math.Max(needed, Math.Min(2L * _block.Length, MostInAll))];
        _block.AsSpan(0, Used).CopyTo(larger);
        _block = larger;
    }
}
