using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>
/// Payload frames, one append-only file per day, so that retention is deleting a file. A frame's name is day and offset; a frame that a crash cut off is
/// never named by the ledger, because the ledger commits after the file was flushed.
/// </summary>
internal sealed class PayloadFiles(string directory, TimeProvider time) : IDisposable
{
    private const int OffsetBits = 40;
    private readonly Lock _readersLock = new();
    private readonly Dictionary<int, SafeFileHandle> _readers = [];
    private SafeFileHandle? _writer;
    private int _day = -1;
    private long _offset;
    private bool _dirty;

    /// <summary>Appends a frame and returns its name. Called by the writer only.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="durable">True for what the ledger must not lose; false for traces, which a power failure may cut off.</param>
    public long Append(ReadOnlySpan<byte> frame, bool durable)
    {
        var day = (int)(time.GetUtcNow().ToUnixTimeSeconds() / 86_400);
        try
        {
            if (day != _day || _writer is null)
                Roll(day);
            Span<byte> length = stackalloc byte[4];
            BitConverter.TryWriteBytes(length, frame.Length);
            RandomAccess.Write(_writer!, length, _offset);
            RandomAccess.Write(_writer!, frame, _offset + 4);
        }
        catch (IOException e)
        {
            throw new StoreException(
                $"The payload file {PathOf(day)} could not be written: {e.Message} Free space or check the disk; nothing that was committed is lost.",
                e
            );
        }
        var name = ((long)day << OffsetBits) | _offset;
        _offset += 4 + frame.Length;
        _dirty |= durable;
        return name;
    }

    /// <summary>Makes all appended frames durable. Called before the ledger commits.</summary>
    public void Flush()
    {
        if (!_dirty)
            return;
        try
        {
            RandomAccess.FlushToDisk(_writer!);
        }
        catch (IOException e)
        {
            throw new StoreException($"The payload file {PathOf(_day)} could not be flushed: {e.Message}", e);
        }
        _dirty = false;
    }

    /// <summary>True if the file of a frame is still there; retention drops it.</summary>
    public bool Has(long name) => name != 0 && File.Exists(PathOf((int)(name >> OffsetBits)));

    /// <summary>Reads a frame.</summary>
    public byte[] Read(long name)
    {
        var day = (int)(name >> OffsetBits);
        var offset = name & ((1L << OffsetBits) - 1);
        SafeFileHandle handle;
        lock (_readersLock)
        {
            if (!_readers.TryGetValue(day, out handle!))
            {
                if (!File.Exists(PathOf(day)))
                    throw new StoreException($"The payload file {PathOf(day)} is not there: it was dropped by retention, or deleted.");
                handle = File.OpenHandle(PathOf(day), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                _readers[day] = handle;
            }
        }
        Span<byte> header = stackalloc byte[4];
        if (RandomAccess.Read(handle, header, offset) != 4)
            throw Damaged(day, offset);
        var length = BitConverter.ToInt32(header);
        if (length <= 0 || offset + 4 + length > RandomAccess.GetLength(handle))
            throw Damaged(day, offset);
        var frame = new byte[length];
        var read = 0;
        while (read < length)
        {
            var n = RandomAccess.Read(handle, frame.AsSpan(read), offset + 4 + read);
            if (n == 0)
                throw Damaged(day, offset);
            read += n;
        }
        return frame;
    }

    private StoreException Damaged(int day, long offset) => new($"The payload file {PathOf(day)} is cut off or damaged at {offset}.");

    private void Roll(int day)
    {
        Flush();
        _writer?.Dispose();
        Directory.CreateDirectory(directory);
        _writer = File.OpenHandle(PathOf(day), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _offset = RandomAccess.GetLength(_writer);
        _day = day;
    }

    private string PathOf(int day)
    {
        var date = DateTimeOffset.FromUnixTimeSeconds(day * 86_400L).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Path.Combine(directory, $"{date}.frames");
    }

    public void Dispose()
    {
        _writer?.Dispose();
        lock (_readersLock)
            foreach (var handle in _readers.Values)
                handle.Dispose();
    }
}
