using Microsoft.Extensions.DependencyInjection;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;

namespace Weir.Server.Commands;

/// <summary>Runs a flow once to its end in a host that has the engine.</summary>
internal static class FlowRunner
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <exception cref="CommandException">The run was stopped by an error; the data directory has everything, a next run goes on.</exception>
    public static async Task<RunResult> RunAsync(IServiceProvider services, string flow, CancellationToken stop)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var ledger = services.GetRequiredService<ILedgerStore>();
        var grain = services.GetRequiredService<IGrainFactory>().GetGrain<IFlowGrain>(flow);
        var started = time.GetTimestamp();
        var progress = new Progress(time);
        var status = await grain.StartAsync("cli");
        while (status.Activity == FlowActivity.Running && !stop.IsCancellationRequested)
        {
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
            throw new CommandException($"{flow}: {status.Error} What was read is in the data directory; run again to go on.");
        return RunResult.Of(status, ledger, time.GetElapsedTime(started));
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
