using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Weir.Server.Hosting;
using Xunit;

namespace Weir.Tests.Import;

/// <summary>Stands in for a platform that Weir has no connector for: the generic HTTP connector reads these lists from it.</summary>
internal sealed class StandInPlatform : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInPlatform(WebApplication app) => _app = app;

    public string Address => ServerHost.AddressOf(_app);

    /// <param name="lists">JSON lists by path, each answered whole.</param>
    public static async Task<StandInPlatform> StartAsync(IReadOnlyDictionary<string, string> lists)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        foreach (var (path, list) in lists)
            app.MapGet(path, () => Results.Text(list, "application/json"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new StandInPlatform(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
