using Weir.Sdk.Errors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Kingdee;

/// <summary>How a connection says who it is (reference §2, §3).</summary>
internal enum KingdeeAuth
{
    /// <summary>LoginBySign, the vendor's recommended login.</summary>
    LoginBySign,

    /// <summary>LoginByAppSecret.</summary>
    LoginByAppSecret,

    /// <summary>ValidateUser: user name and password.</summary>
    ValidateUser,

    /// <summary>LoginBySimplePassport: an integration key file.</summary>
    SimplePassport,

    /// <summary>No login; every call is signed in its headers.</summary>
    HeaderSign,
}

/// <summary>Settings of a connection to one account set (账套).</summary>
internal sealed record KingdeeSettings
{
    [Field(
        "服务器地址",
        "Server URL",
        Help = "Ends in /k3cloud/ ; its spelling is part of the header signature. Example: https://erp.example.com/k3cloud/"
    )]
    public required string ServerUrl { get; init; }

    [Field("登录方式", "Sign-in", Help = "loginBySign is what the vendor recommends; headerSign signs every call and needs no session.")]
    public KingdeeAuth Auth { get; init; } = KingdeeAuth.LoginBySign;

    [Field("数据中心ID", "Account set id", Help = "On the page 第三方系统登录授权, for example 5f0a1b2c3d4e5f.")]
    public string AcctId { get; init; } = "";

    [Field("集成用户", "User name", Help = "The name of the integration user, not its number. Administrators are refused by Kingdee.")]
    public string UserName { get; init; } = "";

    [Field("应用ID", "App id", Help = "From 第三方系统登录授权, for example 200001_… followed by 32 characters.")]
    public string AppId { get; init; } = "";

    [Field("应用密钥", "App secret", Secret = true)]
    public string AppSecret { get; init; } = "";

    [Field("密码", "Password", Secret = true, Help = "Only with validateUser.")]
    public string Password { get; init; } = "";

    [Field("集成密钥", "Integration key", Secret = true, Help = "Only with simplePassport: base64 of the bytes of the .cnf file.")]
    public string Passport { get; init; } = "";

    [Field("旧版SHA-1签名", "SHA-1 signature", Help = "Only for builds older than PT-146911 [8.0.0.202205].")]
    public bool SignSha1 { get; init; }

    [Field(
        "密码编码传输",
        "Encode password",
        Help = "Only with validateUser: calls ValidateUserEnDeCode, which the vendor has deprecated."
    )]
    public bool EncodePassword { get; init; }

    [Field("踢出已有登录", "Kick off", Help = "Only with validateUser: ends another login of the same user.")]
    public bool KickOff { get; init; }

    [Field("组织编码", "Organisation number", Help = "Current organisation of the session; empty = the user's own.")]
    public string OrgNumber { get; init; } = "";

    [Field(
        "语言",
        "Language",
        Help = "Language of Kingdee's messages: 2052 zh-CN, 1033 en-US, 3076 zh-TW. Known errors are recognised in Chinese."
    )]
    public int Lcid { get; init; } = 2052;

    /// <summary>The address with its closing slash.</summary>
    public Uri Root()
    {
        var text = ServerUrl.Trim();
        if (!text.EndsWith('/'))
            text += "/";
        return Uri.TryCreate(text, UriKind.Absolute, out var root) && root.Scheme is "http" or "https"
            ? root
            : throw new ConnectorException(
                ErrorKind.Config,
                $"serverUrl '{ServerUrl}' is not an http(s) address such as https://erp.example.com/k3cloud/."
            );
    }

    /// <summary>Refuses settings that cannot work, and names all that is missing.</summary>
    public KingdeeSettings Checked()
    {
        _ = Root();
        (string Name, string Value)[] needed = Auth switch
        {
            KingdeeAuth.SimplePassport => [("passport", Passport)],
            KingdeeAuth.ValidateUser => [("acctId", AcctId), ("userName", UserName), ("password", Password)],
            _ => [("acctId", AcctId), ("userName", UserName), ("appId", AppId), ("appSecret", AppSecret)],
        };
        var missing = needed.Where(n => string.IsNullOrWhiteSpace(n.Value)).Select(n => n.Name).ToArray();
        if (missing.Length > 0)
            throw Contradiction($"needs {string.Join(", ", missing)}");
        if (KickOff && Auth != KingdeeAuth.ValidateUser)
            throw Contradiction("cannot kick off another login; set kickOff to false or use validateUser");
        if (Auth == KingdeeAuth.HeaderSign && !KingdeeSignature.IsUsual(AppId))
            throw Contradiction(
                "needs an appId of the form NNNNNN_ and 32 base64 characters; a blank or '=' lost in copying breaks it (§3.6)"
            );
        return this;
    }

    private ConnectorException Contradiction(string what) =>
        new(ErrorKind.Config, $"Sign-in by {char.ToLowerInvariant(Auth.ToString()[0])}{Auth.ToString()[1..]} {what}.");
}
