using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Control;
using Weir.Server.Hosting;

namespace Weir.Server.Auth;

/// <summary>Begins and ends sessions of browsers.</summary>
internal sealed class Sessions(IDbContextFactory<ControlDb> databases, AccessRules access, TimeProvider time)
{
    private const int LongestAgent = 300;

    /// <summary>Begins one; the cookie is a new one, whatever the browser showed before.</summary>
    public async Task<Caller?> BeginAsync(
        HttpContext http,
        Person person,
        bool remember,
        string? workspace,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var memberships = await db
            .Memberships.AsNoTracking()
            .Where(m => m.PersonId == person.Id)
            .OrderBy(m => m.WorkspaceId)
            .ToListAsync(cancellationToken);
        var chosen =
            memberships.Find(m => string.Equals(m.WorkspaceId, workspace, StringComparison.Ordinal)) ?? memberships.FirstOrDefault();
        if (chosen is null)
            return null;
        var now = time.GetUtcNow();
        var secret = Secret.New();
        var agent = http.Request.Headers.UserAgent.ToString();
        var session = new SignInSession
        {
            Id = Guid.CreateVersion7(),
            SecretHash = Secret.Hash(secret),
            PersonId = person.Id,
            WorkspaceId = chosen.WorkspaceId,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + SessionCookie.Lifetime(remember),
            Remember = remember,
            Address = RightsGate.AddressOf(http),
            Agent = agent.Length > LongestAgent ? agent[..LongestAgent] : agent,
        };
        await db.Sessions.Where(s => s.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        db.Sessions.Add(session);
        await db.SaveChangesAsync(cancellationToken);
        SessionCookie.Write(http, secret, remember, access.IsSecure);
        return new Caller(CallerFinder.Shown(person), chosen.WorkspaceId, chosen.Role) { PersonId = person.Id, SessionId = session.Id };
    }

    /// <summary>Ends sessions of a person: one, all, or all but one.</summary>
    public async Task<int> EndAsync(Guid person, Guid? only, Guid? except, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Sessions.Where(s => s.PersonId == person && (only == null || s.Id == only) && (except == null || s.Id != except))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
