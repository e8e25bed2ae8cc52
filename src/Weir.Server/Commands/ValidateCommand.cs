using System.CommandLine;
using Weir.Engine.Flows;

namespace Weir.Server.Commands;

/// <summary><c>weir validate</c>: tells everything that is wrong with flow files.</summary>
internal static class ValidateCommand
{
    public static Command Build()
    {
        var flows = new Argument<string[]>("flow") { Description = "Flow files (YAML).", Arity = ArgumentArity.OneOrMore };
        var connections = new Option<string?>("--connections")
        {
            Description = "Connections file; with it connection names and connectors are checked as well.",
        };
        var command = new Command(
            "validate",
            """
            Checks flow files and tells every problem at once, with line, path and what was meant. Exit 0: no errors; 1: errors.

            Example:
              weir validate flows/*.yaml --connections connections.yaml
            """
        )
        {
            flows,
            connections,
        };
        command.SetAction((parse, stop) => CheckAsync(parse.GetRequiredValue(flows), parse.GetValue(connections), stop));
        return command;
    }

    private static async Task<int> CheckAsync(string[] paths, string? connectionsPath, CancellationToken stop)
    {
        var known = connectionsPath is null
            ? null
            : (await Inputs.ConnectionsAsync(connectionsPath, stop)).ToDictionary(
                c => c.Name,
                c => c.Connector.Manifest.Id,
                StringComparer.Ordinal
            );
        var errors = 0;
        foreach (var path in paths)
        {
            var file = new FlowReader(Inputs.Connectors).Read(
                await Inputs.ReadAsync(path, "flow file", stop),
                known,
                Inputs.BesideOf(path)
            );
            foreach (var problem in file.Problems)
                Console.Out.WriteLine($"{path}:{problem}");
            errors += file.Problems.Count(p => p.Severity == Severity.Error);
            if (file.Flow is not null)
                Console.Out.WriteLine(
                    $"{path}: ok, {file.Flow.Nodes.Count} nodes, {file.Problems.Count} warning{(file.Problems.Count == 1 ? "" : "s")}"
                );
        }
        return errors == 0 ? 0 : 1;
    }
}
