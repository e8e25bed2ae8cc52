namespace Weir.MainJob.Source;

/// <summary>
/// The agentId of a record: ascending ten-digit numbers, or a fixed permutation of the 62-bit space (a Feistel network,
/// so no two records share an id) shown as nineteen digits.
/// </summary>
internal sealed class KeySpace(bool random)
{
    private const long AscendingBase = 1_000_000_000;
    private const long RandomBase = 1_000_000_000_000_000_000;
    private const uint HalfMask = 0x7FFF_FFFF;

    public int Width => random ? 19 : 10;

    public long KeyAt(long index) => random ? RandomBase + Permute(index) : AscendingBase + index;

    private static long Permute(long index)
    {
        var left = (uint)(index >> 31) & HalfMask;
        var right = (uint)index & HalfMask;
        for (var round = 1u; round <= 4; round++)
            (left, right) = (right, left ^ Mix(right, round));
        return ((long)left << 31) | right;
    }

    private static uint Mix(uint value, uint round)
    {
        value = (value + (round * 0x9E37_79B9)) * 0x85EB_CA6B;
        value ^= value >> 13;
        value *= 0xC2B2_AE35;
        return (value ^ (value >> 16)) & HalfMask;
    }
}
