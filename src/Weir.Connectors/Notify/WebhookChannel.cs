using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Notify;

/// <summary>Posts messages to any address.</summary>
internal sealed class WebhookChannel : HttpChannel
{
    private const int MostBytes = 256 * 1024;

    private readonly WebhookSignatureSettings? _signature;
    private readonly MessageText _text;

    /// <exception cref="ConnectorException">Kind Config: the message leaves no room for lines.</exception>
    public WebhookChannel(ConnectionContext context, RobotAddress address, WebhookSettings settings, WebhookMessageSettings message)
        : base(context, address)
    {
        _signature = settings.Signature;
        _text = new MessageText(message, keyword: "", ending: "", MostBytes);
        _text.Check();
    }

    /// <inheritdoc />
    protected override HttpMessage Write(IReadOnlyList<string> texts)
    {
        var (lines, more) = _text.Fit(texts);
        var body = Json(json =>
        {
            json.WriteString("title", _text.Title(texts.Count));
            json.WriteString("text", _text.Write(texts));
            json.WriteStartArray("lines");
            foreach (var line in lines)
                json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteNumber("count", texts.Count);
            json.WriteNumber("more", more);
        });
        return new HttpMessage(Address.Uri, body, body) { Headers = _signature is null ? [] : [.. Signed(_signature, body.Span)] };
    }

    /// <inheritdoc />
    protected override ConnectorException? Judge(VendorAnswer answer) => StatusVerdict.Of(Attempted, answer, Now);

    private List<(string Name, string Value)> Signed(WebhookSignatureSettings signature, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(signature.Secret));
        var headers = new List<(string, string)>();
        if (signature.TimestampHeader.Length > 0)
        {
            var time = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            hmac.AppendData(Encoding.UTF8.GetBytes($"{time}."));
            headers.Add((signature.TimestampHeader, time));
        }
        hmac.AppendData(body);
        headers.Add((signature.Header, signature.Prefix + Convert.ToHexStringLower(hmac.GetHashAndReset())));
        return headers;
    }
}
