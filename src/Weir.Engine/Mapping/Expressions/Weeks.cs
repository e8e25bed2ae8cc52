namespace Weir.Engine.Mapping.Expressions;

/// <summary>Numbers of weeks in MySQL's eight modes.</summary>
internal static class Weeks
{
    /// <summary>Weeks begin on Monday; else on Sunday.</summary>
    private const int FromMonday = 1;

    /// <summary>Days before the first week belong to the last week of the year before; else they are week 0.</summary>
    private const int WithYear = 2;

    /// <summary>With weeks from Sunday: the first week has four days or more in the year; with weeks from Monday the other way round.</summary>
    private const int OtherFirst = 4;

    public static int Number(DateTime day, int mode, out int year)
    {
        mode &= 7;
        var date = day.Date;
        year = date.Year;
        if (date < Start(year, mode))
        {
            if ((mode & WithYear) == 0)
                return 0;
            year--;
        }
        else if ((mode & WithYear) != 0 && year < 9999 && date >= Start(year + 1, mode))
            year++;
        return (int)(date - Start(year, mode)).TotalDays / 7 + 1;
    }

    /// <summary>The first day of a year's first week.</summary>
    private static DateTime Start(int year, int mode)
    {
        var first = new DateTime(Math.Max(year, 1), 1, 1);
        var fromMonday = (mode & FromMonday) != 0;
        var weekday = fromMonday ? ((int)first.DayOfWeek + 6) % 7 : (int)first.DayOfWeek;
        var byFourDays = fromMonday != ((mode & OtherFirst) != 0);
        var isInside = byFourDays ? weekday <= 3 : weekday == 0;
        var days = isInside ? -weekday : 7 - weekday;
        return days < 0 && year <= 1 ? first : first.AddDays(days);
    }
}
