using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Records;

namespace Weir.Engine.Mapping;

/// <summary>Writes one source value as the target field wants it: text, number, reference … Unchanged bytes are copied as they are.</summary>
internal static class FieldWriter
{
    /// <summary>True for what is left out of a request: nothing, null, an empty text or list.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> json) =>
        json.IsEmpty
        || json.SequenceEqual("null"u8)
        || json.SequenceEqual("\"\""u8)
        || json.SequenceEqual("[]"u8)
        || json.SequenceEqual("{}"u8);

    /// <summary>Writes a value that is not empty.</summary>
    public static void Write(Utf8Output output, ReadOnlySpan<byte> json, FieldDescription field, TimeZoneInfo zone)
    {
        switch (field.Kind)
        {
            case FieldKind.Text:
                Text(output, json, field.Name);
                break;
            case FieldKind.Number:
                Number(output, json, field.Name);
                break;
            case FieldKind.Boolean:
                Boolean(output, json, field.Name);
                break;
            case FieldKind.Date:
            case FieldKind.DateTime:
                Date(output, json, field, zone);
                break;
            case FieldKind.Reference when json[0] != (byte)'{':
                output.Add("{\""u8);
                output.Add(Encoding.UTF8.GetBytes(field.Wrap ?? "FNumber"));
                output.Add("\":"u8);
                Text(output, json, field.Name);
                output.Add((byte)'}');
                break;
            default:
                output.Add(json);
                break;
        }
    }

    private static void Text(Utf8Output output, ReadOnlySpan<byte> json, string field)
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
                throw new MapException(field, $"expects text, the source has {Shorten(json)}");
        }
    }

    private static void Number(Utf8Output output, ReadOnlySpan<byte> json, string field)
    {
        var digits = json[0] == (byte)'"' ? json[1..^1].Trim((byte)' ') : json;
        if (!IsNumber(digits))
            throw new MapException(field, $"expects a number, the source has {Shorten(json)}");
        output.Add(digits);
    }

    private static bool IsNumber(ReadOnlySpan<byte> digits)
    {
        if (digits.IsEmpty || digits[0] is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9')))
            return false;
        try
        {
            var reader = new Utf8JsonReader(digits);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == digits.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Boolean(Utf8Output output, ReadOnlySpan<byte> json, string field)
    {
        var word = json[0] == (byte)'"' ? json[1..^1] : json;
        if (word.SequenceEqual("true"u8) || word.SequenceEqual("1"u8))
            output.Add("true"u8);
        else if (word.SequenceEqual("false"u8) || word.SequenceEqual("0"u8))
            output.Add("false"u8);
        else
            throw new MapException(field, $"expects true or false, the source has {Shorten(json)}");
    }

    private static void Date(Utf8Output output, ReadOnlySpan<byte> json, FieldDescription field, TimeZoneInfo zone)
    {
        if (!DateText.TryParse(DateOf(json), zone, out var time))
            throw new MapException(field.Name, $"expects a date, the source has {Shorten(json)}");
        Literal(output, RunVariables.Format(time, field.Kind == FieldKind.Date ? "date" : "datetime", zone));
    }

    /// <summary>The text of what should be a date; some systems escape the slash.</summary>
    public static string DateOf(ReadOnlySpan<byte> json) =>
        Encoding.UTF8.GetString(json[0] == (byte)'"' ? json[1..^1] : json).Replace("\\/", "/", StringComparison.Ordinal);

    /// <summary>Writes a text as a JSON string.</summary>
    public static void Literal(Utf8Output output, string text)
    {
        output.Add((byte)'"');
        output.Add(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        output.Add((byte)'"');
    }

    /// <summary>The elements that a path finds behind an array, as a JSON array; empty elements are left out.</summary>
    public static byte[] Collect(ReadOnlySpan<byte> array, string[] rest)
    {
        using var output = new Utf8Output();
        output.Add((byte)'[');
        Collect(output, array, rest);
        output.Add((byte)']');
        return output.Written.ToArray();
    }

    private static void Collect(Utf8Output output, ReadOnlySpan<byte> json, ReadOnlySpan<string> rest)
    {
        if (FieldValue.KindOf(json) == JsonValueKind.Array)
        {
            foreach (var element in JsonScan.Elements(json, 0, out _))
                Collect(output, json.Slice(element.Offset, element.Length), rest);
            return;
        }
        if (rest.IsEmpty)
        {
            if (IsEmpty(json))
                return;
            if (output.Length > 1)
                output.Add((byte)',');
            output.Add(json);
            return;
        }
        if (FieldValue.KindOf(json) != JsonValueKind.Object)
            return;
        var plan = new PathPlan();
        plan.Add(rest[0]);
        Span<FieldValue> value = stackalloc FieldValue[1];
        plan.Extract(json, value);
        if (!value[0].IsMissing)
            Collect(output, json.Slice(value[0].Offset, value[0].Length), rest[1..]);
    }

    public static string Shorten(ReadOnlySpan<byte> json)
    {
        var text = Encoding.UTF8.GetString(json[..Math.Min(json.Length, 120)]);
        return json.Length > 120 ? string.Create(CultureInfo.InvariantCulture, $"{text}… ({json.Length} bytes)") : text;
    }
}
