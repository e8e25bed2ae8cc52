using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Api;
using Weir.Server.Control;
using Weir.Server.Hosting;

namespace Weir.Server.Auth;

/// <summary>An invitation that was not taken yet.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Email">Whom it is for.</param>
/// <param name="Role">The role it gives.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record InvitationView(
    Guid Id,
    string Email,
    Role Role,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt
);

/// <summary>A new invitation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Link">The link to hand over; shown this once.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record InvitationLink(Guid Id, string Link, DateTimeOffset ExpiresAt);

/// <summary>Who is invited, as what.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record InvitationRequest(string Email, Role Role);

/// <summary>The account that is made by an invitation; who has one already gives its password.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AcceptRequest(string Token, string Name, string Password, string? Code = null);

/// <summary>Invitations: how people become members.</summary>
internal static class InvitationsApi
{
    private const string Tag = "People";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/people/invitations", ListAsync).Named("listInvitations", Tag).Needs(Permission.PeopleEdit);
        api.MapPost("/people/invitations", InviteAsync).Named("invite", Tag, 400, 409).Needs(Permission.PeopleEdit);
        api.MapDelete("/people/invitations/{id:guid}", WithdrawAsync).Named("withdrawInvitation", Tag, 404).Needs(Permission.PeopleEdit);
        api.MapPost("/invitations/accept", AcceptAsync)
            .Named("acceptInvitation", Tag, 400, 401, 403, 429)
            .NeedsNothing()
            .RequireRateLimiting(SignInRules.PerAddress);
    }

    /// <summary>Lists open invitations</summary>
    /// <remarks>Those that were neither taken nor withdrawn and are not past their time; newest first. The links are not shown again.</remarks>
    internal static async Task<Ok<List<InvitationView>>> ListAsync(
        Caller caller,
        ControlDb db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        return TypedResults.Ok(
            await db
                .Invitations.Where(i => i.WorkspaceId == caller.Workspace && i.AcceptedAt == null && i.ExpiresAt > now)
                .OrderByDescending(i => i.CreatedAt)
                .Select(i => new InvitationView(i.Id, i.Email, i.Role, i.CreatedBy, i.CreatedAt, i.ExpiresAt))
                .ToListAsync(cancellationToken)
        );
    }

    /// <summary>Invites somebody</summary>
    /// <remarks>Answers with a link that is good once, for seven days; nothing is sent by mail.</remarks>
    internal static async Task<Results<Created<InvitationLink>, ProblemHttpResult>> InviteAsync(
        InvitationRequest request,
        HttpContext http,
        Caller caller,
        ControlDb db,
        AccessRules access,
        AuditPen pen,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (AccountText.WrongEmail(request.Email) is { } wrong)
            return Problems.BadRequest("account-invalid", wrong);
        var normal = request.Email.ToUpperInvariant();
        var isMember = await (
            from membership in db.Memberships
            join person in db.Users on membership.PersonId equals person.Id
            where membership.WorkspaceId == caller.Workspace && person.NormalizedEmail == normal
            select person.Id
        ).AnyAsync(cancellationToken);
        if (isMember)
            return Problems.Conflict("member-already", $"{request.Email} is a member already.");
        var secret = Secret.New();
        var now = time.GetUtcNow();
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(),
            WorkspaceId = caller.Workspace,
            Email = request.Email,
            Role = request.Role,
            SecretHash = Secret.Hash(secret),
            CreatedAt = now,
            CreatedBy = caller.Name,
            ExpiresAt = now + Lifetime,
        };
        db.Invitations.Add(invitation);
        await db.SaveChangesAsync(cancellationToken);
        pen.Note("invite", $"People/{request.Email}", after: new JsonObject { ["role"] = RightsGate.Word(request.Role) });
        var root = access.PublicAddress?.GetLeftPart(UriPartial.Authority) ?? $"{http.Request.Scheme}://{http.Request.Host}";
        return TypedResults.Created(
            $"/api/v1/people/invitations/{invitation.Id}",
            new InvitationLink(invitation.Id, $"{root}/invite#token={secret}", invitation.ExpiresAt)
        );
    }

    /// <summary>Withdraws an invitation</summary>
    /// <remarks>Its link is worth nothing from then on.</remarks>
    internal static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(
        Guid id,
        Caller caller,
        ControlDb db,
        CancellationToken cancellationToken
    ) =>
        await db.Invitations.Where(i => i.Id == id && i.WorkspaceId == caller.Workspace).ExecuteDeleteAsync(cancellationToken) == 0
            ? Problems.NotFound("invitation-unknown", $"There is no invitation {id}.")
            : TypedResults.NoContent();

    /// <summary>Takes an invitation</summary>
    /// <remarks>Makes the account with the mail address that was invited and signs in. Who has an account already joins with its password.</remarks>
    internal static async Task<Results<Ok<SessionView>, ProblemHttpResult>> AcceptAsync(
        AcceptRequest request,
        HttpContext http,
        UserManager<Person> people,
        SignIn signIn,
        Sessions sessions,
        AuditPen pen,
        ControlDb db,
        DemoLink demo,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var hash = Secret.Hash(request.Token);
        var invitation = await db.Invitations.FirstOrDefaultAsync(
            i => i.SecretHash == hash && i.AcceptedAt == null && i.ExpiresAt > now,
            cancellationToken
        );
        if (invitation is null)
            return Problems.Of(
                StatusCodes.Status403Forbidden,
                "link-refused",
                "This invitation is not good any more.",
                "It was taken, withdrawn, or is past its time; ask for another one."
            );
        Person? person;
        if (await people.FindByEmailAsync(invitation.Email) is { } known)
        {
            var (result, _, _) = await signIn.CheckAsync(invitation.Email, request.Password, request.Code);
            if (result != SignInResult.Done)
                return Problems.Of(
                    result == SignInResult.LockedOut ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized,
                    result == SignInResult.CodeNeeded ? "code-required" : "sign-in-refused",
                    $"{invitation.Email} has an account here already: give its password and, if it has one, a code of the second factor."
                );
            person = known;
            db.Memberships.Add(
                new Membership
                {
                    PersonId = person.Id,
                    WorkspaceId = invitation.WorkspaceId,
                    Role = invitation.Role,
                }
            );
        }
        else
        {
            if (AccountText.Wrong(request.Name, invitation.Email) is { } bad)
                return Problems.BadRequest("account-invalid", bad);
            var account = new NewAccount(request.Name, invitation.Email, request.Password, invitation.WorkspaceId, invitation.Role, now);
            (person, var wrong) = await Accounts.CreateAsync(people, db, account, cancellationToken);
            if (person is null)
                return Problems.BadRequest("account-invalid", wrong!);
        }
        invitation.AcceptedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        var caller = await sessions.BeginAsync(http, person, remember: false, invitation.WorkspaceId, cancellationToken);
        pen.By(caller!.Name, caller);
        pen.Note("acceptInvitation", $"People/{person.Email}", after: new JsonObject { ["role"] = RightsGate.Word(invitation.Role) });
        return TypedResults.Ok(await SessionApi.ViewAsync(caller, db, demo, cancellationToken));
    }
}
