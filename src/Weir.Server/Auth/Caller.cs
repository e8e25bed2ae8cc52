namespace Weir.Server.Auth;

/// <summary>Who makes a call, in which workspace, as what.</summary>
/// <param name="Name">As the audit log shows it.</param>
/// <param name="Workspace">The workspace: nothing of another one is seen or touched.</param>
/// <param name="Role">The role there.</param>
internal sealed record Caller(string Name, string Workspace, Role Role)
{
    /// <summary>The person; null for the server's own token.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>The session of a browser; null for programs.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>True for a program that shows a token: it may not touch accounts.</summary>
    public bool IsProgram => SessionId is null;

    /// <summary>True if the caller has the right.</summary>
    public bool May(Permission permission) => Rights.Has(Role, permission);
}
