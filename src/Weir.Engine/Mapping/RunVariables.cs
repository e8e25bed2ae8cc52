using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Engine.Mapping;

/// <summary>Values of the variables of a run.</summary>
/// <param name="LastSync">Low end of what is read.</param>
/// <param name="Current">High end of what is read.</param>
/// <param name="Zone">Time zone in which they are written.</param>
public sealed record RunVariables(DateTimeOffset? LastSync, DateTimeOffset Current, TimeZoneInfo Zone)
{
    /// <summary>Text of a variable in a format.</summary>
    public string Text(string variable, string? format) =>
        Format(
            string.Equals(variable, "LAST_SYNC_TIME", StringComparison.Ordinal) ? LastSync ?? DateTimeOffset.UnixEpoch : Current,
            format,
            Zone
        );

    /// <summary>A time in one of the template formats.</summary>
    public static string Format(DateTimeOffset time, string? format, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        return format switch
        {
            "date" => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "timestamp" => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            _ => local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Replaces the variables in every text of a settings document; paths are left as they are.</summary>
    public JsonElement Resolve(JsonElement settings)
    {
        if (settings.ValueKind == JsonValueKind.Undefined || !settings.GetRawText().Contains("{{", StringComparison.Ordinal))
            return settings;
        return JsonSerializer.SerializeToElement(Resolve(JsonNode.Parse(settings.GetRawText())));
    }

    private JsonNode? Resolve(JsonNode? node) =>
        node switch
        {
            JsonObject group => new JsonObject(group.Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Resolve)]),
            JsonValue value when value.TryGetValue<string>(out var text) && text.Contains("{{", StringComparison.Ordinal) => Resolve(text),
            _ => node?.DeepClone(),
        };

    private JsonNode Resolve(string text)
    {
        var parts = Template.Parse(text, out var problem);
        if (problem is not null)
            return text;
        return string.Concat(
            parts.Select(part =>
                part.Kind switch
                {
                    TemplatePartKind.Variable => Text(part.Text, part.Format),
                    TemplatePartKind.Path => $"{{{{{part.Text}{(part.Format is null ? "" : "|" + part.Format)}}}}}",
                    _ => part.Text,
                }
            )
        );
    }
}
