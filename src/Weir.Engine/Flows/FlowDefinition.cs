using System.Text.Json;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Flows.Parameters;
using Weir.Engine.Flows.Triggers;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Flows;

/// <summary>A flow as it is written: nodes and what each takes from.</summary>
/// <param name="Name">Stable name; the ledger knows the flow by it.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Nodes">Nodes in the order of the file.</param>
/// <param name="Text">The file.</param>
/// <param name="Hash">Hash of its meaning: the same for another layout of the same content.</param>
public sealed record FlowDefinition(string Name, string Title, IReadOnlyList<FlowNode> Nodes, string Text, string Hash)
{
    /// <summary>Static tables for all nodes.</summary>
    public StaticTables Tables { get; init; } = StaticTables.None;

    /// <summary>What people find its documents by.</summary>
    public FlowSearch Search { get; init; } = FlowSearch.None;

    /// <summary>What its runs can be given.</summary>
    public IReadOnlyList<FlowParameter> Parameters { get; init; } = [];

    /// <summary>What starts it in a server.</summary>
    public IReadOnlyList<Trigger> Triggers { get; init; } = [];

    /// <summary>The node of that id, or null.</summary>
    public FlowNode? Find(string id) => Nodes.FirstOrDefault(node => string.Equals(node.Id, id, StringComparison.Ordinal));

    /// <summary>The nodes from the source to a node, both included.</summary>
    public IReadOnlyList<FlowNode> ChainTo(FlowNode node)
    {
        var chain = new List<FlowNode>();
        for (var at = node; at is not null && chain.Count <= Nodes.Count; at = at.From is { } from ? Find(from) : null)
            chain.Insert(0, at);
        return chain;
    }

    /// <summary>
    /// The nodes before the ledger, in their order: from behind the source to the last one that makes documents. None if the source's records are the documents.
    /// </summary>
    public IReadOnlyList<FlowNode> Stages
    {
        get
        {
            var stages = Nodes.Where(node => node.Kind.Place == NodePlace.BeforeLedger).Select(ChainTo).MaxBy(chain => chain.Count);
            return stages is null ? [] : [.. stages.Skip(1)];
        }
    }

    /// <summary>The nodes that take from a node.</summary>
    public IEnumerable<FlowNode> TakersOf(FlowNode node) => Nodes.Where(n => n.TakesFrom(node));

    /// <summary>True if every way back from a node ends at a source.</summary>
    public bool LeadsBack(FlowNode node) => LeadsBack(node, []);

    private bool LeadsBack(FlowNode node, HashSet<string> passed)
    {
        if (!node.Kind.TakesInput)
            return true;
        if (!passed.Add(node.Id))
            return false;
        var leads = node.Inputs.Count > 0 && node.Inputs.All(edge => Find(edge.Node) is { } from && LeadsBack(from, passed));
        passed.Remove(node.Id);
        return leads;
    }

    /// <summary>
    /// The ways to a target, from the ledger or from the target it follows: several when branches join. In the order of the inputs. Stops at
    /// <see cref="MostWays"/> + 1.
    /// </summary>
    public IReadOnlyList<FlowWay> WaysTo(FlowNode target)
    {
        var ways = new List<FlowWay>();
        Walk(target, [], Stages, ways);
        return ways;
    }

    private void Walk(FlowNode node, IReadOnlyList<FlowStep> behind, IReadOnlyList<FlowNode> stages, List<FlowWay> ways)
    {
        foreach (var edge in node.Inputs)
        {
            if (ways.Count > MostWays || behind.Count > Nodes.Count || Find(edge.Node) is not { } from)
                return;
            if (from.Settings is TargetSettings)
                ways.Add(new FlowWay(new FlowLead(from, TargetNode.OutcomeOf(edge.Port)), behind));
            else if (!from.Kind.TakesInput || stages.Contains(from))
                ways.Add(new FlowWay(Lead: null, behind));
            else
                Walk(from, [new FlowStep(from, edge.Port), .. behind], stages, ways);
        }
    }

    /// <summary>Most ways that may lead to one target.</summary>
    public const int MostWays = 64;

    /// <summary>All nodes of a kind.</summary>
    public IEnumerable<FlowNode> OfKind<TSettings>() => Nodes.Where(node => node.Settings is TSettings);
}

/// <summary>One node.</summary>
/// <param name="Id">Its name in the flow.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Inputs">What it takes from, in order; none for a source, several where branches join.</param>
/// <param name="Label">Name for people.</param>
/// <param name="Settings">Its settings record.</param>
public sealed record FlowNode(string Id, NodeKind Kind, IReadOnlyList<FlowEdge> Inputs, string? Label, object Settings)
{
    /// <summary>The first node that it takes from; null for a source.</summary>
    public string? From => Inputs.Count == 0 ? null : Inputs[0].Node;

    /// <summary>The output of that node; null when it has a single one.</summary>
    public string? Port => Inputs.Count == 0 ? null : Inputs[0].Port;

    /// <summary>Static tables of the flow.</summary>
    public StaticTables FlowTables { get; init; } = StaticTables.None;

    /// <summary>The settings as they are written in the file.</summary>
    public JsonElement Written { get; init; }

    /// <summary>The settings as this record.</summary>
    public T As<T>()
        where T : class => (T)Settings;

    /// <summary>True if it takes from that node.</summary>
    public bool TakesFrom(FlowNode node) => Inputs.Any(edge => string.Equals(edge.Node, node.Id, StringComparison.Ordinal));
}

/// <summary>What a node takes from.</summary>
/// <param name="Node">The other node.</param>
/// <param name="Port">Its output; null when it has a single one.</param>
public sealed record FlowEdge(string Node, string? Port);

/// <summary>One way to a target.</summary>
/// <param name="Lead">The target that it begins at; null when it begins at the ledger.</param>
/// <param name="Steps">The nodes between, in order.</param>
public sealed record FlowWay(FlowLead? Lead, IReadOnlyList<FlowStep> Steps);

/// <summary>A node on a way.</summary>
/// <param name="Node">The node.</param>
/// <param name="Output">The output by which the way leaves it; null when it has a single one.</param>
public sealed record FlowStep(FlowNode Node, string? Output);

/// <summary>A target that is followed.</summary>
/// <param name="Target">The target.</param>
/// <param name="On">What it is followed on.</param>
public sealed record FlowLead(FlowNode Target, Ledger.FollowOn On);
