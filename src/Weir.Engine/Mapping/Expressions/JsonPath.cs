using System.Text;
using System.Text.Json;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Finds a value in JSON by a path such as <c>$.items[0].sku</c>.</summary>
internal static class JsonPath
{
    /// <summary>True if a text is one piece of JSON.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read()) { }
            return text.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The JSON at a path; empty if there is none.</summary>
    /// <exception cref="EvalFault">The path is not well formed, or has wildcards.</exception>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> path)
    {
        json = json.Trim(" \t\r\n"u8);
        var rest = path.Trim((byte)' ');
        if (rest.IsEmpty || rest[0] != (byte)'$')
            throw Wrong(path, "it begins with $");
        rest = rest[1..];
        while (!rest.IsEmpty && !json.IsEmpty)
            json = rest[0] switch
            {
                (byte)'.' => Member(json, ref rest, path),
                (byte)'[' => Element(json, ref rest, path),
                _ => throw Wrong(path, "a step begins with '.' or '['"),
            };
        return json;
    }

    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> path)
    {
        rest = rest[1..];
        ReadOnlySpan<byte> name;
        if (!rest.IsEmpty && rest[0] == (byte)'"')
        {
            var close = rest[1..].IndexOf((byte)'"');
            if (close < 0)
                throw Wrong(path, "a name is never closed by '\"'");
            name = rest.Slice(1, close);
            rest = rest[(close + 2)..];
        }
        else
        {
            var end = rest.IndexOfAny((byte)'.', (byte)'[');
            name = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
        }
        if (name.IsEmpty || name.Contains((byte)'*'))
            throw Wrong(path, "a step names one member");
        return json[0] == (byte)'{' ? Slice(json, JsonNames.Find(json, 0, name)) : default;
    }

    private static ReadOnlySpan<byte> Element(ReadOnlySpan<byte> json, scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> path)
    {
        var close = rest.IndexOf((byte)']');
        if (
            close < 0
            || !System.Buffers.Text.Utf8Parser.TryParse(rest[1..close], out int index, out var used)
            || used != close - 1
            || index < 0
        )
            throw Wrong(path, "an element is written [0]");
        rest = rest[(close + 1)..];
        if (json[0] != (byte)'[')
            // A value that is no list is its own first element.
            return index == 0 ? json : default;
        return Slice(json, JsonNames.Element(json, 0, index));
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> json, FieldValue value) => json.Slice(value.Offset, value.Length);

    private static EvalFault Wrong(ReadOnlySpan<byte> path, string why) =>
        new($"'{Encoding.UTF8.GetString(path)}' is no path into JSON: {why}");
}
