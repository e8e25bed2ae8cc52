using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Weir.Server.Hosting;

/// <summary>
/// Serves the web interface from <c>wwwroot</c> beside the program. Addresses of its pages are known only in the browser, so whatever a browser asks for
/// that is no file is answered with <c>index.html</c>; programs that ask for JSON still get their 404.
/// </summary>
internal sealed class WebShell(RequestDelegate next, string root)
{
    // Ant Design writes its style sheets into the page while it runs; scripts come from files alone.
    private const string ContentSecurity =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // The build names files under assets/ by a hash of their content.
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Index = "/index.html";
    private static readonly PathString Hashed = "/assets";
    private static readonly PathString[] Reserved = ["/api", "/openapi", "/health", "/hooks", "/metrics"];
    private static readonly (string Coding, string Suffix)[] Packed = [("br", ".br"), ("gzip", ".gz")];
    private static readonly FileExtensionContentTypeProvider Types = new();
    private static readonly string Beside = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>True if this program was built with the web interface.</summary>
    public static bool IsThere { get; } = File.Exists(Beside + Index);

    /// <summary>Puts the web interface before everything that wants a token.</summary>
    public static void Use(WebApplication app)
    {
        if (IsThere)
            app.UseMiddleware<WebShell>(Beside);
    }

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (
            !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            || Reserved.Any(r => request.Path.StartsWithSegments(r, StringComparison.OrdinalIgnoreCase))
        )
            return next(http);
        if (FileAt(request.Path) is { } file)
            return SendAsync(http, file, request.Path.StartsWithSegments(Hashed, StringComparison.Ordinal) ? Forever : "no-cache");
        return
            request.Path.StartsWithSegments(Hashed, StringComparison.Ordinal)
            || !request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? next(http)
            : SendAsync(http, root + Index, "no-cache");
    }

    private string? FileAt(PathString path)
    {
        var file = Path.GetFullPath(root + path.Value);
        return file.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file) ? file : null;
    }

    private static Task SendAsync(HttpContext http, string file, string caching)
    {
        var response = http.Response;
        response.ContentType = Types.TryGetContentType(file, out var type) ? type : "application/octet-stream";
        response.Headers.CacheControl = caching;
        response.Headers.ContentSecurityPolicy = ContentSecurity;
        response.Headers.XFrameOptions = "DENY";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        foreach (var (coding, suffix) in Packed)
            if (accepted.Contains(coding, StringComparison.Ordinal) && File.Exists(file + suffix))
            {
                response.Headers.ContentEncoding = coding;
                file += suffix;
                break;
            }
        response.ContentLength = new FileInfo(file).Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.SendFileAsync(file, http.RequestAborted);
    }
}
