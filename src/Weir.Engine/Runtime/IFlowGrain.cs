using Weir.Engine.Ledger;

namespace Weir.Engine.Runtime;

/// <summary>One deployed flow: its runs, pause, resume, cancel. Holds the epoch.</summary>
public interface IFlowGrain : IGrainWithStringKey
{
    /// <summary>Starts a run, or goes on with the one that was not finished. Answers the status at once.</summary>
    [ResponseTimeout("00:10:00")]
    Task<FlowStatus> StartAsync(string trigger);

    /// <summary>
    /// Starts a run as ordered. A run that was not finished is gone on with instead, as it was ordered itself; what is merely pushed gives way.
    /// </summary>
    [ResponseTimeout("00:10:00")]
    Task<FlowStatus> BeginAsync(RunOrder order);

    /// <summary>
    /// Something is being pushed: answers under which run it is stored. Keeps the lanes at work until <see cref="ClosePushAsync"/> and a little longer.
    /// </summary>
    [ResponseTimeout("00:10:00")]
    Task<RunContext> OpenPushAsync(string trigger);

    /// <summary>What was pushed is stored, or is not going to be.</summary>
    [ResponseTimeout("00:10:00")]
    Task ClosePushAsync(string trigger);

    /// <summary>How the flow is.</summary>
    Task<FlowStatus> StatusAsync();

    /// <summary>Stops reading and delivering after the calls under way; the run stays open.</summary>
    [ResponseTimeout("00:10:00")]
    Task<FlowStatus> PauseAsync();

    /// <summary>Goes on after a pause.</summary>
    [ResponseTimeout("00:10:00")]
    Task<FlowStatus> ResumeAsync();

    /// <summary>Ends the run; what was read stays in the ledger and is delivered by the next run.</summary>
    [ResponseTimeout("00:10:00")]
    Task<FlowStatus> CancelAsync();

    /// <summary>
    /// The flow, or a connection it works with, is another one now: a run under way goes on with it after the calls that were made with the former one. An
    /// idle flow takes it at its next run, a paused one when it is gone on with.
    /// </summary>
    [ResponseTimeout("00:10:00")]
    Task<FlowStatus> ReloadAsync();

    /// <summary>A reader or lane says that it cannot go on.</summary>
    Task ReportAsync(long run, string error);
}

/// <summary>What a flow is doing.</summary>
public enum FlowActivity
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>A run is under way.</summary>
    Running,

    /// <summary>A run is open and paused.</summary>
    Paused,
}

/// <summary>State of a flow and of its latest run.</summary>
[GenerateSerializer, Immutable]
public sealed record FlowStatus(
    string Flow,
    FlowActivity Activity,
    long Run,
    RunState? Outcome,
    string? Error,
    SliceCounts Read,
    int SlicesDone,
    int Slices,
    FlowHandle? Handle,
    bool IsPush = false
)
{
    /// <summary>Targets with deliveries that wait because it is not their time of sending, each as a sentence.</summary>
    [Id(0)]
    public IReadOnlyList<string> Closed { get; init; } = [];

    /// <summary>True while nothing moves but for those: everything is read, and all that is not settled waits for the hours of its target.</summary>
    [Id(1)]
    public bool WaitsForHours { get; init; }
}
