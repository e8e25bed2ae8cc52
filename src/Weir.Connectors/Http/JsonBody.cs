using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>Writes request bodies.</summary>
internal static class JsonBody
{
    /// <summary>Chinese stays readable in the trace; everything JSON demands is still escaped.</summary>
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A body with parameters put into it.</summary>
    /// <param name="template">A JSON object, or nothing.</param>
    /// <param name="parameters">Dotted path and value.</param>
    public static ReadOnlyMemory<byte> With(JsonElement template, IEnumerable<(string Path, JsonNode? Value)> parameters)
    {
        var root = template.ValueKind switch
        {
            JsonValueKind.Object => JsonNode.Parse(template.GetRawText())!.AsObject(),
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            _ => throw new ConnectorException(ErrorKind.Config, "HTTP: body must be a JSON object."),
        };
        foreach (var (path, value) in parameters)
            Set(root, path, value);
        return Bytes(writer => root.WriteTo(writer));
    }

    /// <summary>What is written.</summary>
    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
            write(writer);
        return buffer.WrittenMemory;
    }

    private static void Set(JsonObject at, string path, JsonNode? value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (at[name] is not JsonObject inner)
                at[name] = inner = [];
            at = inner;
        }
        at[names[^1]] = value;
    }
}
