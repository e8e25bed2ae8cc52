using Microsoft.Extensions.Logging;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>A loop that a grain owns and that runs beside the grain's turns; its end is reported to the flow.</summary>
internal sealed partial class Worker(string name, IFlowGrain flow, ILogger logger) : IDisposable
{
    private CancellationTokenSource? _stop;
    private Task _loop = Task.CompletedTask;

    /// <summary>True while the loop runs.</summary>
    public bool IsRunning => !_loop.IsCompleted;

    /// <summary>Starts the loop.</summary>
    public void Start(long run, Func<CancellationToken, Task> loop)
    {
        _stop = new CancellationTokenSource();
        var stop = _stop.Token;
        // Not in the grain's turn: the loop moves data and must not hold up the grain.
        _loop = Task
            .Factory.StartNew(() => GuardAsync(run, loop, stop), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default)
            .Unwrap();
    }

    private async Task GuardAsync(long run, Func<CancellationToken, Task> loop, CancellationToken stop)
    {
        try
        {
            await loop(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped by its owner.
        }
        catch (Exception e) when (e is LaneStoppedException or ConnectorException or StoreException or FencedException)
        {
            LogStopped(logger, name, e.Message);
            await flow.ReportAsync(run, e.Message);
        }
        catch (Exception e)
        {
            LogDefect(logger, name, e);
            await flow.ReportAsync(run, $"{name} failed unexpectedly: {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>Asks the loop to stop and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (_stop is null)
            return;
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _stop = null;
    }

    public void Dispose() => _stop?.Dispose();

    [LoggerMessage(Level = LogLevel.Error, Message = "{worker} stopped: {error}")]
    private static partial void LogStopped(ILogger logger, string worker, string error);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{worker} failed unexpectedly")]
    private static partial void LogDefect(ILogger logger, string worker, Exception e);
}
