using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Connections;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Server.Auth;
using Weir.Server.Connections;

namespace Weir.Server.Api;

/// <summary>A connection; secrets are masked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Connector">Id of its connector.</param>
/// <param name="Limits">How hard it may be used.</param>
/// <param name="Status">How it is.</param>
/// <param name="Settings">Its settings; a secret that is set is shown as ***.</param>
/// <param name="FromFile">True if it is written in the connections file and is changed there.</param>
/// <param name="Revision">Counts its changes; what its ETag shows.</param>
/// <param name="Flows">Flows that work with it.</param>
/// <param name="Problems">What is wrong with its settings; then no flow can work with it.</param>
internal sealed record ConnectionView(
    string Name,
    string Connector,
    LimitsView? Limits,
    ConnectionStatus? Status,
    JsonObject? Settings,
    bool FromFile,
    int Revision,
    IReadOnlyList<string> Flows,
    IReadOnlyList<string> Problems
);

/// <summary>How hard a connection may be used.</summary>
/// <param name="ConcurrentCalls">Calls at one time.</param>
/// <param name="CallsPerSecond">Calls a second; 0 = no limit.</param>
/// <param name="CallTimeoutSeconds">Time limit of one call.</param>
internal sealed record LimitsView(int ConcurrentCalls, double CallsPerSecond, double CallTimeoutSeconds)
{
    public static LimitsView Of(ConnectionLimits limits) =>
        new(limits.ConcurrentCalls, limits.CallsPerSecond, limits.CallTimeout.TotalSeconds);
}

/// <summary>What a test of a connection found.</summary>
/// <param name="Ok">True if address, credential and permission are good.</param>
/// <param name="Message">What it found, in one sentence.</param>
/// <param name="Kind">What went wrong.</param>
/// <param name="Code">The other system's own code.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record ConnectionTest(bool Ok, string Message, ErrorKind? Kind, string? Code, double Seconds);

/// <summary>Connections: how they are, and whether they work.</summary>
internal static class ConnectionsApi
{
    private const string Tag = "Connections";
    private static readonly TimeSpan LongestTest = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/connections", ListAsync).Named("listConnections", Tag).Needs(Permission.ConnectionsRead);
        api.MapGet("/connections/{name}", GetAsync).Named("getConnection", Tag, 404).Needs(Permission.ConnectionsRead);
        api.MapPost("/connections/{name}/test", TestAsync)
            .Named("testConnection", Tag, 404, 409)
            .Needs(Permission.ConnectionsEdit)
            .WithMetadata(new Unaudited());
    }

    /// <summary>Lists the connections</summary>
    /// <remarks>Limits, calls under way and waiting, failures in a row, the last error. Secrets are never returned.</remarks>
    /// <param name="registry">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="grains">From the server.</param>
    internal static async Task<Ok<ConnectionView[]>> ListAsync(ConnectionRegistry registry, Caller caller, IGrainFactory grains) =>
        TypedResults.Ok(await Task.WhenAll(registry.In(caller.Workspace).Select(entry => ViewAsync(entry, registry, grains))));

    /// <summary>Shows a connection</summary>
    /// <remarks>With the ETag that a change of it has to name. Secrets are never returned.</remarks>
    /// <param name="name">Name of the connection.</param>
    /// <param name="http">From the server.</param>
    /// <param name="registry">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="grains">From the server.</param>
    internal static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> GetAsync(
        string name,
        HttpContext http,
        ConnectionRegistry registry,
        Caller caller,
        IGrainFactory grains
    )
    {
        if (registry.Find(name, caller.Workspace) is not { } entry)
            return NoConnection(name);
        EntityTag.Write(http, entry.Revision);
        return TypedResults.Ok(await ViewAsync(entry, registry, grains));
    }

    internal static ProblemHttpResult NoConnection(string name) =>
        Problems.NotFound("connection-unknown", $"There is no connection '{name}'.");

    internal static async Task<ConnectionView> ViewAsync(ConnectionEntry entry, ConnectionRegistry registry, IGrainFactory grains) =>
        new(
            entry.Name,
            entry.Connector,
            entry.Definition is { } limited ? LimitsView.Of(limited.Limits) : null,
            entry.Definition is null ? null : await grains.GetGrain<IConnectionGrain>(entry.Name).StatusAsync(),
            entry.Definition is { } d ? MaskedSettings.Of(d.Connector.Manifest.SettingsType, d.Settings) : null,
            entry.IsFromFile,
            entry.Revision,
            [.. registry.UsersOf(entry.Name).Select(flow => flow.Name).Order(StringComparer.Ordinal)],
            entry.Problems
        );

    /// <summary>Tests a connection</summary>
    /// <remarks>Makes one harmless call that proves address, credential and permission. A connection that does not work is an answer (ok = false), not an error.</remarks>
    /// <param name="name">Name of the connection.</param>
    /// <param name="connections">From the server.</param>
    /// <param name="registry">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="time">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<ConnectionTest>, ProblemHttpResult>> TestAsync(
        string name,
        OpenConnections connections,
        ConnectionRegistry registry,
        Caller caller,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (registry.Find(name, caller.Workspace) is not { } entry)
            return NoConnection(name);
        if (entry.Definition is null)
            return Problems.Conflict("connection-broken", $"The settings of '{name}' are not good.", string.Join("\n", entry.Problems));
        return TypedResults.Ok(await TryAsync(connections.Get(name), time, cancellationToken));
    }

    internal static async Task<ConnectionTest> TryAsync(IConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        ConnectionTest Found(bool ok, string message, ErrorKind? kind = null, string? code = null) =>
            new(ok, message, kind, code, Math.Round(time.GetElapsedTime(started).TotalSeconds, 3));
        using var limit = new CancellationTokenSource(LongestTest, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return Found(ok: true, await connection.TestAsync(ended.Token));
        }
        catch (ConnectorException e)
        {
            return Found(ok: false, e.Message, e.Kind, e.Code);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Found(ok: false, $"The other system did not answer within {LongestTest.TotalSeconds:0} s.", ErrorKind.Transient);
        }
    }
}
