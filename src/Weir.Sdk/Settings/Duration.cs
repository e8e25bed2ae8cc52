using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Sdk.Settings;

/// <summary>Time spans as people write them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>.</summary>
public static class Duration
{
    private static readonly (string Unit, double Milliseconds)[] Units =
    [
        ("ms", 1),
        ("s", 1_000),
        ("m", 60_000),
        ("h", 3_600_000),
        ("d", 86_400_000),
    ];

    /// <summary>Reads a time span.</summary>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        foreach (var (unit, milliseconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal))
                continue;
            if (
                !double.TryParse(
                    text.AsSpan(0, text.Length - unit.Length),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
                continue;
            if (number * milliseconds > TimeSpan.MaxValue.TotalMilliseconds / 2)
                return false;
            value = TimeSpan.FromMilliseconds(number * milliseconds);
            return true;
        }
        return false;
    }

    /// <summary>Writes a time span in the largest unit that keeps it whole.</summary>
    public static string Format(TimeSpan value)
    {
        foreach (var (unit, milliseconds) in Units.Reverse())
        {
            var number = value.TotalMilliseconds / milliseconds;
            if (number >= 1 && number == Math.Floor(number))
                return number.ToString("0", CultureInfo.InvariantCulture) + unit;
        }
        return value.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + "ms";
    }
}

/// <summary>Time spans in settings documents.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Duration.TryParse(reader.GetString(), out var value) ? value : throw new JsonException("not a time span such as 5m");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Duration.Format(value));
}
