namespace Weir.Engine.Flows.Nodes.Target;

/// <summary>What must hold of targets that follow others.</summary>
internal static class FollowRules
{
    public static void Check(FlowNode node, NodeCheck check)
    {
        // A circle is told elsewhere.
        if (!check.Flow.LeadsBack(node))
            return;
        CheckWays(node, check);
        if (check.Flow.TakersOf(node).Any())
            CheckName(node, check);
    }

    private static void CheckWays(FlowNode node, NodeCheck check)
    {
        var ways = check.Flow.WaysTo(node);
        if (ways.Count > FlowDefinition.MostWays)
            check.Add(Severity.Error, "from", $"more than {FlowDefinition.MostWays} ways lead to '{node.Id}': join branches earlier");
        if (ways.Any(way => way.Lead is null) && ways.FirstOrDefault(way => way.Lead is not null)?.Lead is { } lead)
            check.Add(
                Severity.Error,
                "from",
                $"'{node.Id}' joins a branch that follows '{lead.Target.Id}' with one that does not: it would not be known when it is due; make two targets of it"
            );
    }

    private static void CheckName(FlowNode node, NodeCheck check)
    {
        var name = TargetNode.NameOf(node);
        if (name.Length == 0 || name.AsSpan().ContainsAny('.', '['))
            check.Add(
                Severity.Error,
                "answerAs",
                $"'{name}' cannot stand in a path such as {{{{name.id}}}}: choose a name without '.' and '['"
            );
        if (check.RecordBefore(check.Flow.TakersOf(node).First())?.Source?.Fields.Any(f => Is(f.Name, name)) == true)
            check.Add(
                Severity.Error,
                "answerAs",
                $"the source has a field '{name}' that the answer of '{node.Id}' would hide: choose another name"
            );
        if (LeadsOf(node, check.Flow, depth: 0).Any(lead => Is(TargetNode.NameOf(lead), name)))
            check.Add(Severity.Error, "answerAs", $"a target before '{node.Id}' has the name '{name}' already: choose another one");
    }

    private static IEnumerable<FlowNode> LeadsOf(FlowNode node, FlowDefinition flow, int depth)
    {
        if (depth > flow.Nodes.Count)
            yield break;
        foreach (var lead in flow.WaysTo(node).Select(way => way.Lead?.Target).OfType<FlowNode>().Distinct())
        {
            yield return lead;
            foreach (var earlier in LeadsOf(lead, flow, depth + 1))
                yield return earlier;
        }
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}
