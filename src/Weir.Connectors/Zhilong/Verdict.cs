using Weir.Sdk.Errors;

namespace Weir.Connectors.Zhilong;

/// <summary>What an answer means: rows, or an error, which may be that the session is over.</summary>
/// <param name="Found">The envelope of a good answer.</param>
/// <param name="Error">Why it is not good.</param>
/// <param name="Expired">True when a new sign-in may cure it.</param>
internal readonly record struct Verdict(EnvelopeFindings? Found, ConnectorException? Error, bool Expired = false)
{
    public static Verdict Good(EnvelopeFindings found) => new(found, Error: null);

    public static Verdict Bad(ConnectorException error, bool expired = false) => new(Found: null, error, expired);
}
