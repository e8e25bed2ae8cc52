using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Connections;

/// <summary>The connections of this process: one client and one pool of sockets each.</summary>
/// <param name="definitions">The connections.</param>
/// <param name="sessions">Makes the session that a connection shares with the rest of the cluster.</param>
/// <param name="time">The clock.</param>
/// <param name="note">Takes notes of connectors: connection name and text.</param>
public sealed class OpenConnections(
    IReadOnlyList<ConnectionDefinition> definitions,
    Func<string, ISession> sessions,
    TimeProvider time,
    Action<string, string> note
) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(IConnection Connection, HttpClient Http)>> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(IConnection Connection, HttpClient Http), byte> _retired = new();
    private readonly Lock _change = new();
    private volatile IReadOnlyList<ConnectionDefinition> _definitions = definitions;

    /// <summary>All connections.</summary>
    public IReadOnlyList<ConnectionDefinition> Definitions => _definitions;

    /// <summary>Adds a connection or puts it in the place of the one of that name. Calls under way with the former one go on to their end.</summary>
    public void Put(ConnectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        lock (_change)
            _definitions = [.. _definitions.Where(d => !IsNamed(d, definition.Name)), definition];
        Retire(definition.Name, definition.Limits.CallTimeout);
    }

    /// <summary>Takes a connection away. Calls under way go on to their end.</summary>
    public void Remove(string name)
    {
        var removed = _definitions.FirstOrDefault(d => IsNamed(d, name));
        lock (_change)
            _definitions = [.. _definitions.Where(d => !IsNamed(d, name))];
        if (removed is not null)
            Retire(name, removed.Limits.CallTimeout);
    }

    private static bool IsNamed(ConnectionDefinition definition, string name) =>
        string.Equals(definition.Name, name, StringComparison.Ordinal);

    /// <summary>The client is closed when no call can be under way with it any more.</summary>
    private void Retire(string name, TimeSpan longestCall)
    {
        if (!_open.TryRemove(name, out var open) || !open.IsValueCreated || !_retired.TryAdd(open.Value, 0))
            return;
        _ = time.CreateTimer(
            _ => _ = CloseRetiredAsync(open.Value),
            state: null,
            longestCall + TimeSpan.FromMinutes(1),
            Timeout.InfiniteTimeSpan
        );
    }

    private async Task CloseRetiredAsync((IConnection Connection, HttpClient Http) open)
    {
        if (!_retired.TryRemove(open, out _))
            return;
        await open.Connection.DisposeAsync();
        open.Http.Dispose();
    }

    /// <summary>The definition of a connection.</summary>
    /// <exception cref="ConnectorException">There is none of that name.</exception>
    public ConnectionDefinition Definition(string name) =>
        _definitions.FirstOrDefault(d => IsNamed(d, name))
        ?? throw new ConnectorException(ErrorKind.Config, $"There is no connection '{name}'.");

    /// <summary>The connection, opened at its first use.</summary>
    public IConnection Get(string name) =>
        _open.GetOrAdd(name, key => new Lazy<(IConnection, HttpClient)>(() => Open(Definition(key)))).Value.Connection;

    private (IConnection Connection, HttpClient Http) Open(ConnectionDefinition definition)
    {
        var http = NewClient(definition.Limits, definition.ToThisMachine);
        var context = new ConnectionContext
        {
            Name = definition.Name,
            Settings = definition.Settings,
            Http = http,
            Dial = (host, port, token) => Reach.ConnectAsync(new DnsEndPoint(host, port), definition.ToThisMachine, token),
            Session = sessions(definition.Name),
            Limits = definition.Limits,
            Time = time,
            Note = text => note(definition.Name, text),
        };
        return (definition.Connector.Open(context), http);
    }

    /// <summary>A client for a vendor: no cookies, redirects or proxy, so that what is sent and where is what the connector decided.</summary>
    public static HttpClient NewClient(ConnectionLimits limits, bool toThisMachine)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = (context, token) => Reach.ConnectAsync(context.DnsEndPoint, toThisMachine, token),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            MaxConnectionsPerServer = limits.ConcurrentCalls + 4,
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = System.Security.Authentication.SslProtocols.None },
        };
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var retired in _retired.Keys)
            await CloseRetiredAsync(retired);
        foreach (var open in _open.Values)
        {
            if (!open.IsValueCreated)
                continue;
            await open.Value.Connection.DisposeAsync();
            open.Value.Http.Dispose();
        }
    }
}
