using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>A target and the steps that lead to it.</summary>
public sealed class TargetPlan
{
    private TargetPlan(ITarget target, TargetSteps steps, IReadOnlyList<FlowWay> ways, IReadOnlyList<FieldDescription> fields)
    {
        Target = target;
        Steps = steps;
        Fields = fields;
        Follows =
        [
            .. ways.Select(way => way.Lead)
                .OfType<FlowLead>()
                .Select(lead => new FollowRegistration(steps.Node.Id, lead.Target.Id, lead.On))
                .Distinct(),
        ];
    }

    /// <summary>The steps to it.</summary>
    public TargetSteps Steps { get; }

    /// <summary>The node.</summary>
    public FlowNode Node => Steps.Node;

    /// <summary>The node's settings.</summary>
    public TargetSettings Settings => Node.As<TargetSettings>();

    /// <summary>The target.</summary>
    public ITarget Target { get; }

    /// <summary>The targets that it follows, in order; none if it takes from the ledger.</summary>
    public IReadOnlyList<FollowRegistration> Follows { get; }

    /// <summary>The outcomes on which others follow it.</summary>
    public FollowOn FollowedOn { get; internal set; }

    /// <summary>Names of targets before it whose answer a node on the way reads.</summary>
    public IReadOnlyList<string> AnswersRead { get; private init; } = [];

    /// <summary>When it sends; null if at any time.</summary>
    public SendingHours? Hours { get; private init; }

    /// <inheritdoc cref="TargetSteps.WorksOnBatches" />
    public bool WorksOnBatches => Steps.WorksOnBatches;

    /// <summary>Fields of the target as they are written.</summary>
    public IReadOnlyList<FieldDescription> Fields { get; }

    internal static async Task<TargetPlan> CompileAsync(
        FlowDefinition flow,
        FlowNode node,
        OpenConnections connections,
        CancellationToken cancellationToken
    )
    {
        var settings = node.As<TargetSettings>();
        var operation = FlowPlan.FindOperation(connections, settings.Connection, settings.Operation, OperationRole.Target);
        var target = connections.Get(settings.Connection).OpenTarget(operation, settings.Settings);
        if (settings.AskFirst && target.IdentityField is null)
            throw new ConnectorException(
                ErrorKind.Config,
                $"Node '{node.Id}': askFirst needs a target that can be asked; name the identity field in its settings."
            );
        var fields = await target.DescribeAsync(cancellationToken);
        var ways = flow.WaysTo(node);
        return new TargetPlan(target, new TargetSteps(flow, node, fields, target.IdentityField), ways, fields)
        {
            AnswersRead = AnswerReads.Of(flow, ways),
            Hours = settings.Hours is { } hours ? SendingHours.Parse(hours, settings.Zone) : null,
        };
    }

    /// <inheritdoc cref="TargetSteps.ApplyAsync" />
    public Task ApplyAsync(RecordBatch batch, IReadOnlyList<string?> leads, BatchContext context, CancellationToken cancellationToken) =>
        Steps.ApplyAsync(batch, leads, context, cancellationToken);

    /// <inheritdoc cref="TargetSteps.Apply" />
    public (int Offset, int Length, string? Dropped) Apply(
        ReadOnlySpan<byte> record,
        string? follows,
        MapContext context,
        Utf8Output output
    ) => Steps.Apply(record, follows, context, output);

    /// <inheritdoc cref="TargetSteps.IdentityOf" />
    public string? IdentityOf(ReadOnlySpan<byte> document) => Steps.IdentityOf(document);
}
