using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Kingdee;

/// <summary>Tells what an answer is. HTTP status says almost nothing: four kinds of error come with 200 (reference §1.2).</summary>
internal static class KingdeeAnswers
{
    private static ReadOnlySpan<byte> Exception => "response_error:"u8;

    /// <summary>The body without byte order mark and surrounding blanks.</summary>
    public static ReadOnlyMemory<byte> Json(VendorAnswer answer)
    {
        var body = answer.Body;
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        return body.TrimStart(" \r\n\t"u8).TrimEnd(" \r\n\t"u8);
    }

    /// <summary>The envelope of an answer, or null for rows.</summary>
    /// <param name="attempted">What was attempted.</param>
    /// <param name="writes">True if the call changes something.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="lost">The server does not know the session; nothing was executed (§2.3).</param>
    /// <exception cref="ConnectorException">The call failed as a whole.</exception>
    public static KingdeeStatus? Inspect(string attempted, bool writes, VendorAnswer answer, out bool lost)
    {
        lost = false;
        ThrowUnlessOk(attempted, writes, answer);
        var json = Json(answer).Span;
        var open = writes ? ErrorKind.InDoubt : ErrorKind.Transient;
        if (json.IsEmpty)
            throw new ConnectorException(open, $"{attempted}: the answer is empty.") { Code = "empty" };
        if (json[0] == (byte)'<')
            throw Failure(open, $"{attempted}: an HTML page came instead of an answer", "html", answer.Text());
        if (json.TrimStart((byte)'"').StartsWith(Exception))
        {
            var text = ExceptionText(json.Trim((byte)'"')[Exception.Length..]);
            lost = KingdeeErrors.IsSessionLost(text);
            return lost ? null : throw ServerException(attempted, open, text);
        }
        KingdeeStatus? status;
        try
        {
            status = KingdeeStatus.Read(json);
        }
        catch (JsonException e)
        {
            throw new ConnectorException(open, $"{attempted}: the answer is not JSON, or was cut off: {e.Message}", e)
            {
                Code = "malformed",
                VendorText = answer.Text(),
            };
        }
        if (status is null && FilterMessage(json) is { } refused)
            throw Failure(ErrorKind.Rejected, $"{attempted}: Kingdee's request filter refused the text", "showConfirm", refused);
        lost = status?.IsSessionLost ?? false;
        return status;
    }

    /// <summary>Throws for every HTTP status but 200 and 206.</summary>
    public static void ThrowUnlessOk(string attempted, bool writes, VendorAnswer answer)
    {
        var status = (int)answer.Status;
        if (status is 200 or 206)
            return;
        if (status == 519)
            throw Gateway(attempted, answer);
        var (kind, advice) = status switch
        {
            404 => (ErrorKind.Config, "serverUrl is wrong: it must end in the path of the product, usually /k3cloud/"),
            >= 300 and < 400 => (ErrorKind.Config, $"serverUrl leads elsewhere: {answer.Headers.Location}"),
            401 or 407 => (ErrorKind.Auth, "a proxy or IIS asks for another sign-in"),
            403 => (ErrorKind.Config, "IIS forbids the address, perhaps by an IP white list"),
            408 => (ErrorKind.Transient, "the server gave up waiting for the request"),
            413 => (ErrorKind.Rejected, "the request is larger than IIS allows; make batches smaller"),
            429 => (ErrorKind.RateLimited, "too many calls"),
            400 => (ErrorKind.Rejected, "the server does not understand the request"),
            // IIS refuses with 503 before the request reaches the application: its queue is full or the pool is stopped (inferred).
            503 => (ErrorKind.Transient, "the server is overloaded or stopped"),
            >= 500 => (writes ? ErrorKind.InDoubt : ErrorKind.Transient, "the server or a proxy before it failed"),
            _ => (ErrorKind.Config, "this is not how Kingdee answers; check serverUrl"),
        };
        throw new ConnectorException(kind, $"{attempted}: HTTP {status}: {advice}.")
        {
            Code = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"),
            VendorText = answer.Text(),
            RetryAfter = status == (int)HttpStatusCode.TooManyRequests ? answer.Headers.RetryAfter?.Delta ?? KingdeeErrors.LimitWait : null,
        };
    }

    private static ConnectorException Gateway(string attempted, VendorAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            var code = root.TryGetProperty("errcode", out var number) ? number.ToString() : "519";
            var text = root.TryGetProperty("description_cn", out var chinese) ? chinese.ToString() : root.ToString();
            return Failure(ErrorKind.Config, $"{attempted}: the cloud gateway refused the call", $"gateway {code}", text);
        }
        catch (JsonException)
        {
            return Failure(ErrorKind.Config, $"{attempted}: the cloud gateway refused the call", "HTTP 519", answer.Text());
        }
    }

    private static ConnectorException ServerException(string attempted, ErrorKind open, string text)
    {
        var known = KingdeeErrors.Find(code: null, text);
        var timedOut = text.Contains("超时", StringComparison.Ordinal) || text.Contains("timeout", StringComparison.OrdinalIgnoreCase);
        // Anything else is permanent (§1.2): the service threw before it looked at single documents. A read has no data to refuse.
        var kind =
            known is { Kind: not ErrorKind.InDoubt } ? known.Kind
            : known is not null || timedOut ? open
            : open == ErrorKind.InDoubt ? ErrorKind.Rejected
            : ErrorKind.Unknown;
        return Failure(kind, $"{attempted}: the server threw an exception", "response_error", text);
    }

    private static ConnectorException Failure(ErrorKind kind, string sentence, string code, string text) =>
        new(kind, $"{sentence}: {KingdeeErrors.Clip(text)}") { Code = code, VendorText = KingdeeErrors.Clip(text) };

    /// <summary>The sentence inside a serialised exception: the innermost Message, else the text as it is.</summary>
    private static string ExceptionText(ReadOnlySpan<byte> json)
    {
        var whole = Encoding.UTF8.GetString(json).Trim();
        try
        {
            using var document = JsonDocument.Parse(whole);
            var message = "";
            JsonElement? at = document.RootElement;
            while (at is { ValueKind: JsonValueKind.Object } level)
            {
                if (
                    level.TryGetProperty("Message", out var said)
                    && said.ValueKind == JsonValueKind.String
                    && said.GetString() is { Length: > 0 } text
                )
                    message = text;
                at =
                    level.TryGetProperty("InnerExWrapper", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner
                    : level.TryGetProperty("InnerException", out inner) ? inner
                    : null;
            }
            return message.Length > 0 ? message : whole;
        }
        catch (JsonException)
        {
            return whole;
        }
    }

    /// <summary>The sentence of the built-in request filter, or null when the answer is something else.</summary>
    private static string? FilterMessage(ReadOnlySpan<byte> json)
    {
        if (json[..Math.Min(json.Length, 200)].IndexOf("\"showConfirm\""u8) < 0)
            return null;
        using var document = JsonDocument.Parse(json.ToArray());
        if (document.RootElement is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
            return null;
        var first = list[0];
        if (first.ValueKind != JsonValueKind.Object || !first.TryGetProperty("actionname", out _))
            return null;
        return
            first.TryGetProperty("params", out var parameters)
            && parameters.ValueKind == JsonValueKind.Array
            && parameters.GetArrayLength() > 0
            && parameters[0].TryGetProperty("msg", out var message)
            ? message.ToString()
            : first.GetRawText();
    }
}
