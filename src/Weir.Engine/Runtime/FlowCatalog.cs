using System.Collections.Concurrent;
using Weir.Engine.Connections;
using Weir.Engine.Flows;

namespace Weir.Engine.Runtime;

/// <summary>The flows of this process and their compiled plans. A flow may be put in the place of another while it runs.</summary>
public sealed class FlowCatalog(IReadOnlyList<FlowDefinition> flows)
{
    private readonly ConcurrentDictionary<string, Compiled> _plans = new(StringComparer.Ordinal);
    private readonly Lock _change = new();
    private volatile IReadOnlyList<FlowDefinition> _all = flows;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All flows.</summary>
    public IReadOnlyList<FlowDefinition> All => _all;

    /// <summary>Ends at the next change of the flows.</summary>
    public Task Changed
    {
        get
        {
            lock (_change)
                return _changed.Task;
        }
    }

    /// <summary>The flow of that name, or null.</summary>
    public FlowDefinition? Find(string name) => _all.FirstOrDefault(flow => IsNamed(flow, name));

    /// <summary>Adds a flow, or puts it in the place of the one of that name. What is under way is told by its grain's <c>ReloadAsync</c>.</summary>
    public void Put(FlowDefinition flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        Change([.. _all.Where(f => !IsNamed(f, flow.Name)), flow]);
    }

    /// <summary>Takes a flow away.</summary>
    public void Remove(string name) => Change([.. _all.Where(f => !IsNamed(f, name))]);

    /// <summary>Has a flow compiled again, because a connection it works with is another one now.</summary>
    public void Recompile(string name) => _plans.TryRemove(name, out _);

    private void Change(IReadOnlyList<FlowDefinition> all)
    {
        TaskCompletionSource changed;
        lock (_change)
        {
            _all = all;
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        changed.SetResult();
    }

    private static bool IsNamed(FlowDefinition flow, string name) => string.Equals(flow.Name, name, StringComparison.Ordinal);

    /// <summary>The compiled plan; compiled once, a failed attempt is not kept.</summary>
    public async Task<FlowPlan> PlanAsync(string name, OpenConnections connections, CancellationToken cancellationToken)
    {
        var flow = Find(name) ?? throw new InvalidOperationException($"There is no flow '{name}'.");
        var compiled = _plans.AddOrUpdate(
            name,
            _ => new Compiled(flow, connections),
            (_, former) => ReferenceEquals(former.Flow, flow) ? former : new Compiled(flow, connections)
        );
        try
        {
            return await compiled.Plan.Value.WaitAsync(cancellationToken);
        }
        catch when (compiled.Plan.Value.IsFaulted)
        {
            _plans.TryRemove(KeyValuePair.Create(name, compiled));
            throw;
        }
    }

    private sealed class Compiled(FlowDefinition flow, OpenConnections connections)
    {
        public FlowDefinition Flow { get; } = flow;

#pragma warning disable VSTHRD011 // The factory starts a task and does not block.
        public Lazy<Task<FlowPlan>> Plan { get; } = new(() => FlowPlan.CompileAsync(flow, connections, CancellationToken.None));
#pragma warning restore VSTHRD011
    }
}
