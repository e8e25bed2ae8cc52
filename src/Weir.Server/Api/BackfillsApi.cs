using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Settings;
using Weir.Server.Auth;

namespace Weir.Server.Api;

/// <summary>The range of a backfill.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BackfillRequest
{
    /// <summary>Low end, with an offset.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>High end, with an offset.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Longest slice, for example 1d or 6h; default 1d.</summary>
    public string? Slice { get; init; }
}

/// <summary>A backfill: a run that reads a past range once more.</summary>
/// <param name="Id">Number of the run.</param>
/// <param name="From">Low end.</param>
/// <param name="To">High end.</param>
/// <param name="Run">The run: its state, slices done and in all, and what was read, new, changed and unchanged.</param>
internal sealed record BackfillView(long Id, DateTimeOffset From, DateTimeOffset To, RunView Run)
{
    public static bool Is(RunRecord run) => string.Equals(run.Trigger, RunOrder.Backfill, StringComparison.Ordinal);

    public static BackfillView Of(RunRecord run, string flow, FlowStatus? status)
    {
        var slices = run.Slices.Where(slice => slice.No != SliceRecord.Pushed).ToList();
        return new BackfillView(run.Id, slices[0].From!.Value, slices[^1].To!.Value, RunView.Of(run, flow, status));
    }
}

/// <summary>Backfills: past ranges read once more, in slices. The watermark stays where it is; what is known is unchanged.</summary>
internal static class BackfillsApi
{
    private const string Tag = "Backfills";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/flows/{name}/backfills", StartAsync).Named("startBackfill", Tag, 400, 404, 409, 502).Needs(Permission.FlowsRun);
        api.MapGet("/flows/{name}/backfills", ListAsync).Named("listBackfills", Tag, 400, 404).Needs(Permission.FlowsRead);
        api.MapGet("/flows/{name}/backfills/{id:long}", GetAsync).Named("getBackfill", Tag, 404).Needs(Permission.FlowsRead);
        api.MapPost("/flows/{name}/backfills/{id:long}/cancel", CancelAsync)
            .Named("cancelBackfill", Tag, 404, 409)
            .Needs(Permission.FlowsRun);
    }

    /// <summary>Starts a backfill</summary>
    /// <remarks>
    /// Answers at once. Keys are those of any run, so that only what was missed is new and only what has changed is delivered again. One that was interrupted goes on with
    /// 'resume' of the flow, slice by slice. While it is under way the flow's triggers are skipped; the run after it reads from the watermark.
    /// </remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="request">The range.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="time">From the server.</param>
    internal static async Task<Results<Accepted<BackfillView>, ProblemHttpResult>> StartAsync(
        string name,
        BackfillRequest request,
        FlowDesk desk,
        ILedgerStore ledger,
        TimeProvider time
    )
    {
        if (FlowsApi.Refused(desk, name, out var entry) is { } refused)
            return refused;
        if (!Duration.TryParse(request.Slice ?? "1d", out var slice))
            return Problems.BadRequest("backfill-range", $"'{request.Slice}' is not a time span; write for example 6h or 1d.");
        var range = new BackfillRange(request.From, request.To, slice);
        if (range.Wrong(time.GetUtcNow()) is { } wrong)
            return Problems.BadRequest("backfill-range", $"Nothing was started: {wrong}.");
        if (await desk.NotWindowedAsync(entry))
            return Problems.Conflict("backfill-windows", $"The source of '{name}' does not read by time: a run reads all of it.");
        if (await FlowsApi.BusyAsync(desk, entry, isOrdered: true) is { } busy)
            return busy;
        var status = await desk.Grain(name).BeginAsync(new RunOrder(RunOrder.Backfill, Range: range));
        return TypedResults.Accepted(
            $"/api/v1/flows/{name}/backfills/{status.Run}",
            BackfillView.Of(ledger.Queries.Run(status.Run)!, name, status)
        );
    }

    /// <summary>Lists the backfills of a flow</summary>
    /// <remarks>Newest first.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="before">next of the page before.</param>
    /// <param name="limit">Most items, 1 to 500; default 50.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static async Task<Results<Ok<Page<BackfillView>>, ProblemHttpResult>> ListAsync(
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
            return TypedResults.Ok(new Page<BackfillView>([], Next: null));
        var status = await desk.StatusAsync(entry);
        var runs = ledger.Queries.RunsBy(flow.Id, RunOrder.Backfill, place, most);
        return TypedResults.Ok(
            new Page<BackfillView>(
                [.. runs.Select(run => BackfillView.Of(run, name, status))],
                runs.Count == most ? Paging.Text(runs[^1].Id) : null
            )
        );
    }

    /// <summary>Shows a backfill</summary>
    /// <remarks>Slices done and in all, and what was read, new, changed and unchanged so far.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="id">Number of its run.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static async Task<Results<Ok<BackfillView>, ProblemHttpResult>> GetAsync(
        string name,
        long id,
        FlowDesk desk,
        ILedgerStore ledger
    )
    {
        if (desk.Find(name) is not { } entry)
            return Problems.NoFlow(name);
        var status = await desk.StatusAsync(entry);
        return Find(name, id, desk, ledger) is { } run ? TypedResults.Ok(BackfillView.Of(run, name, status)) : NoBackfill(name, id);
    }

    /// <summary>Ends a backfill</summary>
    /// <remarks>Answers when the calls under way have ended. What was read stays in the ledger and is delivered by the next run.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="id">Number of its run.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static async Task<Results<Ok<BackfillView>, ProblemHttpResult>> CancelAsync(
        string name,
        long id,
        FlowDesk desk,
        ILedgerStore ledger
    )
    {
        if (FlowsApi.Refused(desk, name, out var entry) is { } refused)
            return refused;
        if (Find(name, id, desk, ledger) is null)
            return NoBackfill(name, id);
        var status = await desk.StatusAsync(entry);
        if (status?.Run != id || status.Activity == FlowActivity.Idle)
            return Problems.Conflict("backfill-not-under-way", $"The backfill {id} of '{name}' is not under way.");
        status = await desk.Grain(name).CancelAsync();
        return TypedResults.Ok(BackfillView.Of(ledger.Queries.Run(id)!, name, status));
    }

    private static RunRecord? Find(string name, long id, FlowDesk desk, ILedgerStore ledger) =>
        ledger.Queries.Run(id) is { } run && run.Flow == desk.Stored(name)?.Id && BackfillView.Is(run) ? run : null;

    private static ProblemHttpResult NoBackfill(string name, long id) =>
        Problems.NotFound("backfill-unknown", $"The flow '{name}' has no backfill {id}.");
}
