using Weir.Engine.Ledger;
using Weir.Sdk.Errors;

namespace Weir.Server.Api;

/// <summary>A document and its delivery to one target.</summary>
/// <param name="Id">Its id in the ledger.</param>
/// <param name="Key">The id in the source.</param>
/// <param name="Revision">1 for the first content seen under the key.</param>
/// <param name="AcceptedAt">When it was stored.</param>
/// <param name="State">Where the delivery is.</param>
/// <param name="Superseded">True when a newer revision of the key has been stored.</param>
/// <param name="Tries">Attempts that carried it.</param>
/// <param name="DueAt">When it is looked at again.</param>
/// <param name="TargetId">The internal id in the target.</param>
/// <param name="TargetNumber">The number a user sees in the target.</param>
/// <param name="Error">Why it is not delivered.</param>
internal sealed record DocumentView(
    string Id,
    string Key,
    int Revision,
    DateTimeOffset AcceptedAt,
    DeliveryState State,
    bool Superseded,
    int Tries,
    DateTimeOffset? DueAt,
    string? TargetId,
    string? TargetNumber,
    DeliveryError? Error
)
{
    public static DocumentView Of(DocumentSummary d) =>
        new(
            Paging.Text(d.Id),
            d.Key,
            d.Revision,
            d.AcceptedAt,
            d.State,
            d.Superseded,
            d.Tries,
            d.DueAt,
            d.TargetId,
            d.TargetNumber,
            d.Error
        );
}

/// <summary>Everything the ledger knows about one key.</summary>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Key">The id in the source.</param>
/// <param name="Targets">Its way to each target.</param>
internal sealed record DocumentHistory(string Flow, string Key, IReadOnlyList<TargetHistory> Targets);

/// <summary>The way of one key to one target.</summary>
/// <param name="Target">Id of the target's node.</param>
/// <param name="Revisions">Its revisions, newest first.</param>
internal sealed record TargetHistory(string Target, IReadOnlyList<RevisionView> Revisions);

/// <summary>One revision of a document, and the attempts that carried it.</summary>
/// <param name="Document">The document and its delivery.</param>
/// <param name="Attempts">The attempts, newest first, at most 100.</param>
internal sealed record RevisionView(DocumentView Document, IReadOnlyList<AttemptView> Attempts);

/// <summary>One call to a target.</summary>
/// <param name="Id">Its number.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="ClosedAt">When its outcomes were stored; null while it is under way.</param>
/// <param name="Documents">How many documents it carried.</param>
/// <param name="HasTrace">True if its requests and answers were kept.</param>
/// <param name="Error">Error of the call as a whole.</param>
internal sealed record AttemptView(long Id, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, int Documents, bool HasTrace, string? Error);

/// <summary>Requests and answers of an attempt.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Calls">Its calls, in order.</param>
internal sealed record AttemptTrace(AttemptView Attempt, IReadOnlyList<TracedCall> Calls);

/// <summary>One HTTP call; secrets are masked.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Address.</param>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Request">Body of the request.</param>
/// <param name="Answer">Body of the answer.</param>
internal sealed record TracedCall(string Method, string Url, int Status, string Request, string Answer);
