using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Control;

namespace Weir.Server.Auth;

/// <summary>The first account, and the link that makes it.</summary>
internal sealed class Accounts(IDbContextFactory<ControlDb> databases, TimeProvider time) : IDisposable
{
    /// <summary>Every server has it; what is named by --flows and --connections belongs to it.</summary>
    public const string FirstWorkspace = "main";
    private readonly SemaphoreSlim _setup = new(1, 1);
    private volatile bool _hasPeople;

    /// <summary>Opens the set-up; made anew at each start, and worth nothing once there is an account.</summary>
    public string SetupToken { get; } = Secret.New();

    /// <summary>True while nobody has an account.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        if (_hasPeople)
            return false;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        _hasPeople = await db.Users.AnyAsync(cancellationToken);
        return !_hasPeople;
    }

    /// <summary>One at a time: of two who hold the link only one becomes the owner.</summary>
    public async Task<IDisposable> EnterSetupAsync(CancellationToken cancellationToken)
    {
        await _setup.WaitAsync(cancellationToken);
        return new Leave(_setup);
    }

    public void Dispose() => _setup.Dispose();

    private sealed class Leave(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }

    /// <summary>Makes sure that the first workspace is there.</summary>
    public void Prepare()
    {
        using var db = databases.CreateDbContext();
        if (db.Workspaces.Any())
            return;
        db.Workspaces.Add(
            new Workspace
            {
                Id = FirstWorkspace,
                Name = "默认工作区",
                CreatedAt = time.GetUtcNow(),
            }
        );
        db.SaveChanges();
    }

    /// <summary>Makes an account and a membership together. A password may be left out: then the account is entered by links alone.</summary>
    public static async Task<(Person? Person, string? Wrong)> CreateAsync(
        UserManager<Person> people,
        ControlDb db,
        NewAccount account,
        CancellationToken cancellationToken
    )
    {
        var person = new Person
        {
            Id = Guid.CreateVersion7(),
            Name = account.Name.Trim(),
            UserName = account.Email.Trim(),
            Email = account.Email.Trim(),
            CreatedAt = account.At,
        };
        await using var both = await db.Database.BeginTransactionAsync(cancellationToken);
        var made = account.Password is null ? await people.CreateAsync(person) : await people.CreateAsync(person, account.Password);
        if (!made.Succeeded)
            return (null, string.Join(" ", made.Errors.Select(e => e.Description)));
        db.Memberships.Add(
            new Membership
            {
                PersonId = person.Id,
                WorkspaceId = account.Workspace,
                Role = account.Role,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        await both.CommitAsync(cancellationToken);
        return (person, null);
    }
}

/// <summary>What an account is made of.</summary>
internal sealed record NewAccount(string Name, string Email, string? Password, string Workspace, Role Role, DateTimeOffset At);
