using System.Buffers.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Writes a decimal with exactly so many digits after the point, rounded half away from zero.</summary>
internal static class DecimalText
{
    public static int Write(decimal value, int scale, Span<byte> to)
    {
        if (value.Scale > scale)
            value = SmallDecimal.TryRound(value, scale, cut: false, out var rounded)
                ? rounded
                : decimal.Round(value, scale, MidpointRounding.AwayFromZero);
        int kept = value.Scale;
        var at = 0;
        if (SmallDecimal.TryRead(value, out var digits, out _))
        {
            if (digits < 0)
                to[at++] = (byte)'-';
            at += WriteDigits((ulong)Math.Abs(digits), kept, to[at..]);
        }
        else
            // Never the case for amounts: 19 digits and more.
            Utf8Formatter.TryFormat(value, to, out at);
        if (kept == 0 && scale > 0)
            to[at++] = (byte)'.';
        for (; kept < scale; kept++)
            to[at++] = (byte)'0';
        return at;
    }

    private static int WriteDigits(ulong digits, int scale, Span<byte> to)
    {
        var count = 1;
        for (var rest = digits; rest >= 10; rest /= 10)
            count++;
        // At least one digit stands before the point.
        count = Math.Max(count, scale + 1);
        var length = scale == 0 ? count : count + 1;
        for (var at = length - 1; at >= 0; at--)
        {
            if (scale > 0 && at == length - 1 - scale)
                to[at] = (byte)'.';
            else
            {
                to[at] = (byte)('0' + digits % 10);
                digits /= 10;
            }
        }
        return length;
    }
}
