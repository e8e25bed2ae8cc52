using Microsoft.AspNetCore.Http;

namespace Weir.Server.Auth;

/// <summary>The cookie of a signed-in browser: a random text, of which the server keeps only the hash.</summary>
internal static class SessionCookie
{
    private const string Name = "weir-session";
    private static readonly TimeSpan Short = TimeSpan.FromHours(12);
    private static readonly TimeSpan Long = TimeSpan.FromDays(30);

    /// <summary>How long a session lasts after its latest call.</summary>
    public static TimeSpan Lifetime(bool remember) => remember ? Long : Short;

    public static string? Read(HttpRequest request) =>
        request.Cookies.TryGetValue(Name, out var secret) && secret.Length > 0 ? secret : null;

    public static void Write(HttpContext http, string secret, bool remember, bool secure) =>
        http.Response.Cookies.Append(
            Name,
            secret,
            new CookieOptions
            {
                HttpOnly = true,
                // The pages themselves are the same for everybody; only their calls carry the cookie, and those come from our own site.
                SameSite = SameSiteMode.Strict,
                Secure = secure || http.Request.IsHttps,
                Path = "/",
                IsEssential = true,
                MaxAge = remember ? Long : null,
            }
        );

    public static void Clear(HttpContext http) =>
        http.Response.Cookies.Delete(
            Name,
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Path = "/",
            }
        );
}
