namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions on days and times.</summary>
internal static partial class FunctionTable
{
    private static IEnumerable<FunctionEntry> Times()
    {
        const string Group = "Days and times";
        foreach (var name in (string[])["NOW", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP", "SYSDATE"])
            yield return new(name, Group, 0, 1, $"{name}()", "the run's now", Plain(DateFunctions.Now, StaticType.DateTime, isPure: false));
        foreach (var name in (string[])["CURDATE", "CURRENT_DATE"])
            yield return new(name, Group, 0, 0, $"{name}()", "the run's day", Plain(DateFunctions.Today, StaticType.Date, isPure: false));
        foreach (var name in (string[])["CURTIME", "CURRENT_TIME"])
            yield return new(
                name,
                Group,
                0,
                0,
                $"{name}()",
                "the run's time of day",
                Plain(DateFunctions.TimeNow, StaticType.Time, isPure: false)
            );
        yield return new(
            "DATE_FORMAT",
            Group,
            2,
            2,
            "DATE_FORMAT(d, format)",
            "a date as text: %Y %m %d %H %i %s …",
            Plain(DateFormatFunctions.DateFormat, StaticType.Text)
        );
        yield return new(
            "STR_TO_DATE",
            Group,
            2,
            2,
            "STR_TO_DATE(s, format)",
            "a date out of a text",
            Plain(DateFormatFunctions.StrToDate, DateFormatFunctions.StrToDateType)
        );
        foreach (var name in (string[])["DATE_ADD", "ADDDATE", "DATE_SUB", "SUBDATE"])
            yield return new(name, Group, 2, 2, $"{name}(d, INTERVAL n unit)", "a date and an interval; also d + INTERVAL n unit", Grammar);
        yield return new("DATEDIFF", Group, 2, 2, "DATEDIFF(a, b)", "days from b to a", Plain(DateFunctions.DateDiff, StaticType.Int));
        yield return new("TIMESTAMPDIFF", Group, 3, 3, "TIMESTAMPDIFF(unit, a, b)", "whole units from a to b", Grammar);
        yield return new("TIMESTAMPADD", Group, 3, 3, "TIMESTAMPADD(unit, n, d)", "as DATE_ADD", Grammar);
        yield return new(
            "UNIX_TIMESTAMP",
            Group,
            0,
            1,
            "UNIX_TIMESTAMP([d])",
            "seconds since 1970",
            Plain(DateFunctions.UnixTimestamp, StaticType.Unknown, isPure: false)
        );
        yield return new(
            "FROM_UNIXTIME",
            Group,
            1,
            2,
            "FROM_UNIXTIME(n[, format])",
            "the time of so many seconds since 1970",
            Plain(DateFunctions.FromUnixTime, a => a.Length > 1 ? StaticType.Text : StaticType.DateTime, isPure: false)
        );
        yield return new(
            "LAST_DAY",
            Group,
            1,
            1,
            "LAST_DAY(d)",
            "the last day of the month",
            Plain(DateFunctions.LastDay, StaticType.Date)
        );
        foreach (var (name, part, what) in DateFunctions.Parts)
            yield return new(
                name,
                Group,
                1,
                1,
                $"{name}(d)",
                what,
                Plain((a, scoped ref r) => DateFunctions.Part(a, ref r, part), StaticType.Int)
            );
        foreach (var (name, part, what) in DateFunctions.ClockParts)
            yield return new(
                name,
                Group,
                1,
                1,
                $"{name}(t)",
                what,
                Plain((a, scoped ref r) => DateFunctions.ClockPart(a, ref r, part), StaticType.Int)
            );
        yield return new(
            "WEEK",
            Group,
            1,
            2,
            "WEEK(d[, mode])",
            "the number of the week, in mode 0 to 7",
            Plain(DateFunctions.Week, StaticType.Int)
        );
        yield return new("YEARWEEK", Group, 1, 2, "YEARWEEK(d[, mode])", "year and week", Plain(DateFunctions.YearWeek, StaticType.Int));
        yield return new("DAYNAME", Group, 1, 1, "DAYNAME(d)", "Monday …", Plain(DateFunctions.DayName, StaticType.Text));
        yield return new("MONTHNAME", Group, 1, 1, "MONTHNAME(d)", "January …", Plain(DateFunctions.MonthName, StaticType.Text));
        yield return new("DATE", Group, 1, 1, "DATE(d)", "the day without the time", Plain(DateFunctions.DateOf, StaticType.Date));
        yield return new("TIME", Group, 1, 1, "TIME(d)", "the time without the day", Plain(DateFunctions.TimeOf, StaticType.Time));
        yield return new("TIMESTAMP", Group, 1, 1, "TIMESTAMP(d)", "a day with time", Plain(DateFunctions.MomentOf, StaticType.DateTime));
        yield return new("TIME_TO_SEC", Group, 1, 1, "TIME_TO_SEC(t)", "seconds", Plain(DateFunctions.TimeToSeconds, StaticType.Int));
        yield return new(
            "SEC_TO_TIME",
            Group,
            1,
            1,
            "SEC_TO_TIME(n)",
            "a time of so many seconds",
            Plain(DateFunctions.SecondsToTime, StaticType.Time)
        );
        yield return new("TO_DAYS", Group, 1, 1, "TO_DAYS(d)", "days since the year 0", Plain(DateFunctions.ToDays, StaticType.Int));
        yield return new(
            "MAKEDATE",
            Group,
            2,
            2,
            "MAKEDATE(year, n)",
            "the n-th day of a year",
            Plain(DateFunctions.MakeDate, StaticType.Date)
        );
        yield return new("EXTRACT", Group, 1, 1, "EXTRACT(unit FROM d)", "a part of a date", Grammar);
    }
}
