using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;

namespace Weir.Server.Commands;

/// <summary>Result of a run, as <c>--json</c> prints it. Counts are of the flow's documents in the data directory; <paramref name="Read"/> of this run.</summary>
internal sealed record RunResult(
    string Flow,
    string Run,
    long Read,
    long Unchanged,
    long Rejected,
    long Delivered,
    long Failed,
    long InDoubt,
    double Seconds,
    IReadOnlyList<string> FailedKeys
)
{
    private const int MostKeys = 1000;

    /// <summary>Why the run was left open although nothing failed: targets that do not send at this time of day; null otherwise.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Waits { get; private init; }

    public static RunResult Of(FlowStatus status, ILedgerStore ledger, TimeSpan took)
    {
        var flow = ledger.Queries.Flows().Single(f => string.Equals(f.Name, status.Flow, StringComparison.Ordinal));
        // Of targets that take from the ledger; a document counts as delivered when what follows its delivery is delivered as well.
        var roots = flow.Queues.Where(q => q.Follows == FollowOn.None).Select(q => q.Counts).ToList();
        var behind = flow.Queues.Where(q => q.Follows.HasFlag(FollowOn.Delivered)).Select(q => q.Id).ToList();
        var hasFollowers = roots.Count < flow.Queues.Count;
        long Documents(Func<QueueCounts, long> count, params DeliveryState[] states) =>
            hasFollowers ? ledger.Queries.CountDocuments([.. flow.Queues.Select(q => q.Id)], states) : roots.Sum(count);
        var keys = new List<string>();
        foreach (var queue in flow.Queues)
        foreach (var state in new[] { DeliveryState.Failed, DeliveryState.Held })
            keys.AddRange(ledger.Queries.Documents(flow, queue.Id, state, 0, MostKeys).Select(d => d.Key));
        return new RunResult(
            status.Flow,
            status.Run.ToString(System.Globalization.CultureInfo.InvariantCulture),
            status.Read.Read,
            status.Read.Unchanged,
            roots.Sum(c => c.Rejected),
            roots.Sum(c => c.Delivered) - (behind.Count == 0 ? 0 : ledger.Queries.CountDocuments(behind, NotDelivered)),
            Documents(c => c.Failed + c.Held, DeliveryState.Failed, DeliveryState.Held),
            Documents(c => c.InDoubt, DeliveryState.InDoubt),
            Math.Round(took.TotalSeconds, 3),
            [.. keys.Distinct(StringComparer.Ordinal).Take(MostKeys)]
        )
        {
            Waits = status.WaitsForHours ? $"{string.Join(" ", status.Closed)} Run again at that time." : null,
        };
    }

    private static readonly DeliveryState[] NotDelivered =
    [
        DeliveryState.Waiting,
        DeliveryState.Retrying,
        DeliveryState.InDoubt,
        DeliveryState.Failed,
        DeliveryState.Held,
    ];

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>0 all delivered; 2 some failed for good; 1 some wait for the hours of their target.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int ExitCode =>
        Waits is not null ? 1
        : Failed > 0 || InDoubt > 0 ? 2
        : 0;
}
