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

/// <summary>The flows of this process and their compiled plans.</summary>
public sealed class FlowCatalog(IReadOnlyList<FlowDefinition> flows)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Lazy<Task<FlowPlan>>> _plans = new(StringComparer.Ordinal);

    /// <summary>All flows.</summary>
    public IReadOnlyList<FlowDefinition> All { get; } = flows;

    /// <summary>The flow of that name, or null.</summary>
    public FlowDefinition? Find(string name) => All.FirstOrDefault(flow => string.Equals(flow.Name, name, StringComparison.Ordinal));

    /// <summary>The compiled plan; compiled once, a failed attempt is not kept.</summary>
    public async Task<FlowPlan> PlanAsync(string name, OpenConnections connections, CancellationToken cancellationToken)
    {
        var flow = Find(name) ?? throw new InvalidOperationException($"There is no flow '{name}'.");
#pragma warning disable VSTHRD011 // The factory starts a task and does not block.
        var plan = _plans.GetOrAdd(
            name,
            _ => new Lazy<Task<FlowPlan>>(() => FlowPlan.CompileAsync(flow, connections, CancellationToken.None))
        );
#pragma warning restore VSTHRD011
        try
        {
            return await plan.Value.WaitAsync(cancellationToken);
        }
        catch when (plan.Value.IsFaulted)
        {
            _plans.TryRemove(KeyValuePair.Create(name, plan));
            throw;
        }
    }
}
