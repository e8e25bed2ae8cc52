using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Notify;

/// <summary>Writes to a 钉钉 robot.</summary>
internal sealed class DingTalkChannel : HttpChannel
{
    // The body may have 20,000 bytes; the rest is for its frame and the members who are called.
    private const int MostBytes = 18_000;

    private static readonly RobotVerdict Verdict = new(["errcode", "status"], ["errmsg", "punish"], DingTalkConnector.Errors);

    private readonly DingTalkSettings _settings;
    private readonly DingTalkMessageSettings _message;
    private readonly MessageText _text;

    /// <exception cref="ConnectorException">Kind Config: the message leaves no room for lines.</exception>
    public DingTalkChannel(ConnectionContext context, RobotAddress address, DingTalkSettings settings, DingTalkMessageSettings message)
        : base(context, address)
    {
        (_settings, _message) = (settings, message);
        // 钉钉 calls only those whose number stands in the text as well.
        var called = string.Join(' ', message.AtMobiles.Select(mobile => $"@{mobile}"));
        _text = new MessageText(message, settings.Keyword, called, MostBytes);
        _text.Check();
    }

    /// <inheritdoc />
    protected override HttpMessage Write(IReadOnlyList<string> texts)
    {
        var body = Json(json =>
        {
            json.WriteString("msgtype", "text");
            json.WriteStartObject("text");
            json.WriteString("content", _text.Write(texts));
            json.WriteEndObject();
            json.WriteStartObject("at");
            json.WriteStartArray("atMobiles");
            foreach (var mobile in _message.AtMobiles)
                json.WriteStringValue(mobile);
            json.WriteEndArray();
            json.WriteBoolean("isAtAll", _message.AtAll);
            json.WriteEndObject();
        });
        return new HttpMessage(_settings.Secret.Length == 0 ? Address.Uri : Signed(), body, body);
    }

    /// <inheritdoc />
    protected override ConnectorException? Judge(VendorAnswer answer) => Verdict.Of(Attempted, answer, Now);

    /// <summary>Base64 of HMAC-SHA256 with the secret as key over time, line feed, secret; a raw + would arrive as a blank.</summary>
    internal static string Sign(string timestamp, string secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}\n{secret}")));

    private Uri Signed()
    {
        var time = Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var secret = _settings.Secret.Trim();
        return new Uri($"{Address.Uri.AbsoluteUri}&timestamp={time}&sign={Uri.EscapeDataString(Sign(time, secret))}");
    }
}
