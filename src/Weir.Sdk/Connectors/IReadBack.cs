namespace Weir.Sdk.Connectors;

/// <summary>A target whose documents can be read back, so that both sides can be compared. Implemented beside <see cref="ITarget"/>.</summary>
public interface IReadBack
{
    /// <summary>
    /// Reads fields of the documents that have one of these identities: one row for each document, or for each of its lines when fields of lines are asked for.
    /// Identities that are not there have no row.
    /// </summary>
    /// <param name="identities">Values of the identity field.</param>
    /// <param name="fields">Paths in the document as it is written, for example <c>FNote</c>, <c>FCustomerID.FNumber</c>, <c>FEntity.FRealQty</c>.</param>
    /// <param name="list">The list of lines that all the fields are in, for example <c>FEntity</c>; null for fields of the header.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Errors.ConnectorException">It could not be asked; kind Config when a field is not known there.</exception>
    Task<IReadOnlyList<ReadBackRow>> ReadBackAsync(
        IReadOnlyList<string> identities,
        IReadOnlyList<string> fields,
        string? list,
        CancellationToken cancellationToken
    );
}

/// <summary>A document, or a line of one, as the target has it.</summary>
/// <param name="Identity">Value of the identity field.</param>
/// <param name="Values">The fields, in the order asked for, as text; numbers keep their digits.</param>
public sealed record ReadBackRow(string Identity, IReadOnlyList<string?> Values);
