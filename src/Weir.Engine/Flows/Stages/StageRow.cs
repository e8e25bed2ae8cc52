using Weir.Engine.Flows.Nodes;

namespace Weir.Engine.Flows.Stages;

/// <summary>The nodes before the ledger stand in one row right behind the source: a document comes about in one way only.</summary>
internal static class StageRow
{
    /// <summary>Tells nodes that make documents and do not stand in the row.</summary>
    public static void Check(FlowDefinition flow, Action<Severity, string, string> add)
    {
        foreach (var node in flow.Nodes.Where(node => node.Kind.Place == NodePlace.BeforeLedger))
        {
            var before = flow.ChainTo(node).SkipLast(1).ToList();
            // Nodes that hang in the air are told elsewhere.
            if (before.Count == 0 || before[0].Kind.TakesInput)
                continue;
            if (Fault(flow, node, before) is { } fault)
                add(Severity.Error, $"nodes.{node.Id}.from", fault);
        }
    }

    private static string? Fault(FlowDefinition flow, FlowNode node, IReadOnlyList<FlowNode> before)
    {
        if (before.Skip(1).FirstOrDefault(b => b.Kind.Place == NodePlace.BehindLedger) is { } behind)
            return $"'{node.Id}' ({node.Kind.Type}) makes the documents of the ledger, and '{behind.Id}' ({behind.Kind.Type}) before it works on documents that are in it: put '{node.Id}' in front of '{behind.Id}'";
        if (before.Append(node).FirstOrDefault(n => n.Inputs.Count > 1) is { } joined)
            return $"'{node.Id}' ({node.Kind.Type}) makes the documents of the ledger and must stand in one row behind the source, but '{joined.Id}' joins branches: join them behind '{node.Id}'";
        var branch = before.FirstOrDefault(b => flow.TakersOf(b).Skip(1).Any());
        if (branch is null)
            return null;
        var others = flow.TakersOf(branch).Where(t => !before.Contains(t) && !ReferenceEquals(t, node)).Select(t => $"'{t.Id}'");
        return $"'{node.Id}' ({node.Kind.Type}) makes the documents of the ledger and must stand in one row behind the source, but {string.Join(", ", others)} also takes from '{branch.Id}': let it take from '{node.Id}', or put what it needs into a flow of its own";
    }
}
