using Weir.Sdk.Connectors;

namespace Weir.Engine.Connections;

/// <summary>A session kept by this process alone: for previews, tests of a connection, and the contract suite.</summary>
/// <param name="signIn">Signs in.</param>
public sealed class LocalSession(Func<CancellationToken, Task<SessionToken>> signIn) : ISession, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private SessionToken? _current;

    /// <inheritdoc />
    public async ValueTask<SessionToken> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _current) ?? await RenewAsync(new SessionToken("", Version: 0), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<SessionToken> RenewAsync(SessionToken lost, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lost);
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_current is { } current && current.Version > lost.Version)
                return current;
            var fresh = await signIn(cancellationToken) with { Version = lost.Version + 1 };
            Volatile.Write(ref _current, fresh);
            return fresh;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();
}
