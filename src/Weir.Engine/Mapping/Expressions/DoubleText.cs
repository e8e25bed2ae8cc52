using System.Globalization;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Writes doubles as MySQL does: the shortest digits that give the same number, with an exponent below 1e-15 and for whole numbers from 1e15 on.</summary>
internal static class DoubleText
{
    private const int MostBeforePoint = 15;

    /// <summary>Most bytes of a text.</summary>
    public const int MostBytes = 40;

    public static int Write(double value, Span<byte> to)
    {
        if (value == 0)
        {
            to[0] = (byte)'0';
            return 1;
        }
        if (Math.Abs(value) < 1e15 && value == Math.Truncate(value))
        {
            System.Buffers.Text.Utf8Formatter.TryFormat((long)value, to, out var whole);
            return whole;
        }
        Span<char> digits = stackalloc char[32];
        var count = Digits(value, digits, out var exponent);
        var at = 0;
        if (value < 0)
            to[at++] = (byte)'-';
        // The point stands before this digit.
        var point = count + exponent;
        if (point > MostBeforePoint && count <= point || point < -MostBeforePoint + 1)
            return WriteExponent(digits[..count], point - 1, to, at);
        if (point <= 0)
        {
            to[at++] = (byte)'0';
            to[at++] = (byte)'.';
            for (var i = point; i < 0; i++)
                to[at++] = (byte)'0';
        }
        for (var i = 0; i < count; i++)
        {
            if (i == point && i > 0)
                to[at++] = (byte)'.';
            to[at++] = (byte)digits[i];
        }
        for (var i = count; i < point; i++)
            to[at++] = (byte)'0';
        return at;
    }

    private static int WriteExponent(ReadOnlySpan<char> digits, int exponent, Span<byte> to, int at)
    {
        to[at++] = (byte)digits[0];
        if (digits.Length > 1)
        {
            to[at++] = (byte)'.';
            foreach (var digit in digits[1..])
                to[at++] = (byte)digit;
        }
        to[at++] = (byte)'e';
        System.Buffers.Text.Utf8Formatter.TryFormat(exponent, to[at..], out var written);
        return at + written;
    }

    /// <summary>The digits with their sign, and the power of ten of the last of them.</summary>
    public static string Digits(double value, out int exponent)
    {
        Span<char> digits = stackalloc char[32];
        var count = Digits(value, digits, out exponent);
        return (value < 0 ? "-" : "") + new string(digits[..count]);
    }

    private static int Digits(double value, Span<char> digits, out int exponent)
    {
        Span<char> text = stackalloc char[40];
        Math.Abs(value).TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        exponent = 0;
        var count = 0;
        var afterPoint = false;
        for (var i = 0; i < length; i++)
        {
            if (text[i] == 'E')
            {
                exponent += int.Parse(text[(i + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            if (text[i] == '.')
            {
                afterPoint = true;
                continue;
            }
            if (afterPoint)
                exponent--;
            if (count > 0 || text[i] != '0')
                digits[count++] = text[i];
        }
        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
            exponent++;
        }
        return count;
    }
}
