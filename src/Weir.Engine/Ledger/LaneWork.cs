using Weir.Sdk.Errors;

namespace Weir.Engine.Ledger;

/// <summary>A document that a lane takes.</summary>
/// <param name="Id">Id of the document.</param>
/// <param name="Key">Its key.</param>
/// <param name="KeyHash">Hash of stream and key.</param>
/// <param name="Revision">1 for the first content seen under the key.</param>
/// <param name="Previous">The revision before, or 0.</param>
/// <param name="Frame">Where its payload lies.</param>
/// <param name="Place">Its place in the payload.</param>
/// <param name="State">Waiting, Retrying or InDoubt.</param>
/// <param name="Tries">Attempts that carried it.</param>
/// <param name="Asked">How often the target was asked since it became in doubt.</param>
/// <param name="DueAt">When it is to be looked at again.</param>
/// <param name="TargetId">The target's id, as far as an earlier attempt learnt it.</param>
public sealed record LaneDocument(
    long Id,
    string Key,
    long KeyHash,
    int Revision,
    long Previous,
    long Frame,
    int Place,
    DeliveryState State,
    int Tries,
    int Asked,
    DateTimeOffset? DueAt,
    string? TargetId
)
{
    /// <summary>When it was accepted; what follows another: when it came into being.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The delivery that this one follows; null when it takes from the ledger.</summary>
    public FollowedDelivery? Lead { get; init; }

    /// <summary>While it is in doubt: the identity under which it was sent, if the target has identities.</summary>
    public string? Identity { get; init; }
}

/// <summary>What is written about one delivery.</summary>
/// <param name="Document">Id of the document.</param>
/// <param name="From">The state it was in when the lane took it.</param>
/// <param name="To">The state it is in now.</param>
/// <param name="Tries">Attempts that carried it.</param>
/// <param name="Asked">How often the target was asked.</param>
/// <param name="DueAt">When it is to be looked at again; with Retrying and InDoubt only.</param>
/// <param name="TargetId">The target's id.</param>
/// <param name="TargetNumber">The target's number.</param>
/// <param name="Error">Why it is not delivered.</param>
public readonly record struct Settlement(
    long Document,
    DeliveryState From,
    DeliveryState To,
    int Tries,
    int Asked,
    DateTimeOffset? DueAt,
    string? TargetId,
    string? TargetNumber,
    DeliveryError? Error
);

/// <summary>Opens an attempt, before the call.</summary>
/// <param name="Fence">Who writes.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Lane">The lane.</param>
/// <param name="Run">The run, 0 if none.</param>
/// <param name="Documents">The documents it carries, ascending.</param>
/// <param name="Head">Every document of the lane up to this one has a delivery row or is in an open attempt.</param>
/// <param name="DoubtUntil">Due time given to its deliveries if the process dies before the attempt is closed: settle time of the target.</param>
public sealed record AttemptOpening(Fence Fence, int Queue, int Lane, long Run, long[] Documents, long Head, TimeSpan DoubtUntil)
{
    /// <summary>The identities under which they are sent, in the same order; null entries for those without. Empty when the target has none.</summary>
    public IReadOnlyList<string?> Identities { get; init; } = [];
}

/// <summary>Closes an attempt with its outcomes.</summary>
/// <param name="Fence">Who writes.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Attempt">The attempt; 0 for settlements without a call (rejected by a rule, mapping failed, found by lookup).</param>
/// <param name="Settlements">One per document.</param>
/// <param name="Trace">Requests and answers, encoded by <see cref="PayloadFrame"/>; null if there were none.</param>
/// <param name="Error">The error of the call as a whole.</param>
public sealed record AttemptClosing(
    Fence Fence,
    int Queue,
    long Attempt,
    IReadOnlyList<Settlement> Settlements,
    ReadOnlyMemory<byte>? Trace,
    string? Error
)
{
    /// <summary>What targets that follow get to see, one JSON object each, encoded by <see cref="PayloadFrame"/>; null when nothing follows.</summary>
    public ReadOnlyMemory<byte>? Members { get; init; }

    /// <summary>For each settlement its place in <see cref="Members"/>, or -1; empty when nothing follows.</summary>
    public IReadOnlyList<int> Places { get; init; } = [];
}
