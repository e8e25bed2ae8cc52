using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Notify;

/// <summary>Messages by mail.</summary>
public sealed class MailConnector : IConnector
{
    internal static readonly IReadOnlyList<KnownError> Errors =
    [
        new(
            "auth",
            Contains: null,
            ErrorKind.Auth,
            "auth",
            "邮件服务器不接受账号：请核对 userName 与 password（许多邮箱要用授权码，不是登录密码）。"
        ),
        new(
            "tls",
            Contains: null,
            ErrorKind.Config,
            "tls",
            "TLS 握手失败：请核对 security 与 port（465 多为 tls，587 多为 startTls）以及服务器证书。"
        ),
        new("sender", Contains: null, ErrorKind.Config, "sender", "服务器不接受发件人：from 通常必须是登录的账号。"),
        new("recipient", Contains: null, ErrorKind.Config, "recipient", "服务器不接受收件人：请核对 to 与 cc。"),
        new("message", Contains: null, ErrorKind.Rejected, "message", "服务器拒收邮件内容（多为反垃圾规则）：请按原文处理后放行。"),
        new("refused", Contains: null, ErrorKind.Transient, "refused", "连不上邮件服务器：请核对 host 与 port；自动重试。"),
    ];

    /// <inheritdoc />
    public ConnectorManifest Manifest { get; } =
        new(
            "notify-mail",
            "消息：邮件",
            "Messages: mail",
            typeof(MailSettings),
            [
                new OperationDescriptor("send", OperationRole.Target, "发送邮件", "Send mails", typeof(MailMessageSettings))
                {
                    Description = "一批单据合成一封纯文本邮件；标题为主题。",
                },
            ]
        )
        {
            Description = "经 SMTP 发送邮件：TLS、STARTTLS 或不加密（只用于内网），可登录。",
            Limits = new ConnectionLimits { ConcurrentCalls = 1, CallTimeout = TimeSpan.FromSeconds(60) },
            KnownErrors = Errors,
        };

    /// <inheritdoc />
    public IConnection Open(ConnectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var settings = SettingsReader.Read<MailSettings>(context.Settings);
        var server = new MailServer(context, settings);
        return new NotifyConnection(
            context.Name,
            node =>
            {
                var message = SettingsReader.Read<MailMessageSettings>(node);
                return new MessageTarget(new MailChannel(context, server, message), message, Errors);
            },
            async stop =>
            {
                await server.UseAsync((_, _) => Task.CompletedTask, stop);
                return $"{server.Shown} accepts us{(settings.UserName.Length > 0 ? $" as {settings.UserName}" : "")}. No mail was sent.";
            }
        );
    }
}

/// <summary>How the connection to the server is protected.</summary>
internal enum MailSecurity
{
    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Plain at first, then TLS; without it nothing is sent.</summary>
    StartTls,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>Settings of a connection.</summary>
internal sealed record MailSettings
{
    [Field("服务器", "Host", Help = "SMTP server, for example smtp.example.com.")]
    public required string Host { get; init; }

    [Field("端口", "Port", Help = "Default 465.", Min = 1, Max = 65535)]
    public int Port { get; init; } = 465;

    [Field(
        "加密",
        "Security",
        Help = "tls (default): from the first byte, mostly port 465; startTls: mostly 587; none: only inside one's own network."
    )]
    public MailSecurity Security { get; init; } = MailSecurity.Tls;

    [Field("用户名", "User", Help = "Empty = without sign-in.")]
    public string UserName { get; init; } = "";

    [Field("密码", "Password", Secret = true, Help = "Password, or the authorization code (授权码) that many mail services want instead.")]
    public string Password { get; init; } = "";

    [Field("发件人", "From", Help = "Address, with a name if wanted: Weir <weir@example.com>.")]
    public required string From { get; init; }
}

/// <summary>Settings of a node that sends.</summary>
internal sealed record MailMessageSettings : MessageSettings
{
    [Field("收件人", "To", Help = "Addresses; at least one.")]
    public required IReadOnlyList<string> To { get; init; }

    [Field("抄送", "Cc", Help = "Addresses.")]
    public IReadOnlyList<string> Cc { get; init; } = [];
}
