using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Triggers;
using Weir.Engine.Runtime;
using Weir.Server.Auth;
using Weir.Server.Connections;
using Weir.Server.Hosting;
using Weir.Server.Versions;

namespace Weir.Server.Api;

/// <summary>A flow as a picture: what is wired to what, and what starts it.</summary>
/// <param name="Nodes">Its nodes, in the order of the file; none if the file is broken.</param>
/// <param name="Triggers">What starts it.</param>
/// <param name="Yaml">The file as it is written.</param>
internal sealed record FlowGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<TriggerView> Triggers, string Yaml);

/// <summary>A node of the picture.</summary>
/// <param name="Id">Its name in the flow.</param>
/// <param name="Type">Its kind, as in the file.</param>
/// <param name="KindLabel">Name of its kind in Chinese.</param>
/// <param name="KindLabelEn">Name of its kind in English.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="From">The first node it takes from.</param>
/// <param name="Port">The output of that node, if it has several.</param>
/// <param name="Inputs">All nodes it takes from, in the order of the file.</param>
/// <param name="Connection">The connection it works with.</param>
/// <param name="Operation">The operation it calls.</param>
internal sealed record GraphNode(
    string Id,
    string Type,
    string KindLabel,
    string KindLabelEn,
    string? Label,
    string? From,
    string? Port,
    IReadOnlyList<GraphInput> Inputs,
    string? Connection,
    string? Operation
);

/// <summary>A node that another takes from.</summary>
/// <param name="From">Its name in the flow.</param>
/// <param name="Port">The output that is taken, if it has several.</param>
internal sealed record GraphInput(string From, string? Port);

/// <summary>What starts a flow.</summary>
/// <param name="Name">Its name in the flow.</param>
/// <param name="Cron">Cron expression.</param>
/// <param name="EverySeconds">Interval.</param>
/// <param name="After">Name of the flow after which it runs.</param>
/// <param name="Zone">Time zone of the cron expression.</param>
/// <param name="Window">The window it reads instead of the one from the watermark (补漏).</param>
/// <param name="Aside">True if its runs do not move the watermark.</param>
/// <param name="NextAt">When it fires next by time.</param>
internal sealed record TriggerView(
    string Name,
    string? Cron,
    double? EverySeconds,
    string? After,
    string Zone,
    TriggerWindowView? Window,
    bool Aside,
    DateTimeOffset? NextAt
);

/// <summary>A window as it is written.</summary>
/// <param name="From">Low end.</param>
/// <param name="To">High end.</param>
internal sealed record TriggerWindowView(string From, string To);

/// <summary>The picture of a flow.</summary>
internal static class FlowGraphApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/flows/{name}/graph", GetAsync).Named("getFlowGraph", "Flows", 404).Needs(Permission.FlowsRead);

    /// <summary>Shows what a flow is made of</summary>
    /// <remarks>Nodes and what each takes from, triggers with their next times, and the file itself.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="schedule">From the server.</param>
    /// <param name="versions">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<FlowGraph>, ProblemHttpResult>> GetAsync(
        string name,
        FlowDesk desk,
        FlowSchedule schedule,
        FlowVersions versions,
        CancellationToken cancellationToken
    )
    {
        if (desk.Find(name) is not { } entry)
            return Problems.NoFlow(name);
        if (entry.Flow is not { } flow)
            return TypedResults.Ok(new FlowGraph([], [], await versions.TextOfAsync(entry, cancellationToken)));
        return TypedResults.Ok(
            new FlowGraph([.. flow.Nodes.Select(View)], [.. flow.Triggers.Select(t => View(t, schedule.NextOf(name, t.Name)))], flow.Text)
        );
    }

    private static GraphNode View(FlowNode node)
    {
        var (connection, operation) = FlowParts.CallOf(node);
        return new GraphNode(
            node.Id,
            node.Kind.Type,
            node.Kind.Label,
            node.Kind.LabelEn,
            node.Label,
            node.From,
            node.Port,
            [.. node.Inputs.Select(edge => new GraphInput(edge.Node, edge.Port))],
            connection,
            operation
        );
    }

    private static TriggerView View(Trigger trigger, DateTimeOffset? next)
    {
        var settings = trigger.Settings;
        return new TriggerView(
            trigger.Name,
            settings.Cron,
            settings.Every?.TotalSeconds,
            settings.After,
            settings.Zone,
            settings.Window is { } window ? new TriggerWindowView(window.From, window.To) : null,
            settings.ReadsAside,
            next
        );
    }
}
