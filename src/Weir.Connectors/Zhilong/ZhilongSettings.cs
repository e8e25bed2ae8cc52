using Weir.Sdk.Settings;

namespace Weir.Connectors.Zhilong;

/// <summary>
/// Settings of a 植隆 connection. Nothing about host, authentication, paging or envelope is public (reference §1), so all of it can be set;
/// the defaults are those of §4.
/// </summary>
public sealed record ZhilongSettings
{
    /// <summary>Address of the system.</summary>
    [Field(
        "地址",
        "Base URL",
        Help = "Paths such as /api/agentInfo/list are appended. A trailing slash or a prefix of a front proxy such as /prod-api is fine."
    )]
    public required string BaseUrl { get; init; }

    /// <summary>How calls prove who they are.</summary>
    [Field("认证", "Authentication")]
    public AuthSettings Auth { get; init; } = new();

    /// <summary>Where filters and page numbers go.</summary>
    [Field("请求", "Request")]
    public RequestSettings Request { get; init; } = new();

    /// <summary>Where rows, total and code are found in an answer.</summary>
    [Field("响应封套", "Envelope")]
    public EnvelopeSettings Envelope { get; init; } = new();

    /// <summary>How an answer says that the session is over.</summary>
    [Field("会话失效", "Session lost")]
    public ExpiredSettings Expired { get; init; } = new();

    /// <summary>Wait after the repeat guard.</summary>
    [Field(
        "重复提交等待",
        "Repeat delay",
        Help = "Wait after 不允许重复提交. The guard of RuoYi refuses an identical call within 5 s, so at least 6s. Default 6s."
    )]
    public TimeSpan RepeatDelay { get; init; } = TimeSpan.FromSeconds(6);
}

/// <summary>Where filters and page numbers are written.</summary>
public enum BodyMode
{
    /// <summary>All in a JSON body.</summary>
    Json,

    /// <summary>All in a form.</summary>
    Form,

    /// <summary>Filters in a JSON body, page numbers in the query.</summary>
    JsonBodyQueryPaging,
}

/// <summary>How a request is written.</summary>
public sealed record RequestSettings
{
    /// <summary>Where filters and page numbers are written.</summary>
    [Field(
        "参数位置",
        "Body mode",
        Help = "json: all in a JSON body; form: all in a form; jsonBodyQueryPaging (default): filters in a JSON body, page numbers in the query, where RuoYi reads them."
    )]
    public BodyMode BodyMode { get; init; } = BodyMode.JsonBodyQueryPaging;

    /// <summary>Page numbers in the body too.</summary>
    [Field(
        "分页同时写入请求体",
        "Paging in the body too",
        Help = "With jsonBodyQueryPaging: writes the page numbers into the body as well. RuoYi's repeat guard compares path and body but not the query, so turn this on when it refuses page 2. Default false."
    )]
    public bool PageInBody { get; init; }
}

/// <summary>How an answer says that the session is over (reference §3: HTTP 200 with code 401 in the body).</summary>
public sealed record ExpiredSettings
{
    /// <summary>Codes in the body.</summary>
    [Field("失效返回码", "Codes", Help = "Codes in the body, as text. HTTP 401 always counts. Default 401.")]
    public IReadOnlyList<string> Codes { get; init; } = ["401"];

    /// <summary>Texts in the message.</summary>
    [Field("失效文本", "Texts", Help = "Texts that mean it when an unsuccessful answer's message contains them. Default 认证失败, 令牌.")]
    public IReadOnlyList<string> Texts { get; init; } = ["认证失败", "令牌"];
}
