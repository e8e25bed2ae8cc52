namespace Weir.Engine.Ledger.Interventions;

/// <summary>
/// A record that a person writes in place of the latest revision of a document. It becomes a revision of its own; what the source gave stays as it is. To the question whether the source
/// changed, the source's own content goes on to count: as long as it does not change, the correction stands; when it does, the new revision wins.
/// </summary>
/// <param name="Flow">The flow.</param>
/// <param name="Queues">Queues of its targets.</param>
/// <param name="Key">The document's key.</param>
/// <param name="Latest">The revision that the person has seen; another one since then refuses the correction.</param>
/// <param name="Record">The record, JSON.</param>
/// <param name="Who">Who corrects.</param>
/// <param name="Reason">Why.</param>
public sealed record Correction(
    FlowSummary Flow,
    IReadOnlyList<int> Queues,
    string Key,
    long Latest,
    ReadOnlyMemory<byte> Record,
    string Who,
    string Reason
);

/// <summary>A correction that was made.</summary>
/// <param name="Document">The revision that it made.</param>
/// <param name="At">When.</param>
/// <param name="Who">By whom.</param>
/// <param name="Reason">Why.</param>
/// <param name="Source">The revision of the source that it stands beside.</param>
public sealed record PastCorrection(long Document, DateTimeOffset At, string Who, string Reason, long Source);
