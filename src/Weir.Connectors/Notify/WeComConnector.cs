using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Notify;

/// <summary>企业微信 群机器人: messages to a group.</summary>
public sealed class WeComConnector : IConnector
{
    internal static readonly IReadOnlyList<KnownError> Errors =
    [
        new("93000", Contains: null, ErrorKind.Auth, "key", "Webhook 的 key 无效或机器人已移除：请从群机器人的设置里重新复制地址。"),
        new(
            "45009",
            Contains: null,
            ErrorKind.RateLimited,
            "rate-limit",
            "每分钟超过 20 条：自动等待后重试；请调小连接的 limits.callsPerSecond，或增大目标的 rows。"
        ),
        new("40008", Contains: null, ErrorKind.Config, "type", "企业微信不接受该消息类型：请核对 webhook 是否属于群机器人。"),
        new("40058", Contains: null, ErrorKind.Rejected, "parameter", "企业微信不接受消息内容（多为过长）：请减小目标的 lines。"),
        new("44004", Contains: null, ErrorKind.Rejected, "empty", "消息内容为空：请核对标题与内容字段。"),
        new("-1", Contains: null, ErrorKind.Transient, "busy", "企业微信系统繁忙，自动重试。"),
    ];

    /// <inheritdoc />
    public ConnectorManifest Manifest { get; } =
        new(
            "notify-wecom",
            "消息：企业微信机器人",
            "Messages: WeCom robot",
            typeof(WeComSettings),
            [
                new OperationDescriptor("send", OperationRole.Target, "发送消息", "Send messages", typeof(WeComMessageSettings))
                {
                    Description = "一批单据合成一条文本消息（最多 2048 字节），发到机器人所在的群。",
                },
            ]
        )
        {
            Description =
                "企业微信群机器人（消息推送）：把单据合成消息发到群里，可以提醒成员。事实来自公开资料，未在真实群里验证；来源见行为说明。",
            // 20 a minute: 18 a minute, evenly.
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
        var settings = SettingsReader.Read<WeComSettings>(context.Settings);
        var address = RobotAddress.WithKeyIn(settings.Webhook, "key", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…");
        return new NotifyConnection(
            context.Name,
            node =>
            {
                var message = SettingsReader.Read<WeComMessageSettings>(node);
                return new MessageTarget(new WeComChannel(context, address, message), message, Errors);
            },
            async stop =>
            {
                var message = new WeComMessageSettings { Title = NotifyConnection.TestText };
                await new WeComChannel(context, address, message).SendAsync([context.Name], stop);
                return $"A test message was sent to the group of the robot at {address.Uri.Host}.";
            }
        );
    }
}

/// <summary>Settings of a connection.</summary>
internal sealed record WeComSettings
{
    [Field(
        "Webhook 地址",
        "Webhook",
        Secret = true,
        Help = "The whole address from the robot's settings: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…. Its key lets anybody post, so it is never shown."
    )]
    public required string Webhook { get; init; }
}

/// <summary>Settings of a node that sends.</summary>
internal sealed record WeComMessageSettings : MessageSettings
{
    [Field("提醒成员", "Mention members", Help = "User ids of members who are called; @all calls everybody.")]
    public IReadOnlyList<string> MentionedList { get; init; } = [];

    [Field("提醒手机号", "Mention mobiles", Help = "Mobile numbers of members who are called; @all calls everybody.")]
    public IReadOnlyList<string> MentionedMobileList { get; init; } = [];
}
