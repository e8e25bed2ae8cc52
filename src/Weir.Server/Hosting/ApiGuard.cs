using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Weir.Server.Api;

namespace Weir.Server.Hosting;

/// <summary>
/// Stands before every call. A web page of somebody else must not drive the server: its host name is not ours (DNS rebinding), and without CORS
/// it can send neither JSON nor the extra header that a change needs.
/// </summary>
internal sealed class ApiGuard(RequestDelegate next, AccessRules access)
{
    public Task InvokeAsync(HttpContext http) => Refusal(http) is { } refusal ? refusal.ExecuteAsync(http) : next(http);

    private ProblemHttpResult? Refusal(HttpContext http)
    {
        var request = http.Request;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        if (!access.Knows(request.Host.Host))
            return Problems.Of(
                StatusCodes.Status400BadRequest,
                "host-refused",
                $"The host name '{request.Host.Host}' is not one of this server.",
                "Call it by 127.0.0.1 or localhost, or start it with --public-url and the address that people use."
            );
        if (IsChange(request.Method) && !IsJson(request) && !request.Headers.ContainsKey(HeaderNames.XRequestedWith))
            return Problems.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "json-required",
                "A call that changes something is sent as application/json or with the header X-Requested-With.",
                "Web pages of others cannot do either; that is what it is for."
            );
        return null;
    }

    private static bool IsChange(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method);

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && string.Equals(type.MediaType.Value, "application/json", StringComparison.OrdinalIgnoreCase);
}
