using System.Globalization;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>Writes time windows as the settings say.</summary>
internal sealed class WindowText
{
    private const string Shanghai = "Asia/Shanghai";

    private readonly WindowSettings _settings;
    private readonly TimeZoneInfo _zone;

    public WindowText(WindowSettings settings)
    {
        _settings = settings;
        _zone = Zone(settings.Zone);
        if (settings.FromParam.Length == 0 && settings.ToParam.Length > 0)
            throw new ConnectorException(ErrorKind.Config, "HTTP: window.toParam needs window.fromParam.");
        try
        {
            _ = Write(DateTimeOffset.UnixEpoch);
        }
        catch (FormatException e)
        {
            throw new ConnectorException(
                ErrorKind.Config,
                $"HTTP: window.format '{settings.Format}' is none of datetime, date, timestamp, timestamp_ms, iso, and no .NET date format.",
                e
            );
        }
    }

    /// <summary>True if windows are sent at all.</summary>
    public bool IsSet => _settings.FromParam.Length > 0;

    /// <summary>The parameters of a slice. Read from the beginning, only what the settings put there is sent.</summary>
    public IEnumerable<RequestParam> Of(SourceSlice slice)
    {
        if (!IsSet || (slice.From is null && _settings.Beginning.Length == 0))
            yield break;
        yield return new RequestParam(
            _settings.FromParam,
            slice.From is { } from ? Write(from) : _settings.Beginning,
            slice.From is not null && IsNumber
        );
        if (_settings.ToParam.Length > 0 && slice.To is { } to)
            yield return new RequestParam(_settings.ToParam, Write(to), IsNumber);
    }

    private bool IsNumber => _settings.Format is "timestamp" or "timestamp_ms";

    /// <summary>Parts of a second are cut, not rounded: the low end moves down, and what the high end loses is in the next window.</summary>
    private string Write(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, _zone);
        return _settings.Format switch
        {
            "timestamp" => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "timestamp_ms" => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            "datetime" => local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            "date" => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "iso" => local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            var format => local.ToString(format, CultureInfo.InvariantCulture),
        };
    }

    private static TimeZoneInfo Zone(string name)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        // Slim containers come without zone data; China has had no other offset since 1991.
        return string.Equals(name, Shanghai, StringComparison.Ordinal)
            ? TimeZoneInfo.CreateCustomTimeZone(Shanghai, TimeSpan.FromHours(8), Shanghai, Shanghai)
            : throw new ConnectorException(ErrorKind.Config, $"HTTP: window.zone '{name}' is not a known time zone.");
    }
}
