using System.Globalization;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>What Kingdee's codes and sentences mean (reference §4.1, §4.2). Sentences come first: old servers answer only MsgCode 0 or 1.</summary>
internal static class KingdeeErrors
{
    /// <summary>Group of the refusal of a batch for its number of documents; the vendor has such a limit without a published number (§8).</summary>
    public const string BatchSize = "batch-size";

    public static readonly IReadOnlyList<KnownError> Table =
    [
        Text(
            "会话信息已丢失",
            ErrorKind.Auth,
            "session",
            "会话已丢失。若重新登录后仍立即出现，请检查应用ID、应用密钥、集成用户与IP白名单。"
        ),
        Text("会话已超时", ErrorKind.Auth, "session", "会话已超时。若重新登录后仍立即出现，请检查应用ID、应用密钥、集成用户与IP白名单。"),
        Text("ctx == null", ErrorKind.Auth, "session", "会话已丢失。若重新登录后仍立即出现，请检查应用ID、应用密钥、集成用户与IP白名单。"),
        Text("超时已过期", ErrorKind.InDoubt, "timeout", "金蝶服务器内部超时：先查证该单据是否已写入。"),
        Text("超时时间已到", ErrorKind.InDoubt, "timeout", "金蝶服务器内部超时：先查证该单据是否已写入。"),
        Text("timeout expired", ErrorKind.InDoubt, "timeout", "金蝶服务器内部超时：先查证该单据是否已写入。"),
        Text("违反字段唯一性要求", ErrorKind.Rejected, "duplicate", "编码或其他唯一字段已被使用：改编码，或确认该单据是否已在金蝶中存在。"),
        Text(
            "数量超过上限",
            ErrorKind.Rejected,
            BatchSize,
            "每批单数超过金蝶的限制：把接口设置 batchRows 调小；在此之前每批会自动对半拆开。"
        ),
        Text("请稍候再使用", ErrorKind.Transient, "lock", "网络控制冲突：同一单据或基础资料正被他人使用，稍后自动重试。"),
        Text("编码值[", ErrorKind.Rejected, "missing-base-data", "引用的基础资料在金蝶中不存在、未审核或未分配到该组织：补齐后重推。"),
        Text(
            "元数据中标识为",
            ErrorKind.Config,
            "unknown-field",
            "字段标识在该单据中不存在：检查方案里的字段名（自定义字段以元数据为准）。"
        ),
        Text("业务对象不存在", ErrorKind.Config, "unknown-form", "表单标识 FormId 不存在：检查拼写。"),
        Text(
            "可以忽略的异常数据",
            ErrorKind.Rejected,
            "interaction",
            "金蝶要求确认（如负库存）：确认允许后在接口设置 interationFlags 填 STK_InvCheckResult。"
        ),
        Text("单据已经审核", ErrorKind.Rejected, "already-audited", "单据已审核，无需再次审核；修改前须反审核。"),
        Text("单据已审核", ErrorKind.Rejected, "already-audited", "单据已审核，不允许修改：请先反审核。"),
        Text("大于入库上限", ErrorKind.Rejected, "over-delivery", "数量超过允许上限：核对上游数量，或在金蝶调整超收比例。"),
        Text(
            "ResolveFiled_InnerEx",
            ErrorKind.Rejected,
            "wrong-type",
            "字段值的类型不对，常见为基础资料没有包成 {\"FNumber\":…}：在接口设置 fields 中声明该字段。"
        ),
        Text("插件取消", ErrorKind.Rejected, "plugin", "客户插件拒绝保存：联系金蝶二次开发方。"),
        Text("未购买", ErrorKind.Config, "module-licence", "金蝶未购买该子系统，或未对集成用户授权。"),
        Text("只有审核中", ErrorKind.Rejected, "state", "单据状态不允许该操作：先提交再审核。"),
        Text("是必填项", ErrorKind.Rejected, "required", "必填字段为空：在映射中补值；若已映射，可能是引用的基础资料不存在而被金蝶清空。"),
        Text("将截断字符串", ErrorKind.Rejected, "too-long", "字段值超过金蝶列长：截短后重推。"),
        Text("would be truncated", ErrorKind.Rejected, "too-long", "字段值超过金蝶列长：截短后重推。"),
        Text("死锁", ErrorKind.Transient, "deadlock", "数据库死锁，稍后自动重试。"),
        Text("deadlock", ErrorKind.Transient, "deadlock", "数据库死锁，稍后自动重试。"),
        Text(
            "拦截规则",
            ErrorKind.Rejected,
            "request-filter",
            "内容含疑似脚本的文本（如“<”加字母），被金蝶请求拦截规则拒绝：清理该字段的文本。"
        ),
        Row(1, ErrorKind.Auth, "session", "会话已丢失。若重新登录后仍立即出现，请检查应用ID、应用密钥、集成用户与IP白名单。"),
        Row(2, ErrorKind.Config, "permission", "集成用户没有权限：在金蝶为其授予该单据与组织的权限。"),
        Row(3, ErrorKind.Config, "operation-empty", "操作标识为空：检查接口设置。"),
        Row(4, ErrorKind.Rejected, "exception", "金蝶处理时发生异常：按原文排查该单据，必要时查看金蝶服务器日志。"),
        Row(5, ErrorKind.Config, "form-empty", "单据标识为空：检查接口设置 formId。"),
        Row(6, ErrorKind.Transient, "database", "金蝶数据库操作失败，稍后自动重试；持续出现请检查字段长度与数据库。"),
        Row(7, ErrorKind.RateLimited, "licence", "金蝶许可不足：减少并发、退出空闲登录，或增加许可。"),
        Row(8, ErrorKind.Rejected, "parameter", "参数错误：检查该单据的字段格式。"),
        Row(9, ErrorKind.Rejected, "missing-base-data", "字段或值不存在：补齐引用的基础资料后重推。"),
        Row(10, ErrorKind.Rejected, "not-found", "金蝶中找不到该单据：可能已被删除。"),
        Row(11, ErrorKind.Rejected, "validation", "金蝶校验未通过：按原文修正数据后重推。"),
        Row(12, ErrorKind.Rejected, "state", "单据当前状态不允许该操作。"),
        Row(13, ErrorKind.Transient, "lock", "网络控制冲突，稍后自动重试；频繁出现请减少并发。"),
        Row(14, ErrorKind.RateLimited, "call-limit", "超过金蝶调用限制，自动放慢；持续出现请降低每批单数与并发。"),
        Row(15, ErrorKind.Config, "administrator", "金蝶禁止管理员使用WebAPI：改用普通集成用户。"),
        new("gateway 4002", Contains: null, ErrorKind.Config, "gateway", "云网关认证失败：检查应用ID，并把 serverUrl 改为租户自己的地址。"),
        new("gateway 4006", Contains: null, ErrorKind.Config, "gateway-clock", "云网关认为时间戳过期：校准本机时钟。"),
        new("gateway 5001", Contains: null, ErrorKind.Config, "gateway", "云网关找不到该接口：检查 serverUrl。"),
    ];

    /// <summary>How long to wait after MsgCode 14 or 7; Kingdee publishes no numbers (§8).</summary>
    public static readonly TimeSpan LimitWait = TimeSpan.FromSeconds(5);

    /// <summary>The code as it is kept with an error.</summary>
    public static string Code(int msgCode) => string.Create(CultureInfo.InvariantCulture, $"MsgCode {msgCode}");

    /// <summary>The row for a code and sentence, or null.</summary>
    public static KnownError? Find(string? code, string text) => KnownError.Find(Table, code, text);

    /// <summary>True for the sentences of a lost session (§2.3).</summary>
    public static bool IsSessionLost(string text) => Find(code: null, text)?.Group is "session";

    /// <summary>At most 2,000 characters, as the ledger keeps it.</summary>
    public static string Clip(string text) => text.Length <= 2000 ? text : text[..2000];

    private static KnownError Text(string contains, ErrorKind kind, string group, string advice) =>
        new(Code: null, contains, kind, group, advice);

    private static KnownError Row(int code, ErrorKind kind, string group, string advice) =>
        new(Code(code), Contains: null, kind, group, advice);
}
