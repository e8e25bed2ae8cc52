using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
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
    public List<Condition> Keep { get; init; } = [];

    /// <summary>Lists of conditions of which one must hold.</summary>
    [Field("任一组", "Any of", Help = "Lists of conditions: a record goes on if all conditions of one of them hold. Instead of keep.")]
    public List<List<Condition>> AnyOf { get; init; } = [];

    /// <summary>An expression that must be true.</summary>
    [Field(
        "表达式",
        "When",
        Help = "Expression that must be true, for example {{amount}} > 0 AND {{status}} = 'paid'. Alone, or beside keep or anyOf."
    )]
    public string? When { get; init; }
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

    /// <summary>Does not contain a text; a missing value contains nothing.</summary>
    NotContains,

    /// <summary>Begins with a text.</summary>
    StartsWith,

    /// <summary>Less, as numbers if both are, else as text.</summary>
    Less,

    /// <summary>Greater, as numbers if both are, else as text.</summary>
    Greater,

    /// <summary>Less or equal, as numbers if both are, else as text.</summary>
    AtMost,

    /// <summary>Greater or equal, as numbers if both are, else as text.</summary>
    AtLeast,
}

/// <summary>One condition.</summary>
public sealed record Condition
{
    /// <summary>The value looked at.</summary>
    [Field("字段", "Path", Help = "Path of the value, for example deleteFlag.")]
    public required string Path { get; init; }

    /// <summary>The comparison.</summary>
    [Field(
        "比较",
        "Is",
        Help = "equals, notEquals, in, notIn, empty, notEmpty, contains, notContains, startsWith, less, greater, atMost, atLeast."
    )]
    public required Comparison Is { get; init; }

    /// <summary>The list whose elements are looked at.</summary>
    [Field("明细", "Lines", Help = "Path of a list: the condition is about each of its elements, and path is a path in the element.")]
    public string? Lines { get; init; }

    /// <summary>One element that does not fit drops the record.</summary>
    [Field(
        "严格",
        "Strict",
        Help = "With lines. false: elements that do not fit are taken out, and the record is dropped when none is left. true: one that does not fit drops the record. Default false."
    )]
    public bool Strict { get; init; }

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
        var settings = node.As<FilterSettings>();
        if (settings is { Keep.Count: 0, AnyOf.Count: 0, When: null })
            check.Add(Severity.Error, "", "there is nothing to filter by: write keep, anyOf or when");
        if (settings.Keep.Count > 0 && settings.AnyOf.Count > 0)
            check.Add(Severity.Error, "anyOf", "'keep' and 'anyOf' exclude each other: put the conditions of keep into each list of anyOf");
        CheckConditions(settings.Keep, "keep", check);
        foreach (var (index, list) in settings.AnyOf.Index())
            CheckConditions(list, $"anyOf[{index}]", check);
        if (settings.When is { } when)
            try
            {
                ConditionPlan.Compile(when, check.Flow.Tables);
            }
            catch (ExpressionException e)
            {
                check.Add(Severity.Error, "when", e.Message);
            }
    }

    private static void CheckConditions(List<Condition> conditions, string path, NodeCheck check)
    {
        foreach (var (index, condition) in conditions.Index())
        {
            var needsList = condition.Is is Comparison.In or Comparison.NotIn;
            var needsNothing = condition.Is is Comparison.Empty or Comparison.NotEmpty;
            if (needsList && condition.Value.ValueKind != JsonValueKind.Array)
                check.Add(Severity.Error, $"{path}[{index}]", "this comparison needs a list as value");
            else if (
                !needsList
                && !needsNothing
                && condition.Value.ValueKind
                    is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            )
                check.Add(Severity.Error, $"{path}[{index}]", "this comparison needs a text or number as value");
            if (condition is { Strict: true, Lines: null })
                check.Add(Severity.Error, $"{path}[{index}].strict", "'strict' is about elements: it needs 'lines'");
        }
    }

    /// <inheritdoc />
    public override IStep Compile(FlowNode node, IReadOnlyList<FieldDescription> target) =>
        new FilterStep(node.Id, node.As<FilterSettings>(), node.FlowTables);
}
