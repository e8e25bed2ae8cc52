using Microsoft.Extensions.Logging;
using Weir.Engine.Ledger;

namespace Weir.Engine.Runtime;

/// <inheritdoc cref="IReaderGrain" />
internal sealed class ReaderGrain(EngineServices services, IGrainFactory grains) : Grain, IReaderGrain, IDisposable
{
    private Worker? _worker;

    public async Task StartAsync(RunContext run, SliceRecord slice)
    {
        if (_worker is { IsRunning: true })
            return;
        var plan = await services.Flows.PlanAsync(run.Flow, services.Connections, CancellationToken.None);
        _worker = new Worker(
            $"reader {this.GetPrimaryKeyString()}",
            grains.GetGrain<IFlowGrain>(run.Flow),
            services.Logs.CreateLogger<ReaderGrain>()
        );
        // As it is now: the caller's may be older than the last page of a reader that has just ended.
        var now = services.Ledger.Queries.Run(run.Run)?.Slices.FirstOrDefault(s => s.No == slice.No) ?? slice;
        if (now.Done)
            return;
        var missing = new MissingPaths(services, run, plan.Source.Id, services.Logs.CreateLogger<ReaderGrain>());
        _worker.Start(
            run.Run,
            stop => new SliceReader(services, plan, run, now, new ConnectionPermits(grains), missing.Add).RunAsync(stop)
        );
    }

    public Task StopAsync() => _worker?.StopAsync() ?? Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StopAsync();

    public void Dispose() => _worker?.Dispose();
}
