namespace Weir.Server.Auth;

/// <summary>What a member of a workspace is there for.</summary>
internal enum Role
{
    /// <summary>Looks.</summary>
    Viewer,

    /// <summary>Looks, and manages published APIs.</summary>
    ApiManager,

    /// <summary>Runs flows, and mends and releases documents.</summary>
    Operator,

    /// <summary>Builds flows and connections, and does all that an operator does.</summary>
    Designer,

    /// <summary>Does everything, people and audit included.</summary>
    Owner,
}

/// <summary>One right; every operation of the API needs one of these, or says that it needs none.</summary>
internal enum Permission
{
    /// <summary>See flows and runs.</summary>
    FlowsRead,

    /// <summary>Start, pause, resume, cancel.</summary>
    FlowsRun,

    /// <summary>Change and publish flows.</summary>
    FlowsEdit,

    /// <summary>See documents with their contents.</summary>
    DocumentsRead,

    /// <summary>Release, retry, hold, skip, correct documents.</summary>
    DocumentsAct,

    /// <summary>See connections, without secrets.</summary>
    ConnectionsRead,

    /// <summary>Change and test connections.</summary>
    ConnectionsEdit,

    /// <summary>See the members.</summary>
    PeopleRead,

    /// <summary>Invite, change and remove members.</summary>
    PeopleEdit,

    /// <summary>Read the audit log.</summary>
    AuditRead,

    /// <summary>Change the workspace and make new ones.</summary>
    WorkspaceEdit,

    /// <summary>Manage published APIs.</summary>
    ApiManage,

    /// <summary>Only to be signed in.</summary>
    SignedIn,
}

/// <summary>Which role has which right.</summary>
internal static class Rights
{
    private static readonly Permission[] Look =
    [
        Permission.SignedIn,
        Permission.FlowsRead,
        Permission.DocumentsRead,
        Permission.ConnectionsRead,
        Permission.PeopleRead,
    ];

    private static readonly Permission[] Operate = [.. Look, Permission.FlowsRun, Permission.DocumentsAct];

    private static readonly Dictionary<Role, HashSet<Permission>> ByRole = new()
    {
        [Role.Viewer] = [.. Look],
        [Role.ApiManager] = [.. Look, Permission.ApiManage],
        [Role.Operator] = [.. Operate],
        [Role.Designer] = [.. Operate, Permission.FlowsEdit, Permission.ConnectionsEdit],
        [Role.Owner] = [.. Enum.GetValues<Permission>()],
    };

    /// <summary>True if the role has the right.</summary>
    public static bool Has(Role role, Permission permission) => ByRole[role].Contains(permission);

    /// <summary>True if the first role has every right of the second: what may be handed on.</summary>
    public static bool Covers(Role role, Role other) => ByRole[role].IsSupersetOf(ByRole[other]);

    /// <summary>The one of two roles that has no right the other has not; a viewer if both have some of their own.</summary>
    public static Role Least(Role role, Role other) =>
        Covers(role, other) ? other
        : Covers(other, role) ? role
        : Role.Viewer;

    /// <summary>The rights of a role in the words of the API: flows.read, documents.act.</summary>
    public static IReadOnlyList<string> Words(Role role) =>
        [.. Enum.GetValues<Permission>().Where(p => p != Permission.SignedIn && Has(role, p)).Select(Word)];

    /// <summary>flows.read of FlowsRead.</summary>
    public static string Word(Permission permission)
    {
        var text = permission.ToString();
        var second = text.Skip(1).TakeWhile(c => !char.IsUpper(c)).Count() + 1;
        return $"{text[..second].ToLowerInvariant()}.{text[second..].ToLowerInvariant()}";
    }
}
