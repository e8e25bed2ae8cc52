using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Server.Auth;
using Weir.Server.Control;
using Weir.Server.Versions;

namespace Weir.Server.Api;

/// <summary>A published version of a flow.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Note">What its author says about it.</param>
/// <param name="Author">Who published it.</param>
/// <param name="At">When.</param>
/// <param name="Running">True for the one that runs.</param>
/// <param name="Yaml">Its text; only when one version was asked for.</param>
internal sealed record FlowVersionView(int Number, string Note, string Author, DateTimeOffset At, bool Running, string? Yaml)
{
    public static FlowVersionView Of(FlowVersion version, StoredFlow flow, bool withText = false) =>
        new(version.Number, version.Note, version.Author, version.At, version.Number == flow.Published, withText ? version.Yaml : null);
}

/// <summary>The version that is to run again.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RollbackRequest(int Version);

/// <summary>Published versions of a flow: list, differences, rollback.</summary>
internal static class FlowVersionsApi
{
    private const string Tag = "Flows";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/flows/{name}/versions", ListAsync).Named("listFlowVersions", Tag, 400, 404).Needs(Permission.FlowsRead);
        api.MapGet("/flows/{name}/versions/{number:int}", GetAsync).Named("getFlowVersion", Tag, 404).Needs(Permission.FlowsRead);
        api.MapGet("/flows/{name}/diff", DiffAsync).Named("diffFlow", Tag, 404).Needs(Permission.FlowsRead);
        api.MapPost("/flows/{name}/rollback", RollbackAsync).Named("rollbackFlow", Tag, 400, 404, 412, 428).Needs(Permission.FlowsEdit);
    }

    /// <summary>Lists the versions of a flow</summary>
    /// <remarks>Newest first.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="after">next of the page before.</param>
    /// <param name="limit">Most items, 1 to 500; default 50.</param>
    /// <param name="versions">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<Page<FlowVersionView>>, ProblemHttpResult>> ListAsync(
        string name,
        string? after,
        int? limit,
        FlowVersions versions,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (await versions.FindAsync(name, caller, cancellationToken) is not { } flow)
            return Problems.NoFlow(name);
        if (Paging.Limit(limit) is not { } most || Paging.Place(after, int.MaxValue) is not { } place || place > int.MaxValue)
            return Paging.Wrong();
        var found = await versions.ListAsync(name, (int)place, most, cancellationToken);
        return TypedResults.Ok(
            new Page<FlowVersionView>(
                found.ConvertAll(v => FlowVersionView.Of(v, flow)),
                found.Count == most ? Paging.Text(found[^1].Number) : null
            )
        );
    }

    /// <summary>Shows a version with its text</summary>
    /// <remarks>A version is never changed.</remarks>
    internal static async Task<Results<Ok<FlowVersionView>, ProblemHttpResult>> GetAsync(
        string name,
        int number,
        FlowVersions versions,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (await versions.FindAsync(name, caller, cancellationToken) is not { } flow)
            return Problems.NoFlow(name);
        return await versions.GetAsync(name, number, cancellationToken) is { } version
            ? TypedResults.Ok(FlowVersionView.Of(version, flow, withText: true))
            : NoVersion(name, number);
    }

    private static ProblemHttpResult NoVersion(string name, int number) =>
        Problems.NotFound("version-unknown", $"The flow '{name}' has no version {number}.");

    /// <summary>Tells how two versions differ, in words</summary>
    /// <remarks>Layout and comments are no difference.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="from">A version; default: the one that runs.</param>
    /// <param name="to">A version; default: the draft, and the version that runs if there is none.</param>
    /// <param name="versions">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<IReadOnlyList<FlowDifference>>, ProblemHttpResult>> DiffAsync(
        string name,
        int? from,
        int? to,
        FlowVersions versions,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (await versions.FindAsync(name, caller, cancellationToken) is not { } flow)
            return Problems.NoFlow(name);
        var before = from ?? flow.Published ?? 0;
        var old = before == 0 ? "{}" : (await versions.GetAsync(name, before, cancellationToken))?.Yaml;
        if (old is null)
            return NoVersion(name, before);
        var now = to is null ? flow.Draft : null;
        var after = to ?? flow.Published ?? 0;
        now ??= (await versions.GetAsync(name, after, cancellationToken))?.Yaml;
        return now is null ? NoVersion(name, after) : TypedResults.Ok(FlowDiff.Of(old, now));
    }

    /// <summary>Has a former version run again</summary>
    /// <remarks>Needs If-Match. Its text becomes the newest version; a draft is thrown away.</remarks>
    internal static async Task<Results<Ok<FlowSource>, ProblemHttpResult>> RollbackAsync(
        string name,
        RollbackRequest request,
        HttpContext http,
        FlowVersions versions,
        Caller caller,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (await versions.FindAsync(name, caller, cancellationToken) is not { } flow)
            return Problems.NoFlow(name);
        if (EntityTag.Read(http, out var missing) is not { } revision)
            return missing!;
        if (await versions.GetAsync(name, request.Version, cancellationToken) is not { } version)
            return NoVersion(name, request.Version);
        var note = $"v{request.Version}";
        return await FlowEditApi.PublishTextAsync(
            flow,
            version.Yaml,
            note,
            revision,
            "rollbackFlow",
            http,
            versions,
            caller,
            pen,
            cancellationToken
        );
    }
}
