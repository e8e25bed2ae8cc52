using Microsoft.Extensions.DependencyInjection;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;

namespace Weir.Server.Commands;

/// <summary>Runs a flow once to its end in a host that has the engine.</summary>
internal static class FlowRunner
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <exception cref="CommandException">The run was stopped by an error; the data directory has everything, a next run goes on.</exception>
    public static Task<RunResult> RunAsync(IServiceProvider services, string flow, CancellationToken stop) =>
        RunAsync(services, flow, new RunOrder("cli"), stop);

    /// <exception cref="CommandException">The run was stopped by an error; the data directory has everything, a next run goes on.</exception>
    public static async Task<RunResult> RunAsync(IServiceProvider services, string flow, RunOrder order, CancellationToken stop)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var ledger = services.GetRequiredService<ILedgerStore>();
        var grain = services.GetRequiredService<IGrainFactory>().GetGrain<IFlowGrain>(flow);
        var started = time.GetTimestamp();
        var known = ledger.Queries.Flows().FirstOrDefault(f => string.Equals(f.Name, flow, StringComparison.Ordinal));
        var open = known is null ? null : await ledger.FindOpenRunAsync(known.Id, stop);
        var status = await OnceAsync(grain, order, ledger, time, stop);
        if (open is not null && status.Activity != FlowActivity.Paused && !IsWhatIsAskedFor(open, order))
        {
            // The run that was gone on with reads up to the moment it was once started at: what changed since is read by another one.
            var before = status.Read;
            status = await OnceAsync(grain, order, ledger, time, stop);
            status = status with { Read = before + status.Read };
        }
        return RunResult.Of(status, ledger, time.GetElapsedTime(started));
    }

    /// <summary>A backfill that was killed and is asked for again is gone on with, and not read twice.</summary>
    private static bool IsWhatIsAskedFor(RunRecord open, RunOrder order) =>
        order.Range is { } range
        && string.Equals(open.Trigger, RunOrder.Backfill, StringComparison.Ordinal)
        && open.Slices.Where(slice => slice.No != SliceRecord.Pushed).ToList() is [var first, ..] slices
        && first.From?.ToUnixTimeSeconds() == range.From.ToUnixTimeSeconds()
        && (slices[^1].To?.ToUnixTimeSeconds() == range.To.ToUnixTimeSeconds() || range.To > open.StartedAt);

    private static async Task<FlowStatus> OnceAsync(
        IFlowGrain grain,
        RunOrder order,
        ILedgerStore ledger,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var progress = new Progress(time);
        var status = await grain.BeginAsync(order);
        while (status.Activity == FlowActivity.Running && !stop.IsCancellationRequested)
        {
            if (status.WaitsForHours)
            {
                // Nobody waits at a command for hours: the run stays open, and the next one goes on with it.
                progress.End();
                await grain.PauseAsync();
                return status with { Activity = FlowActivity.Paused };
            }
            await Task.Delay(LookEvery, time, CancellationToken.None);
            status = await grain.StatusAsync();
            progress.Show(status, Sum(ledger, status));
        }
        progress.End();
        if (status.Activity == FlowActivity.Running)
        {
            Console.Error.WriteLine("Stopping: the calls under way are finished first …");
            await grain.PauseAsync();
            throw new OperationCanceledException("Stopped. Everything is in the data directory; run again to go on.", stop);
        }
        if (status.Error is not null)
            throw new CommandException($"{status.Flow}: {status.Error} What was read is in the data directory; run again to go on.");
        return status;
    }

    public static QueueCounts Sum(ILedgerStore ledger, FlowStatus status) =>
        (status.Handle?.Queues ?? [])
            .Select(ledger.Counts)
            .Aggregate(
                new QueueCounts(0, 0, 0, 0, 0, 0, 0),
                (a, b) =>
                    new QueueCounts(
                        a.Waiting + b.Waiting,
                        a.Delivered + b.Delivered,
                        a.Retrying + b.Retrying,
                        a.InDoubt + b.InDoubt,
                        a.Failed + b.Failed,
                        a.Held + b.Held,
                        a.Rejected + b.Rejected
                    )
            );
}
