using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Ledger;
using Weir.Server.Auth;

namespace Weir.Server.Api;

/// <summary>Runs: what was read, slice by slice.</summary>
internal static class RunsApi
{
    private const string Tag = "Runs";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/flows/{name}/runs", ListAsync).Named("listRuns", Tag, 400, 404).Needs(Permission.FlowsRead);
        api.MapGet("/runs/{id:long}", GetAsync).Named("getRun", Tag, 404).Needs(Permission.FlowsRead);
    }

    /// <summary>Lists the runs of a flow</summary>
    /// <remarks>Newest first.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="before">next of the page before.</param>
    /// <param name="limit">Most items, 1 to 500; default 50.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static async Task<Results<Ok<Page<RunView>>, ProblemHttpResult>> ListAsync(
        string name,
        string? before,
        int? limit,
        FlowDesk desk,
        ILedgerStore ledger
    )
    {
        if (desk.Find(name) is not { } entry)
            return Problems.NoFlow(name);
        if (Paging.Limit(limit) is not { } most || Paging.Place(before, long.MaxValue) is not { } place)
            return Paging.Wrong();
        if (desk.Stored(name) is not { } flow)
            return TypedResults.Ok(new Page<RunView>([], Next: null));
        var status = await desk.StatusAsync(entry);
        var runs = ledger.Queries.Runs(flow.Id, place, most);
        return TypedResults.Ok(
            new Page<RunView>([.. runs.Select(run => RunView.Of(run, name, status))], runs.Count == most ? Paging.Text(runs[^1].Id) : null)
        );
    }

    /// <summary>Shows a run</summary>
    /// <remarks>With its slices and what was read of each.</remarks>
    /// <param name="id">Number of the run.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static async Task<Results<Ok<RunDetail>, ProblemHttpResult>> GetAsync(long id, FlowDesk desk, ILedgerStore ledger)
    {
        if (
            ledger.Queries.Run(id) is not { } run
            || ledger.Queries.Flows().FirstOrDefault(f => f.Id == run.Flow)?.Name is not { } flow
            || desk.Find(flow) is not { } entry
        )
            return Problems.NotFound("run-unknown", $"There is no run {id}.");
        var status = await desk.StatusAsync(entry);
        // Read again after the status, so that the end of a run is never seen in one and not in the other.
        run = ledger.Queries.Run(id)!;
        return TypedResults.Ok(
            new RunDetail(RunView.Of(run, flow, status), [.. run.Slices.Select(s => new SliceView(s.No, s.From, s.To, s.Done, s.Counts))])
        );
    }
}
