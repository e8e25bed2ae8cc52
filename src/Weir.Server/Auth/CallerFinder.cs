using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Control;
using Weir.Server.Hosting;

namespace Weir.Server.Auth;

/// <summary>Finds out who calls: by the cookie of a session, a personal access token, or the server's own token.</summary>
internal sealed class CallerFinder(IDbContextFactory<ControlDb> databases, AccessRules access, TimeProvider time)
{
    /// <summary>Every personal access token begins with this, so that it is known when it turns up where it should not.</summary>
    public const string TokenPrefix = "weir_";

    /// <summary>With the server's own token: which workspace is meant; the first one without it.</summary>
    public const string WorkspaceHeader = "X-Weir-Workspace";
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The caller, or null if nothing shown is good.</summary>
    public async Task<Caller?> FindAsync(HttpContext http, CancellationToken cancellationToken)
    {
        // A token that is shown counts, and nothing beside it: a program never works by somebody's cookie.
        if (http.Request.Headers.Authorization.ToString() is { Length: > 0 } authorization)
        {
            if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
                return null;
            var token = authorization[Scheme.Length..].Trim();
            return token.StartsWith(TokenPrefix, StringComparison.Ordinal)
                ? await ByTokenAsync(token, cancellationToken)
                : await ByServerTokenAsync(token, http.Request.Headers[WorkspaceHeader].ToString(), cancellationToken);
        }
        return SessionCookie.Read(http.Request) is { } secret ? await BySessionAsync(secret, cancellationToken) : null;
    }

    private async Task<Caller?> ByServerTokenAsync(string token, string workspace, CancellationToken cancellationToken)
    {
        if (!access.Admits(token))
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var asked = workspace.Length == 0 ? Accounts.FirstWorkspace : workspace;
        return await db.Workspaces.AnyAsync(w => w.Id == asked, cancellationToken) ? new Caller("server token", asked, Role.Owner) : null;
    }

    private async Task<Caller?> ByTokenAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Secret.Hash(token);
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (
            await db.AccessTokens.FirstOrDefaultAsync(t => t.SecretHash == hash, cancellationToken) is not { } found
            || found.ExpiresAt <= now
        )
            return null;
        if (await MemberAsync(db, found.PersonId, found.WorkspaceId, cancellationToken) is not var (person, role))
            return null;
        if (found.LastUsedAt is not { } used || now - used >= Minute)
        {
            found.LastUsedAt = now;
            await db.SaveChangesAsync(cancellationToken);
        }
        return new Caller($"{Shown(person)} · {found.Name}", found.WorkspaceId, Rights.Least(role, found.Role)) { PersonId = person.Id };
    }

    private async Task<Caller?> BySessionAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = Secret.Hash(secret);
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (
            await db.Sessions.FirstOrDefaultAsync(s => s.SecretHash == hash, cancellationToken) is not { } session
            || session.ExpiresAt <= now
        )
            return null;
        if (await MemberAsync(db, session.PersonId, session.WorkspaceId, cancellationToken) is not var (person, role))
        {
            // Not a member there any more: some other workspace, if there is one.
            var other = await db
                .Memberships.Where(m => m.PersonId == session.PersonId)
                .OrderBy(m => m.WorkspaceId)
                .FirstOrDefaultAsync(cancellationToken);
            if (other is null || await MemberAsync(db, session.PersonId, other.WorkspaceId, cancellationToken) is not var (same, otherRole))
                return null;
            (session.WorkspaceId, person, role) = (other.WorkspaceId, same, otherRole);
        }
        if (now - session.LastSeenAt >= Minute || db.ChangeTracker.HasChanges())
        {
            (session.LastSeenAt, session.ExpiresAt) = (now, now + SessionCookie.Lifetime(session.Remember));
            await db.SaveChangesAsync(cancellationToken);
        }
        return new Caller(Shown(person), session.WorkspaceId, role) { PersonId = person.Id, SessionId = session.Id };
    }

    private static async Task<(Person Person, Role Role)?> MemberAsync(
        ControlDb db,
        Guid person,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var found = await (
            from membership in db.Memberships
            join account in db.Users on membership.PersonId equals account.Id
            where membership.PersonId == person && membership.WorkspaceId == workspace && !account.Disabled
            select new { account, membership.Role }
        )
            .AsNoTracking()
            .FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : (found.account, found.Role);
    }

    /// <summary>A person, as the audit log shows one.</summary>
    public static string Shown(Person person) => $"{person.Name} <{person.Email}>";
}
