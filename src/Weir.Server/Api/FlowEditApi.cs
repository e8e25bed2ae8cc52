using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Flows;
using Weir.Server.Auth;
using Weir.Server.Control;
using Weir.Server.Hosting;
using Weir.Server.Versions;

namespace Weir.Server.Api;

/// <summary>The text of a flow: the draft, or the published version.</summary>
/// <param name="Name">Name of the flow.</param>
/// <param name="Yaml">The text.</param>
/// <param name="Draft">True if it is a draft.</param>
/// <param name="Published">The version that runs; null = none was published.</param>
/// <param name="DraftBase">The version the draft was begun from; 0 = from nothing.</param>
/// <param name="Revision">Counts every change; what the ETag shows.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Problems">What is wrong with the text.</param>
internal sealed record FlowSource(
    string Name,
    string Yaml,
    bool Draft,
    int? Published,
    int DraftBase,
    int Revision,
    string ChangedBy,
    DateTimeOffset ChangedAt,
    IReadOnlyList<FlowProblem> Problems
);

/// <summary>The text of a flow.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FlowText(string Yaml);

/// <summary>What is said of a version when it is published.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PublishRequest(string Note);

/// <summary>What a check of a text found.</summary>
/// <param name="Name">Name of the flow; null if it cannot be read.</param>
/// <param name="Ok">True if there are no errors.</param>
/// <param name="Problems">Errors and warnings.</param>
internal sealed record FlowCheck(string? Name, bool Ok, IReadOnlyList<FlowProblem> Problems);

/// <summary>Writes flows: drafts, and publishing them.</summary>
internal static class FlowEditApi
{
    private const string Tag = "Flows";
    private const int LongestNote = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/flows", CreateAsync).Named("createFlow", Tag, 400, 409).Needs(Permission.FlowsEdit);
        api.MapPost("/flows/validate", Validate).Named("validateFlow", Tag).Needs(Permission.FlowsEdit).WithMetadata(new Unaudited());
        api.MapGet("/flows/{name}/source", GetAsync).Named("getFlowSource", Tag, 404).Needs(Permission.FlowsRead);
        api.MapPut("/flows/{name}/draft", SaveAsync).Named("saveDraft", Tag, 400, 404, 412, 428).Needs(Permission.FlowsEdit);
        api.MapDelete("/flows/{name}/draft", DiscardAsync).Named("discardDraft", Tag, 404, 412, 428).Needs(Permission.FlowsEdit);
        api.MapPost("/flows/{name}/publish", PublishAsync).Named("publishFlow", Tag, 400, 404, 409, 412, 428).Needs(Permission.FlowsEdit);
    }

    /// <summary>Checks the text of a flow</summary>
    /// <remarks>With the connections of the workspace, as weir validate does: every error at once, with line, column and path.</remarks>
    internal static Ok<FlowCheck> Validate(FlowText text, FlowVersions versions, Caller caller)
    {
        var file = versions.Check(text.Yaml, caller.Workspace);
        return TypedResults.Ok(new FlowCheck(file.Flow?.Name, file.Flow is not null, file.Problems));
    }

    /// <summary>Makes a flow</summary>
    /// <remarks>As a draft: it may have errors, but must have a name that no other flow of the server has.</remarks>
    internal static async Task<Results<Created<FlowSource>, ProblemHttpResult>> CreateAsync(
        FlowText text,
        HttpContext http,
        FlowVersions versions,
        Caller caller,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (NameIn(text.Yaml) is not { } name)
            return Problems.BadRequest("flow-name", "The flow needs a 'name' of letters, digits, '-', '_' and '.'.");
        if (await versions.SaveDraftAsync(name, text.Yaml, revision: null, caller, cancellationToken) is not { } stored)
            return Problems.Conflict(
                "flow-taken",
                $"The name '{name}' is taken.",
                "The ledger knows a flow by its name; choose another one."
            );
        pen.Note("createFlow", $"Flows/{name}", after: text.Yaml);
        EntityTag.Write(http, stored.Revision);
        return TypedResults.Created($"/api/v1/flows/{name}/source", View(stored, text.Yaml, versions));
    }

    /// <summary>Shows the text of a flow</summary>
    /// <remarks>The draft, if there is one, else the published version; with the ETag that a change of it has to name.</remarks>
    internal static async Task<Results<Ok<FlowSource>, ProblemHttpResult>> GetAsync(
        string name,
        HttpContext http,
        FlowVersions versions,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (await versions.FindAsync(name, caller, cancellationToken) is not { } stored)
            return Problems.NoFlow(name);
        EntityTag.Write(http, stored.Revision);
        var yaml = stored.Draft ?? (await versions.GetAsync(name, stored.Published!.Value, cancellationToken))!.Yaml;
        return TypedResults.Ok(View(stored, yaml, versions));
    }

    /// <summary>Keeps a draft</summary>
    /// <remarks>Needs If-Match. A draft may have errors; it runs nowhere until it is published.</remarks>
    internal static async Task<Results<Ok<FlowSource>, ProblemHttpResult>> SaveAsync(
        string name,
        FlowText text,
        HttpContext http,
        FlowVersions versions,
        Caller caller,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (await versions.FindAsync(name, caller, cancellationToken) is not { } before)
            return Problems.NoFlow(name);
        if (EntityTag.Read(http, out var missing) is not { } revision)
            return missing!;
        if (NameIn(text.Yaml) is { } given && !string.Equals(given, name, StringComparison.Ordinal))
            return Renamed(name, given);
        if (await versions.SaveDraftAsync(name, text.Yaml, revision, caller, cancellationToken) is not { } stored)
            return EntityTag.Changed($"The flow '{name}'");
        pen.Note("saveDraft", $"Flows/{name}", before.Draft, text.Yaml);
        EntityTag.Write(http, stored.Revision);
        return TypedResults.Ok(View(stored, text.Yaml, versions));
    }

    /// <summary>Throws a draft away</summary>
    /// <remarks>Needs If-Match. A flow of which no version was published is gone with it.</remarks>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DiscardAsync(
        string name,
        HttpContext http,
        FlowVersions versions,
        Caller caller,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (await versions.FindAsync(name, caller, cancellationToken) is not { } before)
            return Problems.NoFlow(name);
        if (EntityTag.Read(http, out var missing) is not { } revision)
            return missing!;
        var done = before.Published is null
            ? await versions.RemoveAsync(name, revision, cancellationToken)
            : await versions.SaveDraftAsync(name, yaml: null, revision, caller, cancellationToken) is not null;
        if (!done)
            return EntityTag.Changed($"The flow '{name}'");
        pen.Note("discardDraft", $"Flows/{name}", before.Draft);
        return TypedResults.NoContent();
    }

    /// <summary>Publishes the draft</summary>
    /// <remarks>
    /// Needs If-Match. It becomes a version that is never changed, and runs from now on: a run that is under way goes on with it after the calls that were
    /// made with the former one. A draft with errors is refused.
    /// </remarks>
    internal static async Task<Results<Ok<FlowSource>, ProblemHttpResult>> PublishAsync(
        string name,
        PublishRequest request,
        HttpContext http,
        FlowVersions versions,
        Caller caller,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (await versions.FindAsync(name, caller, cancellationToken) is not { } before)
            return Problems.NoFlow(name);
        if (EntityTag.Read(http, out var missing) is not { } revision)
            return missing!;
        if (before.Draft is not { } draft)
            return Problems.Conflict("no-draft", $"'{name}' has no draft to publish.");
        return await PublishTextAsync(before, draft, request.Note, revision, "publishFlow", http, versions, caller, pen, cancellationToken);
    }

    /// <summary>Checks and publishes a text as the newest version.</summary>
    internal static async Task<Results<Ok<FlowSource>, ProblemHttpResult>> PublishTextAsync(
        StoredFlow before,
        string yaml,
        string note,
        int revision,
        string action,
        HttpContext http,
        FlowVersions versions,
        Caller caller,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (note.Length > LongestNote)
            return Problems.BadRequest("note-invalid", $"A note has at most {LongestNote} characters.");
        var file = versions.Check(yaml, before.WorkspaceId, before.FilePath);
        if (file.Flow is not { } flow)
            return Problems.Of(
                StatusCodes.Status400BadRequest,
                "flow-broken",
                $"'{before.Name}' has errors and was not published.",
                string.Join("\n", file.Problems.Where(p => p.Severity == Severity.Error))
            );
        if (!string.Equals(flow.Name, before.Name, StringComparison.Ordinal))
            return Renamed(before.Name, flow.Name);
        if (await versions.PublishAsync(before.Name, yaml, note.Trim(), revision, caller, cancellationToken) is not { } stored)
            return EntityTag.Changed($"The flow '{before.Name}'");
        pen.Note(
            action,
            $"Flows/{before.Name}",
            before.Published is { } former ? new JsonObject { ["version"] = former } : null,
            new JsonObject { ["version"] = stored.Published, ["note"] = note.Trim() }
        );
        EntityTag.Write(http, stored.Revision);
        return TypedResults.Ok(View(stored, yaml, versions));
    }

    private static ProblemHttpResult Renamed(string name, string given) =>
        Problems.BadRequest(
            "flow-renamed",
            $"The text names the flow '{given}', and this is '{name}': the ledger knows a flow by its name, so it is not changed."
        );

    internal static FlowSource View(StoredFlow stored, string yaml, FlowVersions versions) =>
        new(
            stored.Name,
            yaml,
            stored.Draft is not null,
            stored.Published,
            stored.DraftBase,
            stored.Revision,
            stored.ChangedBy,
            stored.ChangedAt,
            versions.Check(yaml, stored.WorkspaceId, stored.FilePath).Problems
        );

    private static string? NameIn(string yaml) =>
        FlowFiles.NameIn(yaml) is { Length: <= 100 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? name
            : null;
}
