using System.Text.Json;

namespace Weir.Sandbox.Kingdee;

/// <summary>Reads the loosely typed JSON that clients of the vendor send.</summary>
internal static class JsonValues
{
    public static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };

    /// <summary>A property without regard to case.</summary>
    public static JsonElement? Find(JsonElement data, string name)
    {
        if (data.ValueKind != JsonValueKind.Object)
            return null;
        if (data.TryGetProperty(name, out var exact))
            return exact;
        foreach (var property in data.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }
        return null;
    }

    public static string? Text(JsonElement data, string name) => Find(data, name) is { } value ? Text(value) : null;

    /// <summary>Flags travel as booleans or as text.</summary>
    public static bool Flag(JsonElement data, string name, bool otherwise) =>
        Text(data, name) switch
        {
            null or "" => otherwise,
            "1" => true,
            var text => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase),
        };

    public static int Int(JsonElement data, string name, int otherwise) =>
        int.TryParse(Text(data, name), System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>A list, whether it came as an array or as text with commas.</summary>
    public static List<string> List(JsonElement data, string name)
    {
        if (Find(data, name) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray().Select(Text).OfType<string>().Select(t => t.Trim())];
        return [.. (Text(value) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }
}
