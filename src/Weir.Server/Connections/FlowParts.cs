using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Lookup;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Nodes.Target;

namespace Weir.Server.Connections;

/// <summary>What a flow works with.</summary>
internal static class FlowParts
{
    /// <summary>Connection and operation of a node; null if it needs none.</summary>
    public static (string? Connection, string? Operation) CallOf(FlowNode node) =>
        node.Settings switch
        {
            SourceSettings source => (source.Connection, source.Operation),
            TargetSettings target => (target.Connection, target.Operation),
            LookupSettings lookup => (lookup.Connection, lookup.Operation),
            _ => (null, null),
        };

    /// <summary>The connections of a flow, each once.</summary>
    public static IReadOnlyList<string> ConnectionsOf(FlowDefinition flow) =>
        [.. flow.Nodes.Select(node => CallOf(node).Connection).OfType<string>().Distinct(StringComparer.Ordinal)];
}
