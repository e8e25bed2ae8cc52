using Weir.Sdk.Records;

namespace Weir.Sdk.Connectors;

/// <summary>A part of a source that can be read alone.</summary>
/// <param name="From">Low end of the time window, inclusive, overlap already taken off; null = from the beginning.</param>
/// <param name="To">High end of the time window, inclusive; null = no end.</param>
public sealed record SourceSlice(DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Reads the pages of a slice.</summary>
public interface ISource
{
    /// <summary>
    /// Reads one page. The cursor is opaque, small, and enough to go on in another process: a run that was killed calls again with the cursor of
    /// the first page that was not stored.
    /// </summary>
    /// <param name="slice">What to read.</param>
    /// <param name="cursor">null for the first page, else <see cref="SourcePage.Next"/> of the page before.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Errors.ConnectorException">Nothing of the page was taken; the engine waits and asks again, or stops, by kind.</exception>
    Task<SourcePage> ReadAsync(SourceSlice slice, string? cursor, CancellationToken cancellationToken);
}

/// <summary>One page. The receiver owns and disposes <paramref name="Records"/>.</summary>
/// <param name="Records">The records, as the source gave them. They need not be validated: the engine does, and asks for a malformed page again.</param>
/// <param name="Next">Cursor of the next page, or null when this was the last.</param>
public sealed record SourcePage(RecordSlab Records, string? Next)
{
    /// <summary>How many records the source says the slice has, if it says so.</summary>
    public long? Total { get; init; }

    /// <summary>Bytes of the answer on the wire, uncompressed.</summary>
    public long Bytes { get; init; }
}
