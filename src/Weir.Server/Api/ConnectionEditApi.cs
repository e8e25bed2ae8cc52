using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Weir.Engine.Connections;
using Weir.Engine.Runtime;
using Weir.Server.Auth;
using Weir.Server.Commands;
using Weir.Server.Connections;

namespace Weir.Server.Api;

/// <summary>What a connection is to be.</summary>
/// <param name="Connector">Id of its connector.</param>
/// <param name="Settings">Settings of the connector. A secret that is kept is sent as it is shown: ***.</param>
/// <param name="Limits">Limits that differ from the connector's: concurrentCalls, callsPerSecond, callTimeout (for example 30s).</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ConnectionRequest(string Connector, JsonObject Settings, JsonObject? Limits = null);

/// <summary>A new connection.</summary>
/// <param name="Name">Its stable name; flows know it by that.</param>
/// <param name="Connector">Id of its connector.</param>
/// <param name="Settings">Settings of the connector.</param>
/// <param name="Limits">Limits that differ from the connector's.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewConnectionRequest(string Name, string Connector, JsonObject Settings, JsonObject? Limits = null);

/// <summary>Makes, changes and removes connections.</summary>
internal static partial class ConnectionEditApi
{
    private const string Tag = "Connections";
    private static readonly JsonElement None = JsonElement.Parse("{}"u8);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/connections", CreateAsync).Named("createConnection", Tag, 400, 409).Needs(Permission.ConnectionsEdit);
        api.MapPut("/connections/{name}", ChangeAsync)
            .Named("changeConnection", Tag, 400, 404, 409, 412, 428)
            .Needs(Permission.ConnectionsEdit);
        api.MapDelete("/connections/{name}", RemoveAsync).Named("removeConnection", Tag, 404, 409).Needs(Permission.ConnectionsEdit);
        api.MapPost("/connections/{name}/try", TryAsync)
            .Named("tryConnection", Tag, 400)
            .Needs(Permission.ConnectionsEdit)
            .WithMetadata(new Unaudited());
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NameShape();

    /// <summary>Makes a connection</summary>
    /// <remarks>Names are one of a kind on the server. Secrets are sealed and never returned.</remarks>
    internal static async Task<Results<Created<ConnectionView>, ProblemHttpResult>> CreateAsync(
        NewConnectionRequest request,
        HttpContext http,
        ConnectionRegistry registry,
        Caller caller,
        AuditPen pen,
        IGrainFactory grains,
        CancellationToken cancellationToken
    )
    {
        if (!NameShape().IsMatch(request.Name))
            return Problems.BadRequest("connection-invalid", "A name has from 1 to 80 letters, digits, '-', '_' and '.'.");
        if (registry.IsTaken(request.Name))
            return Problems.Conflict("connection-taken", $"The name '{request.Name}' is taken.", "Choose another one.");
        var limits = Element(request.Limits);
        var (definition, problems) = registry.Check(request.Name, request.Connector, Element(request.Settings), limits);
        if (definition is null)
            return Invalid(problems);
        var entry = await registry.PutAsync(definition, limits, caller, revision: null, cancellationToken);
        pen.Note("createConnection", $"Connections/{entry.Name}", before: null, Shown(definition));
        EntityTag.Write(http, entry.Revision);
        return TypedResults.Created($"/api/v1/connections/{entry.Name}", await ConnectionsApi.ViewAsync(entry, registry, grains));
    }

    /// <summary>Changes a connection</summary>
    /// <remarks>
    /// Needs If-Match. Calls under way end with the former settings; every later one is made with the new ones, also of runs that are under way. A secret
    /// that is sent as *** stays, unless an address leads to another server: then it has to be given again.
    /// </remarks>
    internal static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> ChangeAsync(
        string name,
        ConnectionRequest request,
        HttpContext http,
        ConnectionRegistry registry,
        Caller caller,
        AuditPen pen,
        IGrainFactory grains,
        CancellationToken cancellationToken
    )
    {
        if (registry.Find(name, caller.Workspace) is not { } entry)
            return ConnectionsApi.NoConnection(name);
        if (entry.IsFromFile)
            return FromFile(name);
        if (EntityTag.Read(http, out var missing) is not { } revision)
            return missing!;
        if (Merged(request, entry, out var moved) is not { } settings)
            return moved!;
        var limits = Element(request.Limits);
        var (definition, problems) = registry.Check(name, request.Connector, settings, limits);
        if (definition is null)
            return Invalid(problems);
        try
        {
            var before = entry.Definition is { } former ? Shown(former) : null;
            entry = await registry.PutAsync(definition, limits, caller, revision, cancellationToken);
            pen.Note("changeConnection", $"Connections/{name}", before, Shown(definition));
        }
        catch (DbUpdateConcurrencyException)
        {
            return EntityTag.Changed($"The connection '{name}'");
        }
        EntityTag.Write(http, entry.Revision);
        return TypedResults.Ok(await ConnectionsApi.ViewAsync(entry, registry, grains));
    }

    /// <summary>Removes a connection</summary>
    /// <remarks>Only one that no flow works with.</remarks>
    internal static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string name,
        ConnectionRegistry registry,
        Caller caller,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (registry.Find(name, caller.Workspace) is not { } entry)
            return ConnectionsApi.NoConnection(name);
        if (entry.IsFromFile)
            return FromFile(name);
        var users = registry.UsersOf(name).Select(flow => flow.Name).ToList();
        if (users.Count > 0)
            return Problems.Conflict("connection-used", $"Flows work with '{name}': {string.Join(", ", users)}.", "Change them first.");
        await registry.RemoveAsync(name, cancellationToken);
        pen.Note("removeConnection", $"Connections/{name}", entry.Definition is { } definition ? Shown(definition) : null);
        return TypedResults.NoContent();
    }

    /// <summary>Tests settings before they are kept</summary>
    /// <remarks>The name may be that of a connection there is: then secrets sent as *** are its own.</remarks>
    internal static async Task<Results<Ok<ConnectionTest>, ProblemHttpResult>> TryAsync(
        string name,
        ConnectionRequest request,
        ConnectionRegistry registry,
        Caller caller,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var settings = Element(request.Settings);
        if (registry.Find(name, caller.Workspace) is { } entry)
        {
            if (Merged(request, entry, out var moved) is not { } merged)
                return moved!;
            settings = merged;
        }
        var (definition, problems) = registry.Check(name, request.Connector, settings, Element(request.Limits));
        if (definition is null)
            return Invalid(problems);
        OpenConnections? alone = null;
        using var session = new LocalSession(token => alone!.Get(name).SignInAsync(token));
        await using var opened = alone = new OpenConnections([definition], _ => session, time, (_, _) => { });
        return TypedResults.Ok(await ConnectionsApi.TryAsync(opened.Get(name), time, cancellationToken));
    }

    private static JsonElement? Merged(ConnectionRequest request, ConnectionEntry entry, out ProblemHttpResult? problem)
    {
        problem = null;
        if (entry.Definition is not { } kept || !string.Equals(request.Connector, entry.Connector, StringComparison.Ordinal))
            return Element(request.Settings);
        var (settings, moved) = KeptSecrets.Merge(kept.Connector.Manifest.SettingsType, request.Settings, kept.Settings);
        if (moved is null)
            return Element(settings);
        problem = Problems.BadRequest(
            "secrets-needed",
            $"'{moved}' leads to another server: give the secrets again, they are not sent there."
        );
        return null;
    }

    private static JsonElement Element(JsonObject? json) => json is null ? None : JsonSerializer.SerializeToElement(json);

    private static JsonObject Shown(ConnectionDefinition definition) =>
        new()
        {
            ["connector"] = definition.Connector.Manifest.Id,
            ["settings"] = MaskedSettings.Of(definition.Connector.Manifest.SettingsType, definition.Settings),
            ["limits"] = JsonSerializer.SerializeToNode(LimitsView.Of(definition.Limits), JsonSerializerOptions.Web),
        };

    private static ProblemHttpResult FromFile(string name) =>
        Problems.Conflict(
            "connection-from-file",
            $"'{name}' is written in the connections file of the server.",
            "Change it there, and start the server again."
        );

    private static ProblemHttpResult Invalid(IReadOnlyList<string> problems) =>
        Problems.Of(StatusCodes.Status400BadRequest, "connection-invalid", "The settings are not good.", string.Join("\n", problems));
}
