using System.Text.Json.Serialization;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Server.Ledger;

namespace Weir.Server.Api;

/// <summary>What is released: either keys, or all in a state.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReleaseRequest
{
    /// <summary>Most keys in one call.</summary>
    public const int MostKeys = 1000;

    /// <summary>Ids in the source, at most 1,000.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>All deliveries in this state: failed or held.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Id of the target's node; default: all targets.</summary>
    public string? Target { get; init; }

    /// <summary>Starts an idle flow, so that what was released goes out; default true.</summary>
    public bool Start { get; init; } = true;

    /// <summary>What is wrong with it, or null.</summary>
    public string? Wrong()
    {
        if (Keys is null == State is null)
            return "Give either 'keys' or 'state'.";
        if (Keys is { Count: 0 or > MostKeys } || Keys?.Any(string.IsNullOrEmpty) == true)
            return $"'keys' has from 1 to {MostKeys} keys, none of them empty.";
        return State is null or DeliveryState.Failed or DeliveryState.Held ? null : "'state' is failed or held; others move by themselves.";
    }
}

/// <summary>What came of a release.</summary>
/// <param name="Released">How many deliveries went back into the queue.</param>
/// <param name="Skipped">Keys that have no failed or held delivery.</param>
/// <param name="State">What the flow is doing now.</param>
internal sealed record ReleaseView(int Released, IReadOnlyList<string> Skipped, FlowState State);

/// <summary>Puts failed and held deliveries back into their queues, batch by batch.</summary>
internal sealed class Releasing(ILedgerStore ledger, DocumentSubjects subjects)
{
    private const int Batch = 500;

    public async Task<(int Count, IReadOnlyList<string> Skipped)> ReleaseAsync(
        FlowSummary flow,
        IReadOnlyList<QueueSummary> queues,
        ReleaseRequest request,
        string who,
        CancellationToken cancellationToken
    )
    {
        var count = 0;
        if (request.State is { } state)
        {
            foreach (var queue in queues)
                count += await AllAsync(flow, queue.Id, state, who, cancellationToken);
            return (count, []);
        }
        var keys = request.Keys!.Distinct(StringComparer.Ordinal).ToList();
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var queue in queues)
        {
            var stuck = keys.SelectMany(key => ledger.Queries.History(flow, queue.Id, key).Take(1)).Where(IsStuck).ToList();
            found.UnionWith(stuck.Select(d => d.Key));
            if (stuck.Count > 0)
                // Chosen one by one: whoever names a key has looked at it.
                count += await ReleaseAsync(flow, queue.Id, stuck, who, evenInDoubt: true, cancellationToken);
        }
        return (count, [.. keys.Where(key => !found.Contains(key))]);
    }

    private async Task<int> AllAsync(FlowSummary flow, int queue, DeliveryState state, string who, CancellationToken cancellationToken)
    {
        var count = 0;
        long after = 0;
        while (ledger.Queries.Documents(flow, queue, state, after, Batch) is { Count: > 0 } documents)
        {
            after = documents[^1].Id;
            count += await ReleaseAsync(flow, queue, documents, who, evenInDoubt: false, cancellationToken);
        }
        return count;
    }

    private async Task<int> ReleaseAsync(
        FlowSummary flow,
        int queue,
        IEnumerable<DocumentSummary> documents,
        string who,
        bool evenInDoubt,
        CancellationToken cancellationToken
    )
    {
        var isMoving = await subjects.IsMovingAsync(flow.Name);
        var release = new Intervention(who, InterventionAction.Release, Reason: null) { EvenInDoubt = evenInDoubt };
        var chosen = documents.Select(d => new InterventionSubject(queue, d.Id, d.Key, isMoving)).ToList();
        return (await ledger.Interventions.ActAsync(release, chosen, step: null, cancellationToken)).Done;
    }

    private static bool IsStuck(DocumentSummary document) => document.State is DeliveryState.Failed or DeliveryState.Held;
}
