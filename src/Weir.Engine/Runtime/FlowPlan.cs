using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Flows.Triggers;
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

/// <summary>A target and the steps that lead to it.</summary>
public sealed class TargetPlan
{
    private readonly IReadOnlyList<IStep> _steps;
    private readonly IReadOnlyList<object> _all;
    private readonly PathPlan _identity = new();

    private TargetPlan(FlowNode node, ITarget target, IReadOnlyList<object> steps, IReadOnlyList<FieldDescription> fields)
    {
        Node = node;
        Target = target;
        _all = steps;
        _steps = [.. steps.OfType<IStep>()];
        Fields = fields;
        if (target.IdentityField is { } identity)
            _identity.Add(identity);
    }

    /// <summary>The node.</summary>
    public FlowNode Node { get; }

    /// <summary>The node's settings.</summary>
    public TargetSettings Settings => Node.As<TargetSettings>();

    /// <summary>The target.</summary>
    public ITarget Target { get; }

    /// <summary>True if a step works on many records at once: then <see cref="ApplyAsync"/> is the way, else <see cref="Apply"/>.</summary>
    public bool WorksOnBatches => _steps.Count < _all.Count;

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
        return new TargetPlan(node, target, Compile(flow, flow.ChainTo(node), fields), fields);
    }

    private static List<object> Compile(FlowDefinition flow, IReadOnlyList<FlowNode> chain, IReadOnlyList<FieldDescription> fields)
    {
        var steps = new List<object>();
        // Those before the ledger have made the documents already.
        for (var i = 1 + flow.Stages.Count; i < chain.Count - 1; i++)
        {
            var node = chain[i];
            // Only the last mapping writes for the target; one before it writes for the next node.
            var last = !chain.Skip(i + 1).Any(later => ReferenceEquals(later.Kind, node.Kind));
            object? step = chain[i + 1].Port is { } output
                ? node.Kind.CompileOutput(node, output)
                : (object?)node.Kind.CompileBatch(node, flow) ?? node.Kind.Compile(node, last ? fields : []);
            if (step is not null)
                steps.Add(step);
        }
        return steps;
    }

    /// <summary>Takes a batch through the steps. What is alive afterwards is the target's document.</summary>
    /// <exception cref="ConnectorException">A step could not ask what it had to; nothing became of the records.</exception>
    public async Task ApplyAsync(RecordBatch batch, BatchContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var step in _all)
            if (step is IBatchStep many)
                await many.ApplyAsync(batch, context, cancellationToken);
            else
                ApplyToEach((IStep)step, batch, context.Map);
    }

    private static void ApplyToEach(IStep step, RecordBatch batch, MapContext context)
    {
        var block = batch.NewBlock();
        for (var i = 0; i < batch.Count; i++)
        {
            if (!batch.IsAlive(i))
                continue;
            var start = block.Length;
            try
            {
                var result = step.Apply(batch[i], context, block);
                if (result.Dropped is { } rule)
                    batch.Drop(i, rule);
                else if (result.Written)
                    batch.Replace(i, start);
            }
            catch (MapException e)
            {
                block.CutBack(start);
                batch.Fail(i, e.Error);
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
            {
                block.CutBack(start);
                batch.Fail(i, new DeliveryError(ErrorKind.Rejected, "record", e.Message));
            }
        }
    }

    /// <summary>Takes a record through the steps and appends the target's document to the output.</summary>
    /// <returns>Where the document lies, or the rule that dropped the record.</returns>
    /// <exception cref="MapException">The record cannot be mapped.</exception>
    public (int Offset, int Length, string? Dropped) Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        // Two, in turn: a step never appends to the block its record lies in, which may move when it grows.
        using var even = _steps.Count > 1 ? new Utf8Output() : null;
        using var odd = _steps.Count > 2 ? new Utf8Output() : null;
        var start = output.Length;
        var current = record;
        var spare = (Into: even, Next: odd);
        for (var i = 0; i < _steps.Count; i++)
        {
            // All but the last new record are written aside, so that only the document stays in the output.
            var isLast = i == _steps.Count - 1;
            var into = isLast ? output : spare.Into!;
            var before = into.Length;
            var result = _steps[i].Apply(current, context, into);
            if (result.Dropped is { } rule)
                return (0, 0, rule);
            if (!result.Written)
                continue;
            current = into.Written[before..];
            spare = (spare.Next, spare.Into);
        }
        if (output.Length == start)
            output.Add(current);
        return (start, output.Length - start, null);
    }

    /// <summary>The identity of a mapped document, or null if it has none.</summary>
    public string? IdentityOf(ReadOnlySpan<byte> document)
    {
        if (_identity.Count == 0)
            return null;
        Span<FieldValue> value = stackalloc FieldValue[1];
        _identity.Extract(document, value);
        if (value[0].IsMissing)
            return null;
        var json = document.Slice(value[0].Offset, value[0].Length);
        if (json[0] != (byte)'"')
            return System.Text.Encoding.UTF8.GetString(json);
        if (!json.Contains((byte)'\\'))
            return System.Text.Encoding.UTF8.GetString(json[1..^1]);
        var reader = new System.Text.Json.Utf8JsonReader(json);
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a character (a lone surrogate) names nothing that could be looked up.
            return null;
        }
    }
}
