using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Api;
using Weir.Server.Control;

namespace Weir.Server.Auth;

/// <summary>A member of the workspace.</summary>
/// <param name="Id">Id of the person.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Email">Mail address.</param>
/// <param name="Role">The role here.</param>
/// <param name="SecondFactor">True if a second factor was set up.</param>
/// <param name="Disabled">True if the account may not sign in.</param>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="LastSeenAt">The latest call of an open session.</param>
internal sealed record MemberView(
    Guid Id,
    string Name,
    string Email,
    Role Role,
    bool SecondFactor,
    bool Disabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt
);

/// <summary>What is changed of a member.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MemberChange(Role? Role = null);

/// <summary>Members of a workspace and what they may do.</summary>
internal static class PeopleApi
{
    private const string Tag = "People";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/people", ListAsync).Named("listPeople", Tag).Needs(Permission.PeopleRead);
        api.MapPatch("/people/{id:guid}", ChangeAsync).Named("changeMember", Tag, 404, 409).Needs(Permission.PeopleEdit);
        api.MapDelete("/people/{id:guid}", RemoveAsync).Named("removeMember", Tag, 404, 409).Needs(Permission.PeopleEdit);
    }

    /// <summary>Lists the members of the workspace</summary>
    /// <remarks>With role, and when each was last seen.</remarks>
    internal static async Task<Ok<List<MemberView>>> ListAsync(Caller caller, ControlDb db, CancellationToken cancellationToken)
    {
        var members = await (
            from membership in db.Memberships
            join person in db.Users on membership.PersonId equals person.Id
            where membership.WorkspaceId == caller.Workspace
            orderby person.Name
            select new { person, membership.Role }
        )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var ids = members.ConvertAll(m => m.person.Id);
        var seen = await db
            .Sessions.Where(s => ids.Contains(s.PersonId))
            .GroupBy(s => s.PersonId)
            .Select(g => new { g.Key, Last = g.Max(s => s.LastSeenAt) })
            .ToDictionaryAsync(s => s.Key, s => s.Last, cancellationToken);
        return TypedResults.Ok(
            members.ConvertAll(m => new MemberView(
                m.person.Id,
                m.person.Name,
                m.person.Email!,
                m.Role,
                m.person.SecondFactorKey is not null,
                m.person.Disabled,
                m.person.CreatedAt,
                seen.TryGetValue(m.person.Id, out var last) ? last : null
            ))
        );
    }

    /// <summary>Changes a member's role</summary>
    /// <remarks>A workspace keeps at least one owner.</remarks>
    internal static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid id,
        MemberChange change,
        Caller caller,
        ControlDb db,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(db, id, caller, cancellationToken) is not var (membership, person))
            return NoMember(id);
        if (change.Role is { } role && role != membership.Role)
        {
            if (membership.Role == Role.Owner && await IsLastOwnerAsync(db, caller.Workspace, cancellationToken))
                return LastOwner();
            pen.Note("changeMember", $"People/{person.Email}", Roles(membership.Role), Roles(role));
            membership.Role = role;
            await db.SaveChangesAsync(cancellationToken);
        }
        return TypedResults.NoContent();
    }

    /// <summary>Takes a member out of the workspace</summary>
    /// <remarks>Sessions and tokens for this workspace end with it. The account stays, for other workspaces.</remarks>
    internal static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id,
        Caller caller,
        ControlDb db,
        AuditPen pen,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(db, id, caller, cancellationToken) is not var (membership, person))
            return NoMember(id);
        if (membership.Role == Role.Owner && await IsLastOwnerAsync(db, caller.Workspace, cancellationToken))
            return LastOwner();
        db.Memberships.Remove(membership);
        await db.SaveChangesAsync(cancellationToken);
        await db.AccessTokens.Where(t => t.PersonId == id && t.WorkspaceId == caller.Workspace).ExecuteDeleteAsync(cancellationToken);
        await db.Sessions.Where(s => s.PersonId == id && s.WorkspaceId == caller.Workspace).ExecuteDeleteAsync(cancellationToken);
        pen.Note("removeMember", $"People/{person.Email}", Roles(membership.Role));
        return TypedResults.NoContent();
    }

    private static async Task<(Membership Membership, Person Person)?> FindAsync(
        ControlDb db,
        Guid id,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var membership = await db.Memberships.FirstOrDefaultAsync(
            m => m.PersonId == id && m.WorkspaceId == caller.Workspace,
            cancellationToken
        );
        return membership is null ? null : (membership, await db.Users.SingleAsync(p => p.Id == id, cancellationToken));
    }

    private static async Task<bool> IsLastOwnerAsync(ControlDb db, string workspace, CancellationToken cancellationToken) =>
        await db.Memberships.CountAsync(m => m.WorkspaceId == workspace && m.Role == Role.Owner, cancellationToken) == 1;

    private static JsonObject Roles(Role role) => new() { ["role"] = RightsGate.Word(role) };

    private static ProblemHttpResult NoMember(Guid id) => Problems.NotFound("member-unknown", $"The workspace has no member {id}.");

    private static ProblemHttpResult LastOwner() =>
        Problems.Conflict("last-owner", "This is the only owner of the workspace.", "Make somebody else an owner first.");
}
