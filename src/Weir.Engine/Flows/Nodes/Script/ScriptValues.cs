using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Script;

/// <summary>
/// Records as JavaScript values and back. A whole number beyond 2^53 is a BigInt, and another number that a double does not hold exactly is its text, so
/// that no digit is lost on the way.
/// </summary>
internal static class ScriptValues
{
    private const int MaxDepth = 64;
    private const double MaxSafe = 9007199254740991;

    /// <summary>A record, known to be well-formed JSON.</summary>
    public static JsValue Read(Jint.Engine engine, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Read(engine, ref reader);
    }

    private static JsValue Read(Jint.Engine engine, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var group = new JsObject(engine);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = TextOf(ref reader);
                    reader.Read();
                    group.Set(name, Read(engine, ref reader));
                }
                return group;
            case JsonTokenType.StartArray:
                var list = new List<JsValue>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Add(Read(engine, ref reader));
                return new JsArray(engine, [.. list]);
            case JsonTokenType.String:
                return TextOf(ref reader);
            case JsonTokenType.Number:
                return NumberOf(engine, reader.ValueSpan);
            case JsonTokenType.True:
                return JsBoolean.True;
            case JsonTokenType.False:
                return JsBoolean.False;
            default:
                return JsValue.Null;
        }
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new MapException("script", "a text has half a character (a lone surrogate)", e);
        }
    }

    private static JsValue NumberOf(Jint.Engine engine, ReadOnlySpan<byte> digits)
    {
        var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (digits.Length <= 15)
            return JsNumber.Create(number);
        if (digits.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
            return Math.Abs(number) <= MaxSafe
                ? JsNumber.Create(number)
                : new JsBigInt(
                    BigInteger.Parse(Encoding.UTF8.GetString(digits), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                );
        var text = Encoding.UTF8.GetString(digits);
        return
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && decimal.TryParse(
                number.ToString("R", CultureInfo.InvariantCulture),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var held
            )
            && exact == held
            ? JsNumber.Create(number)
            : text;
    }

    /// <summary>Appends a value as JSON; returns what is wrong with it, or null.</summary>
    public static string? Write(JsValue value, Utf8Output output)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
            if (Write(value, writer, 1) is { } problem)
                return problem;
        output.Add(buffer.WrittenSpan);
        return null;
    }

    private static string? Write(JsValue value, Utf8JsonWriter writer, int depth)
    {
        if (depth > MaxDepth)
            return $"what it returned is nested deeper than {MaxDepth} levels, or contains itself";
        switch (value.Type)
        {
            case Types.Undefined or Types.Null:
                writer.WriteNullValue();
                return null;
            case Types.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                return null;
            case Types.String:
                writer.WriteStringValue(value.AsString());
                return null;
            case Types.Number:
                return WriteNumber(value.AsNumber(), writer);
            case Types.BigInt:
                writer.WriteRawValue(value.ToString());
                return null;
            case Types.Object when value.IsDate():
                writer.WriteStringValue(value.AsDate().ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                return null;
            case Types.Object when value.IsArray():
                return WriteList(value.AsArray(), writer, depth);
            case Types.Object when value is not Jint.Native.Function.Function:
                return WriteGroup(value.AsObject(), writer, depth);
            default:
                return $"what it returned has a {value.Type.ToString().ToLowerInvariant()} that is no JSON";
        }
    }

    private static string? WriteNumber(double number, Utf8JsonWriter writer)
    {
        if (!double.IsFinite(number))
            return $"what it returned has the number {number.ToString(CultureInfo.InvariantCulture)}, which JSON does not know";
        if (Math.Abs(number) <= MaxSafe && Math.Floor(number) == number)
            writer.WriteNumberValue((long)number);
        else
            writer.WriteNumberValue(number);
        return null;
    }

    private static string? WriteList(JsArray list, Utf8JsonWriter writer, int depth)
    {
        writer.WriteStartArray();
        for (uint i = 0; i < list.Length; i++)
            if (Write(list[i], writer, depth + 1) is { } problem)
                return problem;
        writer.WriteEndArray();
        return null;
    }

    private static string? WriteGroup(ObjectInstance group, Utf8JsonWriter writer, int depth)
    {
        writer.WriteStartObject();
        foreach (var (name, property) in group.GetOwnProperties())
        {
            if (!name.IsString() || !property.Enumerable)
                continue;
            var value = group.Get(name);
            // As JSON.stringify does: what is undefined is not there.
            if (value.IsUndefined())
                continue;
            writer.WritePropertyName(name.AsString());
            if (Write(value, writer, depth + 1) is { } problem)
                return problem;
        }
        writer.WriteEndObject();
        return null;
    }
}
