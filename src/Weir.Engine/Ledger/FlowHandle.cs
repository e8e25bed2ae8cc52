namespace Weir.Engine.Ledger;

/// <summary>What a flow needs in the ledger.</summary>
/// <param name="Name">Name of the flow.</param>
/// <param name="Text">The flow file.</param>
/// <param name="Hash">Hash of its meaning.</param>
/// <param name="Source">Id of its source node.</param>
/// <param name="Targets">Ids of its target nodes.</param>
/// <param name="Lanes">Lanes of each queue; fixed when the flow is first opened.</param>
public sealed record FlowRegistration(string Name, string Text, string Hash, string Source, IReadOnlyList<string> Targets, int Lanes)
{
    /// <summary>Targets that follow others: their deliveries come into being with the outcomes of those.</summary>
    public IReadOnlyList<FollowRegistration> Follows { get; init; } = [];
}

/// <summary>A flow opened for work. Whoever opens it next gets a higher epoch, and writes under this one are refused from then on.</summary>
/// <param name="Flow">Number of the flow in this store.</param>
/// <param name="Epoch">Fencing number.</param>
/// <param name="Version">Version of the flow file.</param>
/// <param name="Stream">Where the source's documents go.</param>
/// <param name="Lanes">Lanes of the stream.</param>
/// <param name="Queues">One delivery queue per target, in the order of the registration.</param>
[GenerateSerializer, Immutable]
public sealed record FlowHandle(int Flow, long Epoch, int Version, int Stream, int Lanes, IReadOnlyList<int> Queues)
{
    /// <summary>
    /// The store was put back from a backup: a document accepted before this may be in the target though the store does not know, and is asked for before it
    /// is created. Null if there are none.
    /// </summary>
    [Id(6)]
    public DateTimeOffset? SuspectBefore { get; init; }
}

/// <summary>Who writes, for fencing.</summary>
/// <param name="Flow">Number of the flow.</param>
/// <param name="Epoch">The epoch the writer holds.</param>
public readonly record struct Fence(int Flow, long Epoch);
