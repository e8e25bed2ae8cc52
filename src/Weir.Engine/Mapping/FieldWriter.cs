using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping;

/// <summary>Writes one source value as the target field wants it: text, number, reference … Unchanged bytes are copied as they are.</summary>
internal static class FieldWriter
{
    /// <summary>True for what is left out of a request: nothing, null, an empty text or list.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> json) =>
        json.Length switch
        {
            0 => true,
            2 => json.SequenceEqual("\"\""u8) || json.SequenceEqual("[]"u8) || json.SequenceEqual("{}"u8),
            4 => json.SequenceEqual("null"u8),
            _ => false,
        };

    /// <summary>Writes a value that is not empty.</summary>
    public static void Write(Utf8Output output, ReadOnlySpan<byte> json, TargetField field, EvalClock clock, Arena arena)
    {
        switch (field.Kind)
        {
            case FieldKind.Text:
                Text(output, json, field);
                break;
            case FieldKind.Number:
                Number(output, json, field);
                break;
            case FieldKind.Boolean:
                Boolean(output, json, field);
                break;
            case FieldKind.Date:
            case FieldKind.DateTime:
                Date(output, json, field, clock, arena);
                break;
            case FieldKind.Reference when json[0] != (byte)'{':
                output.Add(field.Wrap);
                Text(output, json, field);
                output.Add((byte)'}');
                break;
            default:
                output.Add(json);
                break;
        }
    }

    private static void Text(Utf8Output output, ReadOnlySpan<byte> json, TargetField field)
    {
        switch (FieldValue.KindOf(json))
        {
            case JsonValueKind.String:
                output.Add(json);
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                output.Add((byte)'"');
                output.Add(json);
                output.Add((byte)'"');
                break;
            default:
                throw new MapException(field.Name, $"expects text, the source has {Shorten(json)}");
        }
    }

    private static void Number(Utf8Output output, ReadOnlySpan<byte> json, TargetField field)
    {
        var digits = json[0] == (byte)'"' ? json[1..^1].Trim((byte)' ') : json;
        if (!JsonText.IsNumber(digits))
            throw new MapException(field.Name, $"expects a number, the source has {Shorten(json)}");
        output.Add(digits);
    }

    private static void Boolean(Utf8Output output, ReadOnlySpan<byte> json, TargetField field)
    {
        var word = json[0] == (byte)'"' ? json[1..^1] : json;
        if (word.SequenceEqual("true"u8) || word.SequenceEqual("1"u8))
            output.Add("true"u8);
        else if (word.SequenceEqual("false"u8) || word.SequenceEqual("0"u8))
            output.Add("false"u8);
        else
            throw new MapException(field.Name, $"expects true or false, the source has {Shorten(json)}");
    }

    private static void Date(Utf8Output output, ReadOnlySpan<byte> json, TargetField field, EvalClock clock, Arena arena)
    {
        if (!DateText.TryParse(Inside(json, arena), clock, out var local))
            throw new MapException(field.Name, $"expects a date, the source has {Shorten(json)}");
        var start = arena.Used;
        TimeFormats.Add(local, field.Kind == FieldKind.Date ? "date" : "datetime", clock, arena);
        output.Add((byte)'"');
        output.Add(arena.Since(start));
        output.Add((byte)'"');
        arena.Cut(start);
    }

    /// <summary>The text of a JSON value: of a string what it says, of others what is written.</summary>
    public static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> json, Arena arena)
    {
        if (json[0] != (byte)'"')
            return json;
        var inside = json[1..^1];
        return inside.Contains((byte)'\\') ? JsonText.Unescape(json, arena) : inside;
    }

    public static string Shorten(ReadOnlySpan<byte> json)
    {
        var text = Encoding.UTF8.GetString(json[..Math.Min(json.Length, 120)]);
        return json.Length > 120 ? string.Create(CultureInfo.InvariantCulture, $"{text}… ({json.Length} bytes)") : text;
    }
}
