using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>What can be advised without knowing the system.</summary>
internal static class HttpErrors
{
    public static readonly IReadOnlyList<KnownError> Table =
    [
        new(
            "HTTP 400",
            Contains: null,
            ErrorKind.Rejected,
            "bad-request",
            "对方不接受请求内容（读取时为配置错误）：请按原文核对参数与字段映射。"
        ),
        new("HTTP 401", Contains: null, ErrorKind.Auth, "auth", "认证未被接受：请核对 auth 的方式与凭据。"),
        new("HTTP 403", Contains: null, ErrorKind.Auth, "permission", "账号没有权限，或本机出口地址不在对方白名单中。"),
        new("HTTP 404", Contains: null, ErrorKind.Config, "path", "路径不存在：请核对 baseUrl 与 path；路径含字段时，为对方没有该单据。"),
        new("HTTP 405", Contains: null, ErrorKind.Config, "method", "路径不接受该方法：请核对 method。"),
        new("HTTP 409", Contains: null, ErrorKind.Rejected, "conflict", "与对方已有的数据冲突：多为重复单据，请核对后放行或忽略。"),
        new("HTTP 413", Contains: null, ErrorKind.Rejected, "too-large", "请求过大：请减小 batch.rows。"),
        new("HTTP 415", Contains: null, ErrorKind.Config, "content-type", "对方不接受 JSON：本连接器只发送 application/json。"),
        new("HTTP 422", Contains: null, ErrorKind.Rejected, "invalid", "对方校验未通过：请按原文修改数据或映射后放行。"),
        new(
            "HTTP 429",
            Contains: null,
            ErrorKind.RateLimited,
            "rate-limit",
            "对方限流：自动等待后重试；持续出现请调小连接的 limits.callsPerSecond。"
        ),
        new("HTTP 503", Contains: null, ErrorKind.Transient, "overloaded", "对方过载或停机，自动重试。"),
        new(
            "malformed",
            Contains: null,
            ErrorKind.Transient,
            "malformed",
            "应答不是完整的 JSON：读取时自动重试，写入时先查证；持续出现请检查代理。"
        ),
        new(
            "empty",
            Contains: null,
            ErrorKind.Transient,
            "empty",
            "应答为空：读取时自动重试，写入时先查证；若对方成功时就不返回内容，请打开 success.allowEmpty。"
        ),
        new("html", Contains: null, ErrorKind.Transient, "html", "返回的是网页而不是 JSON：多为网关错误页或登录页，请核对 baseUrl。"),
        new("path", Contains: null, ErrorKind.Config, "ssrf", "路径必须在 baseUrl 之下：不能写完整网址、//主机 或 ..。"),
        new("no-code", Contains: null, ErrorKind.Unknown, "success-path", "应答里没有 success.path 所指的返回码：请核对成功规则。"),
        new("records", Contains: null, ErrorKind.Config, "records-path", "应答里没有 records 所指的列表：请核对记录路径。"),
        new("update", Contains: null, ErrorKind.Rejected, "update", "单据已在对方，且没有设置如何更新：请设置 update.mode。"),
    ];

    /// <summary>An error of one document.</summary>
    public static DeliveryError Of(ConnectorException e)
    {
        var text = e.VendorText is { Length: > 0 } said ? said : e.Message;
        return new DeliveryError(e.Kind, e.Code, text, KnownError.Find(Table, e.Code, text)?.Advice);
    }
}
