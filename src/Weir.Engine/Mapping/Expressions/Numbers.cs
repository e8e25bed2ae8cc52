using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Reads numbers from text.</summary>
internal static class Numbers
{
    private static readonly decimal[] Tens = [.. Enumerable.Range(0, 29).Select(i => (decimal)BigInteger.Pow(10, i))];

    /// <summary>10 to a power from 0 to 28.</summary>
    public static decimal Ten(int power) => Tens[power];

    /// <summary>Reads a whole text as a number with its digits: whole, with a point, or with an exponent (which makes it a double).</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out Value value)
    {
        if (TryReadShort(text, out value))
            return true;
        if (text.IsEmpty)
            return false;
        var at = text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        ulong digits = 0;
        int count = 0,
            scale = -1;
        var start = at;
        for (; at < text.Length; at++)
        {
            var b = text[at];
            if ((uint)(b - '0') <= 9)
            {
                if (count < 19)
                    digits = digits * 10 + (uint)(b - '0');
                if (digits != 0 || count > 0)
                    count++;
                if (scale >= 0)
                    scale++;
            }
            else if (b == (byte)'.' && scale < 0)
                scale = 0;
            else if (b is (byte)'e' or (byte)'E' && at > start)
                return TryReadDouble(text, out value);
            else
                return false;
        }
        if (at - start - (scale >= 0 ? 1 : 0) <= 0)
            return false;
        var negative = text[0] == (byte)'-';
        if (count >= 19 || scale > 28)
            return TryReadLong(text, Math.Max(0, scale), scale >= 0, out value);
        if (scale < 0)
            value = Value.Of(negative ? -(long)digits : (long)digits);
        else
            value = Value.Of(SmallDecimal.Create(negative ? -(long)digits : (long)digits, scale), scale);
        return true;
    }

    /// <summary>As <see cref="TryRead"/>, for nearly all numbers there are: up to 18 characters and no exponent.</summary>
    private static bool TryReadShort(ReadOnlySpan<byte> text, out Value value)
    {
        value = default;
        if (text.Length is 0 or > 18)
            return false;
        var negative = text[0] == (byte)'-';
        var start = negative ? 1 : 0;
        var point = -1;
        var digits = 0L;
        for (var i = start; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
                digits = digits * 10 + digit;
            else if (text[i] == (byte)'.' && point < 0)
                point = i;
            else
                return false;
        }
        if (text.Length - start - (point < 0 ? 0 : 1) == 0)
            return false;
        if (negative)
            digits = -digits;
        var scale = text.Length - 1 - point;
        value = point < 0 ? Value.Of(digits) : Value.Of(SmallDecimal.Create(digits, scale), scale);
        return true;
    }

    private static bool TryReadLong(ReadOnlySpan<byte> text, int scale, bool point, out Value value)
    {
        if (!point && Utf8Parser.TryParse(text, out long whole, out var used) && used == text.Length)
        {
            value = Value.Of(whole);
            return true;
        }
        value = default;
        if (text.Length > 200)
            return false;
        var digits = Encoding.ASCII.GetString(text).Replace(".", "", StringComparison.Ordinal);
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unscaled))
            return false;
        var number = new BigNumber(unscaled, scale);
        if (scale > Exact.MostScale)
            number = number.Rescale(scale = Exact.MostScale);
        value = number.ToValue(scale);
        return true;
    }

    private static bool TryReadDouble(ReadOnlySpan<byte> text, out Value value)
    {
        var known = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        value = known ? Value.Of(number) : default;
        return known;
    }

    /// <summary>The number with which a text begins, as MySQL takes it: <c>12abc</c> is 12, a text without number is 0.</summary>
    public static double Prefix(ReadOnlySpan<byte> text)
    {
        text = PrefixOf(text, exponent: true);
        if (text.IsEmpty || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return 0;
        return double.IsInfinity(number) ? double.CopySign(double.MaxValue, number) : number;
    }

    /// <summary>As <see cref="Prefix"/>, with its digits.</summary>
    public static Value ExactPrefix(ReadOnlySpan<byte> text)
    {
        var part = PrefixOf(text, exponent: true);
        if (part.Length > BigNumber.MostDigits && !part.ContainsAny((byte)'e', (byte)'E'))
            return Bounded(part);
        if (!TryRead(part, out var value))
        {
            // An exponent beyond all doubles: up to the largest number, or down to nothing.
            var known = double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
            return known && double.IsInfinity(number) ? Largest(number < 0) : Value.Of(0L);
        }
        return value.Kind == ValueKind.Double ? Exact.FromDouble(value.Double) : value;
    }

    /// <summary>A number of very many digits: the largest there is, if it has too many before the point; those far behind it do not count.</summary>
    private static Value Bounded(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == (byte)'-';
        var digits = text.TrimStart("+-"u8).TrimStart((byte)'0');
        var point = digits.IndexOf((byte)'.');
        if ((point < 0 ? digits.Length : point) > BigNumber.MostDigits)
            return Largest(negative);
        var room = BigNumber.MostDigits - Math.Max(point, 0);
        var kept = Encoding.ASCII.GetString(
            point < 0 ? digits : digits[..Math.Min(digits.Length, point + 1 + Math.Min(room, Exact.MostScale))]
        );
        var scale = point < 0 ? 0 : kept.Length - point - 1;
        var whole = BigInteger.Parse(
            "0" + kept.Replace(".", "", StringComparison.Ordinal),
            NumberStyles.None,
            CultureInfo.InvariantCulture
        );
        return new BigNumber(negative ? -whole : whole, scale).ToValue(scale);
    }

    private static Value Largest(bool negative)
    {
        var largest = BigInteger.Pow(10, BigNumber.MostDigits) - 1;
        return new BigNumber(negative ? -largest : largest, 0).ToValue(0);
    }

    /// <summary>The part of a text, after white space, that is a number.</summary>
    public static ReadOnlySpan<byte> PrefixOf(ReadOnlySpan<byte> text, bool exponent)
    {
        text = text.TrimStart(" \t\r\n\v\f"u8);
        var at = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var digits = Digits(text, at);
        var end = at + digits;
        if (end < text.Length && text[end] == (byte)'.')
        {
            var fraction = Digits(text, end + 1);
            digits += fraction;
            end += fraction + 1;
        }
        if (digits == 0)
            return default;
        if (exponent && end < text.Length && text[end] is (byte)'e' or (byte)'E')
        {
            var sign = end + 1 < text.Length && text[end + 1] is (byte)'-' or (byte)'+' ? 1 : 0;
            var power = Digits(text, end + 1 + sign);
            if (power > 0)
                end += 1 + sign + power;
        }
        return text[..end];
    }

    private static int Digits(ReadOnlySpan<byte> text, int from)
    {
        var at = from;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
            at++;
        return at - from;
    }
}
