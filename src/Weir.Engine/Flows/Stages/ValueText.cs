using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Stages;

/// <summary>Values as the text by which keys and groups know them: <c>1</c> and <c>"1"</c> are the same, and so are missing, null and empty.</summary>
internal static class ValueText
{
    /// <summary>True for lists and groups, which have no text.</summary>
    public static bool IsNested(ReadOnlySpan<byte> json) => !json.IsEmpty && json[0] is (byte)'{' or (byte)'[';

    /// <summary>Appends the text; a list or group as it is written.</summary>
    public static void Write(ReadOnlySpan<byte> json, Utf8Output output)
    {
        if (json.IsEmpty || json.SequenceEqual("null"u8))
            return;
        if (json[0] != (byte)'"')
            output.Add(json);
        else if (!json.Contains((byte)'\\'))
            output.Add(json[1..^1]);
        else
            output.Add(Unescape(json));
    }

    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        try
        {
            return Encoding.UTF8.GetBytes(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // Half a character (a lone surrogate) cannot be unescaped; as it is written it is still a text of its own.
            return json[1..^1].ToArray();
        }
    }

    /// <summary>Appends a text as a JSON string with its quotes.</summary>
    public static void WriteJson(ReadOnlySpan<byte> text, Utf8Output output)
    {
        output.Add((byte)'"');
        output.Add(JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        output.Add((byte)'"');
    }

    /// <summary>A member's name as JSON, without the quotes.</summary>
    public static byte[] Name(string name) =>
        JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
}
