namespace Weir.Engine.Ledger.Search;

/// <summary>
/// Finds deliveries and groups their errors. It follows the ledger at a distance, in a file of its own that can be deleted and is built again: whoever writes the ledger
/// never waits for it.
/// </summary>
public interface IDocumentIndex
{
    /// <summary>
    /// Says which fields of a flow's documents are looked in; the first is the number that people know a document by, if <paramref name="hasNumber"/>. A change makes the flow's
    /// documents be read again.
    /// </summary>
    void Declare(string flow, bool hasNumber, IReadOnlyList<string> fields);

    /// <summary>Takes in a part of what the ledger has got since. False if there was nothing.</summary>
    /// <exception cref="StoreException">The index or the ledger cannot be read.</exception>
    Task<bool> StepAsync(CancellationToken cancellationToken);

    /// <summary>Takes in all that the ledger has now, for at most this long.</summary>
    Task CatchUpAsync(TimeSpan most, CancellationToken cancellationToken);

    /// <summary>How much of the ledger it has not taken in.</summary>
    Task<IndexLag> LagAsync(CancellationToken cancellationToken);

    /// <summary>Finds deliveries.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">Next of the page before; null for the first.</param>
    /// <param name="limit">Most items.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="FormatException"><paramref name="after"/> is not one of ours.</exception>
    Task<FoundDeliveries> FindAsync(DocumentFilter filter, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many deliveries a filter means; null when that would have to be counted one by one (a text, a time).</summary>
    Task<long?> CountAsync(DocumentFilter filter, CancellationToken cancellationToken);

    /// <summary>Error groups with deliveries in them, the latest first; with <paramref name="solved"/> those without. Of these flows, or of all.</summary>
    Task<IReadOnlyList<ErrorGroup>> GroupsAsync(IReadOnlyList<string>? flows, bool solved, CancellationToken cancellationToken);
}

/// <summary>What the index has not taken in.</summary>
/// <param name="Documents">Documents.</param>
/// <param name="Changes">Commits that changed deliveries.</param>
public sealed record IndexLag(long Documents, long Changes);
