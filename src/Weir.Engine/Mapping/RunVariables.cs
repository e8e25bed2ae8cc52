using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Flows.Parameters;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping;

/// <summary>Values of the variables of a run.</summary>
/// <param name="LastSync">Low end of what is read.</param>
/// <param name="Current">High end of what is read.</param>
/// <param name="Zone">Time zone in which they are written.</param>
public sealed record RunVariables(DateTimeOffset? LastSync, DateTimeOffset Current, TimeZoneInfo Zone)
{
    private EvalClock? _clock;

    /// <summary>The page that is read, for the variables of paging; null outside of that.</summary>
    public PageContext? Page { get; init; }

    /// <summary>What the run was given.</summary>
    public RunParameters Parameters { get; init; } = RunParameters.None;

    /// <summary>Made ready once for all records of a run; a copy with other values gets its own.</summary>
    internal EvalClock Clock => _clock is { } clock && ReferenceEquals(clock.Variables, this) ? clock : _clock = new EvalClock(this);

    /// <summary>Equal when the values are; what was made ready of them does not count.</summary>
    public bool Equals(RunVariables? other) =>
        other is not null
        && Nullable.Equals(LastSync, other.LastSync)
        && Current.Equals(other.Current)
        && Zone.Equals(other.Zone)
        && Equals(Page, other.Page)
        && string.Equals(Parameters.Text, other.Parameters.Text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(LastSync, Current, Zone, Page);

    /// <summary>Text of a variable in a format; without one a time is in seconds since 1970.</summary>
    /// <exception cref="ExpressionException">There is no such variable, or it is one of a page and none is read.</exception>
    public string Text(string variable, string? format) =>
        ValuePlan.Compile($"{{{{{variable}{(format is null ? "" : "|" + format)}}}}}").Text(this);

    /// <summary>
    /// Replaces variables and works out <c>_function</c> in every text of a settings document. Paths are left as they are, and so are variables of the page
    /// while no page is read.
    /// </summary>
    /// <exception cref="MapException">An expression cannot be worked out.</exception>
    public JsonElement Resolve(JsonElement settings)
    {
        if (settings.ValueKind == JsonValueKind.Undefined || !HasTemplates(settings.GetRawText()))
            return settings;
        return JsonSerializer.SerializeToElement(Resolve(JsonNode.Parse(settings.GetRawText()), ""));
    }

    private static bool HasTemplates(string json) =>
        json.Contains("{{", StringComparison.Ordinal)
        || json.Contains("{random}", StringComparison.Ordinal)
        || json.Contains(Template.FunctionWord, StringComparison.Ordinal);

    private JsonNode? Resolve(JsonNode? node, string path) =>
        node switch
        {
            JsonObject group => new JsonObject(
                group.Select(member =>
                    KeyValuePair.Create(member.Key, Resolve(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}"))
                )
            ),
            JsonArray list => new JsonArray([.. list.Select(item => Resolve(item, path))]),
            JsonValue value when value.TryGetValue<string>(out var text) && HasTemplates(text) => Resolve(text, path),
            _ => node?.DeepClone(),
        };

    private JsonNode? Resolve(string text, string path)
    {
        try
        {
            if (Template.IsExpression(text, out _))
                return ValuePlan.Compile(text).Node(this);
            return
                string.Concat(Template.Parse(text, out var problem).Select(part => problem is null ? Resolve(part) : "")) is var resolved
                && problem is null
                ? resolved
                : text;
        }
        catch (ExpressionException e)
        {
            throw new MapException(path, e.Message);
        }
    }

    private string Resolve(TemplatePart part) =>
        part.Kind switch
        {
            TemplatePartKind.Variable when Page is not null || !RunVariable.Find(part.Text)!.IsOfPage => Text(part.Text, part.Format),
            TemplatePartKind.Text => part.Text,
            _ => $"{{{{{part.Text}{(part.Format is null ? "" : "|" + part.Format)}}}}}",
        };
}

/// <summary>The page of a source that is being read.</summary>
/// <param name="PageSize">Records of a page.</param>
/// <param name="StartRow">Records before this page.</param>
/// <param name="StartPage">Number of the page, from 1.</param>
public sealed record PageContext(int PageSize, long StartRow, long StartPage);
