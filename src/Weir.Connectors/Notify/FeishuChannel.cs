using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Notify;

/// <summary>Writes to a 飞书 robot.</summary>
internal sealed class FeishuChannel : HttpChannel
{
    // The request may have 20 KB; the rest is for its frame.
    private const int MostBytes = 18_000;

    private static readonly RobotVerdict Verdict = new(["code", "StatusCode"], ["msg", "StatusMessage"], FeishuConnector.Errors);

    private readonly FeishuSettings _settings;
    private readonly MessageText _text;

    /// <exception cref="ConnectorException">Kind Config: an id that cannot be one, or no room for lines.</exception>
    public FeishuChannel(ConnectionContext context, RobotAddress address, FeishuSettings settings, FeishuMessageSettings message)
        : base(context, address)
    {
        _settings = settings;
        if (message.AtUserIds.FirstOrDefault(id => id.Length == 0 || id.AsSpan().ContainsAny("\"<>")) is { } wrong)
            throw new ConnectorException(ErrorKind.Config, $"atUserIds: '{wrong}' is no id of a member.");
        var called = message.AtUserIds.Select(id => $"<at user_id=\"{id}\"></at>").ToList();
        if (message.AtAll)
            called.Add("<at user_id=\"all\"></at>");
        _text = new MessageText(message, settings.Keyword, string.Join(' ', called), MostBytes);
        _text.Check();
    }

    /// <inheritdoc />
    protected override HttpMessage Write(IReadOnlyList<string> texts)
    {
        var text = _text.Write(texts);
        if (_settings.Secret.Length == 0)
        {
            var open = Json(json => Content(json, text));
            return new HttpMessage(Address.Uri, open, open);
        }
        var time = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new HttpMessage(Address.Uri, Signed(Sign(time, _settings.Secret.Trim())), Signed("***"));

        ReadOnlyMemory<byte> Signed(string sign) =>
            Json(json =>
            {
                json.WriteString("timestamp", time);
                json.WriteString("sign", sign);
                Content(json, text);
            });
    }

    /// <inheritdoc />
    protected override ConnectorException? Judge(VendorAnswer answer) => Verdict.Of(Attempted, answer, Now);

    /// <summary>Base64 of HMAC-SHA256 over nothing, with time, line feed, secret as key: the same parts as 钉钉 in other places.</summary>
    internal static string Sign(string timestamp, string secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{timestamp}\n{secret}"), Array.Empty<byte>()));

    private static void Content(Utf8JsonWriter json, string text)
    {
        json.WriteString("msg_type", "text");
        json.WriteStartObject("content");
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
