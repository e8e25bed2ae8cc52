using System.Globalization;
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

namespace Weir.Server.Auth;

/// <summary>Who is signed in, and where.</summary>
/// <param name="User">The person.</param>
/// <param name="Role">The role in the workspace.</param>
/// <param name="Workspace">The workspace.</param>
/// <param name="Workspaces">All workspaces of the person.</param>
/// <param name="Permissions">What the role may do, for example flows.run.</param>
/// <param name="Demo">True in a demo.</param>
internal sealed record SessionView(
    UserView User,
    Role Role,
    WorkspaceView Workspace,
    IReadOnlyList<MembershipView> Workspaces,
    IReadOnlyList<string> Permissions,
    bool Demo
);

/// <summary>A person, as the person sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Email">Mail address, by which one signs in.</param>
/// <param name="Language">zh-CN, en, or null for the browser's.</param>
/// <param name="SecondFactor">True if a second factor was set up.</param>
/// <param name="Password">True if it has a password.</param>
internal sealed record UserView(Guid Id, string Name, string Email, string? Language, bool SecondFactor, bool Password)
{
    public static UserView Of(Person person) =>
        new(person.Id, person.Name, person.Email!, person.Language, person.SecondFactorKey is not null, person.PasswordHash is not null);
}

/// <summary>A workspace.</summary>
/// <param name="Id">Its stable name.</param>
/// <param name="Name">Name for people.</param>
internal sealed record WorkspaceView(string Id, string Name);

/// <summary>A workspace and the role in it.</summary>
/// <param name="Id">Its stable name.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Role">The role.</param>
internal sealed record MembershipView(string Id, string Name, Role Role);

/// <summary>What one signs in with.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SignInRequest(string Email, string Password, string? Code = null, bool Remember = false);

/// <summary>What the first account is made of.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SetupRequest(string Token, string Name, string Email, string Password);

/// <summary>The secret of a link.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LinkRequest(string Token);

/// <summary>The workspace that is chosen.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WorkspaceChoice(string Id);

/// <summary>Sign-in, sign-out, the first set-up.</summary>
internal static class SessionApi
{
    private const string Tag = "Session";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/session", GetAsync).Named("getSession", Tag).Needs(Permission.SignedIn);
        api.MapPost("/session", SignInAsync).Named("signIn", Tag, 400, 401, 429).NeedsNothing().RequireRateLimiting(SignInRules.PerAddress);
        api.MapDelete("/session", SignOutAsync).Named("signOut", Tag).Needs(Permission.SignedIn);
        api.MapPost("/session/workspace", ChooseAsync).Named("chooseWorkspace", Tag, 404, 409).Needs(Permission.SignedIn);
        api.MapPost("/session/link", EnterAsync)
            .Named("enterByLink", Tag, 403, 429)
            .NeedsNothing()
            .RequireRateLimiting(SignInRules.PerAddress);
        api.MapPost("/setup", SetUpAsync).Named("setUp", Tag, 400, 403, 429).NeedsNothing().RequireRateLimiting(SignInRules.PerAddress);
    }

    /// <summary>Shows who is signed in</summary>
    /// <remarks>Without a session: 401 with the code setup-required while there is no account, else sign-in-required.</remarks>
    internal static async Task<Results<Ok<SessionView>, ProblemHttpResult>> GetAsync(
        Caller caller,
        ControlDb db,
        DemoLink demo,
        CancellationToken cancellationToken
    ) =>
        caller.PersonId is null
            ? Problems.Of(StatusCodes.Status403Forbidden, "no-person", "The server's token is nobody's account.")
            : TypedResults.Ok(await ViewAsync(caller, db, demo, cancellationToken));

    internal static async Task<SessionView> ViewAsync(Caller caller, ControlDb db, DemoLink demo, CancellationToken cancellationToken)
    {
        var person = await db.Users.AsNoTracking().SingleAsync(p => p.Id == caller.PersonId, cancellationToken);
        var all = await (
            from membership in db.Memberships
            join workspace in db.Workspaces on membership.WorkspaceId equals workspace.Id
            where membership.PersonId == person.Id
            orderby workspace.Name
            select new MembershipView(workspace.Id, workspace.Name, membership.Role)
        ).ToListAsync(cancellationToken);
        var here = all.Find(w => string.Equals(w.Id, caller.Workspace, StringComparison.Ordinal))!;
        return new SessionView(
            UserView.Of(person),
            caller.Role,
            new WorkspaceView(here.Id, here.Name),
            all,
            Rights.Words(caller.Role),
            demo.IsOpen
        );
    }

    /// <summary>Signs in</summary>
    /// <remarks>
    /// By mail address, password and, if it was set up, a code of the second factor. Five failures lock the account for five minutes. The answer sets the
    /// cookie of the session.
    /// </remarks>
    internal static async Task<Results<Ok<SessionView>, ProblemHttpResult>> SignInAsync(
        SignInRequest request,
        HttpContext http,
        SignIn signIn,
        Sessions sessions,
        AuditPen pen,
        ControlDb db,
        DemoLink demo,
        CancellationToken cancellationToken
    )
    {
        var (result, person, wait) = await signIn.CheckAsync(request.Email, request.Password, request.Code);
        if (result == SignInResult.CodeNeeded)
            return Problems.Of(
                StatusCodes.Status401Unauthorized,
                "code-required",
                "The account has a second factor.",
                "Give a code of your app."
            );
        if (result == SignInResult.Done)
        {
            var caller = await sessions.BeginAsync(http, person!, request.Remember, workspace: null, cancellationToken);
            if (caller is not null)
            {
                pen.By(caller.Name, caller);
                pen.Note("signIn", $"Session/{person!.Email}");
                return TypedResults.Ok(await ViewAsync(caller, db, demo, cancellationToken));
            }
            return Problems.Of(
                StatusCodes.Status403Forbidden,
                "no-workspace",
                "This account belongs to no workspace.",
                "An owner of a workspace can invite you."
            );
        }
        pen.By("nobody");
        pen.Note("signInRefused", $"Session/{Shortened(request.Email)}");
        if (result != SignInResult.LockedOut)
            return Problems.Of(
                StatusCodes.Status401Unauthorized,
                "sign-in-refused",
                "Mail address, password or code is not right.",
                $"After {SignInRules.MostFailures} failures the account is locked for {SignInRules.LockOut.TotalMinutes:0} minutes."
            );
        http.Response.Headers.RetryAfter = Math.Ceiling((wait ?? SignInRules.LockOut).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problems.Of(
            StatusCodes.Status429TooManyRequests,
            "locked-out",
            "The account is locked after too many failures.",
            $"Try again in {Math.Ceiling((wait ?? SignInRules.LockOut).TotalMinutes):0} minutes."
        );
    }

    private static string Shortened(string email) => email.Length > 100 ? email[..100] : email;

    /// <summary>Signs out</summary>
    /// <remarks>Ends the session on the server, and takes the cookie away.</remarks>
    internal static async Task<NoContent> SignOutAsync(
        Caller caller,
        HttpContext http,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        if (caller is { PersonId: { } person, SessionId: { } session })
            await sessions.EndAsync(person, session, except: null, cancellationToken);
        SessionCookie.Clear(http);
        return TypedResults.NoContent();
    }

    /// <summary>Chooses a workspace</summary>
    /// <remarks>Lists show only what belongs to it.</remarks>
    internal static async Task<Results<Ok<SessionView>, ProblemHttpResult>> ChooseAsync(
        WorkspaceChoice choice,
        Caller caller,
        ControlDb db,
        DemoLink demo,
        CancellationToken cancellationToken
    )
    {
        if (caller.SessionId is not { } session)
            return Problems.Conflict("no-session", "A token is good for one workspace.", "Make another token, or sign in.");
        var membership = await db
            .Memberships.AsNoTracking()
            .FirstOrDefaultAsync(m => m.PersonId == caller.PersonId && m.WorkspaceId == choice.Id, cancellationToken);
        if (membership is null)
            return Problems.NotFound("workspace-unknown", $"You are not a member of a workspace '{choice.Id}'.");
        await db
            .Sessions.Where(s => s.Id == session)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.WorkspaceId, choice.Id), cancellationToken);
        return TypedResults.Ok(await ViewAsync(caller with { Workspace = choice.Id, Role = membership.Role }, db, demo, cancellationToken));
    }

    /// <summary>Enters a demo</summary>
    /// <remarks>By the link that weir demo has printed.</remarks>
    internal static async Task<Results<Ok<SessionView>, ProblemHttpResult>> EnterAsync(
        LinkRequest request,
        HttpContext http,
        DemoLink demo,
        UserManager<Person> people,
        Sessions sessions,
        AuditPen pen,
        ControlDb db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        const string Email = "demo@localhost";
        if (!demo.Admits(request.Token))
            return Problems.Of(
                StatusCodes.Status403Forbidden,
                "link-refused",
                "This link is not good.",
                "It belongs to a demo that has ended; take the one that was printed last."
            );
        var person = await people.FindByEmailAsync(Email);
        if (person is null)
        {
            var account = new NewAccount("演示", Email, Password: null, Accounts.FirstWorkspace, Role.Owner, time.GetUtcNow());
            (person, var wrong) = await Accounts.CreateAsync(people, db, account, cancellationToken);
            if (person is null)
                return Problems.Conflict("account-refused", "The demo's account could not be made.", wrong);
        }
        var caller = await sessions.BeginAsync(http, person, remember: false, workspace: null, cancellationToken);
        pen.By(caller!.Name, caller);
        pen.Note("enterByLink", $"Session/{Email}");
        return TypedResults.Ok(await ViewAsync(caller, db, demo, cancellationToken));
    }

    /// <summary>Makes the first account</summary>
    /// <remarks>It is the owner. The token is in the link that the server has printed; it is worth nothing once there is an account.</remarks>
    internal static async Task<Results<Ok<SessionView>, ProblemHttpResult>> SetUpAsync(
        SetupRequest request,
        HttpContext http,
        Accounts accounts,
        UserManager<Person> people,
        Sessions sessions,
        AuditPen pen,
        ControlDb db,
        DemoLink demo,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var one = await accounts.EnterSetupAsync(cancellationToken);
        if (!Secret.Same(Secret.Hash(accounts.SetupToken), Secret.Hash(request.Token)) || !await accounts.IsEmptyAsync(cancellationToken))
            return Problems.Of(
                StatusCodes.Status403Forbidden,
                "setup-closed",
                "This link is not good.",
                "There is an account already, or the server was started again since: take the link that was printed last."
            );
        if (AccountText.Wrong(request.Name, request.Email) is { } bad)
            return Problems.BadRequest("account-invalid", bad);
        var account = new NewAccount(request.Name, request.Email, request.Password, Accounts.FirstWorkspace, Role.Owner, time.GetUtcNow());
        var (person, wrong) = await Accounts.CreateAsync(people, db, account, cancellationToken);
        if (person is null)
            return Problems.BadRequest("account-invalid", wrong!);
        var caller = await sessions.BeginAsync(http, person, remember: false, workspace: null, cancellationToken);
        pen.By(caller!.Name, caller);
        pen.Note("setUp", $"People/{person.Email}", after: new JsonObject { ["role"] = "owner" });
        return TypedResults.Ok(await ViewAsync(caller, db, demo, cancellationToken));
    }
}

/// <summary>Checks what people write about themselves.</summary>
internal static class AccountText
{
    private const int Longest = 200;

    /// <summary>What is wrong with it, or null.</summary>
    public static string? Wrong(string name, string email)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > Longest)
            return $"The name has from 1 to {Longest} characters.";
        return WrongEmail(email);
    }

    /// <summary>What is wrong with a mail address, or null.</summary>
    public static string? WrongEmail(string email) =>
        email.Length <= Longest
        && System.Net.Mail.MailAddress.TryCreate(email, out var address)
        && string.Equals(address.Address, email, StringComparison.Ordinal)
            ? null
            : $"'{(email.Length > Longest ? email[..Longest] : email)}' is not a mail address.";
}
