namespace Weir.Engine.Mapping.Expressions;

/// <summary>Days and times as MySQL reads them out of other values. What is no date is null.</summary>
internal static class SqlTime
{
    /// <summary>Largest time: 838:59:59.</summary>
    public const long MostTicks = (838L * 3600 + 59 * 60 + 59) * TimeSpan.TicksPerSecond;

    /// <summary>20260131.</summary>
    public static long DayNumber(DateTime day) => day.Year * 10_000L + day.Month * 100 + day.Day;

    /// <summary>20260131235959, 235959; with the fraction of the second after the point.</summary>
    public static Value ToNumber(scoped in Value value)
    {
        var ticks = value.Ticks;
        long whole;
        if (value.Kind == ValueKind.DateTime)
        {
            var moment = value.Moment;
            whole = DayNumber(moment) * 1_000_000 + moment.Hour * 10_000L + moment.Minute * 100 + moment.Second;
        }
        else
        {
            var seconds = Math.Abs(ticks) / TimeSpan.TicksPerSecond;
            whole = (seconds / 3600 * 10_000 + seconds / 60 % 60 * 100 + seconds % 60) * Math.Sign(ticks);
        }
        if (value.Scale == 0)
            return Value.Of(whole);
        var fraction = ticks % TimeSpan.TicksPerSecond / (decimal)TimeSpan.TicksPerSecond;
        return Value.Of(decimal.Round(whole + fraction, value.Scale) + new decimal(0, 0, 0, isNegative: false, value.Scale), value.Scale);
    }

    /// <summary>A day with time out of a text, a number or another time; null if it is none.</summary>
    public static Value ToMoment(scoped in Value value, EvalClock clock)
    {
        switch (value.Kind)
        {
            case ValueKind.DateTime:
                return value;
            case ValueKind.Date:
                return Value.OfDateTime(value.Moment, 0);
            case ValueKind.Time:
                return Value.OfDateTime(clock.Now.Date.AddTicks(value.Ticks), value.Scale);
            case ValueKind.Text:
                return TimeReader.TryMoment(value.Text, out var moment, out _, out var digits) ? Value.OfDateTime(moment, digits) : default;
            case ValueKind.Int or ValueKind.Decimal or ValueKind.Double:
                var number = Convert.ToExact(value);
                var whole = Exact.Whole(number, up: false);
                return whole.Kind == ValueKind.Int && TryNumber(whole.Int, out moment, out _) ? Value.OfDateTime(moment, 0) : default;
            default:
                return default;
        }
    }

    /// <summary>A day, or a day with time, whichever the value says; null if it is none.</summary>
    public static Value ToDayOrMoment(scoped in Value value, EvalClock clock)
    {
        if (value.Kind is ValueKind.Date or ValueKind.DateTime)
            return value;
        if (value.Kind == ValueKind.Text)
            return !TimeReader.TryMoment(value.Text, out var moment, out var hasTime, out var digits) ? default
                : hasTime ? Value.OfDateTime(moment, digits)
                : Value.OfDate(moment);
        if (value.IsNumber)
        {
            var whole = Exact.Whole(Convert.ToExact(value), up: false);
            return whole.Kind != ValueKind.Int || !TryNumber(whole.Int, out var moment, out var hasTime) ? default
                : hasTime ? Value.OfDateTime(moment, 0)
                : Value.OfDate(moment);
        }
        return ToMoment(value, clock);
    }

    /// <summary>A time of day; null if it is none.</summary>
    public static Value ToTime(scoped in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Time:
                return value;
            case ValueKind.DateTime:
                return Value.OfTime(value.Moment.TimeOfDay.Ticks, value.Scale);
            case ValueKind.Date:
                return Value.OfTime(0, 0);
            case ValueKind.Text:
                return TimeReader.TryTime(value.Text, out var ticks, out var digits) ? Value.OfTime(ticks, digits) : default;
            case ValueKind.Int or ValueKind.Decimal or ValueKind.Double:
                var whole = Exact.Whole(Convert.ToExact(value), up: false);
                if (whole.Kind != ValueKind.Int)
                    return default;
                var number = Math.Abs(whole.Int);
                if (number > 8_385_959)
                    return TryNumber(number, out var moment, out var hasTime) && hasTime
                        ? Value.OfTime(moment.TimeOfDay.Ticks, 0)
                        : default;
                if (number % 100 > 59 || number / 100 % 100 > 59)
                    return default;
                var seconds = number / 10_000 * 3600 + number / 100 % 100 * 60 + number % 100;
                return Value.OfTime(Math.Sign(whole.Int) * seconds * TimeSpan.TicksPerSecond, 0);
            default:
                return default;
        }
    }

    /// <summary>20260131, 260131, 20260131235959, 260131235959.</summary>
    public static bool TryNumber(long number, out DateTime moment, out bool hasTime)
    {
        moment = default;
        hasTime = number > 99_991_231;
        if (number < 101)
            return false;
        var day = hasTime ? number / 1_000_000 : number;
        var time = hasTime ? number % 1_000_000 : 0;
        if (day <= 991_231)
            day += day / 10_000 < 70 ? 20_000_000 : 19_000_000;
        return TryBuild(
            (int)Math.Min(day / 10_000, 10_000),
            (int)(day / 100 % 100),
            (int)(day % 100),
            (int)(time / 10_000),
            (int)(time / 100 % 100),
            (int)(time % 100),
            0,
            out moment
        );
    }

    public static bool TryBuild(int year, int month, int day, int hour, int minute, int second, int fraction, out DateTime moment)
    {
        moment = default;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        moment = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).AddTicks(fraction * 10L);
        return true;
    }
}
