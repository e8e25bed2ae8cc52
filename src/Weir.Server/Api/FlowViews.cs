using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Server.Auth;
using Weir.Server.Hosting;

namespace Weir.Server.Api;

/// <summary>What a flow is doing.</summary>
internal enum FlowState
{
    /// <summary>No run is open.</summary>
    Idle,

    /// <summary>A run is under way.</summary>
    Running,

    /// <summary>A run was paused.</summary>
    Paused,

    /// <summary>A run is open, but was stopped by an error or with its server; resume goes on with it.</summary>
    Interrupted,

    /// <summary>The flow file has errors.</summary>
    Broken,
}

/// <summary>A flow and how it is.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="File">The file it was read from.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Error">Why its latest run was stopped.</param>
/// <param name="Watermark">How far its source has been read.</param>
/// <param name="NextRunAt">When a trigger starts it next by time.</param>
/// <param name="Run">Its latest run.</param>
/// <param name="Targets">Its targets and their queues.</param>
/// <param name="Problems">What is wrong with its file.</param>
internal sealed record FlowView(
    string Name,
    string? Title,
    string File,
    FlowState State,
    string? Error,
    DateTimeOffset? Watermark,
    DateTimeOffset? NextRunAt,
    RunView? Run,
    IReadOnlyList<TargetView> Targets,
    IReadOnlyList<FlowProblem> Problems
);

/// <summary>A target of a flow.</summary>
/// <param name="Node">Id of its node.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Connection">The connection it writes to.</param>
/// <param name="Operation">The operation it calls.</param>
/// <param name="Counts">Its deliveries by state.</param>
internal sealed record TargetView(string Node, string? Label, string Connection, string Operation, QueueCounts Counts);

/// <summary>Looks flows of the caller's workspace up: file, ledger and grain together.</summary>
internal sealed class FlowDesk(
    FlowFiles files,
    ILedgerStore ledger,
    IGrainFactory grains,
    FlowSchedule schedule,
    Caller caller,
    EngineServices engine
)
{
    private static readonly QueueCounts Empty = new(0, 0, 0, 0, 0, 0, 0);

    public IEnumerable<FlowEntry> Files => files.All.Where(IsHere);

    /// <summary>The flow's file, or null.</summary>
    public FlowEntry? Find(string name) => files.Find(name) is { } entry && IsHere(entry) ? entry : null;

    private bool IsHere(FlowEntry entry) => string.Equals(entry.Workspace, caller.Workspace, StringComparison.Ordinal);

    /// <summary>The flow in the ledger; null if it has never run.</summary>
    public FlowSummary? Stored(string name) =>
        ledger.Queries.Flows().FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal));

    /// <summary>True if the flow's source reads all of it each time.</summary>
    public async Task<bool> NotWindowedAsync(FlowEntry entry) =>
        !(await engine.Flows.PlanAsync(entry.Name, engine.Connections, CancellationToken.None)).Operation.Windowed;

    public IFlowGrain Grain(string name) => grains.GetGrain<IFlowGrain>(name);

    public async Task<FlowView> ViewAsync(FlowEntry entry)
    {
        // The status first: what it says has ended has ended in the ledger as well.
        var status = await StatusAsync(entry);
        var stored = Stored(entry.Name);
        var latest = LatestOf(stored);
        return new FlowView(
            entry.Name,
            entry.Flow?.Title,
            entry.File,
            StateOf(entry, status, latest),
            status?.Error ?? latest?.Error,
            stored?.Watermark,
            schedule.NextOf(entry.Name),
            latest is null ? null : RunView.Of(latest, entry.Name, status),
            [.. TargetsOf(entry, stored)],
            entry.Problems
        );
    }

    /// <summary>What a flow is doing now.</summary>
    public async Task<FlowState> StateAsync(FlowEntry entry)
    {
        var status = await StatusAsync(entry);
        return StateOf(entry, status, LatestOf(Stored(entry.Name)));
    }

    private RunRecord? LatestOf(FlowSummary? stored) =>
        stored is not null && ledger.Queries.Runs(stored.Id, long.MaxValue, 1) is [var run] ? run : null;

    /// <summary>The status from the flow's grain; a broken flow has none.</summary>
    public async Task<FlowStatus?> StatusAsync(FlowEntry? entry) => entry?.Flow is null ? null : await Grain(entry.Name).StatusAsync();

    private static FlowState StateOf(FlowEntry entry, FlowStatus? status, RunRecord? latest) =>
        status?.Activity switch
        {
            _ when entry.Flow is null => FlowState.Broken,
            FlowActivity.Running => FlowState.Running,
            FlowActivity.Paused => FlowState.Paused,
            _ => latest?.State == RunState.Running ? FlowState.Interrupted : FlowState.Idle,
        };

    private static IEnumerable<TargetView> TargetsOf(FlowEntry entry, FlowSummary? stored)
    {
        foreach (var node in entry.Flow?.OfKind<TargetSettings>() ?? [])
        {
            var queue = stored?.Queues.FirstOrDefault(q => string.Equals(q.Node, node.Id, StringComparison.Ordinal));
            var settings = node.As<TargetSettings>();
            yield return new TargetView(node.Id, node.Label, settings.Connection, settings.Operation, queue?.Counts ?? Empty);
        }
    }
}
