using System.Net;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Zhilong;

/// <summary>Errors that show in HTTP itself: status, redirect, a page instead of JSON, nothing at all.</summary>
internal static class HttpVerdict
{
    /// <summary>The error that the answer's outside shows, or null when its JSON must be read.</summary>
    public static ConnectorException? Of(VendorAnswer answer, string attempted, TimeProvider time)
    {
        var status = (int)answer.Status;
        var markup = MarkupText.Is(answer.Body.Span);
        var text = markup ? MarkupText.Strip(answer.Text(8000)) : answer.Text(200);
        var said = text.Length == 0 ? "an empty body" : $"'{text}'";
        if (status is >= 200 and < 300)
            return answer.Length == 0 ? Error(ErrorKind.Transient, "malformed answer: the body is empty")
                : markup ? Error(ErrorKind.Transient, $"a page instead of JSON came from a proxy or a login form: {said}")
                : null;
        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => Error(ErrorKind.Auth, $"not authenticated: {said}"),
            HttpStatusCode.Forbidden => Error(ErrorKind.Auth, $"no permission, or our address is not on the vendor's list: {said}"),
            HttpStatusCode.NotFound => Error(
                ErrorKind.Config,
                $"there is nothing at this path; check baseUrl (a prefix such as /prod-api may be missing) and the path: {said}"
            ),
            HttpStatusCode.MethodNotAllowed => Error(ErrorKind.Config, $"the path does not take POST; check it: {said}"),
            HttpStatusCode.UnsupportedMediaType => Error(
                ErrorKind.Config,
                $"the content type is not taken; set request.bodyMode to form or json: {said}"
            ),
            HttpStatusCode.TooManyRequests => new ConnectorException(ErrorKind.RateLimited, $"{attempted}: too many calls: {said}")
            {
                Code = "HTTP 429",
                VendorText = text,
                RetryAfter = Wait(answer, time),
            },
            HttpStatusCode.RequestTimeout => Error(ErrorKind.Transient, $"the server gave up waiting: {said}"),
            _ when status is >= 300 and < 400 => Redirect(),
            _ when status is >= 400 and < 500 => Error(ErrorKind.Config, $"the request was refused: {said}"),
            _ => Error(ErrorKind.Transient, $"the server or its proxy failed: {said}"),
        };

        ConnectorException Error(ErrorKind kind, string what) =>
            new(kind, $"{attempted}: HTTP {status}, {what}") { Code = $"HTTP {status}", VendorText = text };

        // The session family of RuoYi sends callers that are not signed in to its login page (reference §3).
        ConnectorException Redirect()
        {
            var target = answer.Headers.Location?.OriginalString.Split('?')[0] ?? "";
            return target.Contains("login", StringComparison.OrdinalIgnoreCase)
                ? Error(ErrorKind.Auth, $"not authenticated: redirected to {target}")
                : Error(ErrorKind.Config, $"redirected to '{target}': put the final address into baseUrl");
        }
    }

    private static TimeSpan Wait(VendorAnswer answer, TimeProvider time)
    {
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - time.GetUtcNow()) ?? ZhilongErrors.RateWindow;
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1);
    }
}
