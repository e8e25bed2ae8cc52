using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>One call before the credentials are put to it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">Without credentials.</param>
/// <param name="Body">JSON; null = none.</param>
/// <param name="Attempted">For sentences.</param>
internal sealed record HttpCall(HttpMethod Method, Uri Address, ReadOnlyMemory<byte>? Body, string Attempted)
{
    /// <summary>True if it changes something.</summary>
    public bool Writes { get; init; }

    /// <summary>The path was made with values of a document, so that 404 is about the document.</summary>
    public bool PathHasData { get; init; }

    /// <summary>404 means that nothing was found, which is an answer.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>The whole answer is checked to be JSON. The records of a source are not: the engine checks each of them.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>A header of this call alone.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>The kind of a failure that leaves open whether the call was carried out.</summary>
    public ErrorKind Open => Writes ? ErrorKind.InDoubt : ErrorKind.Transient;

    /// <summary>As it is shown.</summary>
    public RequestPreview Preview => new(Method.Method, Address.AbsoluteUri, Body ?? ReadOnlyMemory<byte>.Empty);
}
