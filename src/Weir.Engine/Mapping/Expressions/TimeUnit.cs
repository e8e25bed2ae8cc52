namespace Weir.Engine.Mapping.Expressions;

/// <summary>Units of an interval. Those of two words take a text with several numbers: <c>INTERVAL '1:30' HOUR_MINUTE</c>.</summary>
internal enum TimeUnit
{
    /// <summary>A millionth of a second.</summary>
    Microsecond,

    /// <summary>A second; may have a fraction.</summary>
    Second,

    /// <summary>A minute.</summary>
    Minute,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day.</summary>
    Day,

    /// <summary>Seven days.</summary>
    Week,

    /// <summary>A month; the day is cut to the last of the month.</summary>
    Month,

    /// <summary>Three months.</summary>
    Quarter,

    /// <summary>Twelve months.</summary>
    Year,

    /// <summary>Minutes and seconds.</summary>
    MinuteSecond,

    /// <summary>Hours, minutes and seconds.</summary>
    HourSecond,

    /// <summary>Hours and minutes.</summary>
    HourMinute,

    /// <summary>Days, hours, minutes and seconds.</summary>
    DaySecond,

    /// <summary>Days, hours and minutes.</summary>
    DayMinute,

    /// <summary>Days and hours.</summary>
    DayHour,

    /// <summary>Years and months.</summary>
    YearMonth,
}
