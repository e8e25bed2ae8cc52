using System.Text.Json;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions on JSON. What is no JSON gives null.</summary>
internal static class JsonFunctions
{
    public static Value Extract(ReadOnlySpan<Node> a, scoped ref Row row) =>
        TryFind(a, ref row, out var json) ? Value.OfJson(json) : default;

    public static Value Unquote(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text))
            return default;
        return Value.Of(text.Length >= 2 && text[0] == (byte)'"' && JsonPath.IsJson(text) ? FieldWriter.Inside(text, row.Arena) : text);
    }

    public static Value ValueAt(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!TryFind(a, ref row, out var json))
            return default;
        return FieldValue.KindOf(json) switch
        {
            JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null => default,
            JsonValueKind.True => Value.Of("1"u8),
            JsonValueKind.False => Value.Of("0"u8),
            _ => Value.Of(FieldWriter.Inside(json, row.Arena)),
        };
    }

    public static Value Length(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        ReadOnlySpan<byte> json;
        if (a.Length > 1)
        {
            if (!TryFind(a, ref row, out json))
                return default;
        }
        else if (!TryJson(a[0], ref row, out json))
            return default;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return Value.Of(1L);
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        var count = 0L;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            if (isObject)
                reader.Read();
            count++;
            reader.Skip();
        }
        return Value.Of(count);
    }

    public static Value Valid(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryText(ref row, out var text) ? Value.Of(JsonPath.IsJson(text)) : default;

    private static bool TryFind(ReadOnlySpan<Node> a, scoped ref Row row, out ReadOnlySpan<byte> json)
    {
        if (!TryJson(a[0], ref row, out json) || !a[1].TryText(ref row, out var path))
            return false;
        json = JsonPath.Find(json, path);
        return !json.IsEmpty;
    }

    private static bool TryJson(Node node, scoped ref Row row, out ReadOnlySpan<byte> json)
    {
        var value = node.Eval(ref row);
        json = value.IsNull ? default : Convert.ToText(value, row.Arena);
        return !value.IsNull && (value.Kind == ValueKind.Json || JsonPath.IsJson(json));
    }
}
