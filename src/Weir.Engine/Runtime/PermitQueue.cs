using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>
/// Decides who may call a connection: concurrent calls, calls a second, a pause when the other side asks for one, a breaker when it is
/// down. Flows that wait are served by weight; waiting makes everybody older, so nobody starves. Not thread-safe: its owner calls it one at a time.
/// </summary>
public sealed class PermitQueue(ConnectionLimits limits, TimeProvider time)
{
    private const int FailuresToOpen = 5;
    private ConnectionLimits _limits = limits;
    private static readonly TimeSpan LongestOpen = TimeSpan.FromSeconds(30);
    private readonly PriorityQueue<Waiter, double> _waiting = new();
    private readonly Dictionary<string, double> _served = new(StringComparer.Ordinal);
    private double _virtualTime;
    private int _running;
    private int _failures;
    private long _nextCall = long.MinValue;
    private long _pausedUntil = long.MinValue;

    /// <summary>Calls under way.</summary>
    public int Running => _running;

    /// <summary>Callers waiting.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Failures in a row; the breaker is open from 5 on.</summary>
    public int Failures => _failures;

    /// <summary>Takes other limits, and gives an other side that seemed down a new chance.</summary>
    public void Change(ConnectionLimits changed) => (_limits, _failures, _pausedUntil) = (changed, 0, long.MinValue);

    /// <summary>Queues a caller. The task completes when it may call; a caller that is cancelled leaves the queue.</summary>
    /// <param name="flow">Whose call it is.</param>
    /// <param name="weight">Share of the flow; 1 is ordinary, 2 gets twice as much.</param>
    public Waiter Enter(string flow, double weight)
    {
        // Start-time fair queueing: a flow's next turn comes 1/weight after its last, never before now.
        var start = Math.Max(_virtualTime, _served.GetValueOrDefault(flow, 0));
        _served[flow] = start + (1 / weight);
        // A turn that nobody took is not charged.
        var waiter = new Waiter(() => _served[flow] -= 1 / weight);
        _waiting.Enqueue(waiter, start);
        return waiter;
    }

    /// <summary>Lets in who may call now. Returns how long to wait before asking again, or null when only a release can help.</summary>
    public TimeSpan? Admit()
    {
        while (_waiting.TryPeek(out var waiter, out var start))
        {
            if (waiter.IsGone)
            {
                _waiting.Dequeue();
                continue;
            }
            if (_running >= Concurrency)
                return null;
            var now = time.GetTimestamp();
            var ready = Math.Max(_nextCall, _pausedUntil);
            if (ready > now)
                return time.GetElapsedTime(now, ready);
            _waiting.Dequeue();
            _virtualTime = start;
            if (!waiter.Admit())
                continue;
            _running++;
            if (_limits.CallsPerSecond > 0)
                _nextCall = now + (long)(time.TimestampFrequency / _limits.CallsPerSecond);
        }
        return null;
    }

    /// <summary>With the breaker half open, one call at a time finds out whether the other side is back.</summary>
    private int Concurrency => _failures >= FailuresToOpen ? 1 : _limits.ConcurrentCalls;

    /// <summary>A call is over.</summary>
    /// <param name="error">How it failed as a whole, or null.</param>
    /// <param name="retryAfter">How long the other side asked us to wait.</param>
    public void Leave(ErrorKind? error, TimeSpan? retryAfter)
    {
        _running--;
        switch (error)
        {
            case ErrorKind.RateLimited:
                Pause(retryAfter ?? TimeSpan.FromSeconds(1));
                break;
            case ErrorKind.Transient or ErrorKind.InDoubt or ErrorKind.Unknown:
                _failures++;
                if (_failures >= FailuresToOpen)
                    Pause(TimeSpan.FromSeconds(Math.Min(LongestOpen.TotalSeconds, Math.Pow(2, _failures - FailuresToOpen))));
                break;
            default:
                _failures = 0;
                break;
        }
    }

    private void Pause(TimeSpan length)
    {
        var until = time.GetTimestamp() + (long)(length.TotalSeconds * time.TimestampFrequency);
        _pausedUntil = Math.Max(_pausedUntil, until);
    }

    /// <summary>Somebody who waits for a permit.</summary>
    public sealed class Waiter
    {
        private readonly Action _refund;

        internal Waiter(Action refund) => _refund = refund;

        private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the call may be made.</summary>
        public Task Admitted => _admitted.Task;

        internal bool IsGone => _admitted.Task.IsCanceled;

        internal bool Admit() => _admitted.TrySetResult();

        /// <summary>Leaves the queue. False if the permit was given already.</summary>
        public bool Cancel()
        {
            if (!_admitted.TrySetCanceled())
                return false;
            _refund();
            return true;
        }
    }
}
