using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>What an answer says about one document.</summary>
/// <param name="Saved">Named in SuccessEntitys.</param>
/// <param name="Id">Internal id, if saved.</param>
/// <param name="Number">Number, if saved.</param>
/// <param name="Error">Its errors joined; null when it has none.</param>
internal readonly record struct KingdeeVerdict(bool Saved, string? Id, string? Number, DeliveryError? Error);

/// <summary>Takes an envelope apart by document (reference §4: DIndex is the place in the request; IsSuccess is never relied upon alone).</summary>
internal static class KingdeeVerdicts
{
    /// <summary>One verdict per document sent; neither saved nor an error = the answer does not say.</summary>
    /// <exception cref="ConnectorException">The call failed as a whole.</exception>
    public static KingdeeVerdict[] Read(string attempted, KingdeeStatus status, int count)
    {
        ThrowIfWhole(attempted, status, count);
        var verdicts = new KingdeeVerdict[count];
        foreach (var entity in status.Entities)
            if (Index(entity.Index, count) is { } at)
                verdicts[at] = new KingdeeVerdict(Saved: true, entity.Id ?? status.Id, entity.Number ?? status.Number, Error: null);
        foreach (var error in status.Errors)
            if (Index(error.Index, count) is { } at)
                verdicts[at] = verdicts[at] with { Error = Join(verdicts[at].Error, Error(status.MsgCode, error.Message)) };
        return verdicts;
    }

    /// <summary>An error as the ledger keeps it.</summary>
    public static DeliveryError Error(int msgCode, string text)
    {
        var code = KingdeeErrors.Code(msgCode);
        var known = KingdeeErrors.Find(code, text);
        return new DeliveryError(known?.Kind ?? ErrorKind.Rejected, code, KingdeeErrors.Clip(text), known?.Advice);
    }

    /// <summary>The error of documents of which an answer says nothing.</summary>
    public static DeliveryError Unmentioned(KingdeeStatus status)
    {
        var loose = string.Join("；", status.Errors.Where(e => e.Index is null).Select(e => e.Message));
        var text = loose.Length > 0 ? loose : "The answer names the document neither as saved nor as refused.";
        return new DeliveryError(
            ErrorKind.InDoubt,
            KingdeeErrors.Code(status.MsgCode),
            text,
            "金蝶的应答没有提到该单据：先按外部标识查证，再决定是否重发。"
        );
    }

    private static void ThrowIfWhole(string attempted, KingdeeStatus status, int count)
    {
        if (status.Entities.Count > 0)
            return;
        if (status.Errors.Count == 0)
        {
            if (status.IsSuccess != true)
                throw status.Failure(attempted, ErrorKind.Unknown);
            return;
        }
        var named = status.Errors.Select(e => Index(e.Index, count)).OfType<int>().ToHashSet();
        if (named.Count == 0)
            throw status.Failure(attempted, ErrorKind.Rejected);
        var kinds = status.Errors.Select(e => Error(status.MsgCode, e.Message).Kind).Distinct().ToArray();
        // Nothing was saved and every line says the same thing about the connection, not about a document.
        if (kinds is [ErrorKind.RateLimited or ErrorKind.Transient or ErrorKind.Config or ErrorKind.Auth])
            throw status.Failure(attempted, ErrorKind.Rejected);
        // An exception, or a refusal of the call itself, is reported under DIndex 0 whichever document caused it (inferred): let it be searched for.
        var first = named.Count == 1 && named.Contains(0) && count > 1;
        if (
            first
            && (
                status.MsgCode is 4 or 8
                || KingdeeErrors.Find(KingdeeErrors.Code(status.MsgCode), status.Text)?.Group is KingdeeErrors.BatchSize
            )
        )
            throw status.Failure(attempted, ErrorKind.Rejected);
    }

    private static int? Index(int? index, int count) =>
        index is { } at && at >= 0 && at < count ? at
        : index is null && count == 1 ? 0
        : null;

    /// <summary>The first decides what to do unless a later one needs a person; all are shown.</summary>
    private static DeliveryError Join(DeliveryError? first, DeliveryError next)
    {
        if (first is null)
            return next;
        var lead = first.Kind != ErrorKind.Rejected && next.Kind == ErrorKind.Rejected ? next : first;
        return lead with { Text = KingdeeErrors.Clip($"{first.Text}；{next.Text}"), Advice = lead.Advice ?? first.Advice ?? next.Advice };
    }
}
