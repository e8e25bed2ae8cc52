using System.Text.Json;
using Weir.Engine.Flows.Nodes;
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
    public IEnumerable<FlowNode> TakersOf(FlowNode node) => Nodes.Where(n => string.Equals(n.From, node.Id, StringComparison.Ordinal));

    /// <summary>All nodes of a kind.</summary>
    public IEnumerable<FlowNode> OfKind<TSettings>() => Nodes.Where(node => node.Settings is TSettings);
}

/// <summary>One node.</summary>
/// <param name="Id">Its name in the flow.</param>
/// <param name="Kind">What it does.</param>
/// <param name="From">The node it takes from; null for a source.</param>
/// <param name="Label">Name for people.</param>
/// <param name="Settings">Its settings record.</param>
public sealed record FlowNode(string Id, NodeKind Kind, string? From, string? Label, object Settings)
{
    /// <summary>The output of <see cref="From"/> that it takes; null when that node has a single one.</summary>
    public string? Port { get; init; }

    /// <summary>Static tables of the flow.</summary>
    public StaticTables FlowTables { get; init; } = StaticTables.None;

    /// <summary>The settings as this record.</summary>
    public T As<T>()
        where T : class => (T)Settings;
}
