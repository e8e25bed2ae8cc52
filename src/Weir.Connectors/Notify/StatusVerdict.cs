using System.Globalization;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Notify;

/// <summary>Errors that the HTTP status alone tells.</summary>
internal static class StatusVerdict
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    /// <summary>The error of an answer; null for 2xx.</summary>
    /// <param name="attempted">For the sentence.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="now">For Retry-After with a date.</param>
    public static ConnectorException? Of(string attempted, VendorAnswer answer, DateTimeOffset now)
    {
        var status = (int)answer.Status;
        var (kind, what) = status switch
        {
            >= 200 and < 300 => (ErrorKind.Unknown, null),
            >= 300 and < 400 => (ErrorKind.Config, "redirected, which is not followed; put the final address into webhook"),
            401 or 403 or 407 => (ErrorKind.Auth, "not accepted"),
            404 or 405 or 410 or 415 => (ErrorKind.Config, "the address does not take messages; check webhook"),
            408 or 425 or 503 => (ErrorKind.Transient, "the server is overloaded or stopped"),
            429 => (ErrorKind.RateLimited, "too many calls"),
            >= 400 and < 500 => (ErrorKind.Rejected, "the message was refused"),
            _ => (ErrorKind.InDoubt, "the server or a proxy before it failed"),
        };
        if (what is null)
            return null;
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - now) ?? Wait;
        return new ConnectorException(kind, $"{attempted}: HTTP {status}, {what}: '{answer.Text(300)}'.")
        {
            Code = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"),
            VendorText = answer.Text(),
            RetryAfter =
                kind is not ErrorKind.RateLimited ? null
                : wait > TimeSpan.Zero ? wait
                : TimeSpan.FromSeconds(1),
        };
    }
}
