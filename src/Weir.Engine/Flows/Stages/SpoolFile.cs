using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Weir.Engine.Ledger;

namespace Weir.Engine.Flows.Stages;

/// <summary>A temporary file of entries, one behind the other: lengths of key and value, key, value.</summary>
internal sealed class SpoolFile : IDisposable
{
    /// <summary>Lengths of key and value.</summary>
    public const int HeadBytes = 8;
    private readonly string _directory;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(256 * 1024);
    private int _buffered;
    private long _written;

    public SpoolFile(string directory)
    {
        _directory = directory;
        try
        {
            Directory.CreateDirectory(directory);
            var path = Path.Combine(directory, $"{Guid.NewGuid():n}.tmp");
            _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error("made", e);
        }
    }

    /// <summary>Bytes in it, those not yet flushed too.</summary>
    public long Length => _written + _buffered;

    public void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], value.Length);
        Write(head);
        Write(key);
        Write(value);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _buffered)
            Flush();
        if (bytes.Length > _buffer.Length)
        {
            WriteThrough(bytes);
            return;
        }
        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    /// <summary>Returns the length of the file.</summary>
    public long Flush()
    {
        WriteThrough(_buffer.AsSpan(0, _buffered));
        _buffered = 0;
        return _written;
    }

    private void WriteThrough(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, _written);
        }
        catch (IOException e)
        {
            throw Error("written", e);
        }
        _written += bytes.Length;
    }

    /// <summary>Fills a part of memory from a place in the file.</summary>
    public void Read(Span<byte> into, long offset)
    {
        try
        {
            while (!into.IsEmpty)
            {
                var read = RandomAccess.Read(_handle, into, offset);
                if (read == 0)
                    throw new EndOfStreamException("it is shorter than what was written");
                offset += read;
                into = into[read..];
            }
        }
        catch (IOException e)
        {
            throw Error("read", e);
        }
    }

    private StoreException Error(string what, Exception e) =>
        new($"A temporary file in {_directory} could not be {what}: {e.Message} Check the rights and free space of the data directory.", e);

    public void Dispose() => _handle.Dispose();
}
