namespace Weir.Sdk.Connectors;

/// <summary>Finds rows of a system by the values of fields, many at once.</summary>
public interface ILookup
{
    /// <summary>How many keys go into one call.</summary>
    int KeysPerCall { get; }

    /// <summary>
    /// Finds the rows whose fields have one of the given combinations of values. Rows come in the system's order, as JSON objects that hold at least the fields of
    /// <paramref name="where"/> and <paramref name="take"/> under the names given; keys without a row are simply not among them.
    /// </summary>
    /// <param name="where">Names of the fields that are compared.</param>
    /// <param name="keys">Combinations of values, each as long as <paramref name="where"/>; at most <see cref="KeysPerCall"/>.</param>
    /// <param name="take">Names of the fields that are wanted.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Errors.ConnectorException">It could not be asked.</exception>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(
        IReadOnlyList<string> where,
        IReadOnlyList<IReadOnlyList<string>> keys,
        IReadOnlyList<string> take,
        CancellationToken cancellationToken
    );
}
