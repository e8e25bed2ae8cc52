using System.Globalization;
using System.Text;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping;

/// <summary>Reads the dates that business systems write.</summary>
public static class DateText
{
    private static readonly string[] Layouts =
    [
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd",
        "yyyy/M/d H:mm:ss",
        "yyyy/M/d",
    ];

    /// <summary>As <see cref="TryParse(string, TimeZoneInfo, out DateTimeOffset)"/>, into the run's local time; allocates nothing for what nearly all write.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, EvalClock clock, out DateTime local)
    {
        if (TimeReader.TryUsual(text, out local, out _))
            return true;
        if (text.Length > 100 || !TryParse(Encoding.UTF8.GetString(text), clock.Variables.Zone, out var time))
            return false;
        local = clock.ToLocal(time.UtcDateTime);
        return true;
    }

    /// <summary>Reads local times in a zone, times with an offset, and Unix times in seconds or milliseconds.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, out DateTimeOffset time)
    {
        if (DateTime.TryParseExact(text, Layouts, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            time = new DateTimeOffset(local, zone.GetUtcOffset(local));
            return true;
        }
        if (
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && text.Length is >= 9 and <= 13
        )
        {
            time = text.Length > 10 ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);
            return true;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            && text.Contains('T', StringComparison.Ordinal);
    }
}
