using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Server.Cases;

/// <summary>Writes JSON as YAML for people: groups and lists in blocks, texts in quotes, numbers with the digits they have.</summary>
internal static class CaseYaml
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonObject document)
    {
        var text = new StringBuilder();
        Group(text, document, 0, atStart: true);
        return text.ToString();
    }

    /// <param name="text">Where to.</param>
    /// <param name="group">The group.</param>
    /// <param name="indent">Blanks before each key.</param>
    /// <param name="atStart">True if the first key stands where the line is already.</param>
    private static void Group(StringBuilder text, JsonObject group, int indent, bool atStart)
    {
        foreach (var (name, value) in group)
        {
            if (!atStart)
                text.Append(' ', indent);
            atStart = false;
            text.Append(Key(name)).Append(':');
            Value(text, value, indent + 2, inList: false);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent, bool inList)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } group:
                text.Append(inList ? " " : "\n");
                Group(text, group, indent, atStart: inList);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list)
                {
                    text.Append(' ', indent).Append('-');
                    Value(text, item, indent + 2, inList: true);
                }
                break;
            default:
                text.Append(' ').Append(value?.ToJsonString(Json) ?? "null").Append('\n');
                break;
        }
    }

    /// <summary>A name that YAML could take for something else is put in quotes.</summary>
    private static string Key(string name) =>
        name.Length > 0
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
            ? name
            : JsonSerializer.Serialize(name, Json);
}
