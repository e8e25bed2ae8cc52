using System.Collections.Concurrent;

namespace Weir.Sandbox.Kingdee;

/// <summary>What clients have done, for tests and for the demo's summary.</summary>
internal sealed class KingdeeCounters
{
    private readonly ConcurrentDictionary<string, long> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _packages = new(StringComparer.Ordinal);
    private long _sessionsLost;

    public void Call(string operation) => _calls.AddOrUpdate(operation, 1, (_, n) => n + 1);

    public void Packages(int count, string operation) => _packages.AddOrUpdate(operation, count, (_, n) => n + count);

    public void SessionLost() => Interlocked.Increment(ref _sessionsLost);

    public object Report(LoginService login, Sessions sessions) =>
        new
        {
            calls = _calls.OrderBy(p => p.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            packages = _packages.OrderBy(p => p.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            logins = login.Logins,
            // Every login after the first replaces one that was lost.
            reLogins = Math.Max(0, login.Logins - 1),
            loginFailures = login.Failures,
            sessionsOpen = sessions.Open,
            sessionLostAnswers = Interlocked.Read(ref _sessionsLost),
        };
}
