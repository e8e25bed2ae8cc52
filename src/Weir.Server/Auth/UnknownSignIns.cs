using System.Collections.Concurrent;

namespace Weir.Server.Auth;

/// <summary>Locks out names that have no account as it does those that have one, so that a lock-out does not tell which names are known.</summary>
internal sealed class UnknownSignIns(TimeProvider time)
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, (int Failures, DateTimeOffset Until)> _failed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts a failure; how long the name is locked out, if it is.</summary>
    public TimeSpan? Failed(string email)
    {
        var now = time.GetUtcNow();
        if (_failed.Count >= Most)
            foreach (var (name, entry) in _failed)
                if (entry.Until <= now || _failed.Count >= Most)
                    _failed.TryRemove(name, out _);
        var (failures, until) = _failed.AddOrUpdate(
            email,
            _ => (1, now + SignInRules.LockOut),
            (_, old) =>
                old.Until <= now ? (1, now + SignInRules.LockOut)
                : old.Failures > SignInRules.MostFailures ? old
                : (old.Failures + 1, now + SignInRules.LockOut)
        );
        return failures > SignInRules.MostFailures ? until - now : null;
    }
}

/// <summary>How often a password may be wrong.</summary>
internal static class SignInRules
{
    /// <summary>Wrong passwords in a row.</summary>
    public const int MostFailures = 5;

    /// <summary>Then the account is locked for this time.</summary>
    public static readonly TimeSpan LockOut = TimeSpan.FromMinutes(5);

    /// <summary>Name of the limit on calls from one address.</summary>
    public const string PerAddress = "sign-in";

    /// <summary>Calls from one address in a minute.</summary>
    public const int CallsPerMinute = 30;

    /// <summary>Shortest password.</summary>
    public const int ShortestPassword = 10;
}
