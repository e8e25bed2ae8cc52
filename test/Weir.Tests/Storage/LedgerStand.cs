using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;
using Xunit;

namespace Weir.Tests.Storage;

/// <summary>A flow that is open in a ledger, and short ways to do to it what readers and lanes do.</summary>
internal sealed class LedgerStand(ILedgerStore store, FlowHandle handle)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ILedgerStore Store => store;

    public FlowHandle Handle => handle;

    public Fence Fence => new(handle.Flow, handle.Epoch);

    public int Queue => handle.Queues[0];

    public QueueCounts Counts => store.Counts(Queue);

    public FlowSummary Summary => store.Queries.Flows().Single(f => f.Id == handle.Flow);

    public static async Task<LedgerStand> OpenAsync(
        ILedgerStore store,
        string name = "flow",
        int lanes = 2,
        string source = "source",
        params string[] targets
    )
    {
        var registration = new FlowRegistration(name, "text", "hash", source, targets.Length == 0 ? ["target"] : targets, lanes);
        return new LedgerStand(store, await store.OpenFlowAsync(registration, Stop));
    }

    /// <summary>Opens a flow in which the second target follows the first, and the third its failures.</summary>
    public static async Task<LedgerStand> OpenFollowedAsync(ILedgerStore store, string hash = "hash", bool follows = true)
    {
        var registration = new FlowRegistration("flow", "text", hash, "source", ["lead", "after", "failed"], 2)
        {
            Follows = follows ? [new("after", "lead", FollowOn.Delivered), new("failed", "lead", FollowOn.Failed)] : [],
        };
        return new LedgerStand(store, await store.OpenFlowAsync(registration, Stop));
    }

    /// <summary>Deliveries of a queue that follows which are waiting.</summary>
    public IReadOnlyList<LaneDocument> Following(int target, int limit = 1000) =>
        [
            .. Enumerable
                .Range(0, handle.Lanes)
                .SelectMany(lane => store.ReadFollowing(handle, handle.Queues[target], lane, limit, DateTimeOffset.MaxValue)),
        ];

    /// <summary>Settles documents of a target with what followers get to see of each.</summary>
    public async Task SettleAsync(int target, params (LaneDocument Document, DeliveryState To)[] outcomes)
    {
        using var members = RecordSlab.Copy([.. outcomes.Select(o => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Seen(o.Document.Key)))]);
        var error = new DeliveryError(ErrorKind.Rejected, "E", "no");
        var closing = new AttemptClosing(
            Fence,
            handle.Queues[target],
            await store.OpenAttemptAsync(
                new AttemptOpening(
                    Fence,
                    handle.Queues[target],
                    DocumentId.Lane(outcomes[0].Document.Id),
                    0,
                    [.. outcomes.Select(o => o.Document.Id).Order()],
                    0,
                    TimeSpan.FromSeconds(5)
                ),
                Stop
            ),
            [.. outcomes.Select(o => To(o.Document, o.To, "T", error: o.To == DeliveryState.Delivered ? null : error))],
            Trace: null,
            Error: null
        )
        {
            Members = PayloadFrame.Encode(members),
            Places = [.. outcomes.Select((_, i) => i)],
        };
        await store.CloseAttemptAsync(closing, Stop);
    }

    public static string Seen(string key) => $$$"""{"lead":{"key":"{{{key}}}"}}""";

    /// <summary>What a delivery that follows gets to see.</summary>
    public string MembersOf(LaneDocument document)
    {
        using var slab = PayloadFrame.Decode(store.ReadFrame(document.Lead!.Frame));
        return Encoding.UTF8.GetString(slab[document.Lead.Place]);
    }

    public static SliceRecord Slice(int no, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        new(no, from, to, Cursor: null, Done: false, SliceCounts.None);

    public Task<RunRecord> RunAsync(params SliceRecord[] slices) =>
        store.StartRunAsync(Fence, new RunOpening(handle.Version, handle.Stream, "test", slices.Length == 0 ? [Slice(0)] : slices), Stop);

    public static string Record(string key, string content) => JsonSerializer.Serialize(new { id = key, v = content });

    /// <summary>Stores a page of records, classified just before, as a reader does.</summary>
    public async Task<PageAppended> AppendAsync(RunRecord run, int slice, string? next, params string[] records) =>
        await store.AppendAsync(await PrepareAsync(run, slice, next, records), Stop);

    public async Task<PageAppend> PrepareAsync(
        RunRecord run,
        int slice,
        string? next,
        string[] records,
        long? hash = null,
        long? ordinal = null,
        bool keepsCursor = false,
        Dictionary<int, string>? rejected = null
    )
    {
        using var slab = RecordSlab.Copy([.. records.Select(r => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(r))]);
        var parsed = new PageParser(handle.Stream, "id", []).Parse(slab);
        IReadOnlyList<PageRecord> list = hash is { } same ? [.. parsed.Records.Select(r => r with { KeyHash = same })] : parsed.Records;
        var classification = await store.ClassifyAsync(handle, list, parsed.Keys, Stop);
        var places = new int[slab.Count];
        var kept = new List<int>();
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = classification.Novelties[i] == Novelty.Unchanged ? -1 : kept.Count;
            if (places[i] >= 0)
                kept.Add(i);
        }
        return new PageAppend
        {
            Fence = Fence,
            Handle = handle,
            Run = run.Id,
            Slice = slice,
            Ordinal = ordinal,
            Records = list,
            Keys = parsed.Keys,
            Classification = classification,
            Rejected = rejected ?? parsed.Rejected,
            Frame = kept.Count == 0 ? null : PayloadFrame.Encode(slab, kept),
            Places = places,
            Next = next,
            KeepsCursor = keepsCursor,
            Read = keepsCursor ? 0 : slab.Count,
            Bytes = slab.Length,
        };
    }

    public IReadOnlyList<LaneDocument> Waiting(int queue = 0, int limit = 1_000_000) =>
        [
            .. Enumerable
                .Range(0, handle.Lanes)
                .SelectMany(lane => store.ReadWaiting(handle, queue == 0 ? Queue : queue, lane, after: 0, limit)),
        ];

    public IReadOnlyList<LaneDocument> Unsettled() =>
        [.. Enumerable.Range(0, handle.Lanes).SelectMany(lane => store.ReadUnsettled(handle, Queue, lane, 1_000_000))];

    public LaneDocument Find(string key) => Waiting().Concat(Unsettled()).Single(d => string.Equals(d.Key, key, StringComparison.Ordinal));

    public Task<long> OpenAttemptAsync(params LaneDocument[] documents) => OpenAttemptAsync(TimeSpan.FromSeconds(5), documents);

    public Task<long> OpenAttemptAsync(TimeSpan doubt, params LaneDocument[] documents) =>
        store.OpenAttemptAsync(
            new AttemptOpening(
                Fence,
                Queue,
                DocumentId.Lane(documents[0].Id),
                Run: 0,
                [.. documents.Select(d => d.Id).Order()],
                Head: 0,
                doubt
            ),
            Stop
        );

    public Task CloseAsync(long attempt, params Settlement[] settlements) =>
        store.CloseAttemptAsync(new AttemptClosing(Fence, Queue, attempt, settlements, Trace: null, Error: null), Stop);

    public static Settlement To(
        LaneDocument document,
        DeliveryState state,
        string? id = null,
        DateTimeOffset? due = null,
        DeliveryError? error = null
    ) => new(document.Id, document.State, state, document.Tries + 1, document.Asked, due, id, TargetNumber: null, error);

    /// <summary>Sends one document and settles it.</summary>
    public async Task SendAsync(
        LaneDocument document,
        DeliveryState state,
        string? id = null,
        DateTimeOffset? due = null,
        DeliveryError? error = null
    ) => await CloseAsync(await OpenAttemptAsync(document), To(document, state, id, due, error));

    public string Payload(LaneDocument document)
    {
        using var slab = PayloadFrame.Decode(store.ReadFrame(document.Frame));
        return Encoding.UTF8.GetString(slab[document.Place]);
    }

    public DocumentSummary? Latest(string key) => store.Queries.History(Summary, Queue, key) is [var latest, ..] ? latest : null;

    public static string Key(int number) => number.ToString("x8", CultureInfo.InvariantCulture);
}

/// <summary>A directory that is removed when the test is over.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("weir-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
