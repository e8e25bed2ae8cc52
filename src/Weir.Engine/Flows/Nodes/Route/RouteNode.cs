using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Route;

/// <summary>Settings of a route node.</summary>
public sealed record RouteSettings
{
    /// <summary>Outputs.</summary>
    [Field(
        "分支",
        "Outputs",
        Help = "Name of an output: expression. A record takes the first whose expression is true; nodes take from it by 'from: node.output'."
    )]
    public required Dictionary<string, string> Outputs { get; init; }

    /// <summary>Output of records that no expression takes.</summary>
    [Field("默认分支", "Default", Help = "Name of the output for records that no expression takes. Without it they are rejected.")]
    public string? Default { get; init; }
}

/// <summary>Sends each record one of several ways.</summary>
public sealed class RouteNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "route";

    /// <inheritdoc />
    public override string Label => "分支";

    /// <inheritdoc />
    public override string LabelEn => "Route";

    /// <inheritdoc />
    public override Type SettingsType => typeof(RouteSettings);

    /// <inheritdoc />
    public override IReadOnlyList<string> Outputs(FlowNode node)
    {
        var settings = node.As<RouteSettings>();
        return settings.Default is { } other
            ? [.. settings.Outputs.Keys.Append(other).Distinct(StringComparer.Ordinal)]
            : [.. settings.Outputs.Keys];
    }

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        var settings = node.As<RouteSettings>();
        if (settings.Outputs.Count == 0)
            check.Add(Severity.Error, "outputs", "a route needs at least one output: its name and its expression");
        foreach (var (name, expression) in settings.Outputs)
        {
            if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal))
                check.Add(Severity.Error, $"outputs.{name}", "the name of an output may not be empty and has no '.'");
            try
            {
                ConditionPlan.Compile(expression, node.FlowTables);
            }
            catch (ExpressionException e)
            {
                check.Add(Severity.Error, $"outputs.{name}", e.Message);
            }
        }
        foreach (var output in Outputs(node))
            if (!check.Flow.Nodes.Any(n => n.Inputs.Contains(new FlowEdge(node.Id, output))))
                check.Add(
                    Severity.Warning,
                    "outputs",
                    $"no node takes from '{node.Id}.{output}': its records are rejected by every target"
                );
    }

    /// <inheritdoc />
    public override IStep CompileOutput(FlowNode node, string output) => new RouteStep(node, output);
}

/// <summary>A route, seen from one of its outputs: lets through what goes there.</summary>
internal sealed class RouteStep : IStep
{
    private readonly FlowNode _node;
    private readonly string _output;
    private readonly (string Name, ConditionPlan Condition)[] _ways;
    private readonly string? _default;

    public RouteStep(FlowNode node, string output)
    {
        _node = node;
        _output = output;
        var settings = node.As<RouteSettings>();
        _ways = [.. settings.Outputs.Select(o => (o.Key, ConditionPlan.Compile(o.Value, node.FlowTables)))];
        _default = settings.Default;
    }

    public StepResult Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        var way = WayOf(record, context);
        if (string.Equals(way, _output, StringComparison.Ordinal))
            return StepResult.Same;
        return new StepResult(
            Written: false,
            way is null
                ? $"route '{_node.Id}': no output takes it and there is no default"
                : $"route '{_node.Id}': goes to '{way}', not to '{_output}'"
        );
    }

    private string? WayOf(ReadOnlySpan<byte> record, MapContext context)
    {
        foreach (var (name, condition) in _ways)
            try
            {
                if (condition.Holds(record, context))
                    return name;
            }
            catch (ExpressionException e)
            {
                throw new MapException($"{_node.Id}.{name}", e.Message);
            }
        return _default;
    }
}
