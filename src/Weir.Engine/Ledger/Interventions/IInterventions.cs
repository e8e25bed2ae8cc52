namespace Weir.Engine.Ledger.Interventions;

/// <summary>What people do to deliveries, and what is kept of it.</summary>
public interface IInterventions
{
    /// <summary>
    /// Does something to deliveries, and notes who did it. With a step of a job, the step is stored in the same transaction: a process that is killed does it either once
    /// or again. What cannot be done is told one by one; a delivery in doubt is left to be found out.
    /// </summary>
    Task<InterventionResult> ActAsync(
        Intervention intervention,
        IReadOnlyList<InterventionSubject> subjects,
        JobStep? step,
        CancellationToken cancellationToken
    );

    /// <summary>Stores a correction. Null if another revision came in the meantime; else the id of the new one.</summary>
    Task<long?> CorrectAsync(Correction correction, CancellationToken cancellationToken);

    /// <summary>What was done to a document on its way to a target, the oldest first.</summary>
    IReadOnlyList<PastIntervention> Of(int queue, long document);

    /// <summary>The correction that made a revision; null if the source did.</summary>
    PastCorrection? CorrectionOf(long document);

    /// <summary>Orders a job.</summary>
    Task<DocumentJob> OrderAsync(DocumentJob job, CancellationToken cancellationToken);

    /// <summary>Ends a job that is running; false if it has ended before.</summary>
    Task<bool> EndAsync(long job, DocumentJobState state, string? error, CancellationToken cancellationToken);

    /// <summary>A job, or null.</summary>
    DocumentJob? Job(long job);

    /// <summary>Jobs of a workspace before a number, newest first.</summary>
    IReadOnlyList<DocumentJob> Jobs(string workspace, long before, int limit);

    /// <summary>Jobs that are running, the oldest first.</summary>
    IReadOnlyList<DocumentJob> RunningJobs();

    /// <summary>What a job could not do, after a queue and document.</summary>
    IReadOnlyList<Refusal> Refusals(long job, (int Queue, long Document) after, int limit);
}
