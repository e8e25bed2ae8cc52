using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Runtime;
using Weir.Server.Auth;
using Weir.Server.Hosting;
using Weir.Server.Secrets;
using Weir.Storage.Embedded;

namespace Weir.Server.Commands;

/// <summary><c>weir demo</c>: vendors, engine and the sample flow in one process.</summary>
internal static class DemoCommand
{
    private static readonly string SamplePath = Path.Combine(AppContext.BaseDirectory, "samples", "zhilong-kingdee-customers", "flow.yaml");

    public static Command Build()
    {
        var once = new Option<bool>("--once") { Description = "Run the flow to its end and exit with its code, without a server." };
        var data = new Option<string>("--data")
        {
            Description = "Data directory. A second demo on it meets the same agents, and has nothing to send.",
            DefaultValueFactory = _ => Path.Combine("data", "demo"),
        };
        var agents = new Option<int>("--agents") { Description = "Agents of 植隆.", DefaultValueFactory = _ => DemoMemory.DefaultAgents };
        agents.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
                result.AddError("--agents is a number from 1 to 1000000.");
        });
        var urls = Listening.LocalUrls();
        var faults = new Option<bool>("--faults")
        {
            Description = "Let the vendors fail as they do in life: lost sessions, 429, broken connections.",
        };
        var command = new Command(
            "demo",
            """
            Starts the simulated 植隆 and 金蝶, runs the sample flow to its end and shows the result; then the REST API stays up until Ctrl-C.

            Example:
              weir demo --once --agents 2000 --faults
            """
        )
        {
            once,
            data,
            agents,
            urls,
            faults,
        };
        command.SetAction(
            (parse, stop) =>
                RunAsync(
                    new DemoOptions(
                        parse.GetRequiredValue(data),
                        parse.GetResult(agents) is { Implicit: false } ? parse.GetValue(agents) : null,
                        parse.GetValue(faults),
                        parse.GetValue(once) ? null : ListenAddresses.CheckLocal(parse.GetRequiredValue(urls))
                    ),
                    stop
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken stop)
    {
        var time = TimeProvider.System;
        await using var ledger = SqliteLedger.Open(options.Data, time);
        var memory = DemoMemory.Open(options.Data, options.Agents, time);
        await using var sandbox = await DemoSandbox.StartAsync(memory, options.Faults, stop);
        var connections = sandbox.Connections();
        var flow = await Inputs.FlowAsync(SamplePath, connections, stop);
        var report = new DemoReport(Console.Out);
        report.Opening(options.Data, sandbox, flow);
        return options.Addresses is null
            ? await OnceAsync(ledger, connections, flow, sandbox, report, stop)
            : await StayAsync(options, ledger, connections, flow, sandbox, report, stop);
    }

    private static async Task<int> OnceAsync(
        SqliteLedger ledger,
        IReadOnlyList<ConnectionDefinition> connections,
        FlowDefinition flow,
        DemoSandbox sandbox,
        DemoReport report,
        CancellationToken stop
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        HostLog.Configure(builder.Logging, LogLevel.Error);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.AddEngine(ledger, connections, [flow]);
        using var host = builder.Build();
        await host.StartAsync(CancellationToken.None);
        try
        {
            var result = await FlowRunner.RunAsync(host.Services, flow.Name, stop);
            report.Result(result, await sandbox.CountAsync(stop));
            return result.ExitCode;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Exit 0 when stopped by a person: what came of the run was shown.</summary>
    private static async Task<int> StayAsync(
        DemoOptions options,
        SqliteLedger ledger,
        IReadOnlyList<ConnectionDefinition> connections,
        FlowDefinition flow,
        DemoSandbox sandbox,
        DemoReport report,
        CancellationToken stop
    )
    {
        var flows = new FlowFiles([new FlowEntry(flow.Name, SamplePath, flow, [])]);
        var setup = new ServerSetup(options.Data, ledger, connections, flows, options.Addresses!, AccessRules.LocalOnly)
        {
            Master = MasterKey.Load(options.Data, file: null),
            AllowLoopback = true,
        };
        await using var app = ServerHost.Build(setup, LogLevel.Error);
        await ServerHost.StartAsync(app);
        var result = await FlowRunner.RunAsync(app.Services, flow.Name, stop);
        report.Result(result, await sandbox.CountAsync(stop));
        report.StaysUp(ServerHost.AddressOf(app), app.Services.GetRequiredService<DemoLink>().Open());
        await app.WaitForShutdownAsync(stop);
        return 0;
    }
}

/// <summary>What a demo was asked for.</summary>
/// <param name="Data">The data directory.</param>
/// <param name="Agents">Agents of 植隆; null = as before.</param>
/// <param name="Faults">True if the vendors are to fail now and then.</param>
/// <param name="Addresses">Where the server listens; null = no server.</param>
internal sealed record DemoOptions(string Data, int? Agents, bool Faults, IReadOnlyList<string>? Addresses);
