using System.Globalization;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Http;

/// <summary>Errors that show in HTTP itself: status, redirect, a page instead of JSON.</summary>
internal static class HttpVerdict
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    /// <summary>The error that the answer's outside shows, or null when its JSON must be read.</summary>
    public static ConnectorException? Of(HttpCall call, VendorAnswer answer, TimeProvider time)
    {
        var status = (int)answer.Status;
        var markup = MarkupText.Is(answer.Body.Span);
        var text = markup ? MarkupText.Strip(answer.Text(8000)) : answer.Text();
        var said = text.Length == 0 ? "an empty body" : $"'{(text.Length <= 300 ? text : text[..300])}'";
        if (status is >= 200 and < 300)
            return markup
                ? new ConnectorException(
                    call.Open,
                    $"{call.Attempted}: a page instead of JSON came, from a proxy, a gateway or a login form: {said}."
                )
                {
                    Code = "html",
                    VendorText = text,
                }
                : null;
        var (kind, what) = Meaning(status, call, answer);
        return new ConnectorException(kind, $"{call.Attempted}: HTTP {status}, {what}: {said}.")
        {
            Code = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"),
            VendorText = text,
            RetryAfter = kind is ErrorKind.RateLimited ? Asked(answer, time) : null,
        };
    }

    private static (ErrorKind Kind, string What) Meaning(int status, HttpCall call, VendorAnswer answer)
    {
        // Of a read only a setting can be wrong; of a write also the document.
        var refused = call.Writes ? ErrorKind.Rejected : ErrorKind.Config;
        return status switch
        {
            >= 300 and < 400 => (
                ErrorKind.Config,
                $"redirected to '{answer.Headers.Location?.OriginalString.Split('?')[0]}', which is not followed; put the final address into baseUrl"
            ),
            401 or 407 => (ErrorKind.Auth, "not authenticated"),
            403 => (ErrorKind.Auth, "no permission, or our address is not on the list of the other side"),
            404 or 410 when call.PathHasData => (ErrorKind.Rejected, "there is no such thing"),
            404 or 410 => (ErrorKind.Config, "there is nothing at this path; check baseUrl and path"),
            405 => (ErrorKind.Config, "the path does not take this method"),
            406 or 415 => (ErrorKind.Config, "JSON is not taken"),
            408 or 425 => (ErrorKind.Transient, "the server did not take the request"),
            429 => (ErrorKind.RateLimited, "too many calls"),
            >= 400 and < 500 => (refused, "the request was refused"),
            501 => (ErrorKind.Config, "the server does not know this method"),
            // Refused before it reaches the application: its queue is full or it is stopped.
            503 => (ErrorKind.Transient, "the server is overloaded or stopped"),
            _ => (call.Open, "the server or a proxy before it failed"),
        };
    }

    private static TimeSpan Asked(VendorAnswer answer, TimeProvider time)
    {
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - time.GetUtcNow()) ?? Wait;
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1);
    }
}
