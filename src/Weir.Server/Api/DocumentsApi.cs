using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Weir.Engine.Ledger;
using Weir.Server.Auth;

namespace Weir.Server.Api;

/// <summary>The ledger: documents of a flow, the history of one, its source record.</summary>
internal static class DocumentsApi
{
    private const string Tag = "Documents";
    private const int MostAttempts = 100;

    /// <summary>States in the words of the API; Sending is never stored.</summary>
    private static readonly Dictionary<string, DeliveryState> States = Enum.GetValues<DeliveryState>()
        .Where(state => state != DeliveryState.Sending)
        .ToDictionary(state => JsonNamingPolicy.CamelCase.ConvertName(state.ToString()), StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/flows/{name}/documents", ListAsync)
            .Named("listDocuments", Tag, 400, 404)
            .Needs(Permission.DocumentsRead)
            .AddOpenApiOperationTransformer(
                (operation, _, _) =>
                {
                    if (operation.Parameters?.FirstOrDefault(p => p.Name is "state")?.Schema is OpenApiSchema state)
                        state.Enum = [.. States.Keys.Select(word => (JsonNode)word)];
                    return Task.CompletedTask;
                }
            );
        api.MapGet("/flows/{name}/documents/{key}", HistoryAsync).Named("getDocument", Tag, 404).Needs(Permission.DocumentsRead);
        api.MapGet("/flows/{name}/documents/{key}/record", RecordAsync)
            .Named("getDocumentRecord", Tag, 404, 503)
            .Needs(Permission.DocumentsRead)
            .Produces<JsonObject>();
    }

    /// <summary>Lists documents of a flow</summary>
    /// <remarks>In the order of the ledger: lane by lane, oldest first. With a state, only the latest revisions in that state.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="target">Id of the target's node; default: the first target.</param>
    /// <param name="state">Only deliveries in this state.</param>
    /// <param name="after">next of the page before.</param>
    /// <param name="limit">Most items, 1 to 500; default 50.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static Results<Ok<Page<DocumentView>>, ProblemHttpResult> ListAsync(
        string name,
        string? target,
        string? state,
        string? after,
        int? limit,
        FlowDesk desk,
        ILedgerStore ledger
    )
    {
        if (desk.Find(name) is null)
            return Problems.NoFlow(name);
        if (Paging.Limit(limit) is not { } most || Paging.Place(after, 0) is not { } place)
            return Paging.Wrong();
        DeliveryState? only = null;
        if (state is not null)
        {
            if (!States.TryGetValue(state, out var known))
                return Problems.BadRequest("state-unknown", $"'{state}' is not one of {string.Join(", ", States.Keys)}.");
            only = known;
        }
        if (desk.Stored(name) is not { } flow)
            return TypedResults.Ok(new Page<DocumentView>([], Next: null));
        if (QueuesOf(flow, target) is not [var queue, ..])
            return Problems.NoTarget(name, target ?? "");
        var documents = ledger.Queries.Documents(flow, queue.Id, only, place, most);
        return TypedResults.Ok(
            new Page<DocumentView>([.. documents.Select(DocumentView.Of)], documents.Count == most ? Paging.Text(documents[^1].Id) : null)
        );
    }

    /// <summary>Shows the history of a document</summary>
    /// <remarks>Every revision of the key with the state of its delivery, the ids on both sides, and the attempts that carried it.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="key">The id in the source.</param>
    /// <param name="request">From the server.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static Results<Ok<DocumentHistory>, ProblemHttpResult> HistoryAsync(
        string name,
        string key,
        HttpRequest request,
        FlowDesk desk,
        ILedgerStore ledger
    )
    {
        key = PathKey.Of(request, key);
        if (desk.Find(name) is null)
            return Problems.NoFlow(name);
        var targets = new List<TargetHistory>();
        if (desk.Stored(name) is { } flow)
            foreach (var queue in flow.Queues)
                if (ledger.Queries.History(flow, queue.Id, key) is { Count: > 0 } revisions)
                    targets.Add(
                        new TargetHistory(
                            queue.Node,
                            [.. revisions.Select(d => new RevisionView(DocumentView.Of(d), AttemptsOf(ledger, queue.Id, d.Id)))]
                        )
                    );
        return targets.Count == 0 ? Problems.NoDocument(name, key) : TypedResults.Ok(new DocumentHistory(name, key, targets));
    }

    /// <summary>Shows the source record of a document</summary>
    /// <remarks>The JSON as the source gave it. Payload is dropped after its retention; then only the history is left.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="key">The id in the source.</param>
    /// <param name="revision">Which revision; default: the latest.</param>
    /// <param name="request">From the server.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static Results<Utf8ContentHttpResult, ProblemHttpResult> RecordAsync(
        string name,
        string key,
        int? revision,
        HttpRequest request,
        FlowDesk desk,
        ILedgerStore ledger
    )
    {
        key = PathKey.Of(request, key);
        if (desk.Find(name) is null)
            return Problems.NoFlow(name);
        if (desk.Stored(name) is not { Queues: [var queue, ..] } flow)
            return Problems.NoDocument(name, key);
        var found = ledger.Queries.History(flow, queue.Id, key).FirstOrDefault(d => revision is null || d.Revision == revision);
        if (found is null)
            return Problems.NoDocument(name, key);
        using var slab = PayloadFrame.Decode(ledger.ReadFrame(found.Frame));
        return TypedResults.Text(slab[found.Place], "application/json; charset=utf-8");
    }

    /// <summary>Queues of a flow, of one target or all.</summary>
    public static IReadOnlyList<QueueSummary> QueuesOf(FlowSummary flow, string? target) =>
        [.. flow.Queues.Where(q => target is null || string.Equals(q.Node, target, StringComparison.Ordinal))];

    private static IReadOnlyList<AttemptView> AttemptsOf(ILedgerStore ledger, int queue, long document) =>
        [.. ledger.Queries.Attempts(queue, document, MostAttempts).Select(View)];

    public static AttemptView View(AttemptSummary a) => new(a.Id, a.OpenedAt, a.ClosedAt, a.Documents, a.Trace != 0, a.Error);
}
