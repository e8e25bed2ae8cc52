using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Engine.Flows;
using Weir.Engine.Runtime;
using Weir.Server.Hosting;
using Weir.Storage.Embedded;

namespace Weir.Server.Commands;

/// <summary><c>weir run</c>: headless, once, to the end.</summary>
internal static class RunCommand
{
    public static Command Build()
    {
        var flow = new Argument<string>("flow") { Description = "The flow file (YAML)." };
        var connections = new Option<string>("--connections")
        {
            Description = "Connections file (YAML).",
            DefaultValueFactory = _ => "connections.yaml",
        };
        var data = new Option<string>("--data")
        {
            Description = "Data directory: ledger, payloads, watermark. Run again with the same one to go on.",
            DefaultValueFactory = _ => "data",
        };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object, the last line of standard output." };
        var parameters = ParameterOption.Build();
        var command = new Command(
            "run",
            """
            Runs a flow once until its source is drained and every delivery has settled. Exit 0: all delivered; 2: some failed for good; 1: error.

            Example:
              weir run flows/customers.yaml --connections connections.yaml --data data --json
              weir run flows/orders.yaml --param shop=D001 --param day=2026-01-31
            """
        )
        {
            flow,
            connections,
            data,
            json,
            parameters,
        };
        command.SetAction(
            (parse, stop) =>
                RunAsync(
                    parse.GetRequiredValue(flow),
                    parse.GetRequiredValue(connections),
                    parse.GetRequiredValue(data),
                    parse.GetValue(json),
                    flow => new RunOrder("cli", ParameterOption.Read(flow, parse.GetValue(parameters)).Text),
                    stop
                )
        );
        return command;
    }

    /// <summary>Runs a flow as ordered, in a host of its own.</summary>
    internal static async Task<int> RunAsync(
        string flowPath,
        string connectionsPath,
        string data,
        bool json,
        Func<FlowDefinition, RunOrder> order,
        CancellationToken stop
    )
    {
        var connections = await Inputs.ConnectionsAsync(connectionsPath, stop);
        var flow = await Inputs.FlowAsync(flowPath, connections, stop);
        var ordered = order(flow);
        await using var ledger = SqliteLedger.Open(data, TimeProvider.System);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        HostLog.Configure(builder.Logging, LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.AddEngine(ledger, connections, [flow]);
        using var host = builder.Build();
        // Not stopped half-way: a silo that is interrupted while it starts reports that as a failure.
        await host.StartAsync(CancellationToken.None);
        try
        {
            var result = await FlowRunner.RunAsync(host.Services, flow.Name, ordered, stop);
            Print(result, json);
            return result.ExitCode;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    public static void Print(RunResult result, bool json)
    {
        if (result.Waits is { } waits)
            Console.Error.WriteLine($"{result.Flow}: {waits}");
        if (json)
        {
            Console.Out.WriteLine(result.ToJson());
            return;
        }
        Console.Out.WriteLine($"{result.Flow} run {result.Run}: read {result.Read:N0} in {result.Seconds:0.0}s");
        Console.Out.WriteLine(
            $"documents: delivered {result.Delivered:N0}, failed {result.Failed:N0}, in doubt {result.InDoubt:N0}, rejected {result.Rejected:N0}; unchanged in this run {result.Unchanged:N0}"
        );
        if (result.FailedKeys.Count > 0)
            Console.Out.WriteLine(
                $"failed keys: {string.Join(", ", result.FailedKeys.Take(20))}{(result.FailedKeys.Count > 20 ? " …" : "")}"
            );
    }
}
