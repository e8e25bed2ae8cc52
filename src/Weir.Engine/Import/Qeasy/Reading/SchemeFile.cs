using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Reads a file into a scheme, in whichever of the forms it is written.</summary>
internal static class SchemeFile
{
    /// <summary>Real schemes have a few hundred kilobytes; a file beyond this is something else.</summary>
    public const int MostCharacters = 8 * 1024 * 1024;
    private const int MostDepth = 100;

    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = MostDepth,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <exception cref="ImportException">It is no scheme.</exception>
    public static Scheme Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ImportException("the file is empty");
        if (text.Length > MostCharacters)
            throw new ImportException($"the file has {text.Length} characters; a scheme has no more than {MostCharacters}");
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var scheme = new Scheme();
            CheckTexts(document.RootElement, "", scheme);
            ReadRoot(document.RootElement.Clone(), scheme);
            return scheme;
        }
        catch (JsonException e)
        {
            throw new ImportException($"not valid JSON, or nested deeper than {MostDepth}: {e.Message}");
        }
    }

    private static void ReadRoot(JsonElement root, Scheme scheme)
    {
        switch (root.ValueKind)
        {
            case JsonValueKind.Object when HalfOf(root, "source") is not null || HalfOf(root, "target") is not null:
                ReadWrapped(root, scheme);
                return;
            case JsonValueKind.Object when IsHalf(root):
                AddHalf(root, scheme);
                return;
            case JsonValueKind.Array when root.GetArrayLength() is 1 or 2 && root.EnumerateArray().All(IsHalf):
                foreach (var half in root.EnumerateArray())
                    AddHalf(half, scheme);
                return;
            default:
                throw new ImportException(
                    "this is no 轻易云 scheme: expected a group with 'source' and 'target', or the metadata of one half with 'api' and 'request'"
                );
        }
    }

    private static bool IsHalf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("api", out _)
        && (root.TryGetProperty("request", out _) || root.TryGetProperty("otherRequest", out _) || root.TryGetProperty("type", out _));

    private static JsonElement? HalfOf(JsonElement root, string side) =>
        new[] { side, $"{side}_metadata", $"{side}Metadata", $"{side}MetaData" }
            .Select(name => SchemeJson.Member(root, name))
            .FirstOrDefault(half => half is { ValueKind: JsonValueKind.Object });

    /// <summary>The metadata of one half alone: its type says which.</summary>
    private static void AddHalf(JsonElement half, Scheme scheme)
    {
        var type = SchemeJson.MemberText(half, "type") ?? SchemeJson.MemberText(half, "effect") ?? "QUERY";
        if (string.Equals(type, "QUERY", StringComparison.OrdinalIgnoreCase))
            scheme.Source = HalfReader.Read(half, "source", scheme.Leftovers);
        else
            scheme.Target = HalfReader.Read(half, "target", scheme.Leftovers);
    }

    private static void ReadWrapped(JsonElement root, Scheme scheme)
    {
        var source = HalfOf(root, "source");
        var target = HalfOf(root, "target");
        if (source is { } from)
            scheme.Source = HalfReader.Read(from, "source", scheme.Leftovers);
        if (target is { } to)
            scheme.Target = HalfReader.Read(to, "target", scheme.Leftovers);
        foreach (var member in root.EnumerateObject())
            switch (member.Name)
            {
                case "title" or "name":
                    scheme.Title = SchemeJson.Text(member.Value) ?? scheme.Title;
                    break;
                case "strategyId" or "strategy_id":
                    scheme.StrategyId = SchemeJson.Text(member.Value);
                    break;
                case "form":
                    scheme.BracesLost = string.Equals(SchemeJson.Text(member.Value), "mapping-table", StringComparison.Ordinal);
                    break;
                case "partial":
                    break;
                case "partialNote":
                    scheme.Partial = SchemeJson.Text(member.Value);
                    break;
                case "notes" or "pages" or "inferred":
                    scheme.Notes.AddRange(SchemeJson.Texts(member.Value).Select(note => $"{member.Name}: {note}"));
                    break;
                default:
                    if (member.Value.ValueKind != JsonValueKind.Null && !IsSide(member.Name))
                        scheme.Leftovers.Add(new Leftover(member.Name, member.Value.GetRawText(), "未知的键"));
                    break;
            }
    }

    private static bool IsSide(string name) =>
        name
            is "source"
                or "source_metadata"
                or "sourceMetadata"
                or "sourceMetaData"
                or "target"
                or "target_metadata"
                or "targetMetadata"
                or "targetMetaData";

    /// <summary>
    /// Halves of surrogate pairs are found here once, so that no reader meets them; keys that occur twice are told, because JSON keeps the last one only.
    /// </summary>
    private static void CheckTexts(JsonElement value, string place, Scheme scheme)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = TextOf(value.GetString, place);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    CheckTexts(item, $"{place}[{index}]", scheme);
                break;
            case JsonValueKind.Object:
                var seen = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var member in value.EnumerateObject())
                {
                    var name = TextOf(() => member.Name, place)!;
                    var at = place.Length == 0 ? name : $"{place}.{name}";
                    if (seen.TryGetValue(name, out var earlier))
                        scheme.Leftovers.Add(new Leftover(at, earlier.GetRawText(), "同名键出现两次，以后一个为准"));
                    seen[name] = member.Value;
                    CheckTexts(member.Value, at, scheme);
                }
                break;
        }
    }

    private static string? TextOf(Func<string?> read, string place)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw new ImportException($"the text at '{place}' is not valid Unicode: {e.Message}");
        }
    }
}
