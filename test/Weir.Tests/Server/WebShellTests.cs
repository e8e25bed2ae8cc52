using System.Text;
using Microsoft.AspNetCore.Http;
using Weir.Server.Hosting;
using Xunit;

namespace Weir.Tests.Server;

public sealed class WebShellTests : IDisposable
{
    private const string Index = "<!doctype html><title>Weir</title>";
    private readonly string _parent = Directory.CreateTempSubdirectory("weir-shell-test-").FullName;
    private readonly string _root;

    public WebShellTests()
    {
        _root = Path.Combine(_parent, "wwwroot");
        Directory.CreateDirectory(Path.Combine(_root, "assets"));
        File.WriteAllText(Path.Combine(_root, "index.html"), Index);
        File.WriteAllText(Path.Combine(_root, "assets", "app-1a2b.js"), "plain");
        File.WriteAllText(Path.Combine(_root, "assets", "app-1a2b.js.br"), "packed");
        File.WriteAllText(Path.Combine(_parent, "secret.txt"), "secret");
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Theory]
    [InlineData("/")]
    [InlineData("/documents")]
    [InlineData("/flows/customers/documents/10.001")]
    public async Task Pages_are_answered_with_the_index_that_is_asked_for_anew_each_time(string path)
    {
        var (http, body) = await GetAsync(path);
        Assert.Equal((200, Index), (http.Response.StatusCode, body));
        Assert.Equal("no-cache", http.Response.Headers.CacheControl);
        Assert.Equal("text/html", http.Response.ContentType);
    }

    [Fact]
    public async Task No_page_of_others_can_frame_it_and_no_script_of_others_can_run_in_it()
    {
        var (http, _) = await GetAsync("/");
        var policy = http.Response.Headers.ContentSecurityPolicy.ToString();
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", http.Response.Headers.XFrameOptions);
        Assert.Equal("no-referrer", http.Response.Headers["Referrer-Policy"]);
    }

    [Fact]
    public async Task Files_with_a_hash_in_their_name_are_kept_for_ever_and_sent_packed_to_who_takes_it()
    {
        var (plain, text) = await GetAsync("/assets/app-1a2b.js");
        Assert.Equal("plain", text);
        Assert.Contains("immutable", plain.Response.Headers.CacheControl.ToString(), StringComparison.Ordinal);
        var (packed, bytes) = await GetAsync("/assets/app-1a2b.js", encoding: "gzip, br");
        Assert.Equal(("packed", "br"), (bytes, packed.Response.Headers.ContentEncoding.ToString()));
        Assert.Equal("text/javascript", packed.Response.ContentType);
    }

    [Theory]
    [InlineData("/api/v1/flows", "text/html")]
    [InlineData("/openapi/v1.json", "text/html")]
    [InlineData("/health", "text/html")]
    [InlineData("/hooks/orders", "text/html")]
    [InlineData("/metrics", "text/html")]
    [InlineData("/assets/app-old.js", "text/html")]
    [InlineData("/nowhere", "application/json")]
    public async Task What_is_no_page_is_left_to_others(string path, string accept)
    {
        var (http, _) = await GetAsync(path, accept);
        Assert.Equal(404, http.Response.StatusCode);
    }

    [Theory]
    [InlineData("/../secret.txt")]
    [InlineData("/assets/../../secret.txt")]
    [InlineData("/..\\secret.txt")]
    public async Task No_path_leads_out_of_its_directory(string path)
    {
        var (_, body) = await GetAsync(path);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_left_to_others()
    {
        var (http, _) = await GetAsync("/", method: "POST");
        Assert.Equal(404, http.Response.StatusCode);
    }

    private async Task<(HttpContext Http, string Body)> GetAsync(
        string path,
        string accept = "text/html",
        string encoding = "",
        string method = "GET"
    )
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { Response = { Body = body } };
        (http.Request.Method, http.Request.Path) = (method, path);
        (http.Request.Headers.Accept, http.Request.Headers.AcceptEncoding) = (accept, encoding);
        var shell = new WebShell(
            rest =>
            {
                rest.Response.StatusCode = 404;
                return Task.CompletedTask;
            },
            _root
        );
        await shell.InvokeAsync(http);
        return (http, Encoding.UTF8.GetString(body.ToArray()));
    }
}
