namespace Weir.Sandbox.Kingdee;

/// <summary>An organisation; several operations want its internal id instead of its number.</summary>
internal sealed record Organization(string Number, long Id, string Name);

/// <summary>What a customer field of the site is: the metadata call tells it, and Save wants the matching JSON.</summary>
internal enum CustomFieldKind
{
    Assistant,
    Text,
}

/// <summary>What differs between tenants of 金蝶云星空, or is not known for sure.</summary>
internal sealed record KingdeeSettings
{
    public string AcctId { get; init; } = "5f0a1b2c3d4e5f";
    public string UserName { get; init; } = "demo";
    public string Password { get; init; } = "demo-password";
    public string AppId { get; init; } = "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr";
    public string AppSecret { get; init; } = "0123456789abcdef0123456789abcdef";

    /// <summary>Content of the .cnf file of the simple passport; clients send its bytes in base64.</summary>
    public string SimplePassport { get; init; } = "weir-sandbox-simple-passport";

    /// <summary>Login methods that the site allows; <c>Header</c> is the signature mode without a login.</summary>
    public string[] LoginModes { get; init; } =
    [
        "ValidateUser",
        "ValidateUser2",
        "ValidateUserByOrgNumber",
        "ValidateUserEnDeCode",
        "LoginByAppSecret",
        "LoginBySign",
        "LoginBySimplePassport",
        "Header",
    ];

    /// <summary>Builds older than 8.0.0.202205 sign LoginBySign with SHA-1.</summary>
    public bool OldBuildSha1 { get; init; }

    /// <summary>Largest age of a signed timestamp in seconds; 0 = not checked, because no source saw a private server check it.</summary>
    public int TimestampToleranceSeconds { get; init; }

    /// <summary>True: X-Api-Signature must be there and right as well. The gateway checks it; whether a private server does is not known.</summary>
    public bool RequireApiSignature { get; init; } = true;

    public double SessionMinutes { get; init; } = 20;

    /// <summary>A login ends all other sessions of the user.</summary>
    public bool SingleLogin { get; init; }

    /// <summary>One source saw View without a session answer nothing at all.</summary>
    public bool EmptyBodyForViewWithoutSession { get; init; }

    public Organization[] Organizations { get; init; } = [new("100", 1, "示例总部"), new("101", 100016, "示例分公司")];

    /// <summary>Numbers that exist, by look-up form. A form that is stored here (customers, materials …) is searched as well.</summary>
    public Dictionary<string, string[]> BaseData { get; init; } = DefaultBaseData.Create();

    /// <summary>Replaces the required fields of a form; a form that is not named keeps its own.</summary>
    public Dictionary<string, string[]> RequiredFields { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sites may forbid two customers of one name.</summary>
    public bool UniqueName { get; init; }

    /// <summary>False: a package without number is refused because no coding rule exists.</summary>
    public bool CodingRule { get; init; } = true;

    /// <summary>Most packages of one BatchSave, else MsgCode 14; 0 = no limit. The vendor has such a limit but publishes no number.</summary>
    public int MaxPackages { get; init; }

    /// <summary>Largest Limit of a query; 2000 in old builds.</summary>
    public int PageLimitMax { get; init; } = 10_000;

    /// <summary>Auditing a 销售出库单 asks about negative stock until InterationFlags answers with STK_InvCheckResult.</summary>
    public bool AskStockQuestion { get; init; }

    public CustomFieldKind KhlxKind { get; init; } = CustomFieldKind.Assistant;

    /// <summary>Status after CancelAssign: D, or A on some builds.</summary>
    public string StatusAfterCancelAssign { get; init; } = "D";

    /// <summary>Text that trips the request filter which every server has; null = off.</summary>
    public string? RequestFilterMarker { get; init; } = "<script";

    /// <summary>True: query errors come as one object instead of an array in an array; both were seen.</summary>
    public bool PlainQueryErrors { get; init; }
}
