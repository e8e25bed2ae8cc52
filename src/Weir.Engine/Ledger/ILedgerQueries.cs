using Weir.Sdk.Errors;

namespace Weir.Engine.Ledger;

/// <summary>Reads for people and programs; all pages are by seek.</summary>
public interface ILedgerQueries
{
    /// <summary>All flows known to the store.</summary>
    IReadOnlyList<FlowSummary> Flows();

    /// <summary>Runs of a flow, newest first, before a run.</summary>
    IReadOnlyList<RunRecord> Runs(int flow, long before, int limit);

    /// <summary>Runs of a flow that something started, newest first, before a run.</summary>
    IReadOnlyList<RunRecord> RunsBy(int flow, string trigger, long before, int limit);

    /// <summary>One run with its slices, or null.</summary>
    RunRecord? Run(long run);

    /// <summary>Deliveries of a queue after an id, optionally in one state.</summary>
    IReadOnlyList<DocumentSummary> Documents(FlowSummary flow, int queue, DeliveryState? state, long after, int limit);

    /// <summary>How many documents, each counted once, have a delivery in one of the states in one of the queues; latest revisions only. Not for Delivered.</summary>
    long CountDocuments(IReadOnlyList<int> queues, IReadOnlyList<DeliveryState> states);

    /// <summary>All revisions of one key, newest first, with their deliveries.</summary>
    IReadOnlyList<DocumentSummary> History(FlowSummary flow, int queue, string key);

    /// <summary>Attempts that carried a document, newest first.</summary>
    IReadOnlyList<AttemptSummary> Attempts(int queue, long document, int limit);
}

/// <summary>A flow in the store.</summary>
public sealed record FlowSummary(
    int Id,
    string Name,
    int Version,
    long Epoch,
    int Stream,
    int Lanes,
    IReadOnlyList<QueueSummary> Queues,
    DateTimeOffset? Watermark
);

/// <summary>A queue in the store.</summary>
public sealed record QueueSummary(int Id, string Node, QueueCounts Counts)
{
    /// <summary>When deliveries of it come into being, if it follows another target.</summary>
    public FollowOn Follows { get; init; }
}

/// <summary>A document and its delivery.</summary>
public sealed record DocumentSummary(
    long Id,
    string Key,
    int Revision,
    DateTimeOffset AcceptedAt,
    DeliveryState State,
    bool Superseded,
    int Tries,
    DateTimeOffset? DueAt,
    string? TargetId,
    string? TargetNumber,
    DeliveryError? Error,
    long Frame,
    int Place
)
{
    /// <summary>When the state was last written; null while it waits without ever having been tried.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>An attempt.</summary>
public sealed record AttemptSummary(long Id, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, int Documents, long Trace, string? Error);
