namespace Weir.Sandbox.Notify;

/// <summary>Counts the calls of a robot in sliding windows.</summary>
internal sealed class RobotWindow(TimeProvider clock, params (int Calls, TimeSpan Per)[] limits)
{
    private readonly Lock _gate = new();
    private readonly List<DateTimeOffset> _taken = [];
    private DateTimeOffset _mutedUntil;

    /// <summary>Takes a call; false when it is one too many. Refused calls do not count.</summary>
    /// <param name="mute">How long nothing is taken after one too many.</param>
    public bool Take(TimeSpan mute)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now < _mutedUntil)
                return false;
            _taken.RemoveAll(at => now - at >= TimeSpan.FromMinutes(1));
            if (limits.Any(limit => _taken.Count(at => now - at < limit.Per) >= limit.Calls))
            {
                _mutedUntil = now + mute;
                return false;
            }
            _taken.Add(now);
            return true;
        }
    }
}
