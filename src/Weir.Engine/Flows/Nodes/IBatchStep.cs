using System.Text.Json;
using Weir.Engine.Connections;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Errors;

namespace Weir.Engine.Flows.Nodes;

/// <summary>A compiled node that works on many records at once: it looks things up or calls out.</summary>
public interface IBatchStep
{
    /// <summary>Works on the records that are alive: leaves, replaces or ends each.</summary>
    /// <exception cref="ConnectorException">What it asked could not be asked; nothing became of the records, they are tried again.</exception>
    Task ApplyAsync(RecordBatch batch, BatchContext context, CancellationToken cancellationToken);
}

/// <summary>What batch steps work with.</summary>
/// <param name="Map">As for other steps.</param>
/// <param name="Connections">The open connections.</param>
/// <param name="Ledger">The ledger; null in a preview without a data directory.</param>
/// <param name="CallAsync">Makes a call to a connection under its permits: name of the connection, the call.</param>
public sealed record BatchContext(
    MapContext Map,
    OpenConnections Connections,
    ILedgerStore? Ledger,
    Func<string, Func<CancellationToken, Task<object>>, CancellationToken, Task<object>> CallAsync
)
{
    /// <summary>
    /// Rows that stand for what the other sides of lookups would answer, by node; null asks the other sides. With it no lookup goes anywhere, and one that has no
    /// rows of its own is an error.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JsonElement>>? GivenRows { get; init; }

    /// <summary>Told of each row that a lookup found elsewhere than in a table of the flow: node and row.</summary>
    public Action<string, ReadOnlyMemory<byte>>? Found { get; init; }
}
