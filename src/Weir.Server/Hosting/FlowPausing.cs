using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Engine.Runtime;

namespace Weir.Server.Hosting;

/// <summary>When the host stops, pauses what runs after the calls under way; the runs stay open and can be gone on with.</summary>
internal sealed partial class FlowPausing(FlowCatalog flows, IGrainFactory grains, ILogger<FlowPausing> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(flows.All.Select(flow => PauseAsync(flow.Name, cancellationToken)));

    private async Task PauseAsync(string flow, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IFlowGrain>(flow);
        if ((await grain.StatusAsync().WaitAsync(cancellationToken)).Activity != FlowActivity.Running)
            return;
        LogPausing(logger, flow);
        await grain.PauseAsync().WaitAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{flow}: stopping; the calls under way are finished first")]
    private static partial void LogPausing(ILogger logger, string flow);
}
