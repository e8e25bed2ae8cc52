using Weir.Connectors.Kingdee;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Sdk.Connectors;

namespace Weir.Server.Commands;

/// <summary>What went wrong with a command, as one sentence for the terminal; ends it with exit code 1.</summary>
internal sealed class CommandException(string message) : Exception(message);

/// <summary>Reads what commands are given and says everything that is wrong with it.</summary>
internal static class Inputs
{
    /// <summary>All connectors of this program.</summary>
    public static IReadOnlyDictionary<string, IConnector> Connectors { get; } = ConnectorCatalog.In(typeof(KingdeeConnector).Assembly);

    public static async Task<IReadOnlyList<ConnectionDefinition>> ConnectionsAsync(string path, CancellationToken cancellationToken)
    {
        var text = await ReadAsync(path, "connections file", cancellationToken);
        var (connections, problems) = ConnectionsFile.Read(text, Connectors, Environment.GetEnvironmentVariable);
        Report(path, problems);
        return connections;
    }

    public static async Task<FlowDefinition> FlowAsync(
        string path,
        IReadOnlyList<ConnectionDefinition>? connections,
        CancellationToken cancellationToken
    )
    {
        var text = await ReadAsync(path, "flow file", cancellationToken);
        var known = connections?.ToDictionary(c => c.Name, c => c.Connector.Manifest.Id, StringComparer.Ordinal);
        var file = new FlowReader(Connectors).Read(text, known, BesideOf(path));
        Report(path, file.Problems);
        return file.Flow!;
    }

    /// <summary>Reads files that a flow names: only in the flow's own directory and below it.</summary>
    public static Func<string, string> BesideOf(string flowPath) =>
        file =>
        {
            var directory = Path.GetDirectoryName(Path.GetFullPath(flowPath))! + Path.DirectorySeparatorChar;
            var full = Path.GetFullPath(Path.Combine(directory, file));
            return full.StartsWith(directory, StringComparison.Ordinal)
                ? File.ReadAllText(full)
                : throw new UnauthorizedAccessException("it lies outside of the flow's directory");
        };

    /// <summary>Tells problems on standard error; throws if one of them is an error.</summary>
    private static void Report(string path, IReadOnlyList<FlowProblem> problems)
    {
        foreach (var problem in problems)
            Console.Error.WriteLine($"{path}:{problem}");
        var errors = problems.Count(p => p.Severity == Severity.Error);
        if (errors > 0)
            throw new CommandException($"{path}: {errors} error{(errors == 1 ? "" : "s")}; nothing was done.");
    }

    public static async Task<string> ReadAsync(string path, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The {what} {path} could not be read: {e.Message}");
        }
    }
}
