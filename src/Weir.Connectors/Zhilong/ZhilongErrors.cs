using Weir.Sdk.Errors;

namespace Weir.Connectors.Zhilong;

/// <summary>Errors that RuoYi back ends are known to give (reference §3, read in its source code), most specific first.</summary>
internal static class ZhilongErrors
{
    /// <summary>Group of the repeat guard, whose wait is a setting.</summary>
    public const string RepeatGuard = "repeat-guard";

    /// <summary>Group of the rate limiter.</summary>
    public const string RateLimiter = "rate-limiter";

    /// <summary>Window of RuoYi's rate limiter.</summary>
    public static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(60);

    public static readonly IReadOnlyList<KnownError> Table =
    [
        new(
            Code: null,
            "不允许重复提交",
            ErrorKind.RateLimited,
            RepeatGuard,
            "若依的防重复提交：同一路径、同一请求体在 5 秒内只接受一次（不比较查询串）。翻页时出现，请打开 request.pageInBody。"
        ),
        new(
            Code: null,
            "访问过于频繁",
            ErrorKind.RateLimited,
            RateLimiter,
            "若依限流（默认每接口 60 秒 100 次）。请加大每页行数或降低调用频率。"
        ),
        new(
            Code: null,
            "验证码",
            ErrorKind.Auth,
            "captcha",
            "登录接口要求验证码。请让对方为集成账号关闭验证码，或改用 staticHeader 长期令牌。"
        ),
        new(Code: null, "用户不存在/密码错误", ErrorKind.Auth, "wrong-password", "用户名或密码错误。连续错 5 次会锁定 10 分钟。"),
        new(Code: null, "密码输入错误", ErrorKind.Auth, "locked", "账号已被锁定，请等待 10 分钟并核对密码后再试。"),
        new(Code: null, "没有权限", ErrorKind.Auth, "permission", "账号没有该接口的权限，请在中台给该账号的角色授权。"),
        new("403", Contains: null, ErrorKind.Auth, "permission", "账号没有该接口的权限，请在中台给该账号的角色授权。"),
        new(
            Code: null,
            "Content type",
            ErrorKind.Config,
            "content-type",
            "接口不接受当前内容类型，请改 request.bodyMode（json 与 form 互换）。"
        ),
        new(
            Code: null,
            "Content-Type",
            ErrorKind.Config,
            "content-type",
            "接口不接受当前内容类型，请改 request.bodyMode（json 与 form 互换）。"
        ),
        new(
            Code: null,
            "Required request body is missing",
            ErrorKind.Config,
            "body",
            "接口要求 JSON 请求体，请把 request.bodyMode 改为 json。"
        ),
        new(Code: null, "JSON parse error", ErrorKind.Config, "body", "接口无法解析筛选条件，请检查 window.format 与 filters。"),
        new(Code: null, "请求参数类型不匹配", ErrorKind.Config, "body", "筛选条件类型不符，请检查 window.format 与 filters。"),
        new(
            Code: null,
            "No static resource",
            ErrorKind.Config,
            "path",
            "接口路径不存在，请检查 baseUrl（是否缺少 /prod-api 等前缀）与路径。"
        ),
        new("404", Contains: null, ErrorKind.Config, "path", "接口路径不存在，请检查 baseUrl（是否缺少 /prod-api 等前缀）与路径。"),
        new("405", Contains: null, ErrorKind.Config, "method", "接口不接受 POST，请核对路径。"),
        new("429", Contains: null, ErrorKind.RateLimited, RateLimiter, "对方限流，请降低调用频率。"),
        new("601", Contains: null, ErrorKind.Config, "warn", "业务警告：请按原文处理筛选条件或对方设置。"),
        new("301", Contains: null, ErrorKind.Config, "warn", "业务警告：请按原文处理筛选条件或对方设置。"),
        new("500", Contains: null, ErrorKind.Transient, "server-error", "对方程序异常，稍后自动重试；持续出现请把原文交给对方。"),
    ];
}
