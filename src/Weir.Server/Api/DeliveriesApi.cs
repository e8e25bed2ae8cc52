using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Server.Auth;

namespace Weir.Server.Api;

/// <summary>Deliveries: the trace of an attempt, and release by a person.</summary>
internal static class DeliveriesApi
{
    private const string Tag = "Documents";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/flows/{name}/documents/{key}/attempts/{attempt:long}", TraceAsync)
            .Named("getAttemptTrace", Tag, 404, 503)
            .Needs(Permission.DocumentsRead);
        api.MapPost("/flows/{name}/documents/release", ReleaseAsync)
            .Named("releaseDocuments", Tag, 400, 404, 409, 502)
            .Needs(Permission.DocumentsAct);
    }

    /// <summary>Shows the requests and answers of an attempt</summary>
    /// <remarks>As they went over the wire, secrets masked. An attempt carries a batch: other documents are in it as well.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="key">The id in the source.</param>
    /// <param name="attempt">Number of the attempt, from the history of the document.</param>
    /// <param name="request">From the server.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static Results<Ok<AttemptTrace>, ProblemHttpResult> TraceAsync(
        string name,
        string key,
        long attempt,
        HttpRequest request,
        FlowDesk desk,
        ILedgerStore ledger
    )
    {
        key = PathKey.Of(request, key);
        if (desk.Find(name) is null)
            return Problems.NoFlow(name);
        if (desk.Stored(name) is not { } flow || FindAttempt(ledger, flow, key, attempt) is not { } found)
            return Problems.NotFound("attempt-unknown", $"No attempt {attempt} has carried the document '{key}' of '{name}'.");
        if (found.Trace == 0)
            return TypedResults.Ok(new AttemptTrace(DocumentsApi.View(found), []));
        var calls = Trace.Decode(ledger.ReadFrame(found.Trace)).Select(call => View(call.Facts, call.Request, call.Answer));
        return TypedResults.Ok(new AttemptTrace(DocumentsApi.View(found), [.. calls]));
    }

    private static AttemptSummary? FindAttempt(ILedgerStore ledger, FlowSummary flow, string key, long attempt) =>
        flow
            .Queues.SelectMany(queue =>
                ledger
                    .Queries.History(flow, queue.Id, key)
                    .SelectMany(document => ledger.Queries.Attempts(queue.Id, document.Id, int.MaxValue))
            )
            .FirstOrDefault(a => a.Id == attempt);

    private static TracedCall View(string facts, string request, string answer)
    {
        var read = JsonElement.Parse(facts);
        return new TracedCall(
            read.GetProperty("method").GetString()!,
            read.GetProperty("url").GetString()!,
            read.GetProperty("status").GetInt32(),
            request,
            answer
        );
    }

    /// <summary>Releases documents</summary>
    /// <remarks>
    /// Puts deliveries that failed or are held back into the queue: those of the keys given, or all in a state. An idle flow is started so that they go
    /// out, unless start is false; a paused one stays paused.
    /// </remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="release">What is released.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="released">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<ReleaseView>, ProblemHttpResult>> ReleaseAsync(
        string name,
        ReleaseRequest release,
        FlowDesk desk,
        Releasing released,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (desk.Find(name) is not { } entry)
            return Problems.NoFlow(name);
        if (release.Wrong() is { } wrong)
            return Problems.BadRequest("release-invalid", wrong);
        if (desk.Stored(name) is not { } flow)
            return Problems.Conflict("flow-never-ran", $"'{name}' has never run: there is nothing to release.");
        var queues = DocumentsApi.QueuesOf(flow, release.Target);
        if (queues.Count == 0)
            return Problems.NoTarget(name, release.Target!);
        var (count, skipped) = await released.ReleaseAsync(flow, queues, release, caller.Name, cancellationToken);
        var state = await desk.StateAsync(entry);
        if (count > 0 && release.Start && state is FlowState.Idle or FlowState.Interrupted)
        {
            await desk.Grain(name).StartAsync("release");
            state = await desk.StateAsync(entry);
        }
        return TypedResults.Ok(new ReleaseView(count, skipped, state));
    }
}
