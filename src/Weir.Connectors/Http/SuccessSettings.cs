using System.Text.Json;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>How an answer says that it is good. Without a path only the HTTP status counts.</summary>
internal sealed record SuccessSettings
{
    [Field("返回码路径", "Code path", Help = "Dotted path of the code, for example code or success. Empty = only the HTTP status counts.")]
    public string Path { get; init; } = "";

    [Field("成功值", "Values", Help = "Values that mean success; numbers, texts and true are compared as text. Default 0, 200, true.")]
    public IReadOnlyList<JsonElement> Values { get; init; } = [];

    [Field("消息路径", "Message path", Help = "Dotted path of the text that explains a failure, for example msg.")]
    public string Message { get; init; } = "";

    [Field(
        "认证失败码",
        "Auth codes",
        Help = "Codes that mean that the caller is not accepted. An OAuth token is renewed once. Default 401."
    )]
    public IReadOnlyList<JsonElement> Auth { get; init; } = [];

    [Field("限流码", "Rate limit codes", Help = "Codes that mean too many calls: waits and tries again. Default 429.")]
    public IReadOnlyList<JsonElement> RateLimited { get; init; } = [];

    [Field(
        "可重试码",
        "Transient codes",
        Help = "Codes that mean that nothing was done and the same call may succeed later. Default none."
    )]
    public IReadOnlyList<JsonElement> Transient { get; init; } = [];

    [Field(
        "空应答算成功",
        "Empty is success",
        Help = "Writes: an answer 200 without a body is a success. Default false: only 204 may be empty, because proxies answer so as well."
    )]
    public bool AllowEmpty { get; init; }
}
