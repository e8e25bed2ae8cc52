using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Weir.Server.Hosting;
using Xunit;

namespace Weir.Tests.Samples;

/// <summary>Stands between a run and a vendor, hands every call on unchanged, and keeps the bodies.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private static readonly HashSet<string> NotHandedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host",
        "Connection",
        "Content-Length",
        "Transfer-Encoding",
        "Expect",
    };
    private readonly WebApplication _app;
    private readonly HttpClient _vendor;
    private readonly ConcurrentQueue<(string Path, string Body)> _calls = new();

    private RecordingProxy(WebApplication app, Uri vendor)
    {
        _app = app;
        _vendor = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = vendor };
    }

    public string Address => ServerHost.AddressOf(_app);

    /// <summary>Bodies of the calls whose path has this in it, in the order in which they came.</summary>
    public IReadOnlyList<string> Bodies(string part) =>
        [.. _calls.Where(call => call.Path.Contains(part, StringComparison.Ordinal)).Select(call => call.Body)];

    public static async Task<RecordingProxy> StartAsync(Uri vendor)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new RecordingProxy(app, vendor);
        app.Run(proxy.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    private async Task ServeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        _calls.Enqueue((http.Request.Path, body));
        using var request = new HttpRequestMessage(
            new HttpMethod(http.Request.Method),
            new Uri(http.Request.Path + http.Request.QueryString.ToUriComponent(), UriKind.Relative)
        );
        if (body.Length > 0)
            request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in http.Request.Headers.Where(header => !NotHandedOn.Contains(header.Key)))
            if (!request.Headers.TryAddWithoutValidation(name, [.. value]))
                request.Content?.Headers.TryAddWithoutValidation(name, [.. value]);
        using var answer = await _vendor.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !NotHandedOn.Contains(header.Key)))
            http.Response.Headers[name] = values.ToArray();
        if (answer.StatusCode != HttpStatusCode.NoContent)
            await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _vendor.Dispose();
    }
}
