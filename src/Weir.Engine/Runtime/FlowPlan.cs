using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Flows.Triggers;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>A flow, compiled for this process.</summary>
public sealed class FlowPlan
{
    private FlowPlan(FlowDefinition flow, FlowNode source, OperationDescriptor operation, IReadOnlyList<TargetPlan> targets)
    {
        Flow = flow;
        Source = source;
        Operation = operation;
        Targets = targets;
        var window = source.As<SourceSettings>().Window;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(window.Zone);
        Overlap = window.Overlap ?? operation.Overlap;
        KeyPath = source.As<SourceSettings>().Key ?? operation.KeyPath!;
        Stages = flow.Stages;
    }

    /// <summary>The flow.</summary>
    public FlowDefinition Flow { get; }

    /// <summary>Its source node.</summary>
    public FlowNode Source { get; }

    /// <summary>The source's operation.</summary>
    public OperationDescriptor Operation { get; }

    /// <summary>Its targets.</summary>
    public IReadOnlyList<TargetPlan> Targets { get; }

    /// <summary>Zone of local times.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Taken off the low end of a window.</summary>
    public TimeSpan Overlap { get; }

    /// <summary>Path of the key.</summary>
    public string KeyPath { get; }

    /// <summary>True if parameters of a run decide what the source gives.</summary>
    public bool ReadsByParameters =>
        Source.As<SourceSettings>().Settings is { ValueKind: not JsonValueKind.Undefined } settings
        && settings.GetRawText().Contains("PARAM.", StringComparison.Ordinal);

    /// <summary>The nodes before the ledger; none if the source's records are the documents.</summary>
    public IReadOnlyList<FlowNode> Stages { get; }

    /// <summary>Compiles a flow that was checked; asks the targets for their fields.</summary>
    public static async Task<FlowPlan> CompileAsync(FlowDefinition flow, OpenConnections connections, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(connections);
        var source = flow.OfKind<SourceSettings>().Single();
        var settings = source.As<SourceSettings>();
        var operation = FindOperation(connections, settings.Connection, settings.Operation, OperationRole.Source);
        var targets = new List<TargetPlan>();
        foreach (var node in flow.OfKind<TargetSettings>())
            targets.Add(await TargetPlan.CompileAsync(flow, node, connections, cancellationToken));
        foreach (var target in targets)
            target.FollowedOn = targets
                .SelectMany(t => t.Follows)
                .Where(follow => string.Equals(follow.Lead, target.Node.Id, StringComparison.Ordinal))
                .Aggregate(FollowOn.None, (all, follow) => all | follow.On);
        return new FlowPlan(flow, source, operation, targets);
    }

    internal static OperationDescriptor FindOperation(
        OpenConnections connections,
        string connection,
        string operation,
        OperationRole role
    ) =>
        connections
            .Definition(connection)
            .Connector.Manifest.Operations.Single(o => o.Role == role && string.Equals(o.Id, operation, StringComparison.Ordinal));

    /// <summary>The trigger that started a run, from what the run keeps; null when it was started otherwise, or the trigger is gone.</summary>
    public Trigger? TriggerOf(string text) =>
        Trigger.NameIn(text) is { } name ? Flow.Triggers.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal)) : null;

    /// <summary>Opens the source for a run.</summary>
    public ISource OpenSource(OpenConnections connections, RunVariables variables, Trigger? trigger = null)
    {
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(variables);
        var settings = Source.As<SourceSettings>();
        try
        {
            return connections.Get(settings.Connection).OpenSource(Operation, variables.Resolve(With(settings.Settings, trigger)));
        }
        catch (MapException e)
        {
            throw new ConnectorException(ErrorKind.Config, $"Settings of '{Source.Id}': {e.Message}", e);
        }
    }

    private static JsonElement With(JsonElement settings, Trigger? trigger)
    {
        if (trigger?.Settings.Settings is not { ValueKind: JsonValueKind.Object } others)
            return settings;
        var merged = settings.ValueKind == JsonValueKind.Object ? JsonObject.Create(settings)! : [];
        foreach (var member in others.EnumerateObject())
            merged[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return JsonSerializer.SerializeToElement(merged);
    }
}
