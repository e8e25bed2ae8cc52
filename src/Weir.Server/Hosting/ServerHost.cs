using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Engine.Connections;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Server.Api;
using Weir.Server.Auth;
using Weir.Server.Ledger;
using Weir.Server.Secrets;

namespace Weir.Server.Hosting;

/// <summary>What a server works with.</summary>
/// <param name="Data">The data directory.</param>
/// <param name="Ledger">Its ledger; disposed by whoever opened it, after the server.</param>
/// <param name="Connections">The connections.</param>
/// <param name="Flows">The flows.</param>
/// <param name="Addresses">Where it listens, checked by <see cref="ListenAddresses"/>.</param>
/// <param name="Access">Who may call.</param>
internal sealed record ServerSetup(
    string Data,
    ILedgerStore Ledger,
    IReadOnlyList<ConnectionDefinition> Connections,
    FlowFiles Flows,
    IReadOnlyList<string> Addresses,
    AccessRules Access
)
{
    /// <summary>Seals the secrets.</summary>
    public required MasterKey Master { get; init; }

    /// <summary>True if connections that people make may go to addresses of this machine.</summary>
    public bool AllowLoopback { get; init; }
}

/// <summary>The web server: engine and REST API in one host.</summary>
internal static class ServerHost
{
    private const long LargestBody = 1024 * 1024;

    /// <summary>A call under way may take as long as its connection allows; it is not cut off.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(5);

    /// <summary>Builds the server; it is started by the caller.</summary>
    public static WebApplication Build(ServerSetup setup, LogLevel log = LogLevel.Information)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        HostLog.Configure(builder.Logging, log);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.WebHost.UseUrls([.. setup.Addresses]);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.AddSingleton(setup.Access);
        builder.Services.AddSingleton(setup.Flows);
        builder.Services.AddSingleton(new DataProbe(setup.Data));
        builder.AddEngine(setup.Ledger, setup.Connections, setup.Flows.Sound);
        builder.Services.AddSingleton<FlowSchedule>();
        builder.Services.AddHostedService(app => app.GetRequiredService<FlowSchedule>());
        // After the engine, so that it stops before it.
        builder.Services.AddHostedService<FlowPausing>();
        builder.Services.AddSingleton(setup);
        builder.Services.AddAccounts(setup.Data, setup.Master);
        builder.Services.AddApi();
        builder.Services.AddLedgerForPeople(setup.Data);
        var app = builder.Build();
        app.UseProxyFacts(setup.Access);
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Problems.ForStatus(context.HttpContext).ExecuteAsync(context.HttpContext));
        WebShell.Use(app);
        app.UseMiddleware<ApiGuard>();
        app.UseRouting();
        app.UseAccounts();
        app.MapApi();
        // Said here and not left to the start, so that the description of the API can be written without starting the server.
        app.UseEndpoints(_ => { });
        return app;
    }

    /// <summary>Starts a server.</summary>
    /// <exception cref="Commands.CommandException">The address is taken.</exception>
    public static async Task StartAsync(WebApplication app)
    {
        try
        {
            app.PrepareAccounts();
            // Not stopped half-way: a silo that is interrupted while it starts reports that as a failure.
            await app.StartAsync(CancellationToken.None);
        }
        catch (IOException e)
        {
            // The engine was started before the web server.
            await app.StopAsync(CancellationToken.None);
            throw new Commands.CommandException($"The server could not listen: {e.Message} Use another --urls address.");
        }
    }

    public static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
