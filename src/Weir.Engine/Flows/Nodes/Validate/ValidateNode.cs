using System.Text.Json;
using System.Text.RegularExpressions;
using NJsonSchema;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Validate;

/// <summary>Settings of a validate node.</summary>
public sealed record ValidateSettings
{
    /// <summary>Fields that must not be empty.</summary>
    [Field("必填", "Required", Help = "Paths that must have a value: neither missing, nor null, nor an empty text, list or group.")]
    public List<string> Required { get; init; } = [];

    /// <summary>Ranges of numbers.</summary>
    [Field(
        "取值范围",
        "Ranges",
        Help = "Path, and below it min and max (both included). An empty value passes; a value that is no number does not."
    )]
    public Dictionary<string, RangeSettings> Ranges { get; init; } = [];

    /// <summary>Patterns of texts.</summary>
    [Field("格式", "Patterns", Help = "Path: regular expression that must be found in the value. An empty value passes.")]
    public Dictionary<string, string> Patterns { get; init; } = [];

    /// <summary>JSON Schema.</summary>
    [Field("JSON Schema", "Schema", Help = "A JSON Schema that the record must follow.")]
    public JsonElement Schema { get; init; }
}

/// <summary>A range.</summary>
public sealed record RangeSettings
{
    /// <summary>Smallest number that passes.</summary>
    [Field("最小", "Min")]
    public decimal? Min { get; init; }

    /// <summary>Largest number that passes.</summary>
    [Field("最大", "Max")]
    public decimal? Max { get; init; }
}

/// <summary>Rejects records that do not pass, with every field that failed.</summary>
public sealed class ValidateNode : NodeKind
{
    /// <summary>How long one pattern may take for one value.</summary>
    internal static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc />
    public override string Type => "validate";

    /// <inheritdoc />
    public override string Label => "校验";

    /// <inheritdoc />
    public override string LabelEn => "Validate";

    /// <inheritdoc />
    public override Type SettingsType => typeof(ValidateSettings);

    /// <inheritdoc />
    public override NodePlace Place => NodePlace.Either;

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        var settings = node.As<ValidateSettings>();
        if (settings is { Required.Count: 0, Ranges.Count: 0, Patterns.Count: 0, Schema.ValueKind: JsonValueKind.Undefined })
            check.Add(Severity.Error, "", "there is nothing to validate: write required, ranges, patterns or schema");
        foreach (var (path, range) in settings.Ranges)
            if (range.Min > range.Max)
                check.Add(Severity.Error, $"ranges.{path}", $"min {range.Min} is greater than max {range.Max}");
        foreach (var (path, pattern) in settings.Patterns)
            try
            {
                _ = Pattern(pattern);
            }
            catch (ArgumentException e)
            {
                check.Add(Severity.Error, $"patterns.{path}", $"not a regular expression: {e.Message}");
            }
        try
        {
            _ = SchemaOf(settings);
        }
        catch (Exception e) when (e is Newtonsoft.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            check.Add(Severity.Error, "schema", $"not a JSON Schema: {e.Message}");
        }
    }

    /// <inheritdoc />
    public override IStep Compile(FlowNode node, IReadOnlyList<FieldDescription> target) =>
        new ValidateStep(node.Id, node.As<ValidateSettings>());

    internal static Regex Pattern(string pattern) => new(pattern, RegexOptions.CultureInvariant, PatternLimit);

    internal static JsonSchema? SchemaOf(ValidateSettings settings)
    {
        if (settings.Schema.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return null;
        if (settings.Schema.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
            throw new InvalidOperationException("a schema is a group");
        if (settings.Schema.GetRawText() is var text && text.Contains("\"$ref\":\"http", StringComparison.Ordinal))
            throw new InvalidOperationException("references to other documents are not followed");
#pragma warning disable VSTHRD002 // Works on text only; it is asynchronous because of references, which are refused above.
        return JsonSchema.FromJsonAsync(text).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }
}
