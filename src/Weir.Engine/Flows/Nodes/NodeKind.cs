using System.Text.Json;
using Weir.Engine.Connections;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Flows.Nodes;

/// <summary>
/// A kind of node: one folder with its settings record and this class. Found by type. Kinds that work on records between source and target
/// compile to a step; source and target do not.
/// </summary>
public abstract class NodeKind
{
    /// <summary>The word in the flow file: <c>type: map</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Name in Chinese.</summary>
    public abstract string Label { get; }

    /// <summary>Name in English.</summary>
    public abstract string LabelEn { get; }

    /// <summary>The settings record.</summary>
    public abstract Type SettingsType { get; }

    /// <summary>True if it takes from another node.</summary>
    public virtual bool TakesInput => true;

    /// <summary>Where a node of this kind does its work.</summary>
    public virtual NodePlace Place => NodePlace.BehindLedger;

    /// <summary>True if a record behind the node has the members it had before.</summary>
    public virtual bool KeepsShape => true;

    /// <summary>Opens the node for one slice, if its work before the ledger is more than a step on each record; null if it is not.</summary>
    public virtual IStage? OpenStage(FlowNode node, StageSetup setup) => null;

    /// <summary>Names of the members of records behind the node, as far as they are known.</summary>
    /// <param name="node">The node.</param>
    /// <param name="before">Names before it; null if they are not known.</param>
    public virtual IReadOnlySet<string>? MembersBehind(FlowNode node, IReadOnlySet<string>? before) => KeepsShape ? before : null;

    /// <summary>Tells what is wrong with a node beyond its settings' shape.</summary>
    public virtual void Check(FlowNode node, NodeCheck check) { }

    /// <summary>Compiles a node that works on records; null for source and target.</summary>
    /// <param name="node">The node.</param>
    /// <param name="target">Fields of the target at the end of the chain, empty if another mapping follows.</param>
    public virtual IStep? Compile(FlowNode node, IReadOnlyList<FieldDescription> target) => null;

    /// <summary>Compiles a node that works on many records at once; null for all others.</summary>
    /// <param name="node">The node.</param>
    /// <param name="flow">Its flow.</param>
    public virtual IBatchStep? CompileBatch(FlowNode node, FlowDefinition flow) => null;

    /// <summary>Names of members that the node adds to a record and keeps the others; a map behind it may use them.</summary>
    public virtual IEnumerable<string> Adds(FlowNode node) => [];

    /// <summary>The output that <c>from: node</c> alone means, if the node has several; null: it must be named.</summary>
    public virtual string? DefaultOutput => null;

    /// <summary>Names of the outputs that others take from by <c>from: node.output</c>; none for nodes with a single output.</summary>
    public virtual IReadOnlyList<string> Outputs(FlowNode node) => [];

    /// <summary>Compiles a node with several outputs, for the chain that takes from one of them.</summary>
    public virtual IStep? CompileOutput(FlowNode node, string output) => null;

    /// <summary>All kinds in this assembly.</summary>
    public static IReadOnlyDictionary<string, NodeKind> All { get; } =
        typeof(NodeKind)
            .Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(NodeKind)))
            .Select(type => (NodeKind)Activator.CreateInstance(type)!)
            .ToDictionary(kind => kind.Type, StringComparer.Ordinal);
}

/// <summary>Where nodes of a kind do their work.</summary>
public enum NodePlace
{
    /// <summary>In the lane, each time a document is on its way to a target.</summary>
    BehindLedger,

    /// <summary>In the reader, if it stands between the source and a node that makes documents; else in the lane.</summary>
    Either,

    /// <summary>In the reader: it makes the documents that have an identity.</summary>
    BeforeLedger,
}

/// <summary>A compiled node that works on one record at a time.</summary>
public interface IStep
{
    /// <summary>
    /// Works on a record. Either leaves it (<see cref="StepResult.Same"/>), or appends another one to the output, or drops it with a reason.
    /// </summary>
    /// <exception cref="MapException">The record cannot be worked on.</exception>
    StepResult Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output);
}

/// <summary>What a step did.</summary>
/// <param name="Written">True if a new record was appended to the output.</param>
/// <param name="Dropped">The rule by which the record was dropped, or null.</param>
public readonly record struct StepResult(bool Written, string? Dropped)
{
    /// <summary>The record goes on as it is.</summary>
    public static readonly StepResult Same = new(Written: false, Dropped: null);

    /// <summary>A new record was written.</summary>
    public static readonly StepResult New = new(Written: true, Dropped: null);
}

/// <summary>Where a node kind tells what it found.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Connectors">Connectors by id.</param>
/// <param name="Connections">Connector id of each connection that is known; null when no connections file was given.</param>
/// <param name="Add">Takes severity, path below the node, and message.</param>
public sealed record NodeCheck(
    FlowDefinition Flow,
    IReadOnlyDictionary<string, IConnector> Connectors,
    IReadOnlyDictionary<string, string>? Connections,
    Action<Severity, string, string> Add
)
{
    /// <summary>Finds the operation a node uses, telling what is wrong if it cannot be found; null if it cannot be known.</summary>
    public OperationDescriptor? Operation(string connection, string operation, OperationRole role)
    {
        if (ConnectorOf(connection) is not { } connector)
            return null;
        var found = connector.Manifest.Operations.FirstOrDefault(o =>
            o.Role == role && string.Equals(o.Id, operation, StringComparison.Ordinal)
        );
        if (found is null)
        {
            var known = connector.Manifest.Operations.Where(o => o.Role == role).Select(o => o.Id).ToList();
            Add(
                Severity.Error,
                "operation",
                $"{connector.Manifest.Label} ({connector.Manifest.Id}) has no {role.ToString().ToLowerInvariant()} operation '{operation}'{Sdk.Settings.DidYouMean.Suffix(operation, known)}; it has {string.Join(", ", known)}"
            );
        }
        return found;
    }

    /// <summary>Names of the members of the records that come to a node in front of the ledger, dotted where the source lists them so; null if they are not known.</summary>
    public IReadOnlySet<string>? MembersBefore(FlowNode node)
    {
        var chain = Flow.ChainTo(node);
        if (chain[0].Settings is not SourceSettings source)
            return null;
        var fields = SourceOf(source)?.KnownFields(source.Settings) ?? [];
        IReadOnlySet<string>? members = fields.Count == 0 ? null : fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var before in chain.Skip(1).SkipLast(1))
            members = before.Kind.MembersBehind(before, members);
        return members;
    }

    private OperationDescriptor? SourceOf(SourceSettings source) =>
        (this with { Add = (_, _, _) => { } }).Operation(source.Connection, source.Operation, OperationRole.Source);

    /// <summary>What is known of the records that come to a node; null if they no longer have the source's fields.</summary>
    public KnownRecord? RecordBefore(FlowNode node) => RecordBefore(node, depth: 0);

    private KnownRecord? RecordBefore(FlowNode node, int depth)
    {
        KnownRecord? all = null;
        foreach (var edge in node.Inputs)
        {
            if (depth > Flow.Nodes.Count || Flow.Find(edge.Node) is not { } from || RecordBehind(from, edge.Port, depth + 1) is not { } one)
                return null;
            all = all?.And(one) ?? one;
        }
        return all;
    }

    private KnownRecord? RecordBehind(FlowNode from, string? port, int depth)
    {
        if (from.Settings is SourceSettings source)
            return KnownRecord.Of(SourceOf(source));
        if (from.Settings is TargetSettings)
            return BehindTarget(from, TargetNode.OutcomeOf(port), depth);
        if (!from.Kind.KeepsShape || RecordBefore(from, depth) is not { } before)
            return null;
        return from.Kind.Adds(from).Aggregate(before, (record, name) => record.With(name, below: null));
    }

    /// <summary>The document's record as it lies in the ledger, and a member for each target on the way.</summary>
    private KnownRecord? BehindTarget(FlowNode target, Ledger.FollowOn on, int depth)
    {
        if (depth > Flow.Nodes.Count || Flow.Stages.Any(stage => !stage.Kind.KeepsShape))
            return null;
        var source = Flow.OfKind<SourceSettings>().FirstOrDefault()?.As<SourceSettings>();
        var record = KnownRecord.Of(source is null ? null : SourceOf(source));
        foreach (var lead in Flow.WaysTo(target).Select(way => way.Lead).OfType<FlowLead>())
            record = BehindTarget(lead.Target, lead.On, depth + 1) is { } earlier ? record.And(earlier) : record;
        return record.With(TargetNode.NameOf(target), TargetNode.Members(on));
    }

    private IConnector? ConnectorOf(string connection)
    {
        // Without a connections file a connection named like a connector is taken to be of that kind, so that a flow can be checked alone.
        if (Connections is null)
            return ConnectorCatalog.NamedLike(Connectors, connection);
        if (!Connections.TryGetValue(connection, out var id))
        {
            Add(
                Severity.Error,
                "connection",
                $"there is no connection '{connection}'{Sdk.Settings.DidYouMean.Suffix(connection, Connections.Keys)}"
            );
            return null;
        }
        return Connectors.GetValueOrDefault(id);
    }

    /// <summary>Checks a node's operation settings.</summary>
    public void OperationSettings(OperationDescriptor operation, JsonElement settings)
    {
        foreach (var problem in Sdk.Settings.SettingsReader.Check(operation.SettingsType, settings))
            Add(Severity.Error, problem.Path.Length == 0 ? "settings" : $"settings.{problem.Path}", problem.Message);
    }
}
