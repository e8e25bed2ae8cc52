using System.Globalization;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Zhilong;

/// <summary>Writes time windows as the system reads them (reference §4: <c>yyyy-MM-dd HH:mm:ss</c>, Asia/Shanghai, no offset).</summary>
internal sealed class TimeWindow
{
    private const string Shanghai = "Asia/Shanghai";

    private static readonly DateTime Beginning = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    // Far enough to be no end, and still a date for every database; all pages of a read must carry the same text.
    private static readonly DateTime NoEnd = new(2099, 12, 31, 23, 59, 59, DateTimeKind.Unspecified);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly WindowSettings _settings;
    private readonly TimeZoneInfo _zone;

    public TimeWindow(WindowSettings settings)
    {
        _settings = settings;
        _zone = Zone(settings.Zone);
        try
        {
            _ = Beginning.ToString(settings.Format, CultureInfo.InvariantCulture);
        }
        catch (FormatException e)
        {
            throw new ConnectorException(ErrorKind.Config, $"植隆: window.format '{settings.Format}' is no .NET date format.", e);
        }
        if (settings.StartField.Length > 0 && settings.EndField.Length == 0)
            throw new ConnectorException(
                ErrorKind.Config,
                "植隆: window.endField is empty; empty window.startField too to send no window."
            );
        if (settings.CreatePass is not CreatePass.Off && (settings.CreateStartField.Length == 0 || settings.CreateEndField.Length == 0))
            throw new ConnectorException(
                ErrorKind.Config,
                "植隆: window.createPass needs window.createStartField and window.createEndField, or set it to off."
            );
    }

    /// <summary>
    /// False when everything is read: from the beginning on, or no fields to send a window in. From the beginning on no filter is sent at all, because
    /// any filter on the time of change hides the rows that were never changed (reference §4), and without one they come in the same pass.
    /// </summary>
    public bool IsSent(SourceSlice slice) => _settings.StartField.Length > 0 && slice.From is not null;

    /// <summary>The fields of a pass. An open end is sent as a far date, because a filter with one end only is not known to work.</summary>
    public IEnumerable<RequestField> Fields(SourceSlice slice, ReadPass pass)
    {
        if (!IsSent(slice))
            return [];
        var (start, end) =
            pass is ReadPass.Update ? (_settings.StartField, _settings.EndField) : (_settings.CreateStartField, _settings.CreateEndField);
        return [new RequestField(start, Text(slice.From, Beginning)), new RequestField(end, Text(slice.To, NoEnd))];
    }

    /// <summary>False when a row's time is a day or more outside the window; a text that is no time may be anywhere.</summary>
    public bool MayHold(SourceSlice slice, string time) =>
        !DateTime.TryParseExact(time, _settings.Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        || (local - Local(slice.From, Beginning) > -Day && local - Local(slice.To, NoEnd) < Day);

    /// <summary>Seconds are cut, not rounded: the low end moves down, and what the high end loses is in the next window.</summary>
    private string Text(DateTimeOffset? at, DateTime open) => Local(at, open).ToString(_settings.Format, CultureInfo.InvariantCulture);

    private DateTime Local(DateTimeOffset? at, DateTime open) => at is { } time ? TimeZoneInfo.ConvertTime(time, _zone).DateTime : open;

    private static TimeZoneInfo Zone(string name)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        // Slim containers come without zone data; China has had no other offset since 1991.
        return string.Equals(name, Shanghai, StringComparison.Ordinal)
            ? TimeZoneInfo.CreateCustomTimeZone(Shanghai, TimeSpan.FromHours(8), Shanghai, Shanghai)
            : throw new ConnectorException(ErrorKind.Config, $"植隆: window.zone '{name}' is not a known time zone.");
    }
}
