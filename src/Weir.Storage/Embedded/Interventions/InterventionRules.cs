using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Sdk.Errors;

namespace Weir.Storage.Embedded.Interventions;

/// <summary>A delivery as a person finds it.</summary>
/// <param name="State">Its state.</param>
/// <param name="Superseded">True if there is a newer revision.</param>
/// <param name="Tries">Attempts that carried it.</param>
/// <param name="DueAt">When it is looked at again.</param>
/// <param name="Error">Why it is not delivered.</param>
internal readonly record struct DeliveryNow(DeliveryState State, bool Superseded, int Tries, DateTimeOffset? DueAt, DeliveryError? Error);

/// <summary>What may be done to a delivery in its state. What is in doubt is never released or ended: first it must be found out.</summary>
internal static class InterventionRules
{
    /// <summary>Code of deliveries that a person holds.</summary>
    public const string HeldCode = "held-by-person";

    /// <summary>Code of deliveries that a person ended.</summary>
    public const string SkippedCode = "skipped";

    /// <summary>What becomes of it, or why it cannot be done.</summary>
    public static (Settlement? Settlement, string? Refusal) Decide(
        Intervention intervention,
        in InterventionSubject subject,
        in DeliveryNow now,
        DateTimeOffset time
    )
    {
        if (now.Superseded)
            return (null, "a newer revision of the document was accepted");
        if (now.State == DeliveryState.InDoubt)
            return (null, "it is in doubt: the target is asked whether it has the document, and then it goes on by itself");
        if (now.State is DeliveryState.Delivered or DeliveryState.Rejected)
            return (null, now.State == DeliveryState.Delivered ? "it is delivered" : "it was rejected by a rule, or skipped");
        return intervention.Action switch
        {
            InterventionAction.Retry => Retry(subject, now, time),
            InterventionAction.Release => Release(intervention, subject, now, time),
            InterventionAction.Hold => Hold(intervention, subject, now),
            InterventionAction.Skip => Skip(intervention, subject, now),
            _ => (null, "it is not an action that changes deliveries"),
        };
    }

    private static (Settlement?, string?) Retry(in InterventionSubject subject, in DeliveryNow now, DateTimeOffset time) =>
        now.State switch
        {
            DeliveryState.Held => (null, "it is held: release it"),
            DeliveryState.Waiting => (null, "it waits for its first attempt already"),
            DeliveryState.Retrying when subject.IsMoving => (null, "its flow is running and tries it again by itself when it is due"),
            DeliveryState.Retrying => (To(subject, now, DeliveryState.Retrying, now.Tries, time, now.Error), null),
            _ => (To(subject, now, DeliveryState.Retrying, 0, time, error: null), null),
        };

    private static (Settlement?, string?) Release(
        Intervention intervention,
        in InterventionSubject subject,
        in DeliveryNow now,
        DateTimeOffset time
    )
    {
        if (now.State is not (DeliveryState.Failed or DeliveryState.Held))
            return (null, "it is neither failed nor held and moves by itself");
        if (now.State == DeliveryState.Held && now.Error?.Kind is (ErrorKind.InDoubt or ErrorKind.Unknown) && !intervention.EvenInDoubt)
            return (null, "the target may have it and cannot be asked: look there, then release this one alone");
        return (To(subject, now, DeliveryState.Retrying, 0, time, error: null), null);
    }

    private static (Settlement?, string?) Hold(Intervention intervention, in InterventionSubject subject, in DeliveryNow now)
    {
        if (now.State == DeliveryState.Held)
            return (null, "it is held already");
        if (IsInHands(subject, now))
            return (null, Pause);
        var error = now.Error ?? new DeliveryError(ErrorKind.Rejected, HeldCode, intervention.Reason ?? "");
        return (To(subject, now, DeliveryState.Held, now.Tries, dueAt: null, error), null);
    }

    private static (Settlement?, string?) Skip(Intervention intervention, in InterventionSubject subject, in DeliveryNow now)
    {
        if (IsInHands(subject, now))
            return (null, Pause);
        var error = new DeliveryError(ErrorKind.Rejected, SkippedCode, intervention.Reason ?? "");
        return (To(subject, now, DeliveryState.Rejected, now.Tries, dueAt: null, error), null);
    }

    private const string Pause = "its flow is running and may be sending it: pause the flow first";

    private static bool IsInHands(in InterventionSubject subject, in DeliveryNow now) =>
        subject.IsMoving && now.State is (DeliveryState.Waiting or DeliveryState.Retrying);

    private static Settlement To(
        in InterventionSubject subject,
        in DeliveryNow now,
        DeliveryState state,
        int tries,
        DateTimeOffset? dueAt,
        DeliveryError? error
    ) => new(subject.Document, now.State, state, tries, Asked: 0, dueAt, TargetId: null, TargetNumber: null, error);
}
