using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Notify;

/// <summary>钉钉 自定义机器人: messages to a group.</summary>
public sealed class DingTalkConnector : IConnector
{
    internal static readonly IReadOnlyList<KnownError> Errors =
    [
        new("310000", "keyword", ErrorKind.Config, "keyword", "消息里没有机器人要求的关键词：请在连接的 keyword 填写其中一个。"),
        new("310000", "关键词", ErrorKind.Config, "keyword", "消息里没有机器人要求的关键词：请在连接的 keyword 填写其中一个。"),
        new("310000", "timestamp", ErrorKind.Config, "clock", "时间戳与钉钉相差超过 1 小时：请校准本机时钟。"),
        new("310000", "过期", ErrorKind.Config, "clock", "时间戳与钉钉相差超过 1 小时：请校准本机时钟。"),
        new("310000", "whitelist", ErrorKind.Auth, "ip", "本机出口地址不在机器人的 IP 名单中：请在机器人的安全设置里加上。"),
        new("310000", "白名单", ErrorKind.Auth, "ip", "本机出口地址不在机器人的 IP 名单中：请在机器人的安全设置里加上。"),
        new("310000", "sign", ErrorKind.Auth, "sign", "签名不符：请核对连接的 secret（以 SEC 开头，与 webhook 属于同一个机器人）。"),
        new("310000", "签名", ErrorKind.Auth, "sign", "签名不符：请核对连接的 secret（以 SEC 开头，与 webhook 属于同一个机器人）。"),
        new("310000", Contains: null, ErrorKind.Auth, "security", "未通过机器人的安全设置：请按原文核对关键词、加签与 IP 名单。"),
        new(
            "130101",
            Contains: null,
            ErrorKind.RateLimited,
            "rate-limit",
            "每分钟超过 20 条，机器人可能被禁言 10 分钟：自动等待后重试；请调小连接的 limits.callsPerSecond，或增大目标的 rows。"
        ),
        new(
            "410100",
            Contains: null,
            ErrorKind.RateLimited,
            "rate-limit",
            "每分钟超过 20 条，机器人可能被禁言 10 分钟：自动等待后重试；请调小连接的 limits.callsPerSecond，或增大目标的 rows。"
        ),
        new("1111", Contains: null, ErrorKind.RateLimited, "rate-limit", "网关因调用过密暂时拒绝：自动等待后重试。"),
        new("300001", Contains: null, ErrorKind.Auth, "token", "access_token 不存在：请从机器人设置里重新复制 Webhook 地址。"),
        new("300005", Contains: null, ErrorKind.Auth, "token", "access_token 不存在：请从机器人设置里重新复制 Webhook 地址。"),
        new("400101", Contains: null, ErrorKind.Auth, "token", "access_token 不存在：请从机器人设置里重新复制 Webhook 地址。"),
        new("400013", Contains: null, ErrorKind.Config, "group", "群已解散：请换一个群的机器人。"),
        new("400102", Contains: null, ErrorKind.Config, "robot", "机器人已停用：请在群里启用它。"),
        new("400106", Contains: null, ErrorKind.Config, "robot", "机器人不存在：请重新添加并更新 webhook。"),
        new("40035", Contains: null, ErrorKind.Rejected, "parameter", "钉钉认为缺少参数：请核对标题与内容字段是否为空。"),
        new("43002", Contains: null, ErrorKind.Config, "address", "地址不接受该调用：请核对 webhook 与代理。"),
        new("43004", Contains: null, ErrorKind.Config, "address", "地址不接受 JSON：请核对 webhook 与代理。"),
        new("-1", Contains: null, ErrorKind.Transient, "busy", "钉钉系统繁忙，自动重试。"),
    ];

    /// <inheritdoc />
    public ConnectorManifest Manifest { get; } =
        new(
            "notify-dingtalk",
            "消息：钉钉机器人",
            "Messages: DingTalk robot",
            typeof(DingTalkSettings),
            [
                new OperationDescriptor("send", OperationRole.Target, "发送消息", "Send messages", typeof(DingTalkMessageSettings))
                {
                    Description = "一批单据合成一条文本消息，发到机器人所在的群。",
                },
            ]
        )
        {
            Description =
                "钉钉群的自定义机器人：把单据（多为失败的单据）合成消息发到群里。支持加签、关键词、@ 手机号与 @ 所有人。事实来自公开资料，未在真实群里验证；来源见行为说明。",
            // 20 a minute, and muted for ten minutes beyond it: 18 a minute, evenly.
            Limits = new ConnectionLimits
            {
                ConcurrentCalls = 1,
                CallsPerSecond = 0.3,
                CallTimeout = TimeSpan.FromSeconds(30),
            },
            KnownErrors = Errors,
        };

    /// <inheritdoc />
    public IConnection Open(ConnectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var settings = SettingsReader.Read<DingTalkSettings>(context.Settings);
        var address = RobotAddress.WithKeyIn(settings.Webhook, "access_token", "https://oapi.dingtalk.com/robot/send?access_token=…");
        return new NotifyConnection(
            context.Name,
            node =>
            {
                var message = SettingsReader.Read<DingTalkMessageSettings>(node);
                return new MessageTarget(new DingTalkChannel(context, address, settings, message), message, Errors);
            },
            async stop =>
            {
                var message = new DingTalkMessageSettings { Title = NotifyConnection.TestText };
                await new DingTalkChannel(context, address, settings, message).SendAsync([context.Name], stop);
                return $"A test message was sent to the group of the robot at {address.Uri.Host}.";
            }
        );
    }
}

/// <summary>Settings of a connection.</summary>
internal sealed record DingTalkSettings
{
    [Field(
        "Webhook 地址",
        "Webhook",
        Secret = true,
        Help = "The whole address from the robot's settings: https://oapi.dingtalk.com/robot/send?access_token=…. Its key lets anybody post, so it is never shown."
    )]
    public required string Webhook { get; init; }

    [Field("加签密钥", "Signing secret", Secret = true, Help = "Begins with SEC. Empty = the robot does not ask for a signature.")]
    public string Secret { get; init; } = "";

    [Field("关键词", "Keyword", Help = "One of the robot's keywords; put before the title unless it is in it. Empty = none.")]
    public string Keyword { get; init; } = "";
}

/// <summary>Settings of a node that sends.</summary>
internal sealed record DingTalkMessageSettings : MessageSettings
{
    [Field("@ 手机号", "Mention mobiles", Help = "Mobile numbers of members of the group who are called.")]
    public IReadOnlyList<string> AtMobiles { get; init; } = [];

    [Field("@ 所有人", "Mention all", Help = "Calls everybody in the group. Default false.")]
    public bool AtAll { get; init; }
}
