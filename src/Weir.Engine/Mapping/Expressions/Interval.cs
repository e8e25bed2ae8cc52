namespace Weir.Engine.Mapping.Expressions;

/// <summary>A span of time: months, and ticks.</summary>
internal readonly record struct Interval(long Months, long Ticks, bool HasFraction)
{
    private const long Most = long.MaxValue / TimeSpan.TicksPerDay / 16;

    /// <summary>Reads an amount of a unit.</summary>
    public static Interval? Read(scoped in Value amount, TimeUnit unit)
    {
        if (unit > TimeUnit.Year)
            return ReadSeveral(amount, unit);
        if (unit == TimeUnit.Second && amount.Kind is not ValueKind.Int)
            return ReadSeconds(amount);
        var count = Convert.ToInt(amount);
        if (count is > Most or < -Most)
            return null;
        return unit switch
        {
            TimeUnit.Microsecond => new Interval(0, count * 10, HasFraction: true),
            TimeUnit.Second => Of(count, TimeSpan.TicksPerSecond),
            TimeUnit.Minute => Of(count, TimeSpan.TicksPerMinute),
            TimeUnit.Hour => Of(count, TimeSpan.TicksPerHour),
            TimeUnit.Day => Of(count, TimeSpan.TicksPerDay),
            TimeUnit.Week => Of(count, 7 * TimeSpan.TicksPerDay),
            TimeUnit.Month => new Interval(count, 0, HasFraction: false),
            TimeUnit.Quarter => new Interval(count * 3, 0, HasFraction: false),
            _ => new Interval(count * 12, 0, HasFraction: false),
        };
    }

    private static Interval? Of(long count, long unit) =>
        Math.BigMul(count, unit, out var ticks) == ticks >> 63 ? new Interval(0, ticks, HasFraction: false) : null;

    private static Interval? ReadSeconds(scoped in Value amount)
    {
        var exact = Convert.ToExact(amount);
        if (exact.Kind == ValueKind.Int)
            return exact.Int is > Most or < -Most ? null : Of(exact.Int, TimeSpan.TicksPerSecond);
        if (exact.Big is not null || Math.Abs(exact.Decimal) > Most)
            return null;
        return new Interval(
            0,
            (long)(decimal.Round(exact.Decimal, 6, MidpointRounding.AwayFromZero) * TimeSpan.TicksPerSecond),
            HasFraction: exact.Scale > 0
        );
    }

    /// <summary>The numbers in a text stand for the units from the right: in <c>'5'</c> HOUR_MINUTE for minutes.</summary>
    private static Interval? ReadSeveral(scoped in Value amount, TimeUnit unit)
    {
        Span<long> numbers = stackalloc long[4];
        var text = Convert.ToText(amount, new Arena());
        var negative = text.Length > 0 && text[0] == (byte)'-';
        var count = 0;
        for (var at = 0; at < text.Length && count < 4; )
        {
            if (!char.IsAsciiDigit((char)text[at]))
            {
                at++;
                continue;
            }
            long number = 0;
            for (; at < text.Length && char.IsAsciiDigit((char)text[at]) && number < Most; at++)
                number = number * 10 + text[at] - '0';
            numbers[count++] = number;
        }
        ReadOnlySpan<long> units = unit switch
        {
            TimeUnit.MinuteSecond => [TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond],
            TimeUnit.HourSecond => [TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond],
            TimeUnit.HourMinute => [TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute],
            TimeUnit.DaySecond => [TimeSpan.TicksPerDay, TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond],
            TimeUnit.DayMinute => [TimeSpan.TicksPerDay, TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute],
            TimeUnit.DayHour => [TimeSpan.TicksPerDay, TimeSpan.TicksPerHour],
            _ => [12, 1],
        };
        if (count == 0 || count > units.Length)
            return count == 0 ? default(Interval) : null;
        long total = 0;
        for (var i = 0; i < count; i++)
        {
            if (Math.BigMul(numbers[i], units[units.Length - count + i], out var part) != 0 || part < 0)
                return null;
            total += part;
        }
        if (negative)
            total = -total;
        return unit == TimeUnit.YearMonth ? new Interval(total, 0, HasFraction: false) : new Interval(0, total, HasFraction: false);
    }
}
