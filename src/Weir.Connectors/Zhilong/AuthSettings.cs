using Weir.Sdk.Settings;

namespace Weir.Connectors.Zhilong;

/// <summary>Ways to prove who is calling.</summary>
public enum AuthMode
{
    /// <summary>Nothing is sent.</summary>
    None,

    /// <summary>A fixed header.</summary>
    StaticHeader,

    /// <summary>A login call gives a token.</summary>
    Login,

    /// <summary>Every call is signed.</summary>
    AppKeySign,

    /// <summary>The vendor knows our address.</summary>
    IpWhitelist,
}

/// <summary>How a signature is made.</summary>
public enum SignAlgorithm
{
    /// <summary>MD5 of the text followed by the secret.</summary>
    Md5,

    /// <summary>HMAC-SHA256 of the text with the secret as key.</summary>
    HmacSha256,
}

/// <summary>Where a signature is written.</summary>
public enum SignPlacement
{
    /// <summary>In the query.</summary>
    Query,

    /// <summary>In headers.</summary>
    Header,

    /// <summary>In the body.</summary>
    Body,
}

/// <summary>How calls prove who they are.</summary>
public sealed record AuthSettings
{
    /// <summary>Way to prove it.</summary>
    [Field(
        "认证方式",
        "Mode",
        Help = "none; staticHeader (default): name and value; login: a call that gives a token; appKeySign: every call is signed; ipWhitelist: the vendor knows our address."
    )]
    public AuthMode Mode { get; init; } = AuthMode.StaticHeader;

    /// <summary>staticHeader: the header.</summary>
    [Field("请求头名称", "Header", Help = "staticHeader: for example Authorization, token or X-Api-Key.")]
    public string Name { get; init; } = "Authorization";

    /// <summary>staticHeader: its value.</summary>
    [Field("请求头值", "Header value", Secret = true, Help = "staticHeader: the whole value, for example Bearer …")]
    public string? Value { get; init; }

    /// <summary>login: the path.</summary>
    [Field("登录路径", "Login path", Help = "login: appended to the base URL. Default /login.")]
    public string Path { get; init; } = "/login";

    /// <summary>login: the body.</summary>
    [Field(
        "登录请求体",
        "Login body",
        Help = "login: text with {{userName}} and {{password}}. Starts with { = sent as JSON, else as a form. The default is RuoYi-Vue's."
    )]
    public string Body { get; init; } = """{"username":"{{userName}}","password":"{{password}}","code":"","uuid":""}""";

    /// <summary>login: where the token is.</summary>
    [Field("令牌路径", "Token path", Help = "login: dotted path in the answer, for example token or data.access_token. Default token.")]
    public string TokenPath { get; init; } = "token";

    /// <summary>login: the header of later calls.</summary>
    [Field("令牌请求头", "Token header", Help = "login: header of later calls. Default Authorization.")]
    public string HeaderName { get; init; } = "Authorization";

    /// <summary>login: its value.</summary>
    [Field("令牌请求头模板", "Token header value", Help = "login: its value with {{token}}. Default Bearer {{token}}.")]
    public string HeaderTemplate { get; init; } = "Bearer {{token}}";

    /// <summary>login: renew at this age.</summary>
    [Field(
        "令牌有效期",
        "Token life",
        Help = "login: signs in anew at this age, for example 25m. Empty (default) = only when the vendor refuses the token; RuoYi's tokens live on while they are used."
    )]
    public TimeSpan? Life { get; init; }

    /// <summary>login: the user.</summary>
    [Field("用户名", "User", Help = "login: the user.")]
    public string? UserName { get; init; }

    /// <summary>login: the password.</summary>
    [Field("密码", "Password", Secret = true, Help = "login: the password. RuoYi locks a user for 10 minutes after 5 wrong ones.")]
    public string? Password { get; init; }

    /// <summary>appKeySign: the key.</summary>
    [Field("AppKey", "App key", Help = "appKeySign: sent as appKey.")]
    public string? AppKey { get; init; }

    /// <summary>appKeySign: the secret.</summary>
    [Field("AppSecret", "App secret", Secret = true, Help = "appKeySign: never sent.")]
    public string? AppSecret { get; init; }

    /// <summary>appKeySign: the algorithm.</summary>
    [Field(
        "签名算法",
        "Algorithm",
        Help = "appKeySign: the parameters of query and body with appKey, timestamp (ms) and nonce, without empty ones, sorted by name (ordinal), joined as k=v with &. md5 (default): MD5 of that text followed by the secret; hmacSha256: HMAC of it with the secret as key. Written in hex."
    )]
    public SignAlgorithm Algorithm { get; init; } = SignAlgorithm.Md5;

    /// <summary>appKeySign: upper case.</summary>
    [Field("签名大写", "Upper-case signature", Help = "appKeySign: hex digits A-F instead of a-f. Default false.")]
    public bool UpperCase { get; init; }

    /// <summary>appKeySign: the place.</summary>
    [Field(
        "签名位置",
        "Placement",
        Help = "appKeySign: appKey, timestamp, nonce and sign go into the query, the headers (default) or the body."
    )]
    public SignPlacement Placement { get; init; } = SignPlacement.Header;
}
