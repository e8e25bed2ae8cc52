using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;

namespace Weir.Server.Api;

/// <summary>How a run is.</summary>
internal enum RunProgress
{
    /// <summary>Slices are being read or deliveries are being made.</summary>
    Running,

    /// <summary>Paused by a person.</summary>
    Paused,

    /// <summary>Open, but nobody works on it: it was stopped by an error or with its server. The next start goes on with it.</summary>
    Interrupted,

    /// <summary>Every slice was read and every delivery settled.</summary>
    Done,

    /// <summary>Ended by a person; what was read stays in the queue.</summary>
    Cancelled,
}

/// <summary>A run.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Flow">Name of its flow.</param>
/// <param name="Version">Version of the flow file.</param>
/// <param name="Trigger">What started it: cli, api, backfill, trigger:name.</param>
/// <param name="State">How it is.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Error">Why it was stopped.</param>
/// <param name="SlicesDone">Slices read to their end.</param>
/// <param name="SliceCount">Slices in all.</param>
/// <param name="Read">What was read, over all slices.</param>
internal sealed record RunView(
    long Id,
    string Flow,
    int Version,
    string Trigger,
    RunProgress State,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? Error,
    int SlicesDone,
    int SliceCount,
    SliceCounts Read
)
{
    /// <summary>Values of the flow's parameters by name; null when it has none.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>A run as the ledger has it, together with what its flow's grain says.</summary>
    public static RunView Of(RunRecord run, string flow, FlowStatus? status)
    {
        var worked = status?.Run == run.Id ? status : null;
        return new RunView(
            run.Id,
            flow,
            run.Version,
            run.Trigger,
            ProgressOf(run, worked),
            run.StartedAt,
            run.EndedAt,
            run.Error ?? worked?.Error,
            run.Slices.Count(s => s.Done),
            run.Slices.Count,
            run.Slices.Aggregate(SliceCounts.None, (sum, slice) => sum + slice.Counts)
        )
        {
            Parameters = run.Parameters is null ? null : JsonElement.Parse(run.Parameters),
        };
    }

    private static RunProgress ProgressOf(RunRecord run, FlowStatus? worked) =>
        run.State switch
        {
            RunState.Done => RunProgress.Done,
            RunState.Cancelled => RunProgress.Cancelled,
            _ => worked?.Activity switch
            {
                FlowActivity.Running => RunProgress.Running,
                FlowActivity.Paused => RunProgress.Paused,
                _ => RunProgress.Interrupted,
            },
        };
}

/// <summary>A run with its slices.</summary>
/// <param name="Run">The run.</param>
/// <param name="Slices">Its slices.</param>
internal sealed record RunDetail(RunView Run, IReadOnlyList<SliceView> Slices);

/// <summary>A slice: a part of a source read that is done alone.</summary>
/// <param name="No">Its number in the run; 1000000 counts what was pushed meanwhile.</param>
/// <param name="From">Low end of its window; null = from the beginning.</param>
/// <param name="To">High end of its window; null = no end.</param>
/// <param name="Done">True when it was read to its end.</param>
/// <param name="Read">What was read.</param>
internal sealed record SliceView(int No, DateTimeOffset? From, DateTimeOffset? To, bool Done, SliceCounts Read);
