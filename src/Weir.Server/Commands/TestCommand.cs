using System.CommandLine;
using Weir.Server.Cases;

namespace Weir.Server.Commands;

/// <summary><c>weir test</c>: runs the cases that lie beside flows.</summary>
internal static class TestCommand
{
    public static Command Build()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Flow files (YAML), or directories: all flows below them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Print the counts as one JSON object, as the last line." };
        var command = new Command(
            "test",
            """
            Runs the cases of flows, cases/*.case.yaml beside the flow file: records go in, and what each target would get is compared with what the case
            expects. Offline, with the time that the case gives: no connection is opened to anywhere, nothing is written.
            Exit 0: all passed; 1: some did not, could not be run, or there are none. `weir record` makes cases from real records.

            Example:
              weir test flows
            """
        )
        {
            paths,
            json,
        };
        command.SetAction(
            async (parse, stop) =>
            {
                var given = parse.GetRequiredValue(paths);
                var files = CaseFiles.Find(given);
                var report = await CaseSuite.RunAsync(files, stop);
                if (files.Count == 0)
                    Console.Error.WriteLine(
                        $"weir: no cases were found in {string.Join(", ", given)}: a case is a file {CaseFiles.Folder}/*{CaseFiles.Ending} beside the flow file."
                    );
                else
                    Console.Out.WriteLine(report.ToText());
                if (parse.GetValue(json))
                    Console.Out.WriteLine(report.ToJson());
                return files.Count > 0 && report.Failed == 0 ? 0 : 1;
            }
        );
        return command;
    }
}
