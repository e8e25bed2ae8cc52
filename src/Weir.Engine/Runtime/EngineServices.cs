using Microsoft.Extensions.Logging;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Ledger;

namespace Weir.Engine.Runtime;

/// <summary>What the grains of one process work with.</summary>
public sealed class EngineServices(
    ILedgerStore ledger,
    OpenConnections connections,
    FlowCatalog flows,
    TimeProvider time,
    ILoggerFactory logs
) : IDisposable
{
    private const long CacheBytes = 32L * 1024 * 1024;

    /// <summary>The ledger.</summary>
    public ILedgerStore Ledger { get; } = ledger;

    /// <summary>The connections.</summary>
    public OpenConnections Connections { get; } = connections;

    /// <summary>The flows.</summary>
    public FlowCatalog Flows { get; } = flows;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Decoded payload.</summary>
    public PayloadCache Cache { get; } = new(ledger, CacheBytes);

    /// <summary>Loggers.</summary>
    public ILoggerFactory Logs { get; } = logs;

    /// <inheritdoc />
    public void Dispose() => Cache.Dispose();
}
