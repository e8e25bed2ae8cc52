using Weir.Engine.Ledger;
using Weir.Sdk.Errors;
using Weir.Server.Api;

namespace Weir.Server.Ledger;

/// <summary>What happened to a document.</summary>
internal enum TimelineKind
{
    /// <summary>The source gave a revision.</summary>
    Accepted,

    /// <summary>A person wrote a revision in place of the one before.</summary>
    Correction,

    /// <summary>What the flow makes of the latest revision for a target, worked out now with the published flow.</summary>
    Mapped,

    /// <summary>A call to a target carried it.</summary>
    Attempt,

    /// <summary>The delivery got the state that it has now.</summary>
    Settled,

    /// <summary>A person tried it again.</summary>
    Retried,

    /// <summary>A person released it.</summary>
    Released,

    /// <summary>A person held it.</summary>
    Held,

    /// <summary>A person ended it.</summary>
    Skipped,

    /// <summary>Something to know.</summary>
    Note,
}

/// <summary>Something that happened to a document.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Revision">The revision that it happened to.</param>
internal sealed record TimelineEntry(DateTimeOffset At, TimelineKind Kind, int Revision)
{
    /// <summary>Id of the target's node; null for what concerns all targets.</summary>
    public string? Target { get; init; }

    /// <summary>Who did it.</summary>
    public string? Who { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The job it was a part of.</summary>
    public string? Job { get; init; }

    /// <summary>The attempt.</summary>
    public AttemptView? Attempt { get; init; }

    /// <summary>Requests and answers of the attempt; null when they were not kept, were dropped by retention, or the attempt is one of the older ones (see its own address).</summary>
    public IReadOnlyList<TimelineCall>? Calls { get; init; }

    /// <summary>The state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>True when a newer revision was accepted.</summary>
    public bool? Superseded { get; init; }

    /// <summary>The internal id in the target.</summary>
    public string? TargetId { get; init; }

    /// <summary>The number a user sees in the target.</summary>
    public string? TargetNumber { get; init; }

    /// <summary>Why it is not delivered.</summary>
    public DeliveryError? Error { get; init; }

    /// <summary>When it is looked at again.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The target's document, JSON.</summary>
    public string? Body { get; init; }

    /// <summary>Something to know.</summary>
    public string? Text { get; init; }
}

/// <summary>One HTTP call; secrets are masked.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Address.</param>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Request">Body of the request, at most its first 64 KB.</param>
/// <param name="Answer">Body of the answer, at most its first 64 KB.</param>
/// <param name="RequestBytes">Length of the whole request, in UTF-8.</param>
/// <param name="AnswerBytes">Length of the whole answer, in UTF-8.</param>
internal sealed record TimelineCall(
    string Method,
    string Url,
    int Status,
    string Request,
    string Answer,
    int RequestBytes,
    int AnswerBytes
);

/// <summary>The life of a document.</summary>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Key">The id in the source.</param>
/// <param name="Entries">What happened, the oldest first.</param>
internal sealed record Timeline(string Flow, string Key, IReadOnlyList<TimelineEntry> Entries);
