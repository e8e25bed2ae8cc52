using Weir.Sdk.Errors;

namespace Weir.Engine.Ledger.Search;

/// <summary>Deliveries that are failed, held, retrying or in doubt for the same reason.</summary>
/// <param name="Id">Stable: made of code and text.</param>
/// <param name="Code">The vendor's code, verbatim.</param>
/// <param name="Kind">Kind of the latest of them.</param>
/// <param name="Text">The text with numbers, ids and quoted values replaced by …; empty when a queue had too many different texts.</param>
/// <param name="Sample">The text of the latest of them, verbatim.</param>
/// <param name="Advice">What a person can do; null when unknown.</param>
/// <param name="Count">Deliveries that are in it now.</param>
/// <param name="States">Them by state.</param>
/// <param name="First">When the first of them got the error.</param>
/// <param name="Last">When the last of them got it.</param>
/// <param name="Flows">Names of the flows that have it.</param>
/// <param name="Trend">Deliveries that came into it in each of the last 24 hours, the oldest first.</param>
public sealed record ErrorGroup(
    string Id,
    string? Code,
    ErrorKind Kind,
    string Text,
    string Sample,
    string? Advice,
    long Count,
    IReadOnlyDictionary<DeliveryState, long> States,
    DateTimeOffset First,
    DateTimeOffset Last,
    IReadOnlyList<string> Flows,
    IReadOnlyList<long> Trend
);
