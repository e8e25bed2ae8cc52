namespace Weir.MainJob.Source;

internal static class Digits
{
    /// <summary>Fills the span with the decimal digits of the value, padded with zeros on the left.</summary>
    public static void Write(Span<byte> target, long value)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            (value, var digit) = Math.DivRem(value, 10);
            target[i] = (byte)('0' + digit);
        }
    }
}
