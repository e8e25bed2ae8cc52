using Microsoft.Extensions.Logging;
using Weir.Engine.Ledger;

namespace Weir.Engine.Runtime;

/// <inheritdoc cref="ILaneGrain" />
internal sealed partial class LaneGrain(EngineServices services, IGrainFactory grains) : Grain, ILaneGrain, IDisposable
{
    private readonly ILogger _logger = services.Logs.CreateLogger<LaneGrain>();
    private Worker? _worker;

    public async Task StartAsync(RunContext run, int target, int lane)
    {
        if (_worker is { IsRunning: true })
            return;
        var plan = await services.Flows.PlanAsync(run.Flow, services.Connections, CancellationToken.None);
        var targetPlan = plan.Targets[target];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        void Missing(string path)
        {
            if (seen.Add(path))
                _ = WarnAsync(run, targetPlan.Node.Id, path);
        }
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
                    Missing
                ).RunAsync(stop)
        );
    }

    private async Task WarnAsync(RunContext run, string node, string path)
    {
        try
        {
            var text = $"The source has no '{path}': what is mapped from it is empty.";
            if (await services.Ledger.NoteOnceAsync(run.Handle.Flow, run.Handle.Version, node, path, text, CancellationToken.None))
                LogMissing(_logger, run.Flow, node, path);
        }
        catch (StoreException e)
        {
            LogNotNoted(_logger, path, e.Message);
        }
    }

    public Task StopAsync() => _worker?.StopAsync() ?? Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StopAsync();

    public void Dispose() => _worker?.Dispose();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{flow}: the source has no '{path}'; what '{node}' maps from it is empty and left out"
    )]
    private static partial void LogMissing(ILogger logger, string flow, string node, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the warning about '{path}' could not be stored: {error}")]
    private static partial void LogNotNoted(ILogger logger, string path, string error);
}
