using Weir.Engine.Ledger.Search;

namespace Weir.Engine.Ledger.Interventions;

/// <summary>State of a job. The numbers are stored; never renumber.</summary>
public enum DocumentJobState
{
    /// <summary>At work, or gone on with when the server starts.</summary>
    Running = 0,

    /// <summary>All was done that could be.</summary>
    Done = 1,

    /// <summary>Ended by a person; what was done stays done.</summary>
    Cancelled = 2,

    /// <summary>Ended by an error; what was done stays done.</summary>
    Failed = 3,
}

/// <summary>Something that is done to all deliveries of a filter.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Workspace">The workspace that it belongs to.</param>
/// <param name="At">When it was ordered.</param>
/// <param name="Who">By whom.</param>
/// <param name="Action">What is done.</param>
/// <param name="Filter">To which deliveries.</param>
/// <param name="Reason">Why.</param>
/// <param name="Format">Format of an export: csv or xlsx.</param>
/// <param name="State">How it is.</param>
/// <param name="Cursor">Where it goes on.</param>
/// <param name="Bytes">How much of its file is written.</param>
/// <param name="Total">How many deliveries there were when it was ordered; null when they were not counted.</param>
/// <param name="Done">Deliveries that were changed or exported.</param>
/// <param name="Refused">Deliveries to which it could not be done.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record DocumentJob(
    long Id,
    string Workspace,
    DateTimeOffset At,
    string Who,
    InterventionAction Action,
    DocumentFilter Filter,
    string? Reason,
    string? Format,
    DocumentJobState State,
    string? Cursor,
    long Bytes,
    long? Total,
    long Done,
    long Refused,
    string? Error,
    DateTimeOffset? EndedAt
);

/// <summary>How far a job is after a step; stored with the step.</summary>
/// <param name="Job">The job.</param>
/// <param name="Cursor">Where it goes on; null when this was the last step.</param>
/// <param name="Bytes">How much of its file is written.</param>
public sealed record JobStep(long Job, string? Cursor, long Bytes);
