using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Ledger;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>What becomes of a delivery: by the kind of its error, how often it was tried, and how often the target was asked.</summary>
internal sealed class OutcomeRules(TargetSettings settings, ITarget target, TimeProvider time)
{
    /// <summary>The target asks us to slow down; that is not the document's fault, so it has more attempts.</summary>
    private const int RateLimitedFactor = 5;

    /// <summary>After an attempt's outcome.</summary>
    public Settlement AfterAttempt(LaneDocument document, in Outcome outcome)
    {
        if (outcome.Delivered)
            return Settle(
                document,
                DeliveryState.Delivered,
                document.Tries + 1,
                0,
                wait: null,
                outcome.TargetId,
                outcome.TargetNumber,
                error: null
            );
        return AfterError(document, outcome.Error!, retryAfter: null, outcome.TargetId, outcome.TargetNumber);
    }

    /// <summary>After an error, of the document or of the whole call.</summary>
    public Settlement AfterError(LaneDocument document, DeliveryError error, TimeSpan? retryAfter, string? id = null, string? number = null)
    {
        var tries = document.Tries + 1;
        switch (error.Kind)
        {
            case ErrorKind.InDoubt or ErrorKind.Unknown:
                return Doubt(document, tries, error, id, number);
            case ErrorKind.Transient when tries < settings.Retry.Attempts:
            case ErrorKind.RateLimited when tries < settings.Retry.Attempts * RateLimitedFactor:
                var wait = retryAfter ?? Backoff.After(tries, settings.Retry.First, settings.Retry.Cap, Random.Shared);
                return Settle(document, DeliveryState.Retrying, tries, 0, wait, id, number, error);
            default:
                return Settle(document, DeliveryState.Failed, tries, 0, wait: null, id, number, error);
        }
    }

    private Settlement Doubt(LaneDocument document, int tries, DeliveryError error, string? id, string? number)
    {
        // With an id the target need not be asked: the document is addressed by it, once a late call can no longer arrive.
        if (target.IdentityField is not null || id is not null)
            return Settle(document, DeliveryState.InDoubt, tries, 0, settings.Doubt.Settle, id, number, error);
        if (target.DoubtPolicy == DoubtPolicy.Hold)
            return Settle(document, DeliveryState.Held, tries, 0, wait: null, id, number, error);
        return tries < settings.Retry.Attempts
            ? Settle(document, DeliveryState.Retrying, tries, 0, settings.Doubt.Settle, id, number, error)
            : Settle(document, DeliveryState.Failed, tries, 0, wait: null, id, number, error);
    }

    /// <summary>The call was never made, or certainly not taken, for a reason that has nothing to do with the document: it waits, and that does not count as a try.</summary>
    public Settlement Unspent(LaneDocument document, DeliveryError error, TimeSpan wait) =>
        Settle(document, DeliveryState.Retrying, document.Tries, document.Asked, wait, id: null, number: null, error);

    /// <summary>After the target was asked for a document in doubt.</summary>
    public Settlement AfterLookup(LaneDocument document, FoundDocument found)
    {
        if (found.Copies > 1)
            return Settle(
                document,
                DeliveryState.Held,
                document.Tries,
                document.Asked + 1,
                wait: null,
                found.TargetId,
                found.TargetNumber,
                new DeliveryError(
                    ErrorKind.Rejected,
                    "copies",
                    $"The target has {found.Copies} documents with this identity.",
                    "在目标系统中合并或删除重复单据后放行。"
                )
            );
        switch (found.State)
        {
            case FoundState.Complete:
                return Settle(
                    document,
                    DeliveryState.Delivered,
                    document.Tries,
                    document.Asked + 1,
                    wait: null,
                    found.TargetId,
                    found.TargetNumber,
                    error: null
                );
            case FoundState.Incomplete:
                return Settle(
                    document,
                    DeliveryState.Retrying,
                    document.Tries,
                    0,
                    TimeSpan.Zero,
                    found.TargetId,
                    found.TargetNumber,
                    error: null
                );
        }
        var asked = document.Asked + 1;
        if (asked < settings.Doubt.Confirmations)
            return Settle(
                document,
                DeliveryState.InDoubt,
                document.Tries,
                asked,
                settings.Doubt.Settle,
                id: null,
                number: null,
                Missing(asked)
            );
        return document.Tries < settings.Retry.Attempts
            ? Settle(document, DeliveryState.Retrying, document.Tries, 0, TimeSpan.Zero, id: null, number: null, Missing(asked))
            : Settle(document, DeliveryState.Failed, document.Tries, asked, wait: null, id: null, number: null, Missing(asked));
    }

    /// <summary>A target that cannot be asked: held for a person, or sent again where the target recognises repeats.</summary>
    public Settlement WithoutLookup(LaneDocument document)
    {
        var error = new DeliveryError(ErrorKind.InDoubt, "doubt", "It was sent, and this target cannot be asked whether it took it.");
        if (target.DoubtPolicy == DoubtPolicy.Hold)
            return Settle(document, DeliveryState.Held, document.Tries, document.Asked, wait: null, id: null, number: null, error);
        return document.Tries < settings.Retry.Attempts
            ? Settle(document, DeliveryState.Retrying, document.Tries, 0, TimeSpan.Zero, id: null, number: null, error)
            : Settle(document, DeliveryState.Failed, document.Tries, document.Asked, wait: null, id: null, number: null, error);
    }

    /// <summary>Held for a person: the ledger was put back from a backup, and the time since then may have delivered it.</summary>
    public Settlement AfterRestore(LaneDocument document) =>
        Settle(
            document,
            DeliveryState.Held,
            document.Tries,
            document.Asked,
            wait: null,
            id: null,
            number: null,
            new DeliveryError(
                ErrorKind.InDoubt,
                "restored",
                "The ledger was restored from a backup. This may have been delivered since the backup was made, and this target cannot be asked.",
                "Look in the target: release it if it is not there, else skip it."
            )
        );

    /// <summary>
    /// An update in doubt is sent again: it is addressed by the target's own id, so a second time changes nothing. But not before the time is over in
    /// which the first may still be carried out (settle × confirmations, as with new documents): it would undo what came after it.
    /// </summary>
    public Settlement ResendUpdate(LaneDocument document)
    {
        var waited = document.Asked + 1;
        if (waited < settings.Doubt.Confirmations)
            return Settle(
                document,
                DeliveryState.InDoubt,
                document.Tries,
                waited,
                settings.Doubt.Settle,
                id: null,
                number: null,
                new DeliveryError(ErrorKind.InDoubt, "late", "The update may still be carried out late; it is sent again after that time.")
            );
        return document.Tries < settings.Retry.Attempts
            ? Settle(document, DeliveryState.Retrying, document.Tries, 0, TimeSpan.Zero, id: null, number: null, error: null)
            : Settle(
                document,
                DeliveryState.Failed,
                document.Tries,
                0,
                wait: null,
                id: null,
                number: null,
                new DeliveryError(ErrorKind.Unknown, "doubt", "The update was sent again and again, and the target never answered clearly.")
            );
    }

    /// <summary>The target could not be asked; it is asked again later.</summary>
    public Settlement AskLater(LaneDocument document, DeliveryError error, TimeSpan wait) =>
        Settle(document, DeliveryState.InDoubt, document.Tries, document.Asked, wait, id: null, number: null, error);

    private static DeliveryError Missing(int asked) =>
        new(ErrorKind.InDoubt, "missing", $"Asked {asked} times, the target does not have it.");

    private Settlement Settle(
        LaneDocument document,
        DeliveryState to,
        int tries,
        int asked,
        TimeSpan? wait,
        string? id,
        string? number,
        DeliveryError? error
    ) => new(document.Id, document.State, to, tries, asked, wait is { } w ? time.GetUtcNow() + w : null, id, number, error);
}
