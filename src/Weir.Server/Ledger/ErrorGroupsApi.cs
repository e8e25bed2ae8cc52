using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;
using Weir.Sdk.Errors;
using Weir.Server.Api;
using Weir.Server.Auth;

namespace Weir.Server.Ledger;

/// <summary>Text in the languages of the user.</summary>
/// <param name="Zh">Chinese.</param>
/// <param name="En">English; null when there is none.</param>
internal sealed record AdviceView(string Zh, string? En);

/// <summary>Deliveries that are not made for the same reason.</summary>
/// <param name="Id">Pass it as <c>group</c> where documents are searched or acted on.</param>
/// <param name="Code">The vendor's code, verbatim.</param>
/// <param name="Kind">What the engine does about it.</param>
/// <param name="Text">The text with numbers, ids and quoted values replaced by …; empty when a target had too many different texts for one code.</param>
/// <param name="Sample">The text of the latest of them, verbatim.</param>
/// <param name="Advice">What a person can do; null when unknown.</param>
/// <param name="Count">Deliveries that are in it now.</param>
/// <param name="States">Them by state.</param>
/// <param name="First">When the first of them got the error.</param>
/// <param name="Last">When the last of them got it.</param>
/// <param name="Flows">Names of the flows that have it.</param>
/// <param name="Trend">Deliveries that came into it in each of the last 24 hours, the oldest first.</param>
internal sealed record ErrorGroupView(
    string Id,
    string? Code,
    ErrorKind Kind,
    string Text,
    string Sample,
    AdviceView? Advice,
    long Count,
    IReadOnlyDictionary<string, long> States,
    DateTimeOffset First,
    DateTimeOffset Last,
    IReadOnlyList<string> Flows,
    IReadOnlyList<long> Trend
);

/// <summary>Error groups: thousands of failures as a few rows.</summary>
internal static class ErrorGroupsApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/error-groups", ListAsync).Named("listErrorGroups", "Documents", 400, 404, 503).Needs(Permission.DocumentsRead);

    /// <summary>Lists error groups</summary>
    /// <remarks>
    /// Deliveries that are failed, held, retrying or in doubt, put together by the vendor's code and the text without numbers, ids and quoted values; the latest first.
    /// </remarks>
    /// <param name="flow">Name of a flow; default: all.</param>
    /// <param name="state">open (default): with deliveries in it; solved: without.</param>
    /// <param name="after">next of the page before.</param>
    /// <param name="limit">Most items, 1 to 500; default 50.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="connections">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<Page<ErrorGroupView>>, ProblemHttpResult>> ListAsync(
        string? flow,
        string? state,
        string? after,
        int? limit,
        FlowDesk desk,
        ILedgerStore ledger,
        OpenConnections connections,
        CancellationToken cancellationToken
    )
    {
        if (flow is not null && desk.Find(flow) is null)
            return Problems.NoFlow(flow);
        if (state is not (null or "open" or "solved"))
            return Problems.BadRequest("search-invalid", "'state' is open or solved.");
        if (Paging.Limit(limit) is not { } most || Place(after) is not { } place)
            return Paging.Wrong();
        await ledger.Index.CatchUpAsync(SearchApi.Freshening, cancellationToken);
        var flows = flow is null ? [.. desk.Files.Select(f => f.Name)] : new[] { flow };
        var groups = (await ledger.Index.GroupsAsync(flows, state is "solved", cancellationToken))
            .Where(group => IsAfter(group, place))
            .Take(most + 1)
            .ToList();
        var next = groups.Count > most ? Text(groups[most - 1]) : null;
        return TypedResults.Ok(new Page<ErrorGroupView>([.. groups.Take(most).Select(group => View(group, desk, connections))], next));
    }

    private static ErrorGroupView View(ErrorGroup group, FlowDesk desk, OpenConnections connections)
    {
        var advice =
            group.Advice ?? group.Flows.Select(name => Known(group, desk.Find(name)?.Flow, connections)).FirstOrDefault(a => a is not null);
        return new ErrorGroupView(
            group.Id,
            group.Code,
            group.Kind,
            group.Text,
            group.Sample,
            advice is null ? null : new AdviceView(advice, En: null),
            group.Count,
            group.States.ToDictionary(s => StateWords.Of(s.Key), s => s.Value, StringComparer.Ordinal),
            group.First,
            group.Last,
            group.Flows,
            group.Trend
        );
    }

    /// <summary>Advice from the tables of known errors of the flow's targets.</summary>
    private static string? Known(ErrorGroup group, FlowDefinition? flow, OpenConnections connections) =>
        flow
            ?.OfKind<TargetSettings>()
            .Select(node =>
                connections.Definitions.FirstOrDefault(d =>
                    string.Equals(d.Name, node.As<TargetSettings>().Connection, StringComparison.Ordinal)
                )
            )
            .OfType<ConnectionDefinition>()
            .Select(d => KnownError.Find(d.Connector.Manifest.KnownErrors, group.Code, group.Sample)?.Advice)
            .FirstOrDefault(advice => advice is not null);

    private static string Text(ErrorGroup group) =>
        string.Create(CultureInfo.InvariantCulture, $"{group.Last.ToUnixTimeMilliseconds()}-{group.Id}");

    private static (long Last, string Id)? Place(string? after)
    {
        if (after is null)
            return (long.MaxValue, "");
        var parts = after.Split('-');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? (last, parts[1])
            : null;
    }

    private static bool IsAfter(ErrorGroup group, (long Last, string Id) place)
    {
        var last = group.Last.ToUnixTimeMilliseconds();
        return last < place.Last || (last == place.Last && string.CompareOrdinal(group.Id, place.Id) > 0);
    }
}
