using Microsoft.Extensions.Logging;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Target;
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
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, PaceGate> _paces = new(StringComparer.Ordinal);

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

    /// <summary>The pace of a node that has one, shared by its lanes; null without.</summary>
    internal PaceGate? PaceOf(string flow, FlowNode node) =>
        node.As<TargetSettings>().Pace is { } pace
            ? _paces.GetOrAdd($"{flow}/{node.Id}", static (_, p) => new PaceGate(p.pace.Calls, p.pace.Per, p.Time), (pace, Time))
            : null;

    /// <summary>Loggers.</summary>
    public ILoggerFactory Logs { get; } = logs;

    /// <inheritdoc />
    public void Dispose() => Cache.Dispose();
}
