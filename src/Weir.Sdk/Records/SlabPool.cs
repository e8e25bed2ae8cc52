using System.Buffers;

namespace Weir.Sdk.Records;

/// <summary>
/// The pool of page-sized blocks. Its own, because the shared pool keeps blocks per core and thread: with pages of a few megabytes that adds up to more
/// than the pages in use.
/// </summary>
public static class SlabPool
{
    private const int LargestBlock = 16 * 1024 * 1024;
    private const int BlocksOfASize = 12;
    private const int Small = 64 * 1024;
    private static readonly ArrayPool<byte> Large = ArrayPool<byte>.Create(LargestBlock, BlocksOfASize);

    /// <summary>A block of at least this length.</summary>
    public static byte[] Rent(int length) => length <= Small ? ArrayPool<byte>.Shared.Rent(length) : Large.Rent(length);

    /// <summary>Gives a block back.</summary>
    public static void Return(byte[] block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.Length <= Small)
            ArrayPool<byte>.Shared.Return(block);
        else
            Large.Return(block);
    }
}
