namespace Weir.Engine.Mapping.Expressions;

/// <summary>Writes days and times.</summary>
internal static class TimeText
{
    /// <summary>Most bytes of a text.</summary>
    public const int MostBytes = 32;

    public static int Write(scoped in Value value, Span<byte> to)
    {
        var at = 0;
        if (value.Kind == ValueKind.Time)
        {
            var ticks = value.Ticks;
            if (ticks < 0)
                to[at++] = (byte)'-';
            var seconds = Math.Abs(ticks) / TimeSpan.TicksPerSecond;
            var hours = (int)(seconds / 3600);
            if (hours > 99)
                to[at++] = (byte)('0' + hours / 100);
            at = Clock(to, at, hours % 100, (int)(seconds / 60 % 60), (int)(seconds % 60));
            return Fraction(to, at, Math.Abs(ticks), value.Scale);
        }
        var moment = value.Moment;
        at = Day(moment, to);
        if (value.Kind == ValueKind.Date)
            return at;
        to[at++] = (byte)' ';
        at = Clock(to, at, moment.Hour, moment.Minute, moment.Second);
        return Fraction(to, at, moment.Ticks, value.Scale);
    }

    /// <summary><c>2026-01-31</c>.</summary>
    public static int Day(DateTime moment, Span<byte> to)
    {
        moment.Deconstruct(out int year, out int month, out int day);
        Two(to, 0, year / 100);
        Two(to, 2, year % 100);
        to[4] = (byte)'-';
        Two(to, 5, month);
        to[7] = (byte)'-';
        Two(to, 8, day);
        return 10;
    }

    public static int Clock(Span<byte> to, int at, int hour, int minute, int second)
    {
        Two(to, at, hour);
        to[at + 2] = (byte)':';
        Two(to, at + 3, minute);
        to[at + 5] = (byte)':';
        Two(to, at + 6, second);
        return at + 8;
    }

    public static void Two(Span<byte> to, int at, int number)
    {
        to[at] = (byte)('0' + number / 10);
        to[at + 1] = (byte)('0' + number % 10);
    }

    private static int Fraction(Span<byte> to, int at, long ticks, int digits)
    {
        if (digits == 0)
            return at;
        to[at++] = (byte)'.';
        var micros = (int)(ticks % TimeSpan.TicksPerSecond / 10);
        for (var unit = 100_000; digits > 0; digits--, unit /= 10)
            to[at++] = (byte)('0' + micros / unit % 10);
        return at;
    }
}
