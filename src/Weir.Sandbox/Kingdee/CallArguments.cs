using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Weir.Sandbox.Kingdee;

/// <summary>
/// The arguments of a call in any of the body forms that the server takes: named with data as object or text, positional as array or
/// as text of an array, the envelope of the old client, or form-encoded.
/// </summary>
internal sealed class CallArguments
{
    private readonly IReadOnlyList<JsonElement>? _positions;
    private readonly Dictionary<string, JsonElement> _names = new(StringComparer.OrdinalIgnoreCase);

    private CallArguments(IReadOnlyList<JsonElement>? positions) => _positions = positions;

    /// <exception cref="JsonException">The body is not JSON where it should be.</exception>
    public static CallArguments Parse(string body, bool isForm)
    {
        var text = body.TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        if (text.Length == 0)
            return new CallArguments(null);
        return isForm && text[0] is not ('{' or '[') ? FromForm(text) : FromJson(JsonSerializer.Deserialize<JsonElement>(text));
    }

    public JsonElement? Find(int position, string name)
    {
        if (_positions is { } list)
            return position < list.Count ? list[position] : null;
        return _names.TryGetValue(name, out var value) ? value : null;
    }

    /// <summary>A scalar as text; numbers keep their spelling.</summary>
    public string? Text(int position, string name) => Find(position, name) is { } value ? JsonValues.Text(value) : null;

    /// <summary>An object, whether it came as such or as JSON text.</summary>
    public JsonElement? Data(int position, string name = "data")
    {
        if (Find(position, name) is not { } value)
        {
            // Operations without a form id are also called with the bare object.
            return position == 0 && _positions is null && _names.Count > 0 && !_names.ContainsKey("data")
                ? JsonSerializer.SerializeToElement(_names)
                : null;
        }
        return value.ValueKind == JsonValueKind.String ? JsonSerializer.Deserialize<JsonElement>(value.GetString()!) : value;
    }

    private static CallArguments FromForm(string text)
    {
        var named = new CallArguments(null);
        foreach (var (key, value) in QueryHelpers.ParseQuery(text))
        {
            if (string.Equals(key, "parameters", StringComparison.OrdinalIgnoreCase))
                return FromJson(JsonSerializer.Deserialize<JsonElement>(value.ToString()));
            named._names[key] = JsonSerializer.SerializeToElement(value.ToString());
        }
        return named;
    }

    private static CallArguments FromJson(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
            return new CallArguments([.. root.EnumerateArray()]);
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("an object or an array is expected");
        var named = new CallArguments(null);
        foreach (var property in root.EnumerateObject())
        {
            if (string.Equals(property.Name, "parameters", StringComparison.OrdinalIgnoreCase))
            {
                var list = property.Value;
                return FromJson(list.ValueKind == JsonValueKind.String ? JsonSerializer.Deserialize<JsonElement>(list.GetString()!) : list);
            }
            named._names[property.Name] = property.Value;
        }
        return named;
    }
}
