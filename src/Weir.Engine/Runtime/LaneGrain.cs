using Microsoft.Extensions.Logging;
using Weir.Engine.Ledger;

namespace Weir.Engine.Runtime;

/// <inheritdoc cref="ILaneGrain" />
internal sealed class LaneGrain(EngineServices services, IGrainFactory grains) : Grain, ILaneGrain, IDisposable
{
    private readonly ILogger _logger = services.Logs.CreateLogger<LaneGrain>();
    private Worker? _worker;

    public async Task StartAsync(RunContext run, int target, int lane)
    {
        if (_worker is { IsRunning: true })
            return;
        var plan = await services.Flows.PlanAsync(run.Flow, services.Connections, CancellationToken.None);
        var targetPlan = plan.Targets[target];
        var missing = new MissingPaths(services, run, targetPlan.Node.Id, _logger);
        _worker = new Worker($"lane {this.GetPrimaryKeyString()}", grains.GetGrain<IFlowGrain>(run.Flow), _logger);
        _worker.Start(
            run.Run,
            stop =>
                new LaneLoop(
                    services,
                    plan,
                    targetPlan,
                    run,
                    run.Handle.Queues[target],
                    lane,
                    new ConnectionPermits(grains),
                    missing.Add
                ).RunAsync(stop)
        );
    }

    public Task StopAsync() => _worker?.StopAsync() ?? Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StopAsync();

    public void Dispose() => _worker?.Dispose();
}
