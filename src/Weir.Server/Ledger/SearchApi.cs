using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;
using Weir.Sdk.Errors;
using Weir.Server.Api;
using Weir.Server.Auth;

namespace Weir.Server.Ledger;

/// <summary>A delivery that was found.</summary>
/// <param name="Flow">Name of its flow.</param>
/// <param name="Target">Id of the target's node.</param>
/// <param name="Id">Id of the document in the ledger.</param>
/// <param name="Key">The id in the source.</param>
/// <param name="Number">The number that people know it by, if the flow declares one.</param>
/// <param name="Fields">Values of the fields that the flow declares for search, by path.</param>
/// <param name="TargetId">The internal id in the target.</param>
/// <param name="TargetNumber">The number a user sees in the target.</param>
/// <param name="State">Where the delivery is.</param>
/// <param name="Tries">Attempts that carried it.</param>
/// <param name="AcceptedAt">When it was stored.</param>
/// <param name="UpdatedAt">When its state was last written.</param>
/// <param name="Error">Why it is not delivered.</param>
/// <param name="Revision">1 for the first content seen under the key.</param>
internal sealed record FoundView(
    string Flow,
    string Target,
    string Id,
    string Key,
    string? Number,
    IReadOnlyDictionary<string, string> Fields,
    string? TargetId,
    string? TargetNumber,
    DeliveryState State,
    int Tries,
    DateTimeOffset AcceptedAt,
    DateTimeOffset UpdatedAt,
    DeliveryError? Error,
    int Revision
)
{
    public static FoundView Of(FoundDelivery found, string? numberPath) =>
        new(
            found.Flow,
            found.Target,
            Paging.Text(found.Document.Id),
            found.Document.Key,
            numberPath is null ? null : found.Fields.GetValueOrDefault(numberPath),
            found.Fields,
            found.Document.TargetId,
            found.Document.TargetNumber,
            found.Document.State,
            found.Document.Tries,
            found.Document.AcceptedAt,
            found.UpdatedAt,
            found.Document.Error,
            found.Document.Revision
        );
}

/// <summary>A page of deliveries that were found.</summary>
/// <param name="Items">The deliveries. A page may hold fewer than were asked for, or none, while there is more to look through: go on while there is a next.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last one.</param>
/// <param name="Behind">Documents and changes that the index has not taken in yet; 0 when the list is complete.</param>
internal sealed record FoundPage(IReadOnlyList<FoundView> Items, string? Next, long Behind);

/// <summary>Deliveries of a target by state.</summary>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Target">Id of the target's node.</param>
/// <param name="Counts">Latest revisions by state.</param>
internal sealed record SummaryView(string Flow, string Target, QueueCounts Counts);

/// <summary>Search over the documents of all flows.</summary>
internal static class SearchApi
{
    private const string Tag = "Documents";

    /// <summary>What people have just done is to be in the list they look at next.</summary>
    public static readonly TimeSpan Freshening = TimeSpan.FromMilliseconds(100);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/documents", FindAsync).Named("findDocuments", Tag, 400, 404, 503).Needs(Permission.DocumentsRead);
        api.MapGet("/documents/summary", Summary).Named("summarizeDocuments", Tag).Needs(Permission.DocumentsRead);
    }

    /// <summary>Finds documents</summary>
    /// <remarks>
    /// Over one flow or all: latest revisions, newest first. With q, what begins with it comes first (key, declared fields, then the target's number and id), then what has
    /// it in a declared field or in the text of the error; capital and small letters are the same.
    /// </remarks>
    /// <param name="flow">Name of a flow; default: all.</param>
    /// <param name="target">Id of a target's node; default: all.</param>
    /// <param name="state">States, separated by commas; default: all.</param>
    /// <param name="q">Key, number, target number, target id, declared field, or text of the error; at most 200 characters.</param>
    /// <param name="from">Accepted at this time or later.</param>
    /// <param name="to">Accepted before this time.</param>
    /// <param name="group">Id of an error group.</param>
    /// <param name="after">next of the page before.</param>
    /// <param name="limit">Most items, 1 to 500; default 50.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<FoundPage>, ProblemHttpResult>> FindAsync(
        string? flow,
        string? target,
        string? state,
        string? q,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? group,
        string? after,
        int? limit,
        FlowDesk desk,
        ILedgerStore ledger,
        CancellationToken cancellationToken
    )
    {
        if (flow is not null && desk.Find(flow) is null)
            return Problems.NoFlow(flow);
        if (Paging.Limit(limit) is not { } most)
            return Paging.Wrong();
        var query = new DocumentQuery
        {
            Flow = flow,
            Target = target,
            State = state,
            Q = q,
            From = from,
            To = to,
            Group = group,
        };
        var (filter, wrong) = query.Read(desk.Files.Select(f => f.Name));
        if (filter is null)
            return Problems.BadRequest("search-invalid", wrong!);
        await ledger.Index.CatchUpAsync(Freshening, cancellationToken);
        FoundDeliveries found;
        try
        {
            found = await ledger.Index.FindAsync(filter, after, most, cancellationToken);
        }
        catch (FormatException)
        {
            return Paging.Wrong();
        }
        var lag = await ledger.Index.LagAsync(cancellationToken);
        var numbers = desk.Files.ToDictionary(f => f.Name, f => f.Flow?.Search.Number, StringComparer.Ordinal);
        return TypedResults.Ok(
            new FoundPage(
                [.. found.Items.Select(item => FoundView.Of(item, numbers.GetValueOrDefault(item.Flow)))],
                found.Next,
                lag.Documents + lag.Changes
            )
        );
    }

    /// <summary>Counts documents</summary>
    /// <remarks>Latest revisions by state, for each target of each flow that has run.</remarks>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    internal static Ok<SummaryView[]> Summary(FlowDesk desk, ILedgerStore ledger)
    {
        var seen = desk.Files.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        return TypedResults.Ok(
            ledger
                .Queries.Flows()
                .Where(flow => seen.Contains(flow.Name))
                .SelectMany(flow => flow.Queues.Select(queue => new SummaryView(flow.Name, queue.Node, queue.Counts)))
                .ToArray()
        );
    }
}
