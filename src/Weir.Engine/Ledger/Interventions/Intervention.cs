namespace Weir.Engine.Ledger.Interventions;

/// <summary>What a person does to deliveries. The numbers are stored; never renumber.</summary>
public enum InterventionAction
{
    /// <summary>Tries again what failed, and at once what would be tried again later.</summary>
    Retry = 0,

    /// <summary>Puts what failed or is held back into the queue.</summary>
    Release = 1,

    /// <summary>Keeps back what has not been delivered until it is released.</summary>
    Hold = 2,

    /// <summary>Ends what is not to be delivered, with the reason.</summary>
    Skip = 3,

    /// <summary>Writes them to a file; changes nothing.</summary>
    Export = 4,
}

/// <summary>Something that a person does.</summary>
/// <param name="Who">Who does it.</param>
/// <param name="Action">What.</param>
/// <param name="Reason">Why.</param>
/// <param name="Job">The job it is a part of, or 0.</param>
public sealed record Intervention(string Who, InterventionAction Action, string? Reason, long Job = 0)
{
    /// <summary>
    /// Also releases what is held because nobody knows whether the target has it: the person has looked there. Never for many at once.
    /// </summary>
    public bool EvenInDoubt { get; init; }
}

/// <summary>A delivery that something is done to.</summary>
/// <param name="Queue">Its queue.</param>
/// <param name="Document">Its document.</param>
/// <param name="Key">The document's key.</param>
/// <param name="IsMoving">True while its flow is running: then what waits or is retried is in the hands of a lane and cannot be kept back.</param>
public readonly record struct InterventionSubject(int Queue, long Document, string Key, bool IsMoving);

/// <summary>What could not be done to a delivery.</summary>
/// <param name="Queue">Its queue.</param>
/// <param name="Document">Its document.</param>
/// <param name="Key">The document's key.</param>
/// <param name="Reason">Why not.</param>
public sealed record Refusal(int Queue, long Document, string Key, string Reason);

/// <summary>What came of it.</summary>
/// <param name="Done">How many deliveries were changed (or written to the file).</param>
/// <param name="Refusals">The others.</param>
/// <param name="Goes">False when the job is no longer running: nothing was done.</param>
public sealed record InterventionResult(int Done, IReadOnlyList<Refusal> Refusals, bool Goes = true);

/// <summary>Something that was done to a document.</summary>
/// <param name="At">When.</param>
/// <param name="Who">By whom.</param>
/// <param name="Action">What.</param>
/// <param name="Reason">Why.</param>
/// <param name="Job">The job it was a part of, or 0.</param>
public sealed record PastIntervention(DateTimeOffset At, string Who, InterventionAction Action, string? Reason, long Job);
