using Microsoft.Extensions.Logging;
using Weir.Engine.Ledger;

namespace Weir.Engine.Runtime;

/// <summary>Notes paths that records do not have, each once for a flow's version.</summary>
internal sealed partial class MissingPaths(EngineServices services, RunContext run, string node, ILogger logger)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Told for every record; only the first one of a path costs anything.</summary>
    public void Add(string path)
    {
        if (_seen.Add(path))
            _ = WarnAsync(path);
    }

    private async Task WarnAsync(string path)
    {
        try
        {
            var text = $"The source has no '{path}': what is mapped from it is empty.";
            if (await services.Ledger.NoteOnceAsync(run.Handle.Flow, run.Handle.Version, node, path, text, CancellationToken.None))
                LogMissing(logger, run.Flow, node, path);
        }
        catch (StoreException e)
        {
            LogNotNoted(logger, path, e.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{flow}: the source has no '{path}'; what '{node}' maps from it is empty and left out"
    )]
    private static partial void LogMissing(ILogger logger, string flow, string node, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the warning about '{path}' could not be stored: {error}")]
    private static partial void LogNotNoted(ILogger logger, string path, string error);
}
