using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Server.Api;
using Weir.Server.Auth;

namespace Weir.Server.Ledger;

/// <summary>Jobs: something is done to all deliveries of a filter.</summary>
internal static class DocumentJobsApi
{
    private const string Tag = "Document jobs";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/document-jobs", OrderAsync).Named("orderDocumentJob", Tag, 400, 404, 503).Needs(Permission.DocumentsAct);
        api.MapGet("/document-jobs", List).Named("listDocumentJobs", Tag, 400).Needs(Permission.DocumentsRead);
        api.MapGet("/document-jobs/{id:long}", Get).Named("getDocumentJob", Tag, 404).Needs(Permission.DocumentsRead);
        api.MapPost("/document-jobs/{id:long}/cancel", CancelAsync)
            .Named("cancelDocumentJob", Tag, 404, 409)
            .Needs(Permission.DocumentsAct);
        api.MapGet("/document-jobs/{id:long}/refusals", Refusals)
            .Named("listDocumentJobRefusals", Tag, 400, 404)
            .Needs(Permission.DocumentsRead);
        api.MapGet("/document-jobs/{id:long}/file", File)
            .Named("getDocumentJobFile", Tag, 404, 409)
            .Needs(Permission.DocumentsRead)
            .Produces<string>(StatusCodes.Status200OK, "text/csv");
    }

    /// <summary>Orders a job on documents</summary>
    /// <remarks>
    /// Answers at once; the job goes on after a restart of the server. retry: failed ones again, and those that wait for their next try at once. release: failed and
    /// held ones back into the queue. hold and skip need a reason. What is in doubt is left alone, and so is what a running flow may be sending: it is listed at /refusals.
    /// Idle flows are started for what was released.
    /// </remarks>
    /// <param name="request">The job.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="runner">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="audit">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Accepted<JobView>, ProblemHttpResult>> OrderAsync(
        JobRequest request,
        FlowDesk desk,
        ILedgerStore ledger,
        DocumentJobRunner runner,
        Caller caller,
        AuditPen audit,
        CancellationToken cancellationToken
    )
    {
        if (request.Filter.Flow is { } flow && desk.Find(flow) is null)
            return Problems.NoFlow(flow);
        if (request.Wrong() is { } wrong)
            return Problems.BadRequest("job-invalid", wrong);
        var (filter, wrongFilter) = request.Filter.Read(desk.Files.Select(f => f.Name));
        if (filter is null)
            return Problems.BadRequest("search-invalid", wrongFilter!);
        var job = await ledger.Interventions.OrderAsync(
            new DocumentJob(
                0,
                caller.Workspace,
                default,
                caller.Name,
                request.Action,
                filter,
                request.Reason?.Trim(),
                request.Action == InterventionAction.Export ? request.Format ?? "csv" : null,
                DocumentJobState.Running,
                Cursor: null,
                0,
                await ledger.Index.CountAsync(filter, cancellationToken),
                0,
                0,
                Error: null,
                EndedAt: null
            ),
            cancellationToken
        );
        runner.Wake();
        audit.Note(
            "orderDocumentJob",
            $"job/{Paging.Text(job.Id)}",
            after: new JsonObject
            {
                ["action"] = JsonNamingPolicy.CamelCase.ConvertName(job.Action.ToString()),
                ["filter"] = JsonSerializer.SerializeToNode(request.Filter, JsonSerializerOptions.Web),
                ["reason"] = job.Reason,
            }
        );
        return TypedResults.Accepted($"/api/v1/document-jobs/{Paging.Text(job.Id)}", JobView.Of(job));
    }

    /// <summary>Lists jobs on documents</summary>
    /// <remarks>Newest first.</remarks>
    /// <param name="before">next of the page before.</param>
    /// <param name="limit">Most items, 1 to 500; default 50.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="caller">From the server.</param>
    internal static Results<Ok<Page<JobView>>, ProblemHttpResult> List(string? before, int? limit, ILedgerStore ledger, Caller caller)
    {
        if (Paging.Limit(limit) is not { } most || Paging.Place(before, long.MaxValue) is not { } place)
            return Paging.Wrong();
        var jobs = ledger.Interventions.Jobs(caller.Workspace, place, most);
        return TypedResults.Ok(new Page<JobView>([.. jobs.Select(JobView.Of)], jobs.Count == most ? Paging.Text(jobs[^1].Id) : null));
    }

    /// <summary>Shows a job on documents</summary>
    /// <remarks>State and progress.</remarks>
    /// <param name="id">Number of the job.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="caller">From the server.</param>
    internal static Results<Ok<JobView>, ProblemHttpResult> Get(long id, ILedgerStore ledger, Caller caller) =>
        Find(id, ledger, caller) is { } job ? TypedResults.Ok(JobView.Of(job)) : NoJob(id);

    private static DocumentJob? Find(long id, ILedgerStore ledger, Caller caller) =>
        ledger.Interventions.Job(id) is { } job && string.Equals(job.Workspace, caller.Workspace, StringComparison.Ordinal) ? job : null;

    private static ProblemHttpResult NoJob(long id) => Problems.NotFound("job-unknown", $"There is no job {Paging.Text(id)}.");

    /// <summary>Cancels a job on documents</summary>
    /// <remarks>After the step under way; what was done stays done.</remarks>
    /// <param name="id">Number of the job.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<JobView>, ProblemHttpResult>> CancelAsync(
        long id,
        ILedgerStore ledger,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (Find(id, ledger, caller) is null)
            return NoJob(id);
        if (!await ledger.Interventions.EndAsync(id, DocumentJobState.Cancelled, error: null, cancellationToken))
            return Problems.Conflict("job-ended", $"The job {Paging.Text(id)} has ended already.");
        return TypedResults.Ok(JobView.Of(ledger.Interventions.Job(id)!));
    }

    /// <summary>Lists what a job could not do</summary>
    /// <remarks>Each delivery with the reason; at most the first 100,000 of a job are kept.</remarks>
    /// <param name="id">Number of the job.</param>
    /// <param name="after">next of the page before.</param>
    /// <param name="limit">Most items, 1 to 500; default 50.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="caller">From the server.</param>
    internal static Results<Ok<Page<RefusalView>>, ProblemHttpResult> Refusals(
        long id,
        string? after,
        int? limit,
        ILedgerStore ledger,
        Caller caller
    )
    {
        if (Find(id, ledger, caller) is null)
            return NoJob(id);
        if (Paging.Limit(limit) is not { } most || Place(after) is not { } place)
            return Paging.Wrong();
        var queues = ledger
            .Queries.Flows()
            .SelectMany(flow => flow.Queues.Select(queue => (Flow: flow.Name, Queue: queue)))
            .ToDictionary(q => q.Queue.Id);
        var refusals = ledger.Interventions.Refusals(id, place, most);
        var next =
            refusals.Count == most ? string.Create(CultureInfo.InvariantCulture, $"{refusals[^1].Queue}-{refusals[^1].Document}") : null;
        return TypedResults.Ok(
            new Page<RefusalView>(
                [.. refusals.Select(r => new RefusalView(queues[r.Queue].Flow, queues[r.Queue].Queue.Node, r.Key, r.Reason))],
                next
            )
        );
    }

    private static (int Queue, long Document)? Place(string? after)
    {
        if (after is null)
            return (0, 0);
        var parts = after.Split('-');
        return
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var queue)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var document)
            ? (queue, document)
            : null;
    }

    /// <summary>Fetches the file of an export</summary>
    /// <remarks>CSV (UTF-8, for spreadsheets: what could be a formula is marked as text) or XLSX.</remarks>
    /// <param name="id">Number of the job.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="exports">From the server.</param>
    /// <param name="caller">From the server.</param>
    internal static Results<PhysicalFileHttpResult, ProblemHttpResult> File(
        long id,
        ILedgerStore ledger,
        ExportFiles exports,
        Caller caller
    )
    {
        if (Find(id, ledger, caller) is not { } job)
            return NoJob(id);
        if (job is not { Action: InterventionAction.Export, State: DocumentJobState.Done })
            return Problems.Conflict("file-not-ready", $"The job {Paging.Text(id)} has no file: it is no export, or has not ended well.");
        var path = exports.PathOf(job);
        if (!System.IO.File.Exists(path))
            return Problems.NotFound("file-dropped", "The file of the export is no longer kept; export again.");
        var type = job.Format is "xlsx" ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8";
        return TypedResults.PhysicalFile(path, type, Path.GetFileName(path));
    }
}
