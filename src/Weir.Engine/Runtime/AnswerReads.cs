using System.Text.Json;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Target;

namespace Weir.Engine.Runtime;

/// <summary>Finds the targets whose answers are read behind them: an answer that was not kept must not become an empty field in silence.</summary>
internal static class AnswerReads
{
    public static IReadOnlyList<string> Of(FlowDefinition flow, IReadOnlyList<FlowWay> ways)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var way in ways)
        foreach (var name in NamesBefore(flow, way.Lead?.Target))
            if (way.Steps.Any(step => Reads(step.Node, name)))
                names.Add(name);
        return [.. names];
    }

    /// <summary>Names under which the targets before a way are seen, the one that it begins at first.</summary>
    private static IEnumerable<string> NamesBefore(FlowDefinition flow, FlowNode? lead) =>
        lead is null
            ? []
            : flow.WaysTo(lead)
                .SelectMany(way => NamesBefore(flow, way.Lead?.Target))
                .Prepend(TargetNode.NameOf(lead))
                .Distinct(StringComparer.Ordinal);

    /// <summary>Any mention counts, so that neither a script nor an expression is overlooked.</summary>
    private static bool Reads(FlowNode node, string name) => Mentions(node.Written, $"{name}.answer");

    private static bool Mentions(JsonElement value, string text) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Any(member => Mentions(member.Value, text)),
            JsonValueKind.Array => value.EnumerateArray().Any(item => Mentions(item, text)),
            JsonValueKind.String => value.GetString()!.Contains(text, StringComparison.Ordinal),
            _ => false,
        };
}
