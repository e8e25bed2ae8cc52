using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Triggers;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>
/// Starts the flows of a server by their triggers. A firing while a run is under way is skipped; one that was missed while the server was down is not made
/// up for, because the next run reads from the watermark.
/// </summary>
public sealed partial class FlowSchedule(EngineServices services, IGrainFactory grains) : BackgroundService
{
    private readonly ILogger _logger = services.Logs.CreateLogger<FlowSchedule>();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Flow, string Trigger), DateTimeOffset> _next = new();

    /// <summary>When a flow is started next by time; null if it is not.</summary>
    public DateTimeOffset? NextOf(string flow)
    {
        var times = _next.Where(next => string.Equals(next.Key.Flow, flow, StringComparison.Ordinal)).Select(next => next.Value).ToList();
        return times.Count == 0 ? null : times.Min();
    }

    /// <summary>When a trigger starts its flow next; null if it does not by time.</summary>
    public DateTimeOffset? NextOf(string flow, string trigger) => _next.TryGetValue((flow, trigger), out var next) ? next : null;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var waiting = new Dictionary<string, (FlowDefinition Flow, CancellationTokenSource Stop, Task Work)>(StringComparer.Ordinal);
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = services.Flows.Changed;
            var all = services.Flows.All;
            foreach (var (name, former) in waiting.Where(w => !all.Contains(w.Value.Flow)).ToList())
            {
                waiting.Remove(name);
                await EndAsync(former.Stop, former.Work);
                foreach (var key in _next.Keys.Where(k => string.Equals(k.Flow, name, StringComparison.Ordinal)))
                    _next.TryRemove(key, out _);
            }
            foreach (var flow in all.Where(f => !waiting.ContainsKey(f.Name)))
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                waiting[flow.Name] = (flow, stop, Task.WhenAll(flow.Triggers.Select(t => FireAsync(flow.Name, t, stop.Token))));
            }
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(changed, Task.Delay(Timeout.InfiniteTimeSpan, services.Time, ended.Token));
            await ended.CancelAsync();
        }
        foreach (var (stop, work) in waiting.Values.Select(w => (w.Stop, w.Work)))
            await EndAsync(stop, work);
    }

    private static async Task EndAsync(CancellationTokenSource stop, Task work)
    {
        await stop.CancelAsync();
        await work;
        stop.Dispose();
    }

    private async Task FireAsync(string flow, Trigger trigger, CancellationToken stop)
    {
        DateTimeOffset? last = null;
        try
        {
            while (trigger.NextAfter(services.Time.GetUtcNow(), last) is { } next)
            {
                var due = next + (trigger.Settings.Jitter * Random.Shared.NextDouble());
                _next[(flow, trigger.Name)] = due;
                await WaitAsync(due, stop);
                last = next;
                await StartAsync(flow, trigger);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>In parts, because a timer takes at most 49 days, and so that a clock that is set is noticed.</summary>
    private async Task WaitAsync(DateTimeOffset due, CancellationToken stop)
    {
        for (TimeSpan left; (left = due - services.Time.GetUtcNow()) > TimeSpan.Zero; )
        {
            // Rounded up: a timer counts whole milliseconds, and a part of one would be no wait at all.
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(left.TotalMilliseconds, 60_000)));
            await Task.Delay(wait, services.Time, stop);
        }
    }

    private async Task StartAsync(string flow, Trigger trigger)
    {
        var grain = grains.GetGrain<IFlowGrain>(flow);
        try
        {
            if (await grain.StatusAsync() is { IsPush: false, Activity: not FlowActivity.Idle } or { Activity: FlowActivity.Paused })
            {
                LogSkipped(_logger, flow, trigger.Name);
                return;
            }
            await grain.StartAsync(trigger.Text);
            LogStarted(_logger, flow, trigger.Name);
        }
        catch (Exception e)
            when (e is ConnectorException or StoreException or FormatException or Orleans.Runtime.OrleansException or TimeoutException)
        {
            // The next firing tries again; meanwhile the flow shows what went wrong.
            LogFailed(_logger, flow, trigger.Name, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{flow}: started by trigger '{trigger}'")]
    private static partial void LogStarted(ILogger logger, string flow, string trigger);

    [LoggerMessage(Level = LogLevel.Information, Message = "{flow}: trigger '{trigger}' was skipped, because a run is under way or paused")]
    private static partial void LogSkipped(ILogger logger, string flow, string trigger);

    [LoggerMessage(Level = LogLevel.Error, Message = "{flow}: trigger '{trigger}' could not start a run: {error}")]
    private static partial void LogFailed(ILogger logger, string flow, string trigger, string error);
}
