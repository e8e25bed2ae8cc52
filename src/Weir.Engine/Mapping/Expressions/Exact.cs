using System.Numerics;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Arithmetic on exact numbers: <see cref="decimal"/> as long as nothing would be rounded, <see cref="BigNumber"/> beyond.</summary>
internal static class Exact
{
    /// <summary>Most digits after the point of a result.</summary>
    public const int MostScale = 38;

    private const int WordDigits = 9;

    public static Value Add(scoped in Value a, scoped in Value b)
    {
        var scale = Math.Max(a.Scale, b.Scale);
        if (TryDecimals(a, b, out var x, out var y) && TrySum(x, y, out var sum))
            return Value.Of(sum, scale);
        return BigNumber.Add(Big(a), Big(b)).ToValue(scale);
    }

    public static Value Subtract(scoped in Value a, scoped in Value b)
    {
        var scale = Math.Max(a.Scale, b.Scale);
        if (TryDecimals(a, b, out var x, out var y) && TrySum(x, -y, out var difference))
            return Value.Of(difference, scale);
        return BigNumber.Add(Big(a), Big(b).Negate()).ToValue(scale);
    }

    public static Value Multiply(scoped in Value a, scoped in Value b)
    {
        var scale = Math.Min(a.Scale + b.Scale, MostScale);
        if (TryDecimals(a, b, out var x, out var y) && TryProduct(x, y, out var product))
            return Value.Of(product, scale);
        return BigNumber.Multiply(Big(a), Big(b)).ToValue(scale);
    }

    /// <summary>
    /// The quotient, with four digits more than the dividend to be shown. Kept are as many as MySQL keeps, whose numbers are made of words of nine digits:
    /// it matters when one goes on calculating. Null when the divisor is zero.
    /// </summary>
    public static Value Divide(scoped in Value a, scoped in Value b)
    {
        if (IsZero(b))
            return default;
        var shown = Math.Min(a.Scale + 4, MostScale);
        var over = Kept(a);
        var under = Kept(b);
        var more = Math.Max(0, 4 - (Whole(over) - over) - (Whole(under) - under));
        var kept = Whole(Whole(over) + Whole(under) + more);
        return TryQuotient(a, b, kept, out var quotient)
            ? Value.Of(quotient, shown)
            : BigNumber.Divide(Big(a), Big(b), kept).ToValue(shown);
    }

    /// <summary>The remainder with the sign of the dividend; null when the divisor is zero.</summary>
    public static Value Remainder(scoped in Value a, scoped in Value b)
    {
        if (IsZero(b))
            return default;
        var scale = Math.Max(a.Scale, b.Scale);
        if (
            TryDecimals(a, b, out var x, out var y)
            && x.Scale <= 14
            && y.Scale <= 14
            && Math.Abs(x) < 100_000_000_000_000m
            && Math.Abs(y) < 100_000_000_000_000m
        )
            return Value.Of(decimal.Remainder(x, y), scale);
        return BigNumber.Remainder(Big(a), Big(b)).ToValue(scale);
    }

    /// <summary>The whole part of a quotient.</summary>
    public static Value WholeQuotient(scoped in Value a, scoped in Value b) =>
        IsZero(b) ? default : ToInt(BigNumber.Divide(Big(a), Big(b), 0).ToValue(0), clamp: false);

    public static int Compare(scoped in Value a, scoped in Value b) =>
        TryDecimals(a, b, out var x, out var y)
            ? SmallDecimal.TryCompare(x, y, out var order)
                ? order
                : x.CompareTo(y)
            : BigNumber.Compare(Big(a), Big(b));

    public static Value Negate(scoped in Value a)
    {
        if (a.Kind == ValueKind.Int)
            return a.Int == long.MinValue ? BigNumber.From(a.Int).Negate().ToValue(0) : Value.Of(-a.Int);
        return a.Big is { } big ? big.Negate().ToValue(a.Scale) : Value.Of(-a.Decimal, a.Scale);
    }

    /// <summary>Rounded half away from zero, or cut off; less than no digits: to tens, hundreds …</summary>
    /// <param name="a">A whole or decimal number.</param>
    /// <param name="digits">Digits after the point.</param>
    /// <param name="shown">Digits to be shown.</param>
    /// <param name="cut">Cut off.</param>
    public static Value Round(scoped in Value a, int digits, int shown, bool cut)
    {
        if (a.Kind == ValueKind.Decimal && a.Big is null && digits is >= 0 and <= 28)
            return SmallDecimal.TryRound(a.Decimal, digits, cut, out var rounded)
                ? Value.Of(rounded, shown)
                : Value.Of(decimal.Round(a.Decimal, digits, cut ? MidpointRounding.ToZero : MidpointRounding.AwayFromZero), shown);
        return Big(a).Rescale(Math.Clamp(digits, -BigNumber.MostDigits - 1, MostScale), cut).ToValue(shown);
    }

    /// <summary>Down or up to a whole number.</summary>
    public static Value Whole(scoped in Value a, bool up)
    {
        if (a.Kind == ValueKind.Int)
            return a;
        if (a.Big is null)
        {
            var whole = up ? decimal.Ceiling(a.Decimal) : decimal.Floor(a.Decimal);
            return whole is >= long.MinValue and <= long.MaxValue ? Value.Of((long)whole) : Value.Of(whole, 0);
        }
        var cut = a.Big.Rescale(0, cut: true);
        var isOff = BigNumber.Compare(cut, a.Big) != 0;
        if (isOff && up == (a.Big.Digits.Sign > 0))
            cut = BigNumber.Add(cut, new BigNumber(a.Big.Digits.Sign, 0));
        return cut.ToValue(0);
    }

    /// <summary>A whole number of 64 bits, rounded.</summary>
    /// <exception cref="EvalFault">It is too large and is not to be clamped.</exception>
    public static Value ToInt(scoped in Value a, bool clamp)
    {
        if (a.Kind == ValueKind.Int)
            return a;
        var whole = Big(a).Rescale(0).Digits;
        if (whole >= long.MinValue && whole <= long.MaxValue)
            return Value.Of((long)whole);
        if (!clamp)
            throw new EvalFault($"{whole} is out of range of a whole number of 64 bits");
        return Value.Of(whole.Sign < 0 ? long.MinValue : long.MaxValue);
    }

    public static Value FromDouble(double value)
    {
        if (Math.Abs(value) < 1e15)
        {
            var number = (decimal)value;
            // The conversion keeps 15 digits; the digits that the shortest text of a double has may be 17.
            if ((double)number == value)
                return Value.Of(number, number.Scale);
        }
        var text = DoubleText.Digits(value, out var exponent);
        var digits = BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var scale = -exponent;
        var exact = scale >= 0 ? new BigNumber(digits, scale) : new BigNumber(digits * BigInteger.Pow(10, -scale), 0);
        if (exact.Scale > MostScale)
            exact = exact.Rescale(MostScale);
        if (BigInteger.Abs(exact.Digits) >= BigInteger.Pow(10, BigNumber.MostDigits))
            exact = new BigNumber((BigInteger.Pow(10, BigNumber.MostDigits) - 1) * exact.Digits.Sign, 0);
        return exact.ToValue(exact.Scale);
    }

    /// <summary>The nearest double; the conversion of .NET is not exact in the last digit.</summary>
    public static double ToDouble(decimal value)
    {
        var digits = Mantissa(value);
        if (digits > 1UL << 53 || value.Scale > 22)
            return BigNumber.From(value).ToDouble();
        var number = (double)(ulong)digits / (double)Numbers.Ten(value.Scale);
        return value < 0 ? -number : number;
    }

    public static bool IsZero(scoped in Value a) =>
        a.Kind == ValueKind.Int ? a.Int == 0
        : a.Big is { } big ? big.Digits.IsZero
        : a.Decimal == 0;

    public static BigNumber Big(scoped in Value a) => a.Kind == ValueKind.Int ? BigNumber.From(a.Int) : a.Big ?? BigNumber.From(a.Decimal);

    private static int Kept(scoped in Value a) =>
        a.Kind == ValueKind.Int ? 0
        : a.Big is { } big ? big.Scale
        : a.Decimal.Scale;

    private static int Whole(int digits) => (digits + WordDigits - 1) / WordDigits * WordDigits;

    private static bool TryDecimals(scoped in Value a, scoped in Value b, out decimal x, out decimal y)
    {
        x = a.Kind == ValueKind.Int ? OfWhole(a.Int) : a.Decimal;
        y = b.Kind == ValueKind.Int ? OfWhole(b.Int) : b.Decimal;
        return a.Big is null && b.Big is null;
    }

    private static decimal OfWhole(long value) => value == long.MinValue ? value : SmallDecimal.Create(value, 0);

    private static bool TrySum(decimal x, decimal y, out decimal sum)
    {
        if (SmallDecimal.TryAdd(x, y, out sum))
            return true;
        if (
            x.Scale > 20
            || y.Scale > 20
            || Math.Abs(x) > 100_000_000m && (x.Scale > 9 || y.Scale > 9)
            || Math.Abs(x) > 1e18m
            || Math.Abs(y) > 1e18m
        )
            return false;
        sum = x + y;
        return sum.Scale == Math.Max(x.Scale, y.Scale);
    }

    private static bool TryProduct(decimal x, decimal y, out decimal product)
    {
        if (SmallDecimal.TryMultiply(x, y, out product))
            return true;
        if (x.Scale + y.Scale > 28 || Math.Abs(x) > 1e14m || Math.Abs(y) > 1e14m)
            return false;
        product = x * y;
        return product.Scale == x.Scale + y.Scale;
    }

    /// <summary>Divides whole numbers of 128 bits, as long as they fit.</summary>
    private static bool TryQuotient(scoped in Value a, scoped in Value b, int kept, out decimal quotient)
    {
        quotient = 0;
        if (!TryDecimals(a, b, out var x, out var y) || kept > 28)
            return false;
        if (TrySmallQuotient(x, y, kept, out quotient))
            return true;
        var over = Mantissa(x);
        var under = Mantissa(y);
        var shift = kept + y.Scale - x.Scale;
        if (shift < 0 || shift > 28)
            return false;
        // 10^28 has 94 bits: with a dividend of 34 bits the product still fits.
        var factor = (UInt128)Numbers.Ten(shift);
        if (UInt128.LeadingZeroCount(over) + UInt128.LeadingZeroCount(factor) < 128)
            return false;
        var result = over * factor / under;
        if (result >> 96 != 0)
            return false;
        var low = (ulong)result;
        quotient = new decimal(
            (int)(uint)low,
            (int)(uint)(low >> 32),
            (int)(uint)(ulong)(result >> 64),
            (x < 0) != (y < 0) && result != 0,
            (byte)kept
        );
        return true;
    }

    /// <summary>Divides by 64 bits in two steps, which the processor does at once.</summary>
    private static bool TrySmallQuotient(decimal x, decimal y, int kept, out decimal quotient)
    {
        quotient = 0;
        if (!SmallDecimal.TryRead(x, out var over, out var overScale) || !SmallDecimal.TryRead(y, out var under, out var underScale))
            return false;
        var shift = kept + underScale - overScale;
        if (shift is < 0 or > 18)
            return false;
        var high = Math.BigMul((ulong)Math.Abs(over), (ulong)SmallDecimal.Ten(shift), out var low);
        var divisor = (ulong)Math.Abs(under);
        ulong digits;
        if (high == 0)
            digits = low / divisor;
        else if (high < divisor && divisor <= uint.MaxValue)
        {
            // Two words of 32 bits, one after the other.
            var upper = high << 32 | low >> 32;
            var first = upper / divisor;
            if (first > uint.MaxValue)
                return false;
            digits = first << 32 | ((upper - first * divisor) << 32 | low & uint.MaxValue) / divisor;
        }
        else
            return false;
        if (digits > long.MaxValue)
            return false;
        quotient = SmallDecimal.Create((over < 0) != (under < 0) ? -(long)digits : (long)digits, kept);
        return true;
    }

    private static UInt128 Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
    }
}
