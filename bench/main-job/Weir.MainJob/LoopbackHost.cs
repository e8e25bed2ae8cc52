using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Weir.MainJob;

/// <summary>
/// Kestrel with nothing in front of the handler: no routing, no logging, no configuration.
/// Prints its address as the first line and, when attached, ends with its standard input.
/// </summary>
internal static class LoopbackHost
{
    private const int Buffer = 4 * 1024 * 1024;

    public static async Task<int> RunAsync(Options options, RequestDelegate handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, (int)options.Number("port", 0)));
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>();
        await using var app = builder.Build();
        app.Run(handle);
        await app.StartAsync(CancellationToken.None);
        Console.WriteLine(app.Urls.First());
        if (options.Flag("attached"))
            await Console.In.ReadToEndAsync(app.Lifetime.ApplicationStopping);
        else
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, app.Lifetime.ApplicationStopping);
        await app.StopAsync(new CancellationToken(canceled: true));
        return 0;
    }

    private static void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestBufferSize = Buffer;
        kestrel.Limits.MaxResponseBufferSize = Buffer;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromHours(1);
    }

    public static Task WriteJsonAsync(HttpResponse response, ReadOnlyMemory<byte> json)
    {
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json, response.HttpContext.RequestAborted).AsTask();
    }
}
