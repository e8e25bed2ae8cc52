using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weir.Connectors.Kingdee;

/// <summary>Writes small request bodies. Large ones are put together from raw bytes in <see cref="KingdeeRequest"/>.</summary>
internal static class KingdeeJson
{
    /// <summary>Chinese stays readable in the trace; everything JSON demands is still escaped.</summary>
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object.</summary>
    public static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>A JSON string with its quotes.</summary>
    public static byte[] Text(string value)
    {
        var buffer = new ArrayBufferWriter<byte>(value.Length + 16);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        writer.WriteStringValue(value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An internal id: a number where it is one (bills, base data), else text (some forms, §4).</summary>
    public static byte[] Id(string id) => IsNumber(id) ? System.Text.Encoding.ASCII.GetBytes(id) : Text(id);

    /// <summary>True for an id that is a whole number as JSON writes it.</summary>
    public static bool IsNumber(string id) =>
        id.Length is > 0 and <= 19 && (id[0] != '0' || id.Length == 1) && id.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
}
