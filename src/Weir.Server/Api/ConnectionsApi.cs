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

namespace Weir.Server.Api;

/// <summary>A connection; secrets are masked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Connector">Id of its connector.</param>
/// <param name="Limits">How hard it may be used.</param>
/// <param name="Status">How it is.</param>
/// <param name="Settings">Its settings; a secret that is set is shown as ***.</param>
internal sealed record ConnectionView(string Name, string Connector, LimitsView Limits, ConnectionStatus Status, JsonObject Settings);

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
        api.MapPost("/connections/{name}/test", TestAsync).Named("testConnection", Tag, 404).Needs(Permission.ConnectionsEdit);
    }

    /// <summary>Lists the connections</summary>
    /// <remarks>Limits, calls under way and waiting, failures in a row, the last error. Secrets are never returned.</remarks>
    /// <param name="connections">From the server.</param>
    /// <param name="grains">From the server.</param>
    /// <param name="caller">From the server.</param>
    internal static async Task<Ok<ConnectionView[]>> ListAsync(OpenConnections connections, IGrainFactory grains, Caller caller) =>
        TypedResults.Ok(await Task.WhenAll(Seen(connections, caller).Select(definition => ViewAsync(definition, grains))));

    private static IEnumerable<ConnectionDefinition> Seen(OpenConnections connections, Caller caller) =>
        connections.Definitions.Where(_ => string.Equals(caller.Workspace, Accounts.FirstWorkspace, StringComparison.Ordinal));

    private static async Task<ConnectionView> ViewAsync(ConnectionDefinition definition, IGrainFactory grains) =>
        new(
            definition.Name,
            definition.Connector.Manifest.Id,
            LimitsView.Of(definition.Limits),
            await grains.GetGrain<IConnectionGrain>(definition.Name).StatusAsync(),
            MaskedSettings.Of(definition.Connector.Manifest.SettingsType, definition.Settings)
        );

    /// <summary>Tests a connection</summary>
    /// <remarks>Makes one harmless call that proves address, credential and permission. A connection that does not work is an answer (ok = false), not an error.</remarks>
    /// <param name="name">Name of the connection.</param>
    /// <param name="connections">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="time">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<ConnectionTest>, ProblemHttpResult>> TestAsync(
        string name,
        OpenConnections connections,
        Caller caller,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!Seen(connections, caller).Any(d => string.Equals(d.Name, name, StringComparison.Ordinal)))
            return Problems.NotFound("connection-unknown", $"There is no connection '{name}'.");
        var started = time.GetTimestamp();
        ConnectionTest Found(bool ok, string message, ErrorKind? kind = null, string? code = null) =>
            new(ok, message, kind, code, Math.Round(time.GetElapsedTime(started).TotalSeconds, 3));
        using var limit = new CancellationTokenSource(LongestTest, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return TypedResults.Ok(Found(ok: true, await connections.Get(name).TestAsync(ended.Token)));
        }
        catch (ConnectorException e)
        {
            return TypedResults.Ok(Found(ok: false, e.Message, e.Kind, e.Code));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return TypedResults.Ok(
                Found(ok: false, $"The other system did not answer within {LongestTest.TotalSeconds:0} s.", ErrorKind.Transient)
            );
        }
    }
}
