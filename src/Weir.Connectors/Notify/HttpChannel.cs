using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Notify;

/// <summary>A message as it goes over HTTP.</summary>
/// <param name="Address">With key and signature.</param>
/// <param name="Body">JSON.</param>
/// <param name="ShownBody">JSON with the signature masked.</param>
internal sealed record HttpMessage(Uri Address, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> ShownBody)
{
    /// <summary>Headers beside the content type.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}

/// <summary>Posts messages as JSON.</summary>
internal abstract class HttpChannel(ConnectionContext context, RobotAddress address) : IChannel
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The address.</summary>
    protected RobotAddress Address { get; } = address;

    /// <summary>Time of the call: signatures are made when a message is sent, not when it was queued.</summary>
    protected DateTimeOffset Now => context.Time.GetUtcNow();

    /// <summary>For sentences.</summary>
    protected string Attempted => $"{context.Name} POST {Address.Shown}";

    /// <inheritdoc />
    public RequestPreview Preview(IReadOnlyList<string> texts) => new("POST", Address.Shown, Write(texts).ShownBody);

    /// <inheritdoc />
    public async Task<Exchange> SendAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var message = Write(texts);
        var shown = new RequestPreview("POST", Address.Shown, message.ShownBody);
        using var request = new HttpRequestMessage(HttpMethod.Post, message.Address) { Content = new ReadOnlyMemoryContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Options.Set(VendorHttp.ShownAddress, Address.Shown);
        foreach (var (name, value) in message.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var exchange = new Exchange(shown, ReadOnlyMemory<byte>.Empty);
        try
        {
            using var answer = await VendorHttp.SendAsync(
                context.Http,
                request,
                Attempted,
                writes: true,
                context.Limits.CallTimeout,
                cancellationToken
            );
            exchange = exchange with { Answer = answer.Body.ToArray(), Status = (int)answer.Status };
            if (Judge(answer) is { } error)
                throw error;
            return exchange;
        }
        catch (ConnectorException e)
        {
            e.Exchanges = [exchange];
            throw;
        }
    }

    /// <summary>Makes the message.</summary>
    protected abstract HttpMessage Write(IReadOnlyList<string> texts);

    /// <summary>Why it was not taken; null when it was.</summary>
    protected abstract ConnectorException? Judge(VendorAnswer answer);

    /// <summary>Writes a JSON object.</summary>
    protected static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
