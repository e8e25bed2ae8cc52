namespace Weir.Engine.Runtime;

/// <summary>
/// Gives turns so that at most so many calls begin within any span of a time; all lanes of a node in this process share one. A call that then waits for a
/// permit of its connection begins later than its turn, and moves the turns behind it.
/// </summary>
internal sealed class PaceGate(int calls, TimeSpan per, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly DateTimeOffset[] _begun = new DateTimeOffset[calls];
    private int _next;

    /// <summary>Waits for the turn of a call. Returns its number, for <see cref="Begin"/>.</summary>
    public async Task<int> EnterAsync(CancellationToken cancellationToken)
    {
        var (turn, wait) = Reserve();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
        return turn;
    }

    /// <summary>The call begins now.</summary>
    public void Begin(int turn)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now > _begun[turn])
                _begun[turn] = now;
        }
    }

    private (int Turn, TimeSpan Wait) Reserve()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var turn = _next;
            // The call so many before this one must be that long ago. Whole milliseconds, upwards: a timer that is early would be too soon.
            var begin = _begun[turn] == default || _begun[turn] + per <= now ? now : _begun[turn] + per;
            _begun[turn] = begin;
            _next = (turn + 1) % _begun.Length;
            return (turn, TimeSpan.FromMilliseconds(Math.Ceiling((begin - now).TotalMilliseconds)));
        }
    }
}
