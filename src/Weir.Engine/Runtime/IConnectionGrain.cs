using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>The one owner of a connection in the cluster: its session, its permits, its breaker.</summary>
public interface IConnectionGrain : IGrainWithStringKey
{
    /// <summary>Waits for a permit, at most <see cref="LongestWait"/>; false if there was none in that time.</summary>
    [ResponseTimeout("00:02:00")]
    Task<bool> EnterAsync(string flow, double weight);

    /// <summary>Gives a permit back with what came of the call. Answers how many calls in a row have failed now, whoever made them.</summary>
    Task<int> LeaveAsync(ErrorKind? error, TimeSpan? retryAfter);

    /// <summary>A session newer than <paramref name="lostVersion"/>; callers that lost the same one share one sign-in.</summary>
    [ResponseTimeout("00:05:00")]
    Task<SessionReply> SessionAsync(long lostVersion);

    /// <summary>The connection has other settings now: its session is forgotten and its limits are read again. Calls under way keep their permits.</summary>
    Task ReloadAsync();

    /// <summary>How the connection is.</summary>
    Task<ConnectionStatus> StatusAsync();

    /// <summary>Longest time a caller waits in the grain before it asks again.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
}

/// <summary>A session, or why there is none. The value is a secret: it goes from memory to memory only.</summary>
[GenerateSerializer, Immutable]
public sealed record SessionReply(string? Value, long Version, ErrorKind? Kind, string? Code, string? Error, TimeSpan? RetryAfter);

/// <summary>State of a connection.</summary>
[GenerateSerializer, Immutable]
public sealed record ConnectionStatus(int Running, int Waiting, int FailuresInARow, long SessionVersion, string? LastError);
