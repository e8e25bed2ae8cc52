namespace Weir.Engine.Mapping.Expressions;

/// <summary>
/// Reads days and times out of text as MySQL does: any punctuation between the parts, one digit or two, years of two digits, parts left out at the end,
/// and whatever follows.
/// </summary>
internal static class TimeReader
{
    private const int FractionDigits = 6;

    /// <summary>Reads a day, with or without a time.</summary>
    public static bool TryMoment(ReadOnlySpan<byte> text, out DateTime moment, out bool hasTime, out int digits)
    {
        if (TryUsual(text, out moment, out hasTime))
        {
            digits = 0;
            return true;
        }
        text = text.TrimStart(" \t\r\n"u8);
        var run = Digits(text, 0);
        return run is 6 or 8 or 12 or 14 && (run == text.Length || !IsPunctuation(text[run]) || text[run] == (byte)'.' || run > 8)
            ? TryCompact(text, run, out moment, out hasTime, out digits)
            : TryParts(text, out moment, out hasTime, out digits);
    }

    /// <summary><c>2026-01-31</c> and <c>2026-01-31 23:59:59</c>: nearly all that comes.</summary>
    public static bool TryUsual(ReadOnlySpan<byte> text, out DateTime moment, out bool hasTime)
    {
        moment = default;
        hasTime = text.Length == 19;
        if (text.Length is not (10 or 19) || text[4] != (byte)'-' || text[7] != (byte)'-')
            return false;
        var year = Two(text, 0) * 100 + Two(text, 2);
        var month = Two(text, 5);
        var day = Two(text, 8);
        if (year < 0 || month < 0 || day < 0)
            return false;
        if (!hasTime)
            return SqlTime.TryBuild(year, month, day, 0, 0, 0, 0, out moment);
        if (text[10] is not ((byte)' ' or (byte)'T') || text[13] != (byte)':' || text[16] != (byte)':')
            return false;
        var hour = Two(text, 11);
        var minute = Two(text, 14);
        var second = Two(text, 17);
        return hour >= 0 && minute >= 0 && second >= 0 && SqlTime.TryBuild(year, month, day, hour, minute, second, 0, out moment);
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        var high = text[at] - '0';
        var low = text[at + 1] - '0';
        return (uint)high <= 9 && (uint)low <= 9 ? high * 10 + low : -10_000;
    }

    private static bool TryCompact(ReadOnlySpan<byte> text, int run, out DateTime moment, out bool hasTime, out int digits)
    {
        Span<int> parts = stackalloc int[6];
        var at = 0;
        var yearDigits = run is 8 or 14 ? 4 : 2;
        hasTime = run > 8;
        digits = 0;
        for (var i = 0; i < (hasTime ? 6 : 3); i++)
        {
            var length = i == 0 ? yearDigits : 2;
            for (var end = at + length; at < end; at++)
                parts[i] = parts[i] * 10 + text[at] - '0';
        }
        var fraction = 0;
        if (hasTime && at < text.Length && text[at] == (byte)'.')
            fraction = Fraction(text, at + 1, out digits);
        return SqlTime.TryBuild(Year(parts[0], yearDigits), parts[1], parts[2], parts[3], parts[4], parts[5], fraction, out moment);
    }

    private static bool TryParts(ReadOnlySpan<byte> text, out DateTime moment, out bool hasTime, out int digits)
    {
        Span<int> parts = stackalloc int[6];
        moment = default;
        hasTime = false;
        digits = 0;
        var fraction = 0;
        var count = 0;
        var at = 0;
        var yearDigits = 0;
        while (count < 6 && at < text.Length)
        {
            var start = at;
            var most = count == 0 ? 4 : 2;
            while (at < text.Length && at - start < most && (uint)(text[at] - '0') <= 9)
                parts[count] = parts[count] * 10 + text[at++] - '0';
            if (at == start)
                break;
            if (count == 0)
                yearDigits = at - start;
            count++;
            if (count == 6)
            {
                if (at < text.Length && text[at] == (byte)'.')
                    fraction = Fraction(text, at + 1, out digits);
                break;
            }
            var gap = at;
            if (count == 3 && at < text.Length && text[at] == (byte)'T')
                at++;
            else
                while (at < text.Length && (IsPunctuation(text[at]) || count == 3 && text[at] == (byte)' '))
                    at++;
            if (at == gap)
                break;
        }
        hasTime = count > 3;
        return count >= 3
            && SqlTime.TryBuild(Year(parts[0], yearDigits), parts[1], parts[2], parts[3], parts[4], parts[5], fraction, out moment);
    }

    /// <summary>Reads a time of day: <c>10:11:12.5</c>, <c>-1 10:11</c> (days first), <c>101112</c>, or the time of a whole date.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long ticks, out int digits)
    {
        ticks = 0;
        text = text.TrimStart(" \t\r\n"u8);
        var negative = text.Length > 0 && text[0] == (byte)'-';
        if (negative)
            text = text[1..];
        digits = 0;
        if (!negative && text.Length >= 12 && TryMoment(text, out var moment, out var hasTime, out digits) && hasTime)
        {
            ticks = moment.TimeOfDay.Ticks;
            return true;
        }
        Span<long> parts = stackalloc long[4];
        if (!TryTimeParts(text, parts, out var fraction, out digits))
            return false;
        if (parts[2] > 59 || parts[3] > 59)
            return false;
        ticks = Math.Min(
            ((parts[0] * 24 + parts[1]) * 3600 + parts[2] * 60 + parts[3]) * TimeSpan.TicksPerSecond + fraction * 10L,
            SqlTime.MostTicks
        );
        if (negative)
            ticks = -ticks;
        return true;
    }

    /// <summary>Days, hours, minutes and seconds.</summary>
    private static bool TryTimeParts(ReadOnlySpan<byte> text, Span<long> parts, out int fraction, out int digits)
    {
        fraction = digits = 0;
        var at = 0;
        var count = Digits(text, 0);
        if (count is 0 or > 9)
            return false;
        long first = 0;
        for (; at < count; at++)
            first = first * 10 + text[at] - '0';
        if (at < text.Length && text[at] == (byte)' ' && at + 1 < text.Length && Digits(text, at + 1) > 0)
        {
            parts[0] = first;
            at++;
            parts[1] = Number(text, ref at);
        }
        else if (at < text.Length && text[at] == (byte)':')
            parts[1] = first;
        else
        {
            (parts[1], parts[2], parts[3]) = (first / 10_000, first / 100 % 100, first % 100);
            if (at < text.Length && text[at] == (byte)'.')
                fraction = Fraction(text, at + 1, out digits);
            return true;
        }
        for (var i = 2; i < 4 && at + 1 < text.Length && text[at] == (byte)':' && Digits(text, at + 1) > 0; i++)
        {
            at++;
            parts[i] = Number(text, ref at);
        }
        if (at < text.Length && text[at] == (byte)'.')
            fraction = Fraction(text, at + 1, out digits);
        return true;
    }

    private static long Number(ReadOnlySpan<byte> text, ref int at)
    {
        long number = 0;
        while (at < text.Length && (uint)(text[at] - '0') <= 9 && number < 1_000_000)
            number = number * 10 + text[at++] - '0';
        return number;
    }

    /// <summary>Microseconds; what is beyond is cut off.</summary>
    public static int Fraction(ReadOnlySpan<byte> text, int at, out int digits)
    {
        var fraction = 0;
        for (digits = 0; at < text.Length && digits < FractionDigits && (uint)(text[at] - '0') <= 9; at++, digits++)
            fraction = fraction * 10 + text[at] - '0';
        for (var i = digits; i < FractionDigits; i++)
            fraction *= 10;
        return fraction;
    }

    private static int Year(int year, int digits) => digits > 2 ? year : year + (year < 70 ? 2000 : 1900);

    private static int Digits(ReadOnlySpan<byte> text, int from)
    {
        var at = from;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
            at++;
        return at - from;
    }

    private static bool IsPunctuation(byte b) => b is > 32 and < 48 or > 57 and < 65 or > 90 and < 97 or > 122 and < 127;
}
