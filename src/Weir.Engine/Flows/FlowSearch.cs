using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Flows;

/// <summary>What people find a flow's documents by, besides the key and the target's number.</summary>
/// <param name="Number">Path of the number that people know a document by; null when there is none besides the key.</param>
/// <param name="Fields">Paths of more fields.</param>
public sealed record FlowSearch(string? Number, IReadOnlyList<string> Fields)
{
    /// <summary>Most fields.</summary>
    public const int MostFields = 8;

    /// <summary>Nothing besides.</summary>
    public static readonly FlowSearch None = new(Number: null, []);

    /// <summary>All paths, the number first.</summary>
    public IReadOnlyList<string> Paths =>
        Number is null ? Fields : [Number, .. Fields.Where(f => !string.Equals(f, Number, StringComparison.Ordinal))];

    /// <summary>Reads the keys <c>number</c> and <c>search</c> of a flow file; what is wrong is told.</summary>
    internal static FlowSearch Read(JsonElement root, Action<Severity, string, string> add)
    {
        var number =
            root.TryGetProperty("number", out var value) && value.ValueKind != JsonValueKind.Null ? PathOf(value, "number", add) : null;
        if (!root.TryGetProperty("search", out var list) || list.ValueKind == JsonValueKind.Null)
            return new FlowSearch(number, []);
        if (list.ValueKind != JsonValueKind.Array)
        {
            add(Severity.Error, "search", "'search' is a list of paths, for example [agentName, mobile]");
            return new FlowSearch(number, []);
        }
        var fields = new List<string>();
        foreach (var (i, item) in list.EnumerateArray().Index())
            if (PathOf(item, $"search.{i}", add) is { } path)
                if (fields.Contains(path, StringComparer.Ordinal))
                    add(Severity.Error, $"search.{i}", $"'{path}' is there twice");
                else
                    fields.Add(path);
        if (fields.Count > MostFields)
            add(Severity.Error, "search", $"at most {MostFields} fields can be searched, not {fields.Count}");
        return new FlowSearch(number, fields);
    }

    private static string? PathOf(JsonElement value, string at, Action<Severity, string, string> add)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } path)
        {
            add(Severity.Error, at, "a path is text, for example agentName or customer.name");
            return null;
        }
        try
        {
            if (path.AsSpan().IndexOfAny("{}|") >= 0)
                throw new ExpressionException("it is a path, without braces and formats", 0, path);
            ValuePlan.Compile($"{{{{{path}}}}}");
            return path;
        }
        catch (ExpressionException e)
        {
            add(Severity.Error, at, $"'{path}' is not a path: {e.Message}");
            return null;
        }
    }
}
