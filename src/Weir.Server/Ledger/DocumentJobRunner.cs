using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Ledger.Search;
using Weir.Engine.Runtime;

namespace Weir.Server.Ledger;

/// <summary>
/// Does jobs, one after the other, step by step. Each step is one transaction with the job's progress, so that a job goes on after a crash where it stopped.
/// </summary>
internal sealed partial class DocumentJobRunner(
    ILedgerStore ledger,
    FlowCatalog flows,
    IGrainFactory grains,
    ExportFiles exports,
    DocumentSubjects subjects,
    TimeProvider time,
    ILogger<DocumentJobRunner> logger
) : BackgroundService
{
    private const int Step = 200;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Freshening = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _ordered = new(0);

    /// <summary>A job was ordered.</summary>
    public void Wake() => _ordered.Release();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var job in ledger.Interventions.RunningJobs())
                    await RunAsync(job, stoppingToken);
                await _ordered.WaitAsync(LookAgain, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e)
            {
                // The job is still running in the ledger, and is gone on with when the ledger can be worked with.
                LogWaiting(logger, e.Message);
                await Task.Delay(LookAgain, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(DocumentJob job, CancellationToken stop)
    {
        try
        {
            var touched = new HashSet<string>(StringComparer.Ordinal);
            do
            {
                stop.ThrowIfCancellationRequested();
                await ledger.Index.CatchUpAsync(Freshening, stop);
                var page = await ledger.Index.FindAsync(job.Filter, job.Cursor, Step, stop);
                var bytes = job.Action == InterventionAction.Export ? await exports.AppendAsync(job, page.Items, stop) : 0;
                var chosen = await subjects.OfAsync(page.Items);
                var intervention = new Intervention(job.Who, job.Action, job.Reason, job.Id);
                var result = await ledger.Interventions.ActAsync(intervention, chosen, new JobStep(job.Id, page.Next, bytes), stop);
                if (!result.Goes)
                    return;
                if (result.Done > 0 && job.Action is (InterventionAction.Retry or InterventionAction.Release))
                    touched.UnionWith(page.Items.Select(item => item.Flow));
                await StartAsync(touched, stop);
                job = job with { Cursor = page.Next, Bytes = bytes };
            } while (job.Cursor is not null);
            if (job.Action == InterventionAction.Export)
                await exports.FinishAsync(job, stop);
            await ledger.Interventions.EndAsync(job.Id, DocumentJobState.Done, error: null, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            LogFailed(logger, job.Id, e.Message);
            await ledger.Interventions.EndAsync(job.Id, DocumentJobState.Failed, e.Message, CancellationToken.None);
        }
    }

    /// <summary>What was released is to go out: idle flows are started, paused ones stay paused.</summary>
    private async Task StartAsync(HashSet<string> touched, CancellationToken stop)
    {
        foreach (var flow in touched.Where(name => flows.Find(name) is not null).ToList())
        {
            stop.ThrowIfCancellationRequested();
            var grain = grains.GetGrain<IFlowGrain>(flow);
            try
            {
                if ((await grain.StatusAsync()).Activity == FlowActivity.Idle)
                    await grain.StartAsync("release");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Released it is, and goes out with the next run that can be started.
                LogNotStarted(logger, flow, e.Message);
            }
            touched.Remove(flow);
        }
    }

    public override void Dispose()
    {
        _ordered.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Jobs on documents wait: {error}")]
    private static partial void LogWaiting(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {job} on documents failed: {error}")]
    private static partial void LogFailed(ILogger logger, long job, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{flow}: documents were released, but the flow could not be started: {error}")]
    private static partial void LogNotStarted(ILogger logger, string flow, string error);
}
