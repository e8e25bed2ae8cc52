using Microsoft.AspNetCore.Identity;
using Weir.Server.Auth;

namespace Weir.Server.Control;

/// <summary>Somebody who can sign in.</summary>
internal sealed class Person : IdentityUser<Guid>
{
    /// <summary>Name for people.</summary>
    public required string Name { get; set; }

    /// <summary>Language of the web pages: zh-CN or en; null = as the browser says.</summary>
    public string? Language { get; set; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>True when the account may not sign in.</summary>
    public bool Disabled { get; set; }

    /// <summary>The key of the second factor, sealed by the vault; null = none was set up.</summary>
    public byte[]? SecondFactorKey { get; set; }

    /// <summary>The latest time step whose code was taken: a code is good once.</summary>
    public long SecondFactorStep { get; set; }

    /// <summary>Hashes of the codes that stand in for the second factor, in hex, one to a line; each is good once.</summary>
    public string RecoveryCodes { get; set; } = "";
}

/// <summary>Holds flows and connections apart from those of others.</summary>
internal sealed class Workspace
{
    /// <summary>Its stable name in addresses: small letters, digits, hyphens.</summary>
    public required string Id { get; set; }

    /// <summary>Name for people.</summary>
    public required string Name { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>What a person may do in a workspace.</summary>
internal sealed class Membership
{
    /// <summary>The person.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The workspace.</summary>
    public required string WorkspaceId { get; set; }

    /// <summary>The role.</summary>
    public Role Role { get; set; }
}

/// <summary>A link by which somebody becomes a member of a workspace.</summary>
internal sealed class Invitation
{
    /// <summary>Its id.</summary>
    public Guid Id { get; set; }

    /// <summary>The workspace.</summary>
    public required string WorkspaceId { get; set; }

    /// <summary>Whom it is for.</summary>
    public required string Email { get; set; }

    /// <summary>The role given.</summary>
    public Role Role { get; set; }

    /// <summary>Hash of the link's secret.</summary>
    public required byte[] SecretHash { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; set; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }
}

/// <summary>One browser that is signed in.</summary>
internal sealed class SignInSession
{
    /// <summary>Its id, which may be shown.</summary>
    public Guid Id { get; set; }

    /// <summary>Hash of the cookie's secret.</summary>
    public required byte[] SecretHash { get; set; }

    /// <summary>Who is signed in.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The workspace that was chosen.</summary>
    public required string WorkspaceId { get; set; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The latest call, to the minute.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When it ends if nobody calls.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>True if it lasts 30 days instead of 12 hours.</summary>
    public bool Remember { get; set; }

    /// <summary>From where.</summary>
    public required string Address { get; set; }

    /// <summary>With what, as the browser says.</summary>
    public required string Agent { get; set; }
}

/// <summary>A personal access token, for programs.</summary>
internal sealed class AccessToken
{
    /// <summary>Its id.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose it is.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The workspace it is good for.</summary>
    public required string WorkspaceId { get; set; }

    /// <summary>Name for people.</summary>
    public required string Name { get; set; }

    /// <summary>Its first characters, by which it is known again.</summary>
    public required string Prefix { get; set; }

    /// <summary>Hash of the token.</summary>
    public required byte[] SecretHash { get; set; }

    /// <summary>It may do what this role may, and never more than its owner.</summary>
    public Role Role { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The latest call, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
