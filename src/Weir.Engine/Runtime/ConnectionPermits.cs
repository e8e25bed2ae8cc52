using Weir.Engine.Connections;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>Makes calls to a connection under permits from its grain.</summary>
internal sealed class ConnectionPermits(IGrainFactory grains)
{
    /// <summary>How many calls to the connection had failed in a row when the last one made here ended, whoever made them.</summary>
    public int FailuresInARow { get; private set; }

    /// <summary>Waits for a permit, calls, gives the permit back with what came of the call.</summary>
    public async Task<T> CallAsync<T>(
        string connection,
        string flow,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    )
    {
        await EnterAsync(connection, flow, cancellationToken);
        ConnectorException? failure = null;
        try
        {
            return await call(cancellationToken);
        }
        catch (ConnectorException e)
        {
            failure = e;
            throw;
        }
        finally
        {
            FailuresInARow = await grains.GetGrain<IConnectionGrain>(connection).LeaveAsync(failure?.Kind, failure?.RetryAfter);
        }
    }

    private async Task EnterAsync(string connection, string flow, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IConnectionGrain>(connection);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await grain.EnterAsync(flow, weight: 1))
                return;
        }
    }
}
