using System.CommandLine;

namespace Weir.Server.Commands;

/// <summary><c>weir import</c>: flows out of what other platforms export.</summary>
internal static class ImportCommand
{
    public static Command Build()
    {
        var files = new Argument<string[]>("file") { Description = "Schemes (JSON).", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out")
        {
            Description = "Directory for the flows; created if needed. Each one gets a directory of its own.",
            Required = true,
        };
        var force = new Option<bool>("--force") { Description = "Overwrite flows that are there already." };
        var json = new Option<bool>("--json") { Description = "Print the counts as one JSON object, the last line of standard output." };
        var qeasy = new Command(
            "qeasy",
            """
            Imports schemes of 轻易云 (qeasy, DataHub): each becomes a flow.yaml, with report.md (what was converted, what a person must decide, what is
            not supported) and report.json beside it. Files of one call know each other: a 联查 into another of them finds its flow.
            Exit 0: all files were imported; 1: one or more were not.

            Example:
              weir import qeasy schemes/*.json --out flows
            """
        )
        {
            files,
            output,
            force,
            json,
        };
        qeasy.SetAction(
            (parse, stop) =>
                new QeasyImportRun(parse.GetRequiredValue(output), parse.GetValue(force), parse.GetValue(json)).RunAsync(
                    parse.GetRequiredValue(files),
                    stop
                )
        );
        return new Command("import", "Makes flows out of what other platforms export.") { qeasy };
    }
}
