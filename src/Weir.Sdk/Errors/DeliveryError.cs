namespace Weir.Sdk.Errors;

/// <summary>Why one document was not delivered; kept in the ledger with its delivery.</summary>
/// <param name="Kind">Decides what the engine does next.</param>
/// <param name="Code">The vendor's code, verbatim, or null.</param>
/// <param name="Text">The vendor's text, verbatim, or our own sentence.</param>
/// <param name="Advice">What a person can do about it, from the connector's table of known errors; null when unknown.</param>
public sealed record DeliveryError(ErrorKind Kind, string? Code, string Text, string? Advice = null);
