using System.Globalization;

namespace Weir.Engine.Flows.Nodes.Target;

/// <summary>The part of the day in which a target sends; may go over midnight.</summary>
public sealed class SendingHours
{
    private readonly TimeOnly _from;
    private readonly TimeOnly _to;
    private readonly TimeZoneInfo _zone;

    private SendingHours(TimeOnly from, TimeOnly to, TimeZoneInfo zone) => (_from, _to, _zone) = (from, to, zone);

    /// <summary>The hours as they are written, with their zone.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{_from:HH:mm}-{_to:HH:mm} ({_zone.Id})");

    /// <summary>Reads <c>22:00-06:00</c>; null if it is none, or both times are the same.</summary>
    public static SendingHours? Parse(string text, string zone)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('-');
        return
            parts.Length == 2
            && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            && Time(parts[0]) is { } from
            && Time(parts[1]) is { } to
            && from != to
            ? new SendingHours(from, to, found)
            : null;
    }

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text.Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    /// <summary>True if it sends at that moment: from the first time on, up to the second.</summary>
    public bool IsOpen(DateTimeOffset at) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime).IsBetween(_from, _to);

    /// <summary>When it sends next; the moment itself if it does so then.</summary>
    public DateTimeOffset NextOpen(DateTimeOffset at)
    {
        if (IsOpen(at))
            return at;
        var local = TimeZoneInfo.ConvertTime(at, _zone).DateTime;
        var next = local.Date + _from.ToTimeSpan();
        if (next <= local)
            next = next.AddDays(1);
        // The hour that a change of the clock leaves out opens when it is over.
        while (_zone.IsInvalidTime(next))
            next = next.AddMinutes(30);
        return new DateTimeOffset(next, _zone.GetUtcOffset(next));
    }
}
