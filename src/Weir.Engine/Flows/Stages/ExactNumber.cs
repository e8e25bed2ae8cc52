using System.Globalization;
using System.Numerics;
using System.Text;

namespace Weir.Engine.Flows.Stages;

/// <summary>A decimal number of any length, without rounding: digits and how many of them stand behind the point.</summary>
internal readonly record struct ExactNumber(BigInteger Digits, int Scale)
{
    /// <summary>Longer texts and larger exponents are not taken: they could make a sum of a few bytes fill the memory.</summary>
    private const int MostDigits = 400;
    private const int FewDigits = 18;
    private const int AverageDigits = 4;

    /// <summary>Reads the bytes of a JSON number, or the inside of a text that is one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ExactNumber number)
    {
        number = default;
        text = text.Trim((byte)' ');
        var negative = !text.IsEmpty && text[0] == (byte)'-';
        if (negative || (!text.IsEmpty && text[0] == (byte)'+'))
            text = text[1..];
        if (text.Length is 0 or > MostDigits)
            return false;
        var exponent = 0;
        var e = text.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            if (
                !int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs(exponent) > MostDigits
            )
                return false;
            text = text[..e];
        }
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var part = point < 0 ? default : text[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && part.IsEmpty) || !IsDigits(whole) || !IsDigits(part))
            return false;
        var digits = DigitsOf(whole, part);
        var scale = part.Length - exponent;
        if (scale < 0)
            (digits, scale) = (digits * BigInteger.Pow(10, -scale), 0);
        number = new ExactNumber(negative ? -digits : digits, scale);
        return true;
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static BigInteger DigitsOf(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part)
    {
        if (whole.Length + part.Length > FewDigits)
            return BigInteger.Parse(Encoding.ASCII.GetString([.. whole, .. part]), NumberStyles.None, CultureInfo.InvariantCulture);
        long digits = 0;
        foreach (var digit in whole)
            digits = (digits * 10) + (digit - '0');
        foreach (var digit in part)
            digits = (digits * 10) + (digit - '0');
        return digits;
    }

    /// <summary>Sum; it has as many digits behind the point as the longer of the two.</summary>
    public ExactNumber Plus(ExactNumber other)
    {
        var scale = Math.Max(Scale, other.Scale);
        return new ExactNumber(At(scale) + other.At(scale), scale);
    }

    /// <summary>The number divided by a count, with four digits more behind the point, rounded half away from zero.</summary>
    public ExactNumber Over(long count)
    {
        var scale = Scale + AverageDigits;
        var quotient = BigInteger.DivRem(At(scale), count, out var rest);
        if (BigInteger.Abs(rest) * 2 >= count)
            quotient += Digits.Sign;
        return new ExactNumber(quotient, scale);
    }

    /// <summary>Compares by value: <c>1.0</c> is <c>1</c>.</summary>
    public static int Compare(ExactNumber a, ExactNumber b)
    {
        if (a.Scale == b.Scale)
            return a.Digits.CompareTo(b.Digits);
        var scale = Math.Max(a.Scale, b.Scale);
        return a.At(scale).CompareTo(b.At(scale));
    }

    private BigInteger At(int scale) => scale == Scale ? Digits : Digits * BigInteger.Pow(10, scale - Scale);

    /// <summary>As a JSON number with all its digits.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture);
        if (Scale > 0)
        {
            digits = digits.PadLeft(Scale + 1, '0');
            digits = $"{digits[..^Scale]}.{digits[^Scale..]}";
        }
        return Digits.Sign < 0 ? "-" + digits : digits;
    }
}
