using System.Text.Json;

namespace Weir.Sdk.Connectors;

/// <summary>A kind of system. One public sealed class per folder with a parameterless constructor; found by type, there is no list.</summary>
public interface IConnector
{
    /// <summary>What it is; must not do any I/O.</summary>
    ConnectorManifest Manifest { get; }

    /// <summary>Opens one account of it. Does no I/O: the first call does.</summary>
    /// <exception cref="Errors.ConnectorException">Kind Config: the settings contradict each other.</exception>
    IConnection Open(ConnectionContext context);
}

/// <summary>One account of one system, as one process uses it. Safe for concurrent use.</summary>
public interface IConnection : IAsyncDisposable
{
    /// <summary>
    /// Signs in and returns what later calls need. The engine calls it for the whole cluster in one place, one at a time; the result is kept
    /// in memory only. Connections without a session return an empty token.
    /// </summary>
    /// <exception cref="Errors.ConnectorException">Kind Auth when refused, Config when the address is wrong, Transient when unreachable.</exception>
    Task<SessionToken> SignInAsync(CancellationToken cancellationToken);

    /// <summary>Makes one harmless call that proves address, credential and permission, and says in one sentence what it found.</summary>
    Task<string> TestAsync(CancellationToken cancellationToken);

    /// <summary>A source for a node. The settings were validated against the operation's settings record.</summary>
    ISource OpenSource(OperationDescriptor operation, JsonElement settings);

    /// <summary>A target for a node. The settings were validated against the operation's settings record.</summary>
    ITarget OpenTarget(OperationDescriptor operation, JsonElement settings);

    /// <summary>A lookup for a node. Only called for operations with the role Lookup; a connector that has none need not implement it.</summary>
    ILookup OpenLookup(OperationDescriptor operation, JsonElement settings) =>
        throw new NotSupportedException($"The operation '{operation.Id}' is no lookup.");
}

/// <summary>What the engine gives a connection.</summary>
public sealed record ConnectionContext
{
    /// <summary>The name in the connections file.</summary>
    public required string Name { get; init; }

    /// <summary>The settings, validated against the manifest's settings record.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>The HTTP client of this connection: pooled, no cookies, no redirects, no proxy, time limit per call by <see cref="ConnectionLimits.CallTimeout"/>.</summary>
    public required HttpClient Http { get; init; }

    /// <summary>
    /// Opens a TCP connection to a host and port for connectors that do not speak HTTP, under the same rules of where a connection may go; never open a socket of your own.
    /// Throws a <see cref="Errors.ConnectorException"/> when it may not go there, a <see cref="System.Net.Sockets.SocketException"/> when nobody answers.
    /// </summary>
    public Func<string, int, CancellationToken, ValueTask<Stream>> Dial { get; init; } =
        (_, _, _) => throw new NotSupportedException("This connection was opened without a way to dial.");

    /// <summary>The session shared by all who use the connection.</summary>
    public required ISession Session { get; init; }

    /// <summary>Limits in force.</summary>
    public required ConnectionLimits Limits { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Notes for the user (what was detected, what looks odd). Called seldom; never with secrets.</summary>
    public required Action<string> Note { get; init; }
}
