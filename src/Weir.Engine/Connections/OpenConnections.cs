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

    /// <summary>All connections.</summary>
    public IReadOnlyList<ConnectionDefinition> Definitions => definitions;

    /// <summary>The definition of a connection.</summary>
    /// <exception cref="ConnectorException">There is none of that name.</exception>
    public ConnectionDefinition Definition(string name) =>
        definitions.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.Ordinal))
        ?? throw new ConnectorException(ErrorKind.Config, $"There is no connection '{name}' in the connections file.");

    /// <summary>The connection, opened at its first use.</summary>
    public IConnection Get(string name) =>
        _open.GetOrAdd(name, key => new Lazy<(IConnection, HttpClient)>(() => Open(Definition(key)))).Value.Connection;

    private (IConnection Connection, HttpClient Http) Open(ConnectionDefinition definition)
    {
        var http = NewClient(definition.Limits);
        var context = new ConnectionContext
        {
            Name = definition.Name,
            Settings = definition.Settings,
            Http = http,
            Session = sessions(definition.Name),
            Limits = definition.Limits,
            Time = time,
            Note = text => note(definition.Name, text),
        };
        return (definition.Connector.Open(context), http);
    }

    /// <summary>A client for a vendor: no cookies, redirects or proxy, so that what is sent and where is what the connector decided.</summary>
    public static HttpClient NewClient(ConnectionLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
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
        foreach (var open in _open.Values)
        {
            if (!open.IsValueCreated)
                continue;
            await open.Value.Connection.DisposeAsync();
            open.Value.Http.Dispose();
        }
    }
}
