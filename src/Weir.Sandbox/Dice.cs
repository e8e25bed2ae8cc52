namespace Weir.Sandbox;

/// <summary>Random-looking numbers that depend on nothing but their inputs, so that a row or a fault is the same in every run.</summary>
internal static class Dice
{
    /// <summary>SplitMix64 finaliser over the three inputs.</summary>
    public static ulong Roll(int seed, long index, int salt)
    {
        unchecked
        {
            var z =
                (ulong)index * 0x9E3779B97F4A7C15UL + (ulong)(uint)seed * 0xD1B54A32D192ED03UL + (ulong)(uint)salt * 0x8CB92BA72F3D8DD7UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number in [0, <paramref name="bound"/>).</summary>
    public static int Below(int bound, int seed, long index, int salt) => (int)(Roll(seed, index, salt) % (ulong)bound);

    /// <summary>True for about that share of the indexes.</summary>
    public static bool Hit(double share, int seed, long index, int salt) => (Roll(seed, index, salt) >> 11) * (1.0 / (1UL << 53)) < share;
}
