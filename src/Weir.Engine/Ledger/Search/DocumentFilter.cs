namespace Weir.Engine.Ledger.Search;

/// <summary>Which deliveries are meant: of the latest revisions, in one flow or in all.</summary>
public sealed record DocumentFilter
{
    /// <summary>Longest text that can be looked for, in characters.</summary>
    public const int LongestText = 200;

    /// <summary>Names of flows; null = all.</summary>
    public IReadOnlyList<string>? Flows { get; init; }

    /// <summary>Id of a target's node; null = all.</summary>
    public string? Target { get; init; }

    /// <summary>States; none = all.</summary>
    public IReadOnlyList<DeliveryState> States { get; init; } = [];

    /// <summary>
    /// Looked for, without regard to case: at the beginning of the key, of the target's number or id, and of the flow's declared fields; anywhere in declared fields and texts of
    /// errors. Null = everything.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Accepted at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Id of an error group.</summary>
    public string? Group { get; init; }
}

/// <summary>A delivery that was found.</summary>
/// <param name="Flow">Name of its flow.</param>
/// <param name="Queue">Number of its queue.</param>
/// <param name="Target">Id of the target's node.</param>
/// <param name="Document">The document and its delivery.</param>
/// <param name="UpdatedAt">When its state was last written; when it was accepted, while it waits.</param>
/// <param name="Fields">Values of the flow's declared fields, by path.</param>
public sealed record FoundDelivery(
    string Flow,
    int Queue,
    string Target,
    DocumentSummary Document,
    DateTimeOffset UpdatedAt,
    IReadOnlyDictionary<string, string> Fields
);

/// <summary>A page of what was found.</summary>
/// <param name="Items">The deliveries, newest first; those found by a text in the order of what was found.</param>
/// <param name="Next">Where to go on; null at the end. A page may hold fewer than were asked for, or none, while there is more to look through.</param>
public sealed record FoundDeliveries(IReadOnlyList<FoundDelivery> Items, string? Next);
