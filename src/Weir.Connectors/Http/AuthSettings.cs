using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>Ways to prove who is calling.</summary>
internal enum AuthMode
{
    /// <summary>Nothing is sent.</summary>
    None,

    /// <summary>User and password.</summary>
    Basic,

    /// <summary>A fixed token.</summary>
    Bearer,

    /// <summary>A fixed header.</summary>
    Header,

    /// <summary>A fixed parameter of the query.</summary>
    Query,

    /// <summary>OAuth 2.0 client credentials: a token that is fetched and renewed.</summary>
    OauthClientCredentials,
}

/// <summary>How the client proves itself to the token endpoint (RFC 6749 §2.3.1).</summary>
internal enum ClientAuth
{
    /// <summary>In the Authorization header.</summary>
    Basic,

    /// <summary>As fields of the form.</summary>
    Body,
}

/// <summary>How calls prove who they are.</summary>
internal sealed record AuthSettings
{
    [Field(
        "认证方式",
        "Mode",
        Help = "none (default); basic: userName and password; bearer: token; header, query: name and value; oauthClientCredentials: a token from tokenUrl, renewed on 401."
    )]
    public AuthMode Mode { get; init; } = AuthMode.None;

    [Field("用户名", "User", Help = "basic: the user.")]
    public string UserName { get; init; } = "";

    [Field("密码", "Password", Secret = true, Help = "basic: the password.")]
    public string Password { get; init; } = "";

    [Field("令牌", "Token", Secret = true, Help = "bearer: sent as Authorization: Bearer ….")]
    public string Token { get; init; } = "";

    [Field("名称", "Name", Help = "header, query: the header or parameter, for example X-Api-Key.")]
    public string Name { get; init; } = "";

    [Field("值", "Value", Secret = true, Help = "header, query: its value.")]
    public string Value { get; init; } = "";

    [Field(
        "令牌地址",
        "Token URL",
        Help = "oauthClientCredentials: a path below baseUrl, or a whole address on the same scheme, host and port as baseUrl, for example https://api.example.com/oauth/token."
    )]
    public string TokenUrl { get; init; } = "";

    [Field("客户端 ID", "Client id", Help = "oauthClientCredentials.")]
    public string ClientId { get; init; } = "";

    [Field("客户端密钥", "Client secret", Secret = true, Help = "oauthClientCredentials.")]
    public string ClientSecret { get; init; } = "";

    [Field("范围", "Scope", Help = "oauthClientCredentials: empty = not sent.")]
    public string Scope { get; init; } = "";

    [Field(
        "客户端认证",
        "Client authentication",
        Help = "oauthClientCredentials: basic (default): id and secret in the Authorization header; body: as client_id and client_secret of the form."
    )]
    public ClientAuth ClientAuth { get; init; } = ClientAuth.Basic;

    [Field(
        "令牌路径",
        "Token path",
        Help = "oauthClientCredentials: dotted path in the answer, for example data.accessToken. Default access_token."
    )]
    public string TokenPath { get; init; } = "access_token";

    [Field(
        "有效期路径",
        "Life path",
        Help = "oauthClientCredentials: dotted path of the token's life in seconds. Default expires_in; without it the token is renewed on 401 only."
    )]
    public string LifePath { get; init; } = "expires_in";
}
