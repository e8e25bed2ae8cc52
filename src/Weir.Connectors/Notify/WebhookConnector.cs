using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Notify;

/// <summary>Messages as JSON to any address.</summary>
public sealed class WebhookConnector : IConnector
{
    internal static readonly IReadOnlyList<KnownError> Errors =
    [
        new("HTTP 401", Contains: null, ErrorKind.Auth, "auth", "对方不接受：请核对 webhook 里的凭据与 signature.secret。"),
        new("HTTP 403", Contains: null, ErrorKind.Auth, "auth", "对方不接受：请核对 webhook 里的凭据、signature.secret 与对方的 IP 名单。"),
        new("HTTP 404", Contains: null, ErrorKind.Config, "address", "地址不存在：请核对 webhook。"),
        new(
            "HTTP 429",
            Contains: null,
            ErrorKind.RateLimited,
            "rate-limit",
            "对方限流：自动等待后重试；持续出现请调小连接的 limits.callsPerSecond。"
        ),
        new("HTTP 503", Contains: null, ErrorKind.Transient, "overloaded", "对方过载或停机，自动重试。"),
    ];

    /// <inheritdoc />
    public ConnectorManifest Manifest { get; } =
        new(
            "notify-webhook",
            "消息：Webhook",
            "Messages: webhook",
            typeof(WebhookSettings),
            [
                new OperationDescriptor("send", OperationRole.Target, "发送消息", "Send messages", typeof(WebhookMessageSettings))
                {
                    Description =
                        "一批单据合成一条消息，POST 为 JSON：`title`、`text`（全文）、`lines`（各行）、`count`（单据数）、`more`（没有列出的单据数）。",
                },
            ]
        )
        {
            Description =
                "把消息以 JSON 发到任意地址，可带 HMAC-SHA256 签名；2xx 为成功。要发送单据本身（而不是消息），请用通用 HTTP 接口 `http`。",
            Limits = new ConnectionLimits { ConcurrentCalls = 1, CallTimeout = TimeSpan.FromSeconds(30) },
            KnownErrors = Errors,
        };

    /// <inheritdoc />
    public IConnection Open(ConnectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var settings = SettingsReader.Read<WebhookSettings>(context.Settings);
        var address = RobotAddress.Hidden(settings.Webhook, "https://hooks.example.com/…");
        if (settings.Signature is { } signature && (signature.Secret.Length == 0 || signature.Header.Length == 0))
            throw new ConnectorException(ErrorKind.Config, "signature needs a secret and a header.");
        return new NotifyConnection(
            context.Name,
            node =>
            {
                var message = SettingsReader.Read<WebhookMessageSettings>(node);
                return new MessageTarget(new WebhookChannel(context, address, settings, message), message, Errors);
            },
            async stop =>
            {
                var message = new WebhookMessageSettings { Title = NotifyConnection.TestText };
                await new WebhookChannel(context, address, settings, message).SendAsync([context.Name], stop);
                return $"A test message was posted to {address.Uri.Host}.";
            }
        );
    }
}

/// <summary>Settings of a connection.</summary>
internal sealed record WebhookSettings
{
    [Field("Webhook 地址", "Webhook", Secret = true, Help = "http or https. It may hold a key, so only its host is ever shown.")]
    public required string Webhook { get; init; }

    [Field("签名", "Signature", Help = "HMAC-SHA256 of the body under a shared secret. Not set = not signed.")]
    public WebhookSignatureSettings? Signature { get; init; }
}

/// <summary>How a message is signed; the defaults are those of the webhook triggers of flows.</summary>
internal sealed record WebhookSignatureSettings
{
    [Field("密钥", "Secret", Secret = true, Help = "Shared with the receiver.")]
    public required string Secret { get; init; }

    [Field("请求头", "Header", Help = "Header of the signature, lower-case hex. Default X-Signature.")]
    public string Header { get; init; } = "X-Signature";

    [Field("前缀", "Prefix", Help = "Text before the signature, for example sha256=. Default none.")]
    public string Prefix { get; init; } = "";

    [Field(
        "时间戳请求头",
        "Timestamp header",
        Help = "Header that gets the seconds since 1970; then {timestamp}.{body} is signed instead of the body, so that a call cannot be repeated later. Default none."
    )]
    public string TimestampHeader { get; init; } = "";
}

/// <summary>Settings of a node that sends.</summary>
internal sealed record WebhookMessageSettings : MessageSettings;
