using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Filter;

/// <summary>Settings of a filter node.</summary>
public sealed record FilterSettings
{
    /// <summary>Conditions that must all hold.</summary>
    [Field(
        "保留条件",
        "Keep",
        Help = "A record goes on only if every condition holds. A dropped record stays in the ledger as rejected, with the rule that dropped it."
    )]
    public required List<Condition> Keep { get; init; }
}

/// <summary>How a value is compared.</summary>
public enum Comparison
{
    /// <summary>Equal as text.</summary>
    Equals,

    /// <summary>Not equal; a missing value is not equal to anything.</summary>
    NotEquals,

    /// <summary>One of a list.</summary>
    In,

    /// <summary>None of a list.</summary>
    NotIn,

    /// <summary>Missing, null or an empty text.</summary>
    Empty,

    /// <summary>Neither missing, nor null, nor an empty text.</summary>
    NotEmpty,

    /// <summary>Contains a text.</summary>
    Contains,

    /// <summary>Begins with a text.</summary>
    StartsWith,

    /// <summary>Less, as numbers if both are, else as text.</summary>
    Less,

    /// <summary>Greater, as numbers if both are, else as text.</summary>
    Greater,
}

/// <summary>One condition.</summary>
public sealed record Condition
{
    /// <summary>The value looked at.</summary>
    [Field("字段", "Path", Help = "Path of the value, for example deleteFlag.")]
    public required string Path { get; init; }

    /// <summary>The comparison.</summary>
    [Field("比较", "Is", Help = "equals, notEquals, in, notIn, empty, notEmpty, contains, startsWith, less, greater.")]
    public required Comparison Is { get; init; }

    /// <summary>What it is compared with.</summary>
    [Field("值", "Value", Help = "A text or number; a list with in and notIn; nothing with empty and notEmpty.")]
    public JsonElement Value { get; init; }
}

/// <summary>Drops records by rules and keeps the reason.</summary>
public sealed class FilterNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "filter";

    /// <inheritdoc />
    public override string Label => "过滤";

    /// <inheritdoc />
    public override string LabelEn => "Filter";

    /// <inheritdoc />
    public override Type SettingsType => typeof(FilterSettings);

    /// <inheritdoc />
    public override NodePlace Place => NodePlace.Either;

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        foreach (var (index, condition) in node.As<FilterSettings>().Keep.Index())
        {
            var needsList = condition.Is is Comparison.In or Comparison.NotIn;
            var needsNothing = condition.Is is Comparison.Empty or Comparison.NotEmpty;
            if (needsList && condition.Value.ValueKind != JsonValueKind.Array)
                check.Add(Severity.Error, $"keep[{index}]", "this comparison needs a list as value");
            else if (
                !needsList
                && !needsNothing
                && condition.Value.ValueKind
                    is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            )
                check.Add(Severity.Error, $"keep[{index}]", "this comparison needs a text or number as value");
        }
    }

    /// <inheritdoc />
    public override IStep Compile(FlowNode node, IReadOnlyList<FieldDescription> target) =>
        new FilterStep(node.Id, node.As<FilterSettings>().Keep);
}
