using Microsoft.Extensions.Time.Testing;
using Weir.Engine.Ledger;
using Xunit;
using static Weir.Tests.Storage.LedgerStand;

namespace Weir.Tests.Storage;

/// <summary>What every ledger must do for deliveries that follow others, whatever it stores in.</summary>
public abstract class FollowContract
{
    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Opens the ledger; the same data each time it is called in one test.</summary>
    protected abstract ILedgerStore OpenStore();

    private static QueueCounts Of(LedgerStand flow, int target) => flow.Store.Counts(flow.Handle.Queues[target]);

    private static readonly QueueCounts None = new(0, 0, 0, 0, 0, 0, 0);

    private static async Task<LedgerStand> WithAsync(ILedgerStore store, params string[] keys)
    {
        var flow = await OpenFollowedAsync(store);
        await flow.AppendAsync(await flow.RunAsync(), 0, next: null, [.. keys.Select(k => Record(k, "1"))]);
        return flow;
    }

    [Fact]
    public async Task Nothing_follows_before_there_is_an_outcome()
    {
        await using var store = OpenStore();
        var flow = await WithAsync(store, "a", "b");
        Assert.Equal((2, None, None), (Of(flow, 0).Waiting, Of(flow, 1), Of(flow, 2)));
        Assert.Empty(flow.Following(1));
        Assert.Empty(store.Queries.Documents(flow.Summary, flow.Handle.Queues[1], state: null, 0, 10));
        Assert.Empty(store.Queries.History(flow.Summary, flow.Handle.Queues[1], "a"));
        await flow.SendAsync(flow.Find("a"), DeliveryState.Retrying, due: Clock.GetUtcNow());
        await flow.SendAsync(flow.Find("b"), DeliveryState.Rejected);
        Assert.Equal((None, None), (Of(flow, 1), Of(flow, 2)));
    }

    [Fact]
    public async Task What_was_delivered_and_what_failed_are_followed_each_in_its_queue()
    {
        await using var store = OpenStore();
        var flow = await WithAsync(store, [.. Enumerable.Range(0, 40).Select(i => $"k{i}")]);
        var arrived = store.Arrived.Next;
        foreach (var lane in flow.Waiting().GroupBy(d => DocumentId.Lane(d.Id)))
            await flow.SettleAsync(
                0,
                [
                    .. lane.Select(d =>
                        (
                            d,
                            To: d.Key[^1] is '7' ? DeliveryState.Held
                            : d.Key[^1] is '3' ? DeliveryState.Failed
                            : DeliveryState.Delivered
                        )
                    ),
                ]
            );
        Assert.True(arrived.IsCompleted);
        Assert.Equal((32, 8), (Of(flow, 1).Waiting, Of(flow, 2).Waiting));
        Assert.Equal((32, 8), (flow.Following(1).Count, flow.Following(2).Count));
        Assert.All(flow.Following(1), d => Assert.Equal(Seen(d.Key), flow.MembersOf(d)));
        Assert.All(flow.Following(1), d => Assert.Equal((flow.Handle.Queues[0], false, 0), (d.Lead!.Queue, d.Lead.Again, d.Tries)));
        Assert.Equal(32, store.Queries.Documents(flow.Summary, flow.Handle.Queues[1], DeliveryState.Waiting, 0, 100).Count);
        Assert.Equal(8, store.Queries.CountDocuments(flow.Handle.Queues, [DeliveryState.Failed, DeliveryState.Held]));
        Assert.Equal(40, store.Queries.CountDocuments(flow.Handle.Queues, [DeliveryState.Waiting]));
    }

    [Fact]
    public async Task A_delivery_that_follows_goes_its_own_way()
    {
        await using var store = OpenStore();
        var flow = await WithAsync(store, "a");
        await flow.SettleAsync(0, (flow.Find("a"), DeliveryState.Delivered));
        var waiting = Assert.Single(flow.Following(1));
        await flow.SettleAsync(1, (waiting, DeliveryState.Failed));
        Assert.Equal((0, 1), (Of(flow, 1).Waiting, Of(flow, 1).Failed));
        Assert.Empty(flow.Following(1));
        Assert.Equal(1, await store.ReleaseAsync(flow.Handle.Queues[1], [waiting.Id], Stop));
        var retrying = Assert.Single(store.ReadUnsettled(flow.Handle, flow.Handle.Queues[1], DocumentId.Lane(waiting.Id), 10));
        Assert.Equal(Seen("a"), flow.MembersOf(retrying));
        await flow.SettleAsync(1, (retrying, DeliveryState.Delivered));
        Assert.Equal((0, 1, 0), (Of(flow, 1).Retrying, Of(flow, 1).Delivered, Of(flow, 1).Failed));
        Assert.Equal((1, None), (Of(flow, 0).Delivered, Of(flow, 2)));
    }

    [Fact]
    public async Task Waiting_and_open_deliveries_that_follow_are_found_after_a_crash()
    {
        await using (var store = OpenStore())
        {
            var flow = await WithAsync(store, "a", "b");
            foreach (var document in flow.Waiting())
                await flow.SettleAsync(0, (document, DeliveryState.Delivered));
            var open = flow.Following(1).Single(d => d.Key is "a");
            await store.OpenAttemptAsync(
                new AttemptOpening(flow.Fence, flow.Handle.Queues[1], DocumentId.Lane(open.Id), 0, [open.Id], 0, TimeSpan.FromSeconds(5))
                {
                    Identities = ["id of a"],
                },
                Stop
            );
        }
        await using var again = OpenStore();
        var reopened = await OpenFollowedAsync(again);
        Assert.Equal((1, 1, 2), (Of(reopened, 1).Waiting, Of(reopened, 1).InDoubt, Of(reopened, 0).Delivered));
        Assert.Equal("b", Assert.Single(reopened.Following(1)).Key);
        var doubt = Enumerable
            .Range(0, 2)
            .SelectMany(lane => again.ReadUnsettled(reopened.Handle, reopened.Handle.Queues[1], lane, 10))
            .Single();
        Assert.Equal(("a", DeliveryState.InDoubt, "id of a"), (doubt.Key, doubt.State, doubt.Identity));
        Assert.Equal(Seen("a"), reopened.MembersOf(doubt));
    }

    [Fact]
    public async Task A_newer_revision_overtakes_what_waits_and_is_followed_itself()
    {
        await using var store = OpenStore();
        var flow = await OpenFollowedAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("a", "1"), Record("b", "1"));
        await flow.SettleAsync(0, (flow.Find("a"), DeliveryState.Delivered));
        var first = flow.Find("b");
        await flow.AppendAsync(run, 0, next: null, Record("a", "2"), Record("b", "2"));
        Assert.Equal((0, 2), (Of(flow, 1).Waiting, Of(flow, 0).Waiting));
        Assert.Empty(flow.Following(1));
        // b was on its way when it was overtaken: its follower is that of the newer revision.
        await flow.SettleAsync(0, (first, DeliveryState.Delivered));
        Assert.Empty(flow.Following(1));
        foreach (var document in flow.Waiting())
            await flow.SettleAsync(0, (document, DeliveryState.Delivered));
        Assert.Equal([("a", 2), ("b", 2)], flow.Following(1).Select(d => (d.Key, d.Revision)).Order());
        Assert.Equal(2, Of(flow, 1).Waiting);
        Assert.Equal([2, 1], store.Queries.History(flow.Summary, flow.Handle.Queues[1], "a").Select(h => h.Revision));
        Assert.Equal([2], store.Queries.History(flow.Summary, flow.Handle.Queues[1], "b").Select(h => h.Revision));
    }

    [Fact]
    public async Task A_queue_that_turns_into_a_follower_and_back_keeps_its_counts_right()
    {
        await using var store = OpenStore();
        var roots = await OpenFollowedAsync(store, "roots", follows: false);
        await roots.AppendAsync(
            await roots.RunAsync(),
            0,
            next: null,
            Record("a", "1"),
            Record("b", "1"),
            Record("c", "1"),
            """{"v":"no key"}"""
        );
        Assert.Equal((3, 3), (Of(roots, 0).Waiting, Of(roots, 1).Waiting));
        var followed = await OpenFollowedAsync(store);
        Assert.Equal((3, 0, 1), (Of(followed, 0).Waiting, Of(followed, 1).Waiting, Of(followed, 1).Rejected));
        await followed.SettleAsync(0, (followed.Find("a"), DeliveryState.Delivered));
        Assert.Equal(1, Of(followed, 1).Waiting);
        var back = await OpenFollowedAsync(store, "roots", follows: false);
        Assert.Equal((2, 3, 3), (Of(back, 0).Waiting, Of(back, 1).Waiting, Of(back, 2).Waiting));
        Assert.Equal(["a", "b", "c"], back.Waiting(back.Handle.Queues[1]).Select(d => d.Key).Order());
        Assert.Equal(1, Of(back, 1).Rejected);
    }
}
