using System.Globalization;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions on days and times.</summary>
internal static class DateFunctions
{
    private const long DaysBeforeYearOne = 366;

    /// <summary>Functions that take a number out of a day.</summary>
    public static readonly (string Name, Func<DateTime, long> Part, string What)[] Parts =
    [
        ("YEAR", d => d.Year, "the year"),
        ("MONTH", d => d.Month, "the month, 1 to 12"),
        ("DAY", d => d.Day, "the day of the month"),
        ("DAYOFMONTH", d => d.Day, "the day of the month"),
        ("DAYOFYEAR", d => d.DayOfYear, "the day of the year"),
        ("DAYOFWEEK", d => (int)d.DayOfWeek + 1, "1 for Sunday to 7 for Saturday"),
        ("WEEKDAY", d => ((int)d.DayOfWeek + 6) % 7, "0 for Monday to 6 for Sunday"),
        ("QUARTER", d => (d.Month + 2) / 3, "the quarter, 1 to 4"),
        ("WEEKOFYEAR", d => Weeks.Number(d, 3, out _), "the number of the week, as ISO counts"),
    ];

    /// <summary>Functions that take a number out of a time.</summary>
    public static readonly (string Name, Func<long, long> Part, string What)[] ClockParts =
    [
        ("HOUR", t => t / TimeSpan.TicksPerHour, "the hours"),
        ("MINUTE", t => t / TimeSpan.TicksPerMinute % 60, "the minutes"),
        ("SECOND", t => t / TimeSpan.TicksPerSecond % 60, "the seconds"),
        ("MICROSECOND", t => t % TimeSpan.TicksPerSecond / 10, "the millionths of a second"),
    ];

    public static Value Now(ReadOnlySpan<Node> a, scoped ref Row row) => Value.OfDateTime(row.Clock.Now, 0);

    public static Value Today(ReadOnlySpan<Node> a, scoped ref Row row) => Value.OfDate(row.Clock.Now.Date);

    public static Value TimeNow(ReadOnlySpan<Node> a, scoped ref Row row) => Value.OfTime(row.Clock.Now.TimeOfDay.Ticks, 0);

    public static Value Part(ReadOnlySpan<Node> a, scoped ref Row row, Func<DateTime, long> part) =>
        a[0].TryMoment(ref row, out var moment) ? Value.Of(part(moment.Moment)) : default;

    public static Value ClockPart(ReadOnlySpan<Node> a, scoped ref Row row, Func<long, long> part)
    {
        var time = SqlTime.ToTime(a[0].Eval(ref row));
        return time.IsNull ? default : Value.Of(part(Math.Abs(time.Ticks)));
    }

    public static Value DateDiff(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryMoment(ref row, out var to) && a[1].TryMoment(ref row, out var from)
            ? Value.Of((long)(to.Moment.Date - from.Moment.Date).TotalDays)
            : default;

    public static Value UnixTimestamp(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (a.IsEmpty)
            return Value.Of(row.Clock.Variables.Current.ToUnixTimeSeconds());
        if (!a[0].TryMoment(ref row, out var moment))
            return default;
        var ticks = (moment.Moment - row.Clock.OffsetOf(moment.Moment) - DateTime.UnixEpoch).Ticks;
        if (moment.Scale == 0)
            return Value.Of(ticks / TimeSpan.TicksPerSecond);
        return Exact.Round(Exact.Divide(Value.Of(ticks), Value.Of(TimeSpan.TicksPerSecond)), moment.Scale, moment.Scale, cut: true);
    }

    public static Value FromUnixTime(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var seconds = Convert.ToNumber(a[0].Eval(ref row));
        if (seconds.IsNull)
            return default;
        var exact = Convert.ToExact(seconds);
        var digits = seconds.Kind == ValueKind.Int ? 0 : Math.Min((int)exact.Scale, 6);
        var micros = Exact.Whole(Exact.Multiply(exact, Value.Of(1_000_000L)), up: false);
        if (micros.Kind != ValueKind.Int || micros.Int is < 0 or > 253_402_271_999_999_999)
            return default;
        var moment = Value.OfDateTime(row.Clock.ToLocal(DateTime.UnixEpoch.AddTicks(micros.Int * 10)), digits);
        if (a.Length == 1)
            return moment;
        return a[1].TryText(ref row, out var format) ? DateFormatFunctions.Write(moment, format, row.Arena) : default;
    }

    public static Value LastDay(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryMoment(ref row, out var moment))
            return default;
        var day = moment.Moment;
        return Value.OfDate(new DateTime(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month)));
    }

    public static Value Week(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryMoment(ref row, out var moment))
            return default;
        var mode = 0L;
        if (a.Length > 1)
            a[1].TryInt(ref row, out mode);
        return Value.Of((long)Weeks.Number(moment.Moment, (int)(mode & 7), out _));
    }

    public static Value YearWeek(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryMoment(ref row, out var moment))
            return default;
        var mode = 0L;
        if (a.Length > 1)
            a[1].TryInt(ref row, out mode);
        var week = Weeks.Number(moment.Moment, (int)(mode & 7) | 2, out var year);
        return Value.Of(year * 100L + week);
    }

    public static Value DayName(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryMoment(ref row, out var moment) ? TextFunctions.OfString(moment.Moment.DayOfWeek.ToString(), row.Arena) : default;

    public static Value MonthName(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryMoment(ref row, out var moment)
            ? TextFunctions.OfString(CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(moment.Moment.Month), row.Arena)
            : default;

    public static Value DateOf(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryMoment(ref row, out var moment) ? Value.OfDate(moment.Moment.Date) : default;

    public static Value TimeOf(ReadOnlySpan<Node> a, scoped ref Row row) => SqlTime.ToTime(a[0].Eval(ref row));

    public static Value MomentOf(ReadOnlySpan<Node> a, scoped ref Row row) => a[0].TryMoment(ref row, out var moment) ? moment : default;

    public static Value TimeToSeconds(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var time = SqlTime.ToTime(a[0].Eval(ref row));
        return time.IsNull ? default : Value.Of(time.Ticks / TimeSpan.TicksPerSecond);
    }

    public static Value SecondsToTime(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryInt(ref row, out var seconds))
            return default;
        const long Most = SqlTime.MostTicks / TimeSpan.TicksPerSecond;
        return Value.OfTime(Math.Clamp(seconds, -Most, Most) * TimeSpan.TicksPerSecond, 0);
    }

    public static Value ToDays(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryMoment(ref row, out var moment) ? Value.Of(moment.Ticks / TimeSpan.TicksPerDay + DaysBeforeYearOne) : default;

    public static Value MakeDate(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryInt(ref row, out var year) || !a[1].TryInt(ref row, out var day) || day is < 1 or > 3_700_000 || year is < 0 or > 9999)
            return default;
        if (year < 100)
            year += year < 70 ? 2000 : 1900;
        var result = new DateTime((int)year, 1, 1).Ticks + (day - 1) * TimeSpan.TicksPerDay;
        return result > DateTime.MaxValue.Ticks ? default : Value.OfDate(new DateTime(result));
    }
}
