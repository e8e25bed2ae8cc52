using Weir.Sdk.Errors;

namespace Weir.Sdk.Connectors;

/// <summary>Takes documents, batch by batch.</summary>
public interface ITarget
{
    /// <summary>How large a batch may be.</summary>
    TargetLimits Limits { get; }

    /// <summary>The field of the document that identifies it in the target (for example <c>F_out_id</c>), or null when the target cannot be asked.</summary>
    string? IdentityField { get; }

    /// <summary>What to do with a delivery in doubt when the target cannot be asked.</summary>
    DoubtPolicy DoubtPolicy { get; }

    /// <summary>The fields, from the live system when it can be asked, else from what is known. Called once per flow start.</summary>
    Task<IReadOnlyList<FieldDescription>> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>The requests that <see cref="WriteAsync"/> would send for this batch, secrets masked; sends nothing.</summary>
    IReadOnlyList<RequestPreview> Preview(IReadOnlyList<TargetDocument> batch);

    /// <summary>
    /// Writes a batch and returns one outcome per document, in order. Row failures are outcomes, not exceptions.
    /// </summary>
    /// <exception cref="ConnectorException">
    /// The call failed as a whole. Kind Rejected: the engine halves the batch until the bad document is named. InDoubt or Unknown: each document
    /// is looked up before it is sent again.
    /// </exception>
    Task<WriteAnswer> WriteAsync(IReadOnlyList<TargetDocument> batch, CancellationToken cancellationToken);

    /// <summary>
    /// Looks documents up by identity. One entry per identity, in order. Only called when <see cref="IdentityField"/> is not null.
    /// </summary>
    Task<IReadOnlyList<FoundDocument>> FindAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken);
}

/// <summary>Largest batch.</summary>
/// <param name="Rows">Documents in one call.</param>
/// <param name="Bytes">Bytes of all documents in one call.</param>
public sealed record TargetLimits(int Rows, int Bytes);

/// <summary>What happens to a delivery in doubt when the target cannot be asked.</summary>
public enum DoubtPolicy
{
    /// <summary>A person decides.</summary>
    Hold,

    /// <summary>Sent again: the target itself recognises repeats, or a repeat does no harm.</summary>
    Resend,
}

/// <summary>What is to be done with a document in the target.</summary>
public enum WriteIntent
{
    /// <summary>It is new there.</summary>
    Create,

    /// <summary>It is there under <see cref="TargetDocument.TargetId"/> and gets new content.</summary>
    Update,

    /// <summary>It is there under <see cref="TargetDocument.TargetId"/> with the right content, but was left half-way (saved, not audited).</summary>
    Complete,
}

/// <summary>One document on its way out.</summary>
/// <param name="Body">The mapped JSON object, UTF-8.</param>
/// <param name="Identity">Value of the identity field; null when there is none.</param>
/// <param name="Intent">What is to be done.</param>
/// <param name="TargetId">The target's internal id, with Update and Complete.</param>
public sealed record TargetDocument(ReadOnlyMemory<byte> Body, string? Identity, WriteIntent Intent, string? TargetId);

/// <summary>What became of one document.</summary>
/// <param name="Delivered">True when it is in the target, complete.</param>
/// <param name="TargetId">The target's internal id, if known (also for a document that was saved but not completed).</param>
/// <param name="TargetNumber">The number a user sees there, if known.</param>
/// <param name="Error">Why not, when not delivered; kind InDoubt when it is not known.</param>
public readonly record struct Outcome(bool Delivered, string? TargetId, string? TargetNumber, DeliveryError? Error)
{
    /// <summary>Delivered under this id and number.</summary>
    public static Outcome Ok(string? id, string? number) => new(Delivered: true, id, number, Error: null);

    /// <summary>Not delivered.</summary>
    public static Outcome Failed(DeliveryError error, string? id = null, string? number = null) => new(Delivered: false, id, number, error);
}

/// <summary>Answer to a batch.</summary>
/// <param name="Outcomes">One per document, in order.</param>
/// <param name="Exchanges">The calls that were made, for the attempt's trace.</param>
public sealed record WriteAnswer(IReadOnlyList<Outcome> Outcomes, IReadOnlyList<Exchange> Exchanges)
{
    /// <summary>
    /// What the target said of each document, in order: one JSON value, UTF-8, in the vendor's own spelling; null where it said nothing. Nodes that follow the
    /// target see it as <c>answer</c>. Memory of its own: it outlives the call. Empty = the target never says anything.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>?> Answers { get; init; } = [];
}

/// <summary>One HTTP call as it is kept in the ledger; secrets are masked before it is built.</summary>
/// <param name="Request">First line and body of the request.</param>
/// <param name="Answer">Status and body of the answer.</param>
public sealed record Exchange(RequestPreview Request, ReadOnlyMemory<byte> Answer)
{
    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status { get; init; }
}

/// <summary>A request as it would be sent.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Address without secrets.</param>
/// <param name="Body">Body, UTF-8.</param>
public sealed record RequestPreview(string Method, string Url, ReadOnlyMemory<byte> Body);

/// <summary>What a lookup found.</summary>
/// <param name="State">Whether it is there and complete.</param>
/// <param name="TargetId">The internal id.</param>
/// <param name="TargetNumber">The number a user sees.</param>
/// <param name="Copies">How many documents carry the identity; more than one is reported to a person.</param>
public sealed record FoundDocument(FoundState State, string? TargetId = null, string? TargetNumber = null, int Copies = 1);

/// <summary>Whether a document is in the target.</summary>
public enum FoundState
{
    /// <summary>Not there (yet).</summary>
    Missing,

    /// <summary>There and complete.</summary>
    Complete,

    /// <summary>There, but left half-way: saved, not audited.</summary>
    Incomplete,
}
