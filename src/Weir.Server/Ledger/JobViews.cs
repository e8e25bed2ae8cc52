using System.Text.Json.Serialization;
using Weir.Engine.Ledger.Interventions;
using Weir.Server.Api;

namespace Weir.Server.Ledger;

/// <summary>A job to be done to all deliveries of a filter.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JobRequest
{
    /// <summary>Longest reason, in characters.</summary>
    public const int LongestReason = 500;

    /// <summary>Which deliveries; only latest revisions.</summary>
    public required DocumentQuery Filter { get; init; }

    /// <summary>What is done: retry, release, hold, skip, export.</summary>
    public required InterventionAction Action { get; init; }

    /// <summary>Why; required for hold and skip.</summary>
    public string? Reason { get; init; }

    /// <summary>Format of an export: csv (default) or xlsx.</summary>
    public string? Format { get; init; }

    /// <summary>What is wrong with it, or null.</summary>
    public string? Wrong()
    {
        if (Reason?.Length > LongestReason)
            return $"'reason' has at most {LongestReason} characters.";
        if (Action is (InterventionAction.Hold or InterventionAction.Skip) && string.IsNullOrWhiteSpace(Reason))
            return "'reason' is required for hold and skip.";
        if (Format is not (null or "csv" or "xlsx"))
            return "'format' is csv or xlsx.";
        return Format is not null && Action != InterventionAction.Export ? "'format' is for exports." : null;
    }
}

/// <summary>A job.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Action">What is done.</param>
/// <param name="State">How it is.</param>
/// <param name="Filter">To which deliveries.</param>
/// <param name="Reason">Why.</param>
/// <param name="Who">Who ordered it.</param>
/// <param name="OrderedAt">When.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Total">How many deliveries there were when it was ordered; null when they were not counted (with a text or a time in the filter).</param>
/// <param name="Done">Deliveries that were changed or exported.</param>
/// <param name="Failed">Deliveries to which it could not be done; they are listed with the reason at /refusals.</param>
/// <param name="Error">Why the job failed.</param>
/// <param name="Format">Format of the export.</param>
/// <param name="HasFile">True when the file of the export can be fetched.</param>
internal sealed record JobView(
    string Id,
    InterventionAction Action,
    DocumentJobState State,
    DocumentQuery Filter,
    string? Reason,
    string Who,
    DateTimeOffset OrderedAt,
    DateTimeOffset? EndedAt,
    long? Total,
    long Done,
    long Failed,
    string? Error,
    string? Format,
    bool HasFile
)
{
    public static JobView Of(DocumentJob job) =>
        new(
            Paging.Text(job.Id),
            job.Action,
            job.State,
            new DocumentQuery
            {
                Flow = job.Filter.Flows is [var only] ? only : null,
                Target = job.Filter.Target,
                State = job.Filter.States.Count == 0 ? null : string.Join(',', job.Filter.States.Select(StateWords.Of)),
                Q = job.Filter.Text,
                From = job.Filter.From,
                To = job.Filter.To,
                Group = job.Filter.Group,
            },
            job.Reason,
            job.Who,
            job.At,
            job.EndedAt,
            job.Total,
            job.Done,
            job.Refused,
            job.Error,
            job.Format,
            job is { Action: InterventionAction.Export, State: DocumentJobState.Done }
        );
}

/// <summary>A delivery to which a job could not be done.</summary>
/// <param name="Flow">Name of its flow.</param>
/// <param name="Target">Id of the target's node.</param>
/// <param name="Key">The id in the source.</param>
/// <param name="Reason">Why not.</param>
internal sealed record RefusalView(string Flow, string Target, string Key, string Reason);
