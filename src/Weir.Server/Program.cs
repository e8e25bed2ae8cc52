using System.CommandLine;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;
using Weir.Server.Commands;

// For expressions of others: a pattern in a JSON Schema, which is matched by a library. Ours say their limit themselves.
AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(1));
var root = new RootCommand(
    """
    Weir 堰: moves business documents between systems, loses none, doubles none, and shows where each one is.

    Example, with nothing to prepare:
      weir demo
    """
)
{
    RunCommand.Build(),
    BackfillCommand.Build(),
    ReconcileCommand.Build(),
    ValidateCommand.Build(),
    PreviewCommand.Build(),
    TestCommand.Build(),
    RecordCommand.Build(),
    EvalCommand.Build(),
    ServeCommand.Build(),
    ImportCommand.Build(),
    DemoCommand.Build(),
    SandboxCommand.Build(),
    BackupCommands.BuildBackup(),
    BackupCommands.BuildRestore(),
    OpenApiCommand.Build(),
};
var parsed = root.Parse(args);
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(5) }
    );
}
catch (OperationCanceledException e)
{
    Console.Error.WriteLine(e.Message);
    return 130;
}
catch (Exception e) when (e is CommandException or StoreException or ConnectorException or FencedException)
{
    Console.Error.WriteLine($"weir: {e.Message}");
    return 1;
}
