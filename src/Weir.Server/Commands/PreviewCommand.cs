using System.CommandLine;

namespace Weir.Server.Commands;

/// <summary><c>weir preview</c>: what a flow would send, without sending it.</summary>
internal static class PreviewCommand
{
    public static Command Build()
    {
        var flow = new Argument<string>("flow") { Description = "The flow file (YAML)." };
        var connections = new Option<string>("--connections")
        {
            Description = "Connections file (YAML).",
            DefaultValueFactory = _ => "connections.yaml",
        };
        var records = new Option<int>("--records") { Description = "Source records to look at, 1 to 1000.", DefaultValueFactory = _ => 3 };
        records.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
                result.AddError("--records is a number from 1 to 1000.");
        });
        var json = new Option<bool>("--json") { Description = "Print everything as one JSON object." };
        var parameters = ParameterOption.Build();
        var command = new Command(
            "preview",
            """
            Reads a few source records and shows, for each target, the exact requests that would be sent; what would be dropped and by which rule;
            what cannot be mapped; and paths that the source does not have. Writes nothing anywhere: no target, no ledger, no watermark.
            Every record is shown as if it were new in the target. Exit 0: all mapped; 2: some could not be; 1: error.

            Example:
              weir preview flows/customers.yaml --connections connections.yaml --records 3
            """
        )
        {
            flow,
            connections,
            records,
            json,
            parameters,
        };
        command.SetAction(
            (parse, stop) =>
                RunAsync(
                    parse.GetRequiredValue(flow),
                    parse.GetRequiredValue(connections),
                    parse.GetValue(records),
                    parse.GetValue(json),
                    parse.GetValue(parameters),
                    stop
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string flowPath,
        string connectionsPath,
        int records,
        bool json,
        string[]? given,
        CancellationToken stop
    )
    {
        var connections = await Inputs.ConnectionsAsync(connectionsPath, stop);
        var flow = await Inputs.FlowAsync(flowPath, connections, stop);
        var parameters = ParameterOption.Read(flow, given);
        await using var open = new CommandConnections(connections);
        var preview = await FlowPreview.LookAsync(flow, open.Open, records, TimeProvider.System, parameters, stop);
        Console.Out.WriteLine(json ? preview.ToJson() : preview.ToText());
        return preview.Targets.Any(t => t.Errors.Count > 0) ? 2 : 0;
    }
}
