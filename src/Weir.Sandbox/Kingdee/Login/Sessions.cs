using System.Collections.Concurrent;

namespace Weir.Sandbox.Kingdee;

/// <summary>Who calls, and for which organisation.</summary>
internal sealed class Session(string id, string user, string? orgNumber)
{
    public string Id => id;
    public string User => user;
    public string? OrgNumber { get; set; } = orgNumber;
    public DateTimeOffset LastUsed { get; set; }
}

/// <summary>Sessions with a sliding life.</summary>
internal sealed class Sessions(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Session> _open = new(StringComparer.OrdinalIgnoreCase);

    public int Open => _open.Count;

    public Session Begin(string user, string? orgNumber, bool endOthers)
    {
        if (endOthers)
            EndAll(user);
        var session = new Session(Guid.NewGuid().ToString("D"), user, orgNumber) { LastUsed = clock.GetUtcNow() };
        _open[session.Id] = session;
        return session;
    }

    public Session? Find(string? id, double minutes)
    {
        if (id is null || !_open.TryGetValue(id, out var session))
            return null;
        var now = clock.GetUtcNow();
        if ((now - session.LastUsed).TotalMinutes > minutes)
        {
            _open.TryRemove(id, out _);
            return null;
        }
        session.LastUsed = now;
        return session;
    }

    public bool End(string? id) => id is not null && _open.TryRemove(id, out _);

    public void EndAll() => _open.Clear();

    private void EndAll(string user)
    {
        foreach (var (id, session) in _open)
        {
            if (string.Equals(session.User, user, StringComparison.Ordinal))
                _open.TryRemove(id, out _);
        }
    }
}
