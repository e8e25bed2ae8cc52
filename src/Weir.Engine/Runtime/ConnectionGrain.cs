using Orleans.Concurrency;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <inheritdoc cref="IConnectionGrain" />
[Reentrant]
internal sealed class ConnectionGrain(EngineServices services) : Grain, IConnectionGrain
{
    private PermitQueue? _permits;
    private ITimer? _timer;
    private Task<SessionReply>? _signingIn;
    private SessionReply? _session;
    private string? _lastError;
    private long _lastVersion;

    private PermitQueue Permits =>
        _permits ??= new PermitQueue(services.Connections.Definition(this.GetPrimaryKeyString()).Limits, services.Time);

    public async Task<bool> EnterAsync(string flow, double weight)
    {
        var waiter = Permits.Enter(flow, weight);
        Admit();
        if (waiter.Admitted.IsCompletedSuccessfully)
            return true;
        using var limit = new CancellationTokenSource(IConnectionGrain.LongestWait, services.Time);
        await Task.WhenAny(waiter.Admitted, Task.Delay(Timeout.InfiniteTimeSpan, services.Time, limit.Token));
        return waiter.Admitted.IsCompletedSuccessfully || !waiter.Cancel();
    }

    public Task<int> LeaveAsync(ErrorKind? error, TimeSpan? retryAfter)
    {
        Permits.Leave(error, retryAfter);
        Admit();
        return Task.FromResult(Permits.Failures);
    }

    private void Admit()
    {
        if (Permits.Admit() is not { } wait)
            return;
        _timer?.Dispose();
        var due = wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
        var self = this.AsReference<IConnectionGrain>();
        // The timer only knocks; the decision is made in the grain's own turn.
        _timer = services.Time.CreateTimer(state => _ = ((IConnectionGrain)state!).StatusAsync(), self, due, Timeout.InfiniteTimeSpan);
    }

    public async Task<SessionReply> SessionAsync(long lostVersion)
    {
        if (_session is { } session && session.Version > lostVersion)
            return session;
        var signingIn = _signingIn ??= SignInAsync(Math.Max(Math.Max(lostVersion, _lastVersion), _session?.Version ?? 0) + 1);
        try
        {
            return await signingIn;
        }
        finally
        {
            if (ReferenceEquals(_signingIn, signingIn))
                _signingIn = null;
        }
    }

    private async Task<SessionReply> SignInAsync(long version)
    {
        try
        {
            var token = await services.Connections.Get(this.GetPrimaryKeyString()).SignInAsync(CancellationToken.None);
            _session = new SessionReply(token.Value, version, Kind: null, Code: null, Error: null, RetryAfter: null);
            _lastError = null;
            return _session;
        }
        catch (ConnectorException e)
        {
            _lastError = e.Message;
            return new SessionReply(Value: null, version, e.Kind, e.Code, e.Message, e.RetryAfter);
        }
    }

    public async Task ReloadAsync()
    {
        // A sign-in under way is with the former credential; whoever waits for it gets what it gives, and renews it when it is refused.
        if (_signingIn is { } signingIn)
            await Task.WhenAny(signingIn);
        _lastVersion = Math.Max(_lastVersion, _session?.Version ?? 0);
        (_session, _lastError) = (null, null);
        Permits.Change(services.Connections.Definition(this.GetPrimaryKeyString()).Limits);
        Admit();
    }

    public Task<ConnectionStatus> StatusAsync()
    {
        Admit();
        return Task.FromResult(
            new ConnectionStatus(Permits.Running, Permits.Waiting, Permits.Failures, _session?.Version ?? 0, _lastError)
        );
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>The session of a connection as this process sees it; its owner is the connection's grain.</summary>
internal sealed class GrainSession(Func<IConnectionGrain> grain) : ISession
{
    private SessionToken? _current;

    public async ValueTask<SessionToken> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _current) ?? await RenewAsync(new SessionToken("", Version: 0), cancellationToken);

    public async ValueTask<SessionToken> RenewAsync(SessionToken lost, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _current) is { } current && current.Version > lost.Version)
            return current;
        var reply = await grain().SessionAsync(lost.Version).WaitAsync(cancellationToken);
        if (reply.Value is null)
            throw new ConnectorException(reply.Kind ?? ErrorKind.Unknown, reply.Error ?? "The sign-in failed.")
            {
                Code = reply.Code,
                RetryAfter = reply.RetryAfter,
            };
        var fresh = new SessionToken(reply.Value, reply.Version);
        Volatile.Write(ref _current, fresh);
        return fresh;
    }
}
