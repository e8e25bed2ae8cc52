using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Sandbox;
using Weir.Server.Hosting;

namespace Weir.Server.Commands;

/// <summary><c>weir sandbox</c>: the simulated vendors.</summary>
internal static class SandboxCommand
{
    public static Command Build()
    {
        var agents = new Option<int>("--agents") { Description = "Agents of 植隆.", DefaultValueFactory = _ => 2000 };
        var seed = new Option<int>("--seed")
        {
            Description = "The same seed gives the same data and faults.",
            DefaultValueFactory = _ => 1,
        };
        var urls = new Option<string>("--urls")
        {
            Description = "Address to listen on.",
            DefaultValueFactory = _ => "http://127.0.0.1:7001",
        };
        var command = new Command(
            "sandbox",
            """
            Starts all simulated vendors, each under its own path, with a control API under /_sandbox.

            Example:
              weir sandbox --agents 5000 --urls http://127.0.0.1:7001
            """
        )
        {
            agents,
            seed,
            urls,
        };
        command.SetAction((parse, stop) => RunAsync(parse.GetValue(agents), parse.GetValue(seed), parse.GetRequiredValue(urls), stop));
        return command;
    }

    private static async Task<int> RunAsync(int agents, int seed, string urls, CancellationToken stop)
    {
        await using var app = await StartAsync(new SandboxOptions { Agents = agents, Seed = seed }, urls, stop);
        var address = ServerHost.AddressOf(app);
        Console.Out.WriteLine($"植隆   {address}/zhilong            Authorization: Bearer demo-token");
        Console.Out.WriteLine($"金蝶   {address}/kingdee/k3cloud/   acctId 5f0a1b2c3d4e5f, userName demo");
        Console.Out.WriteLine($"shop   {address}/shop/api           Authorization: Bearer demo-shop-token");
        Console.Out.WriteLine($"notify {address}/notify             robots of 钉钉, 企业微信, 飞书; what arrived: /_sandbox/notify");
        Console.Out.WriteLine($"control {address}/_sandbox          Ctrl-C stops");
        await app.WaitForShutdownAsync(stop);
        return 0;
    }

    /// <summary>Starts the vendors in this process.</summary>
    public static async Task<WebApplication> StartAsync(SandboxOptions options, string urls, CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        HostLog.Configure(builder.Logging, LogLevel.Warning);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
        builder.WebHost.UseUrls(urls);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        new Sandbox.Sandbox(options, TimeProvider.System).Map(app);
        await app.StartAsync(stop);
        return app;
    }
}
