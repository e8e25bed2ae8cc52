using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Engine.Reconciling;
using Weir.Engine.Runtime;
using Weir.Server.Hosting;
using Weir.Storage.Embedded;

namespace Weir.Server.Commands;

/// <summary><c>weir reconcile</c>: compares both sides (对账).</summary>
internal static class ReconcileCommand
{
    private const int MostShown = 20;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public static Command Build()
    {
        var flow = new Argument<string>("flow") { Description = "The flow file (YAML)." };
        var from = new Option<string>("--from")
        {
            Description = "Low end: local time of the flow's zone, or a time with an offset.",
            Required = true,
        };
        var to = new Option<string>("--to") { Description = "High end, likewise.", Required = true };
        var fields = new Option<string>("--fields")
        {
            Description =
                "Fields to compare, by comma, as paths in the target's document: FNote,FCustomerID.FNumber,FEntity.FRealQty; of a list the sums.",
            DefaultValueFactory = _ => "",
        };
        var redrive = new Option<bool>("--redrive") { Description = "Deliver again what is missing or different, where that is safe." };
        var report = new Option<string?>("--out") { Description = "Write all rows to this CSV file." };
        var connections = new Option<string>("--connections")
        {
            Description = "Connections file (YAML).",
            DefaultValueFactory = _ => "connections.yaml",
        };
        var data = new Option<string>("--data") { Description = "Data directory.", DefaultValueFactory = _ => "data" };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object, the last line of standard output." };
        var command = new Command(
            "reconcile",
            """
            Reads what the source has in a period, maps it, asks each target for the documents, and reports what is missing there, left half-way, there twice, or
            different. The watermark is not moved. Exit 0: both sides agree; 2: they do not; 1: error.

            Example:
              weir reconcile flows/orders.yaml --from 2026-01-01 --to 2026-02-01 --fields FEntity.FRealQty --out january.csv
            """
        )
        {
            flow,
            from,
            to,
            fields,
            redrive,
            report,
            connections,
            data,
            json,
        };
        command.SetAction(
            async (parse, stop) =>
            {
                var known = await Inputs.ConnectionsAsync(parse.GetRequiredValue(connections), stop);
                var read = await Inputs.FlowAsync(parse.GetRequiredValue(flow), known, stop);
                var range = FlowRange.Of(read, parse.GetRequiredValue(from), parse.GetRequiredValue(to), slice: null);
                var order = new ReconcileOrder(
                    range.From,
                    range.To,
                    parse.GetRequiredValue(fields).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                    parse.GetValue(redrive)
                );
                await using var ledger = SqliteLedger.Open(parse.GetRequiredValue(data), TimeProvider.System);
                var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
                HostLog.Configure(builder.Logging, LogLevel.Warning);
                builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
                builder.AddEngine(ledger, known, [read]);
                using var host = builder.Build();
                await host.StartAsync(CancellationToken.None);
                try
                {
                    return await RunAsync(host.Services, read.Name, order, parse.GetValue(report), parse.GetValue(json), stop);
                }
                finally
                {
                    await host.StopAsync(CancellationToken.None);
                }
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services,
        string flow,
        ReconcileOrder order,
        string? path,
        bool json,
        CancellationToken stop
    )
    {
        await using var file = path is null ? null : ReconcileReport.Create(path);
        var shown = new List<ReconcileRow>();
        var result = await services
            .GetRequiredService<Reconciliation>()
            .RunAsync(
                flow,
                order,
                row =>
                {
                    file?.Write(row);
                    if (shown.Count < MostShown)
                        shown.Add(row);
                },
                stop
            );
        if (order.Redrive)
            await UntilDeliveredAsync(services, flow, stop);
        Console.Out.WriteLine(json ? ReconcileReport.ToJson(result) : ReconcileReport.ToText(result, shown));
        return result.IsClean ? 0 : 2;
    }

    private static async Task UntilDeliveredAsync(IServiceProvider services, string flow, CancellationToken stop)
    {
        var grain = services.GetRequiredService<IGrainFactory>().GetGrain<IFlowGrain>(flow);
        var time = services.GetRequiredService<TimeProvider>();
        while ((await grain.StatusAsync()) is { Activity: FlowActivity.Running } && !stop.IsCancellationRequested)
            await Task.Delay(LookEvery, time, CancellationToken.None);
        if ((await grain.StatusAsync()).Error is { } error)
            throw new CommandException($"{flow}: {error} What is to be delivered again is in the data directory; run the flow to go on.");
    }
}
