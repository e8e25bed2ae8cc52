using System.CommandLine;
using System.Text.Json.Nodes;
using Weir.Engine.Flows;
using Weir.Server.Cases;

namespace Weir.Server.Commands;

/// <summary><c>weir record</c>: makes a case of real records.</summary>
internal static class RecordCommand
{
    public static Command Build()
    {
        var flow = new Argument<string>("flow") { Description = "The flow file (YAML)." };
        var connections = new Option<string>("--connections")
        {
            Description = "Connections file (YAML).",
            DefaultValueFactory = _ => "connections.yaml",
        };
        var limit = new Option<int>("--limit") { Description = "Source records to take, 1 to 1000.", DefaultValueFactory = _ => 5 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
                result.AddError("--limit is a number from 1 to 1000.");
        });
        var output = new Option<string>("--out")
        {
            Description = "The case file to be written: cases/NAME.case.yaml beside the flow.",
            Required = true,
        };
        var scrub = new Option<string[]>("--scrub")
        {
            Description = "Further field whose values are personal; any number of times.",
            DefaultValueFactory = _ => [],
        };
        var force = new Option<bool>("--force") { Description = "Replace the file if it exists." };
        var parameters = ParameterOption.Build();
        var command = new Command(
            "record",
            """
            Reads source records and the rows their lookups find, puts made-up values in the place of personal ones and of secrets, and writes them with the
            documents they become as a case for `weir test`. Writes to no target and to no ledger, and moves no watermark. Look through the file before you
            commit it: fields that nobody would take for personal by their names are not scrubbed, unless --scrub names them.

            Example:
              weir record flows/customers.yaml --connections connections.yaml --limit 5 --out flows/cases/customers.case.yaml
            """
        )
        {
            flow,
            connections,
            limit,
            output,
            scrub,
            force,
            parameters,
        };
        command.SetAction(
            (parse, stop) =>
                RunAsync(
                    parse.GetRequiredValue(flow),
                    parse.GetRequiredValue(connections),
                    new RecordOrder(
                        parse.GetValue(limit),
                        parse.GetRequiredValue(output),
                        parse.GetValue(scrub) ?? [],
                        parse.GetValue(force),
                        parse.GetValue(parameters) ?? []
                    ),
                    stop
                )
        );
        return command;
    }

    private sealed record RecordOrder(int Limit, string Output, string[] Scrub, bool Force, string[] Parameters);

    private static async Task<int> RunAsync(string flowPath, string connectionsPath, RecordOrder order, CancellationToken stop)
    {
        if (!order.Output.EndsWith(CaseFiles.Ending, StringComparison.Ordinal))
            throw new CommandException($"--out {order.Output}: the name of a case ends with {CaseFiles.Ending}.");
        if (File.Exists(order.Output) && !order.Force)
            throw new CommandException($"{order.Output} exists; --force replaces it. Nothing was done.");
        var connections = await Inputs.ConnectionsAsync(connectionsPath, stop);
        var flow = await Inputs.FlowAsync(flowPath, connections, stop);
        var parameters = ParameterOption.Read(flow, order.Parameters);
        await using var open = new CommandConnections(connections);
        var recording = new CaseRecording(flow, open, new Scrubber(new PersonalFields(order.Scrub)), TimeProvider.System);
        var name = Path.GetFileName(order.Output)[..^CaseFiles.Ending.Length];
        var document = await recording.ReadAsync(
            name,
            order.Limit,
            order.Parameters.Length == 0 ? [] : JsonNode.Parse(parameters.Text)!.AsObject(),
            parameters,
            stop
        );
        await ExpectAsync(document, flow, order.Output, stop);
        await WriteAsync(order.Output, CaseYaml.Write(document), stop);
        Console.Out.WriteLine($"{order.Output}: {document["source"]!.AsArray().Count} records");
        return 0;
    }

    /// <summary>Runs the scrubbed records, so that what is expected follows from what is in the file and nothing else.</summary>
    private static async Task ExpectAsync(JsonObject document, FlowDefinition flow, string path, CancellationToken stop)
    {
        var targets = flow.OfKind<Engine.Flows.Nodes.Target.TargetSettings>();
        document["expect"] = new JsonObject(targets.Select(t => KeyValuePair.Create(t.Id, (JsonNode?)new JsonObject())));
        var (read, problems) = new CaseReader(flow, Inputs.Connectors, Inputs.BesideOf(path)).Read(CaseYaml.Write(document));
        if (read is null)
            throw new CommandException($"{path}: the case cannot be read again: {string.Join("; ", problems)}. Nothing was written.");
        document["expect"] = CaseRecording.Expect(await CaseRun.RunAsync(read, stop));
    }

    private static async Task WriteAsync(string path, string text, CancellationToken stop)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            await File.WriteAllTextAsync(path, text, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} could not be written: {e.Message}");
        }
    }
}
