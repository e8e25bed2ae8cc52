using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Parameters;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <inheritdoc cref="IFlowGrain" />
[Reentrant]
internal sealed partial class FlowGrain(EngineServices services) : Grain, IFlowGrain, IDisposable
{
    /// <summary>Slices read at one time.</summary>
    private const int ParallelSlices = 2;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>What is pushed comes in bursts: so long after the last of them the lanes are kept at work, and the run stays open.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);
    private readonly ILogger _logger = services.Logs.CreateLogger<FlowGrain>();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private FlowPlan? _plan;
    private RunContext? _context;
    private FlowActivity _activity;
    private Session _session;
    private int _pushing;
    private bool _ending;
    private DateTimeOffset _lastPush;
    private RunState? _outcome;
    private string? _error;
    private CancellationTokenSource? _watch;
    private Task _watching = Task.CompletedTask;

    private string Name => this.GetPrimaryKeyString();

    public Task<FlowStatus> StartAsync(string trigger) => BeginAsync(new RunOrder(trigger));

    public async Task<FlowStatus> BeginAsync(RunOrder order)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_activity == FlowActivity.Running && _session != Session.Run && await StopWatchingAsync())
                await EndAsync(_context!, RunState.Done);
            if (_activity == FlowActivity.Idle)
                await OpenAsync(order, isPush: false);
            return await StatusAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<RunContext> OpenPushAsync(string trigger)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            await UntilEndedAsync();
            if (_activity == FlowActivity.Idle)
                await OpenAsync(new RunOrder(trigger), isPush: true);
            _pushing++;
            return _context!;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task ClosePushAsync(string trigger)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            _pushing--;
            _lastPush = services.Time.GetUtcNow();
            await UntilEndedAsync();
            // The run has come to an end in the meantime: what was stored is not left lying.
            if (_activity == FlowActivity.Idle && _context!.Handle.Queues.Any(queue => services.Ledger.Counts(queue).Unsettled > 0))
                await OpenAsync(new RunOrder(trigger), isPush: true);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A run that is coming to its end takes no more: its lanes are being stopped, although the flow is not idle yet.</summary>
    private Task UntilEndedAsync() => _ending ? _watching : Task.CompletedTask;

    private async Task OpenAsync(RunOrder order, bool isPush)
    {
        await _watching;
        _plan = await services.Flows.PlanAsync(Name, services.Connections, CancellationToken.None);
        var flow = _plan.Flow;
        var lanes = _plan.Targets[0].Settings.Lanes;
        var registration = new FlowRegistration(
            flow.Name,
            flow.Text,
            flow.Hash,
            _plan.Source.Id,
            [.. _plan.Targets.Select(t => t.Node.Id)],
            lanes
        )
        {
            Follows = [.. _plan.Targets.SelectMany(t => t.Follows)],
        };
        var handle = await services.Ledger.OpenFlowAsync(registration, CancellationToken.None);
        var fence = new Fence(handle.Flow, handle.Epoch);
        var run = await services.Ledger.FindOpenRunAsync(handle.Flow, CancellationToken.None);
        if (run is not null && OnlyPushed(run) && !isPush)
        {
            // There is nothing to go on with: what was pushed and is not delivered yet is delivered by any run.
            await services.Ledger.EndRunAsync(fence, run.Id, RunState.Done, error: null, CancellationToken.None);
            run = null;
        }
        // A run that was stopped is left as it is by what is pushed: its source may be what is wrong with it.
        _session =
            !isPush ? Session.Run
            : run is null || OnlyPushed(run) ? Session.Push
            : Session.Beside;
        run ??= await StartRunAsync(handle, fence, order, isPush);
        _context = ContextOf(handle, run);
        _lastPush = services.Time.GetUtcNow();
        (_outcome, _error) = (null, null);
        await LaunchAsync();
    }

    private static bool OnlyPushed(RunRecord run) => run.Slices.All(slice => slice.No == SliceRecord.Pushed);

    private async Task<RunRecord> StartRunAsync(FlowHandle handle, Fence fence, RunOrder order, bool isPush)
    {
        var watermark = await services.Ledger.WatermarkAsync(handle.Stream, CancellationToken.None);
        var now = services.Time.GetUtcNow();
        if (watermark > now)
            LogClockWentBack(_logger, Name, watermark.Value, now);
        var slices = isPush
            ? [SliceRecord.OfPushes]
            : RunPlanner.Plan(_plan!, watermark, now, _plan!.TriggerOf(order.Trigger), order.Range);
        var opening = new RunOpening(handle.Version, handle.Stream, order.Trigger, slices, ParametersOf(order));
        return await services.Ledger.StartRunAsync(fence, opening, CancellationToken.None);
    }

    /// <summary>A run that nobody gives values, because a trigger starts it, has the defaults.</summary>
    private string? ParametersOf(RunOrder order) =>
        _plan!.Flow.Parameters.Count == 0 ? null : order.Parameters ?? Defaults(_plan.Flow).Text;

    private static RunParameters Defaults(FlowDefinition flow)
    {
        try
        {
            return RunParameters.Of(flow.Parameters, new Dictionary<string, System.Text.Json.JsonElement>(StringComparer.Ordinal));
        }
        catch (ParameterException e)
        {
            throw new ConnectorException(
                ErrorKind.Config,
                $"'{flow.Name}' cannot be run without values for its parameters: {e.Message}.",
                e
            );
        }
    }

    private RunContext ContextOf(FlowHandle handle, RunRecord run)
    {
        var read = run.Slices.Where(slice => slice.No != SliceRecord.Pushed).ToList();
        return new RunContext(
            Name,
            handle,
            run.Id,
            run.Trigger,
            read.Count == 0 ? null : read[0].From,
            (read.Count == 0 ? null : read[^1].To) ?? services.Time.GetUtcNow(),
            run.Parameters,
            ReadsAside(run)
        );
    }

    /// <summary>
    /// True if it reads something of its own, beside the flow's way from watermark to watermark: a remedy, a backfill, or with other values of parameters
    /// that decide what the source gives.
    /// </summary>
    private bool ReadsAside(RunRecord run) =>
        string.Equals(run.Trigger, RunOrder.Backfill, StringComparison.Ordinal)
        || _plan!.TriggerOf(run.Trigger) is { Settings.ReadsAside: true }
        || (
            run.Parameters is not null
            && _plan.ReadsByParameters
            && !string.Equals(run.Parameters, RunParameters.Of(_plan.Flow.Parameters).Text, StringComparison.Ordinal)
        );

    /// <summary>Starts lanes, readers and the watch over them.</summary>
    private async Task LaunchAsync()
    {
        for (var target = 0; target < _plan!.Targets.Count; target++)
        for (var lane = 0; lane < _context!.Handle.Lanes; lane++)
            await Lane(target, lane).StartAsync(_context, target, lane);
        _activity = FlowActivity.Running;
        _watch = new CancellationTokenSource();
        _watching = WatchAsync(_context!, _watch.Token);
    }

    /// <summary>Keeps readers going and ends the run when every slice is read and every delivery settled.</summary>
    private async Task WatchAsync(RunContext context, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var changed = services.Ledger.Signal.Next;
                var run = services.Ledger.Queries.Run(context.Run)!;
                var open = run.Slices.Where(slice => !slice.Done).ToList();
                if (_session == Session.Beside)
                    open.Clear();
                foreach (var slice in open.Take(ParallelSlices))
                    await Reader(slice.No).StartAsync(context, slice);
                var isQuiet = _pushing == 0 && (_session == Session.Run || services.Time.GetUtcNow() - _lastPush >= Linger);
                if (open.Count == 0 && isQuiet && context.Handle.Queues.All(queue => services.Ledger.Counts(queue).Unsettled == 0))
                    break;
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
                await Task.WhenAny(changed, Task.Delay(LookAgain, services.Time, ended.Token));
                await ended.CancelAsync();
                // Commits come by the hundred a second; a look at the run now and then is enough.
                await Task.Delay(Pace, TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (StoreException e)
        {
            _error = e.Message;
        }
        await EndAsync(context, _error is null ? RunState.Done : RunState.Stopped);
    }

    private async Task EndAsync(RunContext context, RunState state)
    {
        _ending = true;
        await StopWorkersAsync(context);
        try
        {
            // A run that was stopped by an error stays open: the next one goes on with it.
            if (state != RunState.Stopped && _session != Session.Beside)
                await services.Ledger.EndRunAsync(context.Fence, context.Run, state, _error, CancellationToken.None);
        }
        catch (Exception e) when (e is StoreException or FencedException)
        {
            _error ??= e.Message;
            state = RunState.Stopped;
        }
        // Only now: who sees the flow idle also sees what came of the run.
        (_outcome, _activity, _ending) = (state, FlowActivity.Idle, false);
        LogEnded(_logger, Name, context.Run, state, _error);
        if (state == RunState.Done)
            StartFollowers();
    }

    /// <summary>Flows that run after this one.</summary>
    private void StartFollowers()
    {
        foreach (var flow in services.Flows.All)
        foreach (var trigger in flow.Triggers.Where(t => string.Equals(t.Settings.After, Name, StringComparison.Ordinal)))
            _ = StartFollowerAsync(flow.Name, trigger.Text);
    }

    private async Task StartFollowerAsync(string flow, string trigger)
    {
        try
        {
            await GrainFactory.GetGrain<IFlowGrain>(flow).StartAsync(trigger);
        }
        catch (Exception e)
        {
            LogNotFollowed(_logger, Name, flow, e.Message);
        }
    }

    private async Task StopWorkersAsync(RunContext context)
    {
        var slices = services.Ledger.Queries.Run(context.Run)?.Slices.Count ?? 0;
        var stopping = new List<Task>();
        for (var slice = 0; slice < slices; slice++)
            stopping.Add(Reader(slice).StopAsync());
        for (var target = 0; target < _plan!.Targets.Count; target++)
        for (var lane = 0; lane < context.Handle.Lanes; lane++)
            stopping.Add(Lane(target, lane).StopAsync());
        await Task.WhenAll(stopping);
    }

    public async Task<FlowStatus> PauseAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_activity == FlowActivity.Running && await StopWatchingAsync())
            {
                await StopWorkersAsync(_context!);
                _activity = FlowActivity.Paused;
            }
            return await StatusAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<FlowStatus> ResumeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_activity == FlowActivity.Paused)
                await GoOnAsync();
            return await StatusAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>With the flow as it is now: what was published meanwhile goes on with the run that is open.</summary>
    private async Task GoOnAsync()
    {
        if (ReferenceEquals(_plan, await services.Flows.PlanAsync(Name, services.Connections, CancellationToken.None)))
        {
            await LaunchAsync();
            return;
        }
        _activity = FlowActivity.Idle;
        await OpenAsync(new RunOrder(_context!.Trigger), isPush: _session != Session.Run);
    }

    public async Task<FlowStatus> ReloadAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_activity == FlowActivity.Running && await StopWatchingAsync())
            {
                await StopWorkersAsync(_context!);
                _activity = FlowActivity.Paused;
                await GoOnAsync();
            }
            return await StatusAsync();
        }
        catch (ConnectorException e)
        {
            // The run stays open, and the flow shows why nobody works on it.
            _error = e.Message;
            LogEnded(_logger, Name, _context!.Run, RunState.Stopped, _error);
            return await StatusAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<FlowStatus> CancelAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_activity != FlowActivity.Idle && (_activity == FlowActivity.Paused || await StopWatchingAsync()))
                await EndAsync(_context!, RunState.Cancelled);
            return await StatusAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>False if the run came to its end by itself in the meantime.</summary>
    private async Task<bool> StopWatchingAsync()
    {
        await _watch!.CancelAsync();
        await _watching;
        return _activity == FlowActivity.Running;
    }

    public async Task ReportAsync(long run, string error)
    {
        if (_context?.Run != run || _activity != FlowActivity.Running || _error is not null)
            return;
        _error = error;
        await _watch!.CancelAsync();
        // Not awaited: the worker that reports is one of those that are waited for.
        _watching = EndAsync(_context, RunState.Stopped);
    }

    public Task<FlowStatus> StatusAsync()
    {
        var run = _context is null ? null : services.Ledger.Queries.Run(_context.Run);
        var slices = run?.Slices ?? [];
        var read = slices.Aggregate(SliceCounts.None, (sum, slice) => sum + slice.Counts);
        var status = new FlowStatus(
            Name,
            _activity,
            _context?.Run ?? 0,
            _outcome,
            _error,
            read,
            slices.Count(s => s.Done),
            slices.Count,
            _context?.Handle,
            _activity != FlowActivity.Idle && _session != Session.Run
        );
        return Task.FromResult(_activity == FlowActivity.Running ? WithHours(status) : status);
    }

    private FlowStatus WithHours(FlowStatus status)
    {
        var now = services.Time.GetUtcNow();
        var closed = new List<string>();
        var moves = status.SlicesDone < status.Slices;
        foreach (var (place, target) in _plan!.Targets.Index())
        {
            var counts = services.Ledger.Counts(_context!.Handle.Queues[place]);
            if (counts.Unsettled == 0)
                continue;
            var isClosed = target.Hours?.IsOpen(now) == false;
            moves |= !isClosed || counts.InDoubt > 0;
            if (isClosed)
                closed.Add(
                    $"'{target.Node.Id}' sends only {target.Hours!.Text}, next from {target.Hours.NextOpen(now):yyyy-MM-dd HH:mm zzz}; {counts.Unsettled} of its deliveries wait."
                );
        }
        return status with { Closed = closed, WaitsForHours = closed.Count > 0 && !moves };
    }

    private IReaderGrain Reader(int slice) => GrainFactory.GetGrain<IReaderGrain>($"{Name}/{slice}");

    private ILaneGrain Lane(int target, int lane) => GrainFactory.GetGrain<ILaneGrain>($"{Name}/{_plan!.Targets[target].Node.Id}/{lane}");

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_watch is not null)
            await _watch.CancelAsync();
    }

    public void Dispose()
    {
        _turn.Dispose();
        _watch?.Dispose();
    }

    /// <summary>What the lanes are at work for.</summary>
    private enum Session
    {
        /// <summary>A run that reads the source.</summary>
        Run,

        /// <summary>What is pushed, under a run of its own.</summary>
        Push,

        /// <summary>What is pushed, while a run is open that was stopped; it stays as it is.</summary>
        Beside,
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{flow}: run {run} ended as {state} {error}")]
    private static partial void LogEnded(ILogger logger, string flow, long run, RunState state, string? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{flow}: '{follower}', which runs after it, could not be started: {error}")]
    private static partial void LogNotFollowed(ILogger logger, string flow, string follower, string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{flow}: the clock says {now}, but the source was read up to {watermark} already; nothing is read again, and nothing skipped"
    )]
    private static partial void LogClockWentBack(ILogger logger, string flow, DateTimeOffset watermark, DateTimeOffset now);
}
