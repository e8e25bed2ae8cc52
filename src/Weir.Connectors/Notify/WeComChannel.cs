using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Notify;

/// <summary>Writes to a 企业微信 robot.</summary>
internal sealed class WeComChannel : HttpChannel
{
    // Bytes of a text, not characters: a Chinese character has three.
    private const int MostBytes = 2048;

    private static readonly RobotVerdict Verdict = new(["errcode"], ["errmsg"], WeComConnector.Errors);

    private readonly WeComMessageSettings _message;
    private readonly MessageText _text;

    /// <exception cref="ConnectorException">Kind Config: the message leaves no room for lines.</exception>
    public WeComChannel(ConnectionContext context, RobotAddress address, WeComMessageSettings message)
        : base(context, address)
    {
        _message = message;
        _text = new MessageText(message, keyword: "", ending: "", MostBytes);
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
            Names(json, "mentioned_list", _message.MentionedList);
            Names(json, "mentioned_mobile_list", _message.MentionedMobileList);
            json.WriteEndObject();
        });
        return new HttpMessage(Address.Uri, body, body);
    }

    /// <inheritdoc />
    protected override ConnectorException? Judge(VendorAnswer answer) => Verdict.Of(Attempted, answer, Now);

    private static void Names(Utf8JsonWriter json, string member, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return;
        json.WriteStartArray(member);
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
