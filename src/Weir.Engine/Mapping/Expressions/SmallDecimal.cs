using System.Runtime.CompilerServices;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>
/// Decimals whose digits fit into 64 bits, as those of nearly all amounts: worked on as whole numbers, which is many times faster than
/// <see cref="decimal"/> itself.
/// </summary>
internal static class SmallDecimal
{
    private const int Sign = unchecked((int)0x80000000);
    private static readonly long[] Tens = [.. Enumerable.Range(0, 19).Select(i => (long)Numbers.Ten(i))];

    /// <summary>10 to a power from 0 to 18.</summary>
    public static long Ten(int power) => Tens[power];

    /// <summary>Digits with their sign, and how many of them are after the point; false when there are more than fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(decimal value, out long digits, out int scale)
    {
        var parts = Unsafe.BitCast<decimal, Parts>(value);
        scale = (parts.Flags >> 16) & 0xFF;
        digits = parts.Flags < 0 ? -(long)parts.Low : (long)parts.Low;
        return parts.High == 0 && (long)parts.Low >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static decimal Create(long digits, int scale) =>
        Unsafe.BitCast<Parts, decimal>(new Parts(scale << 16 | (digits < 0 ? Sign : 0), High: 0, (ulong)Math.Abs(digits)));

    public static bool TryMultiply(decimal a, decimal b, out decimal product)
    {
        product = 0;
        if (!TryRead(a, out var x, out var xScale) || !TryRead(b, out var y, out var yScale) || xScale + yScale > 28)
            return false;
        if (Math.BigMul(x, y, out var low) != low >> 63 || low == long.MinValue)
            return false;
        product = Create(low, xScale + yScale);
        return true;
    }

    public static bool TryAdd(decimal a, decimal b, out decimal sum)
    {
        sum = 0;
        if (!TryAlign(a, b, out var x, out var y, out var scale))
            return false;
        var total = unchecked(x + y);
        if (((x ^ total) & (y ^ total)) < 0 || total == long.MinValue)
            return false;
        sum = Create(total, scale);
        return true;
    }

    public static bool TryCompare(decimal a, decimal b, out int order)
    {
        var known = TryAlign(a, b, out var x, out var y, out _);
        order = x.CompareTo(y);
        return known;
    }

    /// <summary>Rounded half away from zero, or cut off.</summary>
    public static bool TryRound(decimal value, int digits, bool cut, out decimal rounded)
    {
        rounded = value;
        if (!TryRead(value, out var whole, out var scale))
            return false;
        var drop = scale - digits;
        if (drop <= 0)
            return true;
        if (drop > 18)
            return false;
        var unit = Tens[drop];
        var kept = whole / unit;
        if (!cut && Math.Abs(whole - kept * unit) >= unit - Math.Abs(whole - kept * unit))
            kept += whole < 0 ? -1 : 1;
        rounded = Create(kept, digits);
        return true;
    }

    private static bool TryAlign(decimal a, decimal b, out long x, out long y, out int scale)
    {
        if (!TryRead(a, out x, out scale) | !TryRead(b, out y, out var other))
            return false;
        if (scale == other)
            return true;
        var more = Math.Abs(scale - other);
        if (more > 18)
            return false;
        ref var shorter = ref x;
        if (scale > other)
            shorter = ref y;
        else
            scale = other;
        return Math.BigMul(shorter, Tens[more], out shorter) == shorter >> 63;
    }

    /// <summary>How a <see cref="decimal"/> lies in memory; a test holds it.</summary>
    private readonly record struct Parts(int Flags, uint High, ulong Low);
}
