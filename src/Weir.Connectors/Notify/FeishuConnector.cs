using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Notify;

/// <summary>飞书 自定义机器人: messages to a group.</summary>
public sealed class FeishuConnector : IConnector
{
    internal static readonly IReadOnlyList<KnownError> Errors =
    [
        new("19021", Contains: null, ErrorKind.Auth, "sign", "签名不符，或时间与飞书相差超过 1 小时：请核对连接的 secret 与本机时钟。"),
        new("19022", Contains: null, ErrorKind.Auth, "ip", "本机出口地址不在机器人的 IP 名单中：请在机器人的安全设置里加上。"),
        new("19024", Contains: null, ErrorKind.Config, "keyword", "消息里没有机器人要求的关键词：请在连接的 keyword 填写其中一个。"),
        new("19001", Contains: null, ErrorKind.Auth, "token", "机器人地址无效：请从机器人设置里重新复制 Webhook 地址。"),
        new(
            "11232",
            Contains: null,
            ErrorKind.RateLimited,
            "rate-limit",
            "超过每分钟 100 条或每秒 5 条：自动等待后重试；请调小连接的 limits.callsPerSecond，并避开整点与半点。"
        ),
        new("9499", Contains: null, ErrorKind.Rejected, "bad-request", "飞书不接受消息内容：请按原文核对，或减小目标的 lines。"),
    ];

    /// <inheritdoc />
    public ConnectorManifest Manifest { get; } =
        new(
            "notify-feishu",
            "消息：飞书机器人",
            "Messages: Feishu robot",
            typeof(FeishuSettings),
            [
                new OperationDescriptor("send", OperationRole.Target, "发送消息", "Send messages", typeof(FeishuMessageSettings))
                {
                    Description = "一批单据合成一条文本消息，发到机器人所在的群。",
                },
            ]
        )
        {
            Description =
                "飞书群的自定义机器人（Lark 亦可）：把单据合成消息发到群里。支持签名校验、关键词、@ 成员与 @ 所有人。事实来自公开资料，未在真实群里验证；来源见行为说明。",
            // 100 a minute and 5 a second: 90 a minute, evenly.
            Limits = new ConnectionLimits
            {
                ConcurrentCalls = 1,
                CallsPerSecond = 1.5,
                CallTimeout = TimeSpan.FromSeconds(30),
            },
            KnownErrors = Errors,
        };

    /// <inheritdoc />
    public IConnection Open(ConnectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var settings = SettingsReader.Read<FeishuSettings>(context.Settings);
        var address = RobotAddress.WithKeyBehind(settings.Webhook, "/hook/", "https://open.feishu.cn/open-apis/bot/v2/hook/…");
        return new NotifyConnection(
            context.Name,
            node =>
            {
                var message = SettingsReader.Read<FeishuMessageSettings>(node);
                return new MessageTarget(new FeishuChannel(context, address, settings, message), message, Errors);
            },
            async stop =>
            {
                var message = new FeishuMessageSettings { Title = NotifyConnection.TestText };
                await new FeishuChannel(context, address, settings, message).SendAsync([context.Name], stop);
                return $"A test message was sent to the group of the robot at {address.Uri.Host}.";
            }
        );
    }
}

/// <summary>Settings of a connection.</summary>
internal sealed record FeishuSettings
{
    [Field(
        "Webhook 地址",
        "Webhook",
        Secret = true,
        Help = "The whole address from the robot's settings: https://open.feishu.cn/open-apis/bot/v2/hook/…. Its end lets anybody post, so it is never shown."
    )]
    public required string Webhook { get; init; }

    [Field("签名密钥", "Signing secret", Secret = true, Help = "From 签名校验. Empty = the robot does not ask for a signature.")]
    public string Secret { get; init; } = "";

    [Field("关键词", "Keyword", Help = "One of the robot's keywords; put before the title unless it is in it. Empty = none.")]
    public string Keyword { get; init; } = "";
}

/// <summary>Settings of a node that sends.</summary>
internal sealed record FeishuMessageSettings : MessageSettings
{
    [Field("@ 成员", "Mention members", Help = "open_id or user_id of members who are called, for example ou_….")]
    public IReadOnlyList<string> AtUserIds { get; init; } = [];

    [Field("@ 所有人", "Mention all", Help = "Calls everybody in the group. Default false.")]
    public bool AtAll { get; init; }
}
