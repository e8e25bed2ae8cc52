using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weir.Engine.Flows;

/// <summary>A YAML document as JSON, with the place of every value in the text.</summary>
/// <param name="Root">The document.</param>
/// <param name="Places">Line and column of each value by its path; the root is the empty path.</param>
public sealed record YamlText(JsonElement Root, IReadOnlyDictionary<string, (int Line, int Column)> Places)
{
    private const int MostDepth = 60;
    private const int MostValues = 100_000;

    /// <summary>The place of a path, or of the nearest one above it.</summary>
    public (int Line, int Column) PlaceOf(string path)
    {
        while (!Places.ContainsKey(path) && path.Length > 0)
        {
            var cut = path.LastIndexOfAny(['.', '[']);
            path = cut < 0 ? "" : path[..cut];
        }
        return Places.TryGetValue(path, out var place) ? place : (1, 1);
    }

    /// <summary>Reads a YAML text. Syntax errors and duplicate keys are told as problems.</summary>
    public static YamlText? Parse(string text, ICollection<FlowProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var places = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        try
        {
            CheckDepth(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0)
            {
                problems.Add(new FlowProblem(Severity.Error, 1, 1, "", "the file is empty"));
                return null;
            }
            var root = Convert(stream.Documents[0].RootNode, "", 0, places);
            return new YamlText(JsonSerializer.SerializeToElement(root), places);
        }
        catch (YamlException e)
        {
            problems.Add(
                new FlowProblem(
                    Severity.Error,
                    (int)e.Start.Line,
                    (int)e.Start.Column,
                    "",
                    $"not valid YAML: {e.InnerException?.Message ?? e.Message}"
                )
            );
            return null;
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet throws this, without a place, for a text in a list or group that is not closed.
            problems.Add(new FlowProblem(Severity.Error, 1, 1, "", "not valid YAML: a list or group in brackets is not closed"));
            return null;
        }
    }

    /// <summary>The tree is built by a method that calls itself: what is nested too deeply would end the process.</summary>
    private static void CheckDepth(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            // One for the stream and one for the document.
            if (depth > MostDepth + 2)
                throw new YamlException(parser.Current.Start, parser.Current.End, "nested too deeply");
        }
    }

    private static JsonNode? Convert(YamlNode node, string path, int depth, Dictionary<string, (int, int)> places)
    {
        if (depth > MostDepth)
            throw new YamlException(node.Start, node.End, "nested too deeply, or an alias that holds itself");
        if (places.Count > MostValues)
            throw new YamlException(node.Start, node.End, "too many values, or aliases that multiply each other");
        places[path] = ((int)node.Start.Line, (int)node.Start.Column);
        switch (node)
        {
            case YamlMappingNode mapping:
                var group = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                {
                    var name = (key as YamlScalarNode)?.Value ?? "";
                    var at = path.Length == 0 ? name : $"{path}.{name}";
                    group[name] = Convert(value, at, depth + 1, places);
                    places[at] = ((int)key.Start.Line, (int)key.Start.Column);
                }
                return group;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select((item, i) => Convert(item, $"{path}[{i}]", depth + 1, places))]);
            default:
                return Scalar((YamlScalarNode)node);
        }
    }

    /// <summary>Plain scalars are typed only when they are JSON: 02, 1e5x, yes and dates stay text, and 19 digits keep their digits.</summary>
    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
            return JsonValue.Create(text);
        switch (text)
        {
            case "" or "null" or "~":
                return null;
            case "true":
                return JsonValue.Create(true);
            case "false":
                return JsonValue.Create(false);
        }
        if (text[0] is not ('-' or (>= '0' and <= '9')))
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
