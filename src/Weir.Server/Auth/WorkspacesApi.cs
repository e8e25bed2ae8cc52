using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Api;
using Weir.Server.Control;

namespace Weir.Server.Auth;

/// <summary>A new workspace.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WorkspaceRequest(string Id, string Name);

/// <summary>A workspace's new name.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WorkspaceChange(string Name);

/// <summary>Workspaces: flows and connections of one are not seen in another.</summary>
internal static partial class WorkspacesApi
{
    private const string Tag = "Workspaces";
    private const int LongestName = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/workspaces", CreateAsync).Named("createWorkspace", Tag, 400, 409).Needs(Permission.WorkspaceEdit);
        api.MapPatch("/workspaces/{id}", RenameAsync).Named("renameWorkspace", Tag, 400, 404).Needs(Permission.WorkspaceEdit);
    }

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex IdShape();

    /// <summary>Makes a workspace</summary>
    /// <remarks>Its maker is its owner.</remarks>
    internal static async Task<Results<Created<WorkspaceView>, ProblemHttpResult>> CreateAsync(
        WorkspaceRequest request,
        Caller caller,
        ControlDb db,
        AuditPen pen,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!IdShape().IsMatch(request.Id))
            return Problems.BadRequest("workspace-invalid", "The id has from 1 to 40 small letters, digits and hyphens, none at its ends.");
        if (WrongName(request.Name) is { } wrong)
            return wrong;
        if (await db.Workspaces.AnyAsync(w => w.Id == request.Id, cancellationToken))
            return Problems.Conflict("workspace-taken", $"There is a workspace '{request.Id}' already.");
        var workspace = new Workspace
        {
            Id = request.Id,
            Name = request.Name.Trim(),
            CreatedAt = time.GetUtcNow(),
        };
        db.Workspaces.Add(workspace);
        if (caller.PersonId is { } person)
            db.Memberships.Add(
                new Membership
                {
                    PersonId = person,
                    WorkspaceId = workspace.Id,
                    Role = Role.Owner,
                }
            );
        await db.SaveChangesAsync(cancellationToken);
        pen.Note("createWorkspace", $"Workspaces/{workspace.Id}", after: new JsonObject { ["name"] = workspace.Name });
        return TypedResults.Created($"/api/v1/workspaces/{workspace.Id}", new WorkspaceView(workspace.Id, workspace.Name));
    }

    /// <summary>Renames the workspace one is in</summary>
    /// <remarks>Its id stays as it is.</remarks>
    internal static async Task<Results<Ok<WorkspaceView>, ProblemHttpResult>> RenameAsync(
        string id,
        WorkspaceChange change,
        Caller caller,
        ControlDb db,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (!string.Equals(id, caller.Workspace, StringComparison.Ordinal))
            return Problems.NotFound("workspace-unknown", $"You are not in a workspace '{id}'.");
        if (WrongName(change.Name) is { } wrong)
            return wrong;
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == id, cancellationToken);
        pen.Note(
            "renameWorkspace",
            $"Workspaces/{id}",
            new JsonObject { ["name"] = workspace.Name },
            new JsonObject { ["name"] = change.Name.Trim() }
        );
        workspace.Name = change.Name.Trim();
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new WorkspaceView(workspace.Id, workspace.Name));
    }

    private static ProblemHttpResult? WrongName(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > LongestName
            ? Problems.BadRequest("workspace-invalid", $"The name has from 1 to {LongestName} characters.")
            : null;
}
