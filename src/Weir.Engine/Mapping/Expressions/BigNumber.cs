using System.Globalization;
using System.Numerics;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>An exact number of more digits than a <see cref="decimal"/> holds; MySQL keeps 65. The slow path of <see cref="Exact"/>.</summary>
/// <param name="Digits">All digits, without the point.</param>
/// <param name="Scale">How many of them are after the point.</param>
internal sealed record BigNumber(BigInteger Digits, int Scale)
{
    /// <summary>Most digits of a number, as with MySQL.</summary>
    public const int MostDigits = 65;

    private static readonly BigInteger Limit = BigInteger.Pow(10, MostDigits);
    private static readonly BigInteger LargestDecimal = (BigInteger.One << 96) - 1;

    public static BigNumber From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = new BigInteger((uint)bits[2]) << 64 | new BigInteger((uint)bits[1]) << 32 | new BigInteger((uint)bits[0]);
        return new BigNumber(bits[3] < 0 ? -digits : digits, value.Scale);
    }

    /// <summary>A value; as a <see cref="decimal"/> if it fits into one.</summary>
    /// <exception cref="EvalFault">It has more digits than a number may have.</exception>
    public Value ToValue(int shown)
    {
        var number = this;
        if (BigInteger.Abs(number.Digits) >= Limit)
        {
            number = number.Rescale(shown);
            if (BigInteger.Abs(number.Digits) >= Limit)
                throw new EvalFault($"the number has more than {MostDigits} digits");
        }
        if (number.Scale <= 28 && BigInteger.Abs(number.Digits) <= LargestDecimal)
            return Value.Of(number.ToDecimal(), shown);
        return Value.Of(number, shown);
    }

    private decimal ToDecimal()
    {
        var magnitude = BigInteger.Abs(Digits);
        return new decimal(
            (int)(uint)(magnitude & uint.MaxValue),
            (int)(uint)((magnitude >> 32) & uint.MaxValue),
            (int)(uint)((magnitude >> 64) & uint.MaxValue),
            Digits.Sign < 0,
            (byte)Scale
        );
    }

    public static BigNumber Add(BigNumber a, BigNumber b)
    {
        var scale = Math.Max(a.Scale, b.Scale);
        return new BigNumber(a.Widen(scale) + b.Widen(scale), scale);
    }

    public static BigNumber Multiply(BigNumber a, BigNumber b) => new(a.Digits * b.Digits, a.Scale + b.Scale);

    /// <summary>The quotient with so many digits after the point; what is beyond is cut off.</summary>
    public static BigNumber Divide(BigNumber a, BigNumber b, int scale)
    {
        var shift = scale + b.Scale - a.Scale;
        var over = shift >= 0 ? a.Digits * BigInteger.Pow(10, shift) : a.Digits;
        var under = shift >= 0 ? b.Digits : b.Digits * BigInteger.Pow(10, -shift);
        return new BigNumber(BigInteger.Divide(over, under), scale);
    }

    public static BigNumber Remainder(BigNumber a, BigNumber b)
    {
        var scale = Math.Max(a.Scale, b.Scale);
        return new BigNumber(BigInteger.Remainder(a.Widen(scale), b.Widen(scale)), scale);
    }

    public static int Compare(BigNumber a, BigNumber b)
    {
        var scale = Math.Max(a.Scale, b.Scale);
        return a.Widen(scale).CompareTo(b.Widen(scale));
    }

    public BigNumber Negate() => new(-Digits, Scale);

    /// <summary>With another number of digits after the point, rounded half away from zero. Less than none: to tens, hundreds …</summary>
    public BigNumber Rescale(int scale, bool cut = false)
    {
        if (scale >= Scale)
            return new BigNumber(Widen(scale), scale);
        var unit = BigInteger.Pow(10, Scale - scale);
        var whole = BigInteger.DivRem(Digits, unit, out var rest);
        if (!cut && BigInteger.Abs(rest) * 2 >= unit)
            whole += Digits.Sign;
        return scale >= 0 ? new BigNumber(whole, scale) : new BigNumber(whole * BigInteger.Pow(10, -scale), 0);
    }

    /// <summary>The text in MySQL's form, with exactly <paramref name="shown"/> digits after the point.</summary>
    public string ToText(int shown)
    {
        var rounded = Rescale(shown);
        var digits = BigInteger.Abs(rounded.Digits).ToString(CultureInfo.InvariantCulture).PadLeft(shown + 1, '0');
        var text = shown == 0 ? digits : $"{digits[..^shown]}.{digits[^shown..]}";
        return rounded.Digits.Sign < 0 ? "-" + text : text;
    }

    public double ToDouble() => double.Parse(ToText(Scale), CultureInfo.InvariantCulture);

    private BigInteger Widen(int scale) => Digits * BigInteger.Pow(10, scale - Scale);
}
