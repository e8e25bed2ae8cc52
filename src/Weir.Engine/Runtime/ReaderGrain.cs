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
        _worker.Start(run.Run, stop => new SliceReader(services, plan, run, slice, new ConnectionPermits(grains)).RunAsync(stop));
    }

    public Task StopAsync() => _worker?.StopAsync() ?? Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StopAsync();

    public void Dispose() => _worker?.Dispose();
}
