using System.Buffers.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Writes a decimal with exactly so many digits after the point, rounded half away from zero.</summary>
internal static class DecimalText
{
    public static int Write(decimal value, int scale, Span<byte> to)
    {
        if (value.Scale > scale)
            value = decimal.Round(value, scale, MidpointRounding.AwayFromZero);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var kept = value.Scale;
        var at = 0;
        if (bits[2] != 0)
        {
            // Never the case for amounts: 20 digits and more.
            Utf8Formatter.TryFormat(value, to, out at);
            if (kept == 0 && scale > 0)
                to[at++] = (byte)'.';
        }
        else
        {
            var digits = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
            if (bits[3] < 0 && digits != 0)
                to[at++] = (byte)'-';
            at += WriteDigits(digits, kept, to[at..]);
            if (kept == 0 && scale > 0)
                to[at++] = (byte)'.';
        }
        for (; kept < scale; kept++)
            to[at++] = (byte)'0';
        return at;
    }

    private static int WriteDigits(ulong digits, int scale, Span<byte> to)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(digits, text, out var count);
        if (scale == 0)
        {
            text[..count].CopyTo(to);
            return count;
        }
        var at = 0;
        if (count <= scale)
        {
            to[at++] = (byte)'0';
            to[at++] = (byte)'.';
            for (var i = count; i < scale; i++)
                to[at++] = (byte)'0';
            text[..count].CopyTo(to[at..]);
            return at + count;
        }
        text[..(count - scale)].CopyTo(to);
        at = count - scale;
        to[at++] = (byte)'.';
        text[(count - scale)..count].CopyTo(to[at..]);
        return at + scale;
    }
}
