using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Hashing;
using Weir.Sdk.Records;
using ZstdSharp;

namespace Weir.Engine.Ledger;

/// <summary>
/// Records as they are stored: magic, hash of the rest, raw length, count, then zstd of (lengths, bytes). A page is one frame; single records
/// are never stored alone, since most of the saving is between them.
/// </summary>
public static class PayloadFrame
{
    private const uint Magic = 0x31525758; // "XWR1"
    private const int HeaderBytes = 4 + 8 + 4 + 4;

    /// <summary>A fast level: half the time of level 1 on such pages, and still several times smaller.</summary>
    private const int Level = -3;

    // A few, not one per thread: each holds a megabyte or two.
    private static readonly ConcurrentBag<Compressor> Compressors = [];
    private static readonly ConcurrentBag<Decompressor> Decompressors = [];

    /// <summary>Encodes the records at the given places of a slab, or all.</summary>
    public static byte[] Encode(RecordSlab slab, IReadOnlyList<int>? places = null)
    {
        ArgumentNullException.ThrowIfNull(slab);
        var count = places?.Count ?? slab.Count;
        var raw = 4 * count;
        for (var i = 0; i < count; i++)
            raw += slab.Extents[places is null ? i : places[i]].Length;
        var buffer = SlabPool.Rent(raw);
        try
        {
            var at = 4 * count;
            for (var i = 0; i < count; i++)
            {
                var record = slab[places is null ? i : places[i]];
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4 * i), record.Length);
                record.CopyTo(buffer.AsSpan(at));
                at += record.Length;
            }
            return Seal(buffer.AsSpan(0, raw), count);
        }
        finally
        {
            SlabPool.Return(buffer);
        }
    }

    private static byte[] Seal(ReadOnlySpan<byte> raw, int count)
    {
        if (!Compressors.TryTake(out var compressor))
            compressor = new Compressor(Level);
        var scratch = SlabPool.Rent(HeaderBytes + Compressor.GetCompressBound(raw.Length));
        try
        {
            var length = compressor.Wrap(raw, scratch.AsSpan(HeaderBytes));
            BinaryPrimitives.WriteUInt32LittleEndian(scratch, Magic);
            BinaryPrimitives.WriteInt32LittleEndian(scratch.AsSpan(12), raw.Length);
            BinaryPrimitives.WriteInt32LittleEndian(scratch.AsSpan(16), count);
            BinaryPrimitives.WriteUInt64LittleEndian(
                scratch.AsSpan(4),
                XxHash3.HashToUInt64(scratch.AsSpan(12, HeaderBytes - 12 + length))
            );
            var frame = GC.AllocateUninitializedArray<byte>(HeaderBytes + length);
            scratch.AsSpan(0, frame.Length).CopyTo(frame);
            return frame;
        }
        finally
        {
            Compressors.Add(compressor);
            SlabPool.Return(scratch);
        }
    }

    /// <summary>Decodes a frame. The caller owns the slab.</summary>
    /// <exception cref="StoreException">The frame is damaged.</exception>
    public static RecordSlab Decode(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic)
            throw new StoreException("a payload frame does not begin as one: the payload file is damaged or was replaced");
        if (BinaryPrimitives.ReadUInt64LittleEndian(frame[4..]) != XxHash3.HashToUInt64(frame[12..]))
            throw new StoreException("a payload frame does not match its checksum: the payload file is damaged");
        var raw = BinaryPrimitives.ReadInt32LittleEndian(frame[12..]);
        var count = BinaryPrimitives.ReadInt32LittleEndian(frame[16..]);
        var buffer = SlabPool.Rent(Math.Max(1, raw));
        if (!Decompressors.TryTake(out var decompressor))
            decompressor = new Decompressor();
        decompressor.Unwrap(frame[HeaderBytes..], buffer.AsSpan(0, raw));
        Decompressors.Add(decompressor);
        var extents = new RecordExtent[count];
        var at = 4 * count;
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(4 * i));
            extents[i] = new RecordExtent(at, length);
            at += length;
        }
        return RecordSlab.Own(buffer, raw, extents);
    }
}
