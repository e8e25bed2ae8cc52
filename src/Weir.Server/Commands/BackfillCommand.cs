using System.CommandLine;
using Weir.Engine.Runtime;

namespace Weir.Server.Commands;

/// <summary><c>weir backfill</c>: a past range read once more.</summary>
internal static class BackfillCommand
{
    public static Command Build()
    {
        var flow = new Argument<string>("flow") { Description = "The flow file (YAML)." };
        var from = new Option<string>("--from")
        {
            Description = "Low end: local time of the flow's zone, or a time with an offset.",
            Required = true,
        };
        var to = new Option<string>("--to") { Description = "High end, likewise.", Required = true };
        var slice = new Option<string>("--slice") { Description = "Longest slice, for example 6h.", DefaultValueFactory = _ => "1d" };
        var connections = new Option<string>("--connections")
        {
            Description = "Connections file (YAML).",
            DefaultValueFactory = _ => "connections.yaml",
        };
        var data = new Option<string>("--data") { Description = "Data directory.", DefaultValueFactory = _ => "data" };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object, the last line of standard output." };
        var command = new Command(
            "backfill",
            """
            Reads a past range of the source once more, in slices. Keys are those of any run: what is known already is unchanged, what was missed is delivered, what has
            changed is delivered as an update. The watermark stays where it is. Killed, it goes on with the slice it was at when it is asked for again.
            Exit 0: all delivered; 2: some failed for good; 1: error.

            Example:
              weir backfill flows/orders.yaml --from 2026-01-01 --to "2026-02-01 12:00:00" --slice 6h
            """
        )
        {
            flow,
            from,
            to,
            slice,
            connections,
            data,
            json,
        };
        command.SetAction(
            (parse, stop) =>
                RunCommand.RunAsync(
                    parse.GetRequiredValue(flow),
                    parse.GetRequiredValue(connections),
                    parse.GetRequiredValue(data),
                    parse.GetValue(json),
                    read => new RunOrder(
                        RunOrder.Backfill,
                        Range: FlowRange.Of(read, parse.GetRequiredValue(from), parse.GetRequiredValue(to), parse.GetRequiredValue(slice))
                    ),
                    stop
                )
        );
        return command;
    }
}
