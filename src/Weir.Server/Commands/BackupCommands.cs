using System.CommandLine;
using Weir.Storage.Embedded;

namespace Weir.Server.Commands;

/// <summary><c>weir backup</c> and <c>weir restore</c>: a data directory as one file, and back.</summary>
internal static class BackupCommands
{
    public static Command BuildBackup()
    {
        var data = new Option<string>("--data")
        {
            Description = "Data directory; a server may be running on it.",
            DefaultValueFactory = _ => "data",
        };
        var output = new Option<string>("--out")
        {
            Description = "The backup: a .tar.gz file. It is there only when it is whole.",
            Required = true,
        };
        var command = new Command(
            "backup",
            """
            Copies the data directory of a server, also of one that is running: ledger, payload, accounts, flows, connections. The master key is not in it:
            keep master.key (or WEIR_MASTER_KEY) in another place, without it the secrets of connections cannot be opened.

            Example:
              weir backup --data /var/lib/weir --out weir-2026-11-24.tar.gz
            """
        )
        {
            data,
            output,
        };
        command.SetAction(
            async (parse, stop) =>
            {
                var manifest = await DataBackup.WriteAsync(
                    parse.GetRequiredValue(data),
                    parse.GetRequiredValue(output),
                    TimeProvider.System,
                    stop
                );
                var bytes = new FileInfo(parse.GetRequiredValue(output)).Length;
                Console.Out.WriteLine(
                    $"{parse.GetRequiredValue(output)}: {manifest.Files.Count} files, {bytes / 1024.0 / 1024.0:0.0} MB, as of {manifest.At:u}"
                );
                return 0;
            }
        );
        return command;
    }

    public static Command BuildRestore()
    {
        var file = new Argument<string>("FILE") { Description = "The backup." };
        var data = new Option<string>("--data") { Description = "Data directory; it must be empty or not there.", Required = true };
        var command = new Command(
            "restore",
            """
            Makes a data directory of a backup. What the time since then has delivered, the ledger does not know: until a flow has read that time again, it asks
            its target before it creates a document, and holds what cannot be asked for. Put master.key beside it, or give --master-key-file to serve.

            Example:
              weir restore weir-2026-11-24.tar.gz --data /var/lib/weir
            """
        )
        {
            file,
            data,
        };
        command.SetAction(
            async (parse, stop) =>
            {
                var manifest = await DataBackup.RestoreAsync(parse.GetRequiredValue(file), parse.GetRequiredValue(data), stop);
                Console.Out.WriteLine($"{parse.GetRequiredValue(data)}: {manifest.Files.Count} files, as of {manifest.At:u}");
                return 0;
            }
        );
        return command;
    }
}
