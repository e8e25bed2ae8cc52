using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Engine.Flows;
using Weir.Engine.Ledger;
using Weir.Server.Hosting;

namespace Weir.Server.Ledger;

/// <summary>
/// Keeps the index of documents near the ledger. While the ledger is being written it takes no more than half of the time of one core, so that deliveries go first.
/// </summary>
internal sealed partial class SearchIndexing(ILedgerStore ledger, FlowFiles flows, TimeProvider time, ILogger<SearchIndexing> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(30);

    private IReadOnlyList<FlowEntry>? _declared;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e)
            {
                // The ledger goes on without it; lists say how far behind the index is.
                LogFault(logger, e.Message);
                await DelayAsync(AfterFault, stoppingToken);
            }
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            Declare();
            var changed = ledger.Signal.Next;
            var started = time.GetTimestamp();
            if (await ledger.Index.StepAsync(stop))
            {
                if (changed.IsCompleted)
                    await DelayAsync(time.GetElapsedTime(started), stop);
                continue;
            }
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny(changed, Task.Delay(LookAgain, time, ended.Token));
            await ended.CancelAsync();
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Flows are published while the server runs.</summary>
    private void Declare()
    {
        var all = flows.All;
        if (ReferenceEquals(all, _declared))
            return;
        foreach (var flow in all.Select(entry => entry.Flow).OfType<FlowDefinition>())
            ledger.Index.Declare(flow.Name, flow.Search.Number is not null, flow.Search.Paths);
        _declared = all;
    }

    private async Task DelayAsync(TimeSpan wait, CancellationToken stop)
    {
        if (wait > TimeSpan.FromMilliseconds(1))
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The index of documents could not follow the ledger and tries again: {error}")]
    private static partial void LogFault(ILogger logger, string error);
}
