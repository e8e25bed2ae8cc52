namespace Weir.Engine.Ledger;

/// <summary>State of a run.</summary>
public enum RunState
{
    /// <summary>Slices are being read or deliveries are being made.</summary>
    Running = 0,

    /// <summary>Every slice was read and every delivery settled.</summary>
    Done = 1,

    /// <summary>Stopped by a person; what was read stays in the queue.</summary>
    Cancelled = 2,

    /// <summary>Stopped by an error; the next run goes on where it stopped.</summary>
    Stopped = 3,
}

/// <summary>One run.</summary>
public sealed record RunRecord(
    long Id,
    int Flow,
    int Version,
    string Trigger,
    RunState State,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? Error
)
{
    /// <summary>Values of its parameters, one JSON object; null when the flow has none.</summary>
    public string? Parameters { get; init; }

    /// <summary>Its slices.</summary>
    public IReadOnlyList<SliceRecord> Slices { get; init; } = [];
}

/// <summary>One slice and how far it has been read.</summary>
[GenerateSerializer, Immutable]
public sealed record SliceRecord(int No, DateTimeOffset? From, DateTimeOffset? To, string? Cursor, bool Done, SliceCounts Counts)
{
    /// <summary>Number of the slice that counts what was pushed while a run was open; it is never read.</summary>
    public const int Pushed = 1_000_000;

    /// <summary>Counts what is pushed.</summary>
    public static SliceRecord OfPushes { get; } = new(Pushed, From: null, To: null, Cursor: null, Done: true, SliceCounts.None);
}

/// <summary>A run that is to be started.</summary>
/// <param name="Version">Version of the flow.</param>
/// <param name="Stream">Stream of its documents.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="Slices">What it reads.</param>
/// <param name="Parameters">Values of its parameters, one JSON object; null when the flow has none.</param>
public sealed record RunOpening(int Version, int Stream, string Trigger, IReadOnlyList<SliceRecord> Slices, string? Parameters = null);

/// <summary>What was read of a slice.</summary>
[GenerateSerializer, Immutable]
public sealed record SliceCounts(long Pages, long Read, long Fresh, long Changed, long Unchanged, long Bytes)
{
    /// <summary>Nothing.</summary>
    public static readonly SliceCounts None = new(0, 0, 0, 0, 0, 0);

    /// <summary>Sum.</summary>
    public static SliceCounts operator +(SliceCounts a, SliceCounts b) =>
        new(a.Pages + b.Pages, a.Read + b.Read, a.Fresh + b.Fresh, a.Changed + b.Changed, a.Unchanged + b.Unchanged, a.Bytes + b.Bytes);
}

/// <summary>Counts of the latest revisions of a queue's documents.</summary>
public sealed record QueueCounts(long Waiting, long Delivered, long Retrying, long InDoubt, long Failed, long Held, long Rejected)
{
    /// <summary>Deliveries that will still move by themselves.</summary>
    public long Unsettled => Waiting + Retrying + InDoubt;
}
