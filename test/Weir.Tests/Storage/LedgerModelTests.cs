using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Weir.Engine.Ledger;
using Weir.Storage.Embedded;
using Xunit;
using static Weir.Tests.Storage.LedgerStand;

namespace Weir.Tests.Storage;

/// <summary>Random histories of a ledger against a dictionary: nothing is lost, nothing doubled, and the counts are right.</summary>
public sealed class LedgerModelTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed class Revision(int content)
    {
        public int Content { get; } = content;
        public DeliveryState State { get; set; } = DeliveryState.Waiting;
        public bool IsDue { get; set; }
    }

    /// <summary>One step: what is done, and numbers that say to whom.</summary>
    private sealed record Step(int What, int[] Numbers);

    private static readonly Gen<Step[]> Histories = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1000].Array[1, 8])
        .Select((what, numbers) => new Step(what, numbers))
        .Array[1, 25];

    [Fact]
    public Task Any_history_of_pages_attempts_crashes_and_releases_agrees_with_a_simple_model() =>
        Histories.SampleAsync(
            PlayAsync,
            iter: 80,
            threads: 1,
            print: steps => string.Join("; ", steps.Select(s => $"{s.What}({string.Join(",", s.Numbers)})"))
        );

    private static async Task PlayAsync(Step[] steps)
    {
        using var directory = new TempDirectory();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero));
        var model = new Dictionary<string, List<Revision>>();
        var store = SqliteLedger.Open(directory.Path, clock);
        try
        {
            var flow = await LedgerStand.OpenAsync(store);
            var run = await flow.RunAsync();
            foreach (var step in steps)
            {
                switch (step.What)
                {
                    case <= 3:
                        await AppendAsync(flow, run, model, step.Numbers);
                        break;
                    case <= 5:
                        await SendAsync(flow, model, step.Numbers);
                        break;
                    case 6:
                        await SettleAsync(flow, model, step.Numbers);
                        break;
                    case 7:
                        await ReleaseAsync(flow, model);
                        break;
                    default:
                        if (step.What == 9)
                            await LeaveOpenAsync(flow, model, step.Numbers);
                        await store.DisposeAsync();
                        store = SqliteLedger.Open(directory.Path, clock);
                        flow = await LedgerStand.OpenAsync(store);
                        break;
                }
                Compare(flow, model);
            }
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private static async Task AppendAsync(LedgerStand flow, RunRecord run, Dictionary<string, List<Revision>> model, int[] numbers)
    {
        var records = numbers.Select(n => (Key: $"k{n % 7}", Content: n / 7 % 3)).ToList();
        await flow.AppendAsync(run, 0, "n", [.. records.Select(r => Record(r.Key, $"{r.Content}"))]);
        foreach (var (key, content) in records)
        {
            if (!model.TryGetValue(key, out var revisions))
                model[key] = revisions = [];
            if (revisions.Count > 0 && revisions[^1].Content == content)
                continue;
            // What is in doubt is still asked about; whatever else waited is overtaken.
            if (revisions.Count > 0 && revisions[^1].State != DeliveryState.InDoubt)
                revisions[^1].IsDue = false;
            revisions.Add(new Revision(content));
        }
    }

    private static Revision Of(Dictionary<string, List<Revision>> model, LaneDocument document) =>
        model[document.Key][document.Revision - 1];

    private static async Task SendAsync(LedgerStand flow, Dictionary<string, List<Revision>> model, int[] numbers)
    {
        var lane = numbers[0] % flow.Handle.Lanes;
        var batch = flow.Store.ReadWaiting(flow.Handle, flow.Queue, lane, after: 0, numbers.Length);
        if (batch.Count == 0)
            return;
        DeliveryState[] outcomes =
        [
            DeliveryState.Delivered,
            DeliveryState.Retrying,
            DeliveryState.InDoubt,
            DeliveryState.Failed,
            DeliveryState.Held,
        ];
        var settlements = batch
            .Select(
                (document, i) =>
                {
                    var to = outcomes[numbers[i] % outcomes.Length];
                    var moves = to is DeliveryState.Retrying or DeliveryState.InDoubt;
                    (Of(model, document).State, Of(model, document).IsDue) = (to, moves);
                    return To(document, to, $"T{document.Key}", moves ? DateTimeOffset.UnixEpoch : null);
                }
            )
            .ToArray();
        await flow.CloseAsync(await flow.OpenAttemptAsync([.. batch]), settlements);
    }

    private static async Task SettleAsync(LedgerStand flow, Dictionary<string, List<Revision>> model, int[] numbers)
    {
        if (flow.Unsettled() is not { Count: > 0 } unsettled)
            return;
        var document = unsettled[numbers[0] % unsettled.Count];
        var to = numbers[0] % 2 == 0 ? DeliveryState.Delivered : DeliveryState.Retrying;
        (Of(model, document).State, Of(model, document).IsDue) = (to, to == DeliveryState.Retrying);
        await flow.CloseAsync(0, To(document, to, due: to == DeliveryState.Retrying ? DateTimeOffset.UnixEpoch : null));
    }

    private static async Task ReleaseAsync(LedgerStand flow, Dictionary<string, List<Revision>> model)
    {
        DeliveryState[] stuck = [DeliveryState.Failed, DeliveryState.Held];
        var documents = stuck.SelectMany(s => flow.Store.Queries.Documents(flow.Summary, flow.Queue, s, 0, 100)).Select(d => d.Id).ToList();
        var expected = model.Values.Select(r => r[^1]).Where(r => stuck.Contains(r.State)).ToList();
        Assert.Equal(expected.Count, await flow.Store.ReleaseAsync(flow.Queue, documents, Stop));
        foreach (var revision in expected)
            (revision.State, revision.IsDue) = (DeliveryState.Retrying, true);
    }

    private static async Task LeaveOpenAsync(LedgerStand flow, Dictionary<string, List<Revision>> model, int[] numbers)
    {
        var lane = numbers[0] % flow.Handle.Lanes;
        var batch = flow.Store.ReadWaiting(flow.Handle, flow.Queue, lane, after: 0, numbers.Length);
        if (batch.Count == 0)
            return;
        await flow.OpenAttemptAsync([.. batch]);
        foreach (var document in batch)
            (Of(model, document).State, Of(model, document).IsDue) = (DeliveryState.InDoubt, true);
    }

    private static void Compare(LedgerStand flow, Dictionary<string, List<Revision>> model)
    {
        long Count(DeliveryState state) => model.Values.Count(r => r[^1].State == state);
        var expected = new QueueCounts(
            Count(DeliveryState.Waiting),
            Count(DeliveryState.Delivered),
            Count(DeliveryState.Retrying),
            Count(DeliveryState.InDoubt),
            Count(DeliveryState.Failed),
            Count(DeliveryState.Held),
            Rejected: 0
        );
        Assert.Equal(expected, flow.Counts);
        var waiting = flow.Waiting();
        Assert.Equal(
            model.Where(m => m.Value[^1].State == DeliveryState.Waiting).Select(m => (m.Key, m.Value.Count)).Order(),
            waiting.Select(d => (d.Key, d.Revision)).Order()
        );
        Assert.All(waiting, d => Assert.Equal(Record(d.Key, $"{Of(model, d).Content}"), flow.Payload(d)));
        Assert.Equal(
            model.SelectMany(m => m.Value.Select((r, i) => (m.Key, i + 1, r)).Where(x => x.r.IsDue).Select(x => (x.Key, x.Item2))).Order(),
            flow.Unsettled().Select(d => (d.Key, d.Revision)).Order()
        );
        foreach (var (key, revisions) in model)
            Assert.Equal(
                Enumerable.Reverse(revisions).Select((r, i) => (r.State, i > 0)),
                flow.Store.Queries.History(flow.Summary, flow.Queue, key).Select(h => (h.State, h.Superseded))
            );
    }
}
