using Microsoft.Extensions.Time.Testing;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Storage.LedgerStand;

namespace Weir.Tests.Storage;

/// <summary>What every ledger must do, whatever it stores in.</summary>
public abstract class LedgerContract
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);

    protected FakeTimeProvider Clock { get; } = new(Start);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Opens the ledger; the same data each time it is called in one test.</summary>
    protected abstract ILedgerStore OpenStore();

    private static DateTimeOffset At(int minute) => Start.AddMinutes(minute);

    [Fact]
    public async Task The_watermark_moves_only_with_the_last_page()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync(Slice(0, At(0), At(10)));
        Assert.Null((await flow.AppendAsync(run, 0, "2", Record("a", "1"))).Watermark);
        Assert.Null(await store.WatermarkAsync(flow.Handle.Stream, Stop));
        Assert.Equal(At(10), (await flow.AppendAsync(run, 0, next: null, Record("b", "1"))).Watermark);
        Assert.Equal(At(10), await store.WatermarkAsync(flow.Handle.Stream, Stop));
        Assert.Equal(2, flow.Counts.Waiting);
    }

    [Fact]
    public async Task The_watermark_waits_for_the_first_slice_that_is_open()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync(Slice(0, At(0), At(10)), Slice(1, At(10), At(20)), Slice(2, At(20), At(30)));
        Assert.Null((await flow.AppendAsync(run, 2, next: null, Record("c", "1"))).Watermark);
        Assert.Equal(At(10), (await flow.AppendAsync(run, 0, next: null, Record("a", "1"))).Watermark);
        Assert.Equal(At(30), (await flow.AppendAsync(run, 1, next: null)).Watermark);
    }

    [Fact]
    public async Task The_watermark_never_goes_back()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        await flow.AppendAsync(await flow.RunAsync(Slice(0, At(0), At(30))), 0, next: null);
        Assert.Equal(At(30), (await flow.AppendAsync(await flow.RunAsync(Slice(0, At(0), At(5))), 0, next: null)).Watermark);
        Assert.Equal(At(30), await store.WatermarkAsync(flow.Handle.Stream, Stop));
    }

    [Fact]
    public async Task A_run_that_was_cut_off_is_found_with_its_cursors_and_counts()
    {
        long id;
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store);
            var run = await flow.RunAsync(Slice(0, At(0), At(10)), Slice(1, At(10), At(20)));
            id = run.Id;
            await flow.AppendAsync(run, 0, "page 2", Record("a", "1"), Record("b", "1"));
            await flow.AppendAsync(run, 0, "page 3", Record("a", "1"), Record("b", "2"), Record("c", "1"));
            await flow.AppendAsync(run, 1, next: null, Record("d", "1"));
        }
        await using var again = OpenStore();
        var reopened = await LedgerStand.OpenAsync(again);
        var open = await again.FindOpenRunAsync(reopened.Handle.Flow, Stop);
        Assert.Equal(id, open!.Id);
        Assert.Equal(("page 3", false), (open.Slices[0].Cursor, open.Slices[0].Done));
        Assert.Equal((2, 5, 3, 1, 1), Numbers(open.Slices[0].Counts));
        Assert.Equal((1, 1, 1, 0, 0), Numbers(open.Slices[1].Counts));
        Assert.True(open.Slices[1].Done);
        await again.EndRunAsync(reopened.Fence, id, RunState.Done, error: null, Stop);
        Assert.Null(await again.FindOpenRunAsync(reopened.Handle.Flow, Stop));
        Assert.Equal(RunState.Done, again.Queries.Run(id)!.State);
    }

    private static (long, long, long, long, long) Numbers(SliceCounts c) => (c.Pages, c.Read, c.Fresh, c.Changed, c.Unchanged);

    [Fact]
    public async Task An_empty_cursor_is_not_the_first_page()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "", Record("a", "1"));
        Assert.Equal("", store.Queries.Run(run.Id)!.Slices[0].Cursor);
    }

    [Fact]
    public async Task Records_are_fresh_changed_or_unchanged()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("a", "1"), Record("b", "1"));
        var page = await flow.PrepareAsync(run, 0, "3", [Record("a", "1"), Record("b", "2"), Record("c", "1")]);
        Assert.Equal([Novelty.Unchanged, Novelty.Changed, Novelty.Fresh], page.Classification.Novelties);
        await store.AppendAsync(page, Stop);
        Assert.Equal((1, 2), (flow.Find("a").Revision, flow.Find("b").Revision));
        Assert.Equal(3, flow.Counts.Waiting);
    }

    [Fact]
    public async Task The_same_record_twice_in_a_page_is_one_document()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var counts = (await flow.AppendAsync(await flow.RunAsync(), 0, next: null, Record("a", "1"), Record("a", "1"))).Counts;
        Assert.Equal((1, 0, 1), (counts.Fresh, counts.Changed, counts.Unchanged));
        Assert.Single(flow.Waiting());
        Assert.Equal(1, flow.Counts.Waiting);
    }

    [Fact]
    public async Task A_key_with_two_contents_in_a_page_ends_as_the_later_one()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var counts = (await flow.AppendAsync(await flow.RunAsync(), 0, next: null, Record("a", "1"), Record("a", "2"))).Counts;
        Assert.Equal((1, 1, 0), (counts.Fresh, counts.Changed, counts.Unchanged));
        var only = Assert.Single(flow.Waiting());
        Assert.Equal((2, Record("a", "2")), (only.Revision, flow.Payload(only)));
        Assert.Equal(1, flow.Counts.Waiting);
    }

    [Fact]
    public async Task A_key_that_changes_and_changes_back_in_a_page_keeps_its_payload()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("a", "1"));
        await flow.SendAsync(flow.Find("a"), DeliveryState.Delivered, "T1");
        await flow.AppendAsync(run, 0, next: null, Record("a", "2"), Record("a", "1"));
        var only = Assert.Single(flow.Waiting());
        Assert.Equal((3, Record("a", "1")), (only.Revision, flow.Payload(only)));
        Assert.Equal((1, 0), (flow.Counts.Waiting, flow.Counts.Delivered));
    }

    [Fact]
    public async Task A_page_is_refused_while_one_before_it_is_not_stored()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        var first = await flow.PrepareAsync(run, 0, "2", [Record("a", "1")], ordinal: 0);
        var second = await flow.PrepareAsync(run, 0, "3", [Record("b", "1")], ordinal: 1);
        await Assert.ThrowsAsync<StaleClassificationException>(() => store.AppendAsync(second, Stop));
        Assert.Null(store.Queries.Run(run.Id)!.Slices[0].Cursor);
        await store.AppendAsync(first, Stop);
        await Assert.ThrowsAsync<StaleClassificationException>(() => store.AppendAsync(first, Stop));
        await store.AppendAsync(second, Stop);
        Assert.Equal("3", store.Queries.Run(run.Id)!.Slices[0].Cursor);
        Assert.Equal(2, flow.Counts.Waiting);
    }

    [Fact]
    public async Task Of_many_delivered_at_once_those_overtaken_on_the_way_are_told_apart()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store, lanes: 1);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", [.. Enumerable.Range(0, 101).Select(i => Record($"k{i}", "1"))]);
        var sent = flow.Waiting();
        var attempt = await flow.OpenAttemptAsync([.. sent]);
        // While the call is under way, every tenth gets a newer revision.
        await flow.AppendAsync(run, 0, "3", [.. Enumerable.Range(0, 10).Select(i => Record($"k{i * 10}", "2"))]);
        await flow.CloseAsync(attempt, [.. sent.Select((d, i) => To(d, DeliveryState.Delivered, $"T{i}"))]);
        Assert.Equal((91, 10), (flow.Counts.Delivered, flow.Counts.Waiting));
        foreach (var (i, document) in sent.Index())
            Assert.Equal($"T{i}", store.FindTargetId(flow.Queue, document.Id));
    }

    [Fact]
    public async Task A_page_classified_before_another_slice_stored_its_key_is_refused_whole()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync(Slice(0, At(0), At(1)), Slice(1, At(1), At(2)));
        await flow.AppendAsync(run, 0, "2", Record("a", "1"));
        var late = await flow.PrepareAsync(run, 1, next: null, [Record("n", "1"), Record("a", "1")]);
        await flow.AppendAsync(run, 0, "3", Record("a", "2"));
        await Assert.ThrowsAsync<StaleClassificationException>(() => store.AppendAsync(late, Stop));
        Assert.Equal(1, flow.Counts.Waiting);
        Assert.False(store.Queries.Run(run.Id)!.Slices[1].Done);
        await store.AppendAsync(await flow.PrepareAsync(run, 1, next: null, [Record("n", "1"), Record("a", "1")]), Stop);
        Assert.Equal((3, Record("a", "1")), (flow.Find("a").Revision, flow.Payload(flow.Find("a"))));
    }

    [Fact]
    public async Task A_key_two_slices_took_for_fresh_is_stored_once()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync(Slice(0, At(0), At(1)), Slice(1, At(1), At(2)));
        var one = await flow.PrepareAsync(run, 0, next: null, [Record("a", "1")]);
        var two = await flow.PrepareAsync(run, 1, next: null, [Record("a", "1"), Record("b", "1")]);
        await store.AppendAsync(one, Stop);
        var counts = (await store.AppendAsync(two, Stop)).Counts;
        Assert.Equal((1, 1), (counts.Fresh, counts.Unchanged));
        Assert.Equal(2, flow.Waiting().Count);
    }

    [Fact]
    public async Task A_waiting_revision_is_not_sent_once_a_newer_one_is_accepted()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("a", "1"));
        await flow.AppendAsync(run, 0, "3", Record("a", "2"));
        Assert.Equal(2, Assert.Single(flow.Waiting()).Revision);
        Assert.Equal(1, flow.Counts.Waiting);
        var history = store.Queries.History(flow.Summary, flow.Queue, "a");
        Assert.Equal([(2, false), (1, true)], history.Select(h => (h.Revision, h.Superseded)));
    }

    [Fact]
    public async Task A_delivered_revision_no_longer_counts_once_a_newer_one_is_accepted()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("a", "1"));
        await flow.SendAsync(flow.Find("a"), DeliveryState.Delivered, "T1");
        Assert.Equal((0, 1), (flow.Counts.Waiting, flow.Counts.Delivered));
        await flow.AppendAsync(run, 0, "3", Record("a", "2"));
        Assert.Equal((1, 0), (flow.Counts.Waiting, flow.Counts.Delivered));
        var second = flow.Find("a");
        Assert.Equal("T1", store.FindTargetId(flow.Queue, second.Previous));
        await flow.SendAsync(second, DeliveryState.Delivered, "T1");
        Assert.Equal((0, 1), (flow.Counts.Waiting, flow.Counts.Delivered));
    }

    [Fact]
    public async Task A_retrying_or_failed_revision_is_overtaken_by_a_newer_one()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("r", "1"), Record("f", "1"));
        await flow.SendAsync(flow.Find("r"), DeliveryState.Retrying, due: Start);
        await flow.SendAsync(flow.Find("f"), DeliveryState.Failed, error: new DeliveryError(ErrorKind.Rejected, "E1", "no"));
        await flow.AppendAsync(run, 0, "3", Record("r", "2"), Record("f", "2"));
        Assert.Empty(flow.Unsettled());
        Assert.Equal((2, 0, 0), (flow.Counts.Waiting, flow.Counts.Retrying, flow.Counts.Failed));
        Assert.Empty(store.Queries.Documents(flow.Summary, flow.Queue, DeliveryState.Failed, 0, 10));
    }

    [Fact]
    public async Task A_revision_in_doubt_is_still_asked_about_after_a_newer_one_is_accepted()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("a", "1"));
        await flow.SendAsync(flow.Find("a"), DeliveryState.InDoubt, due: At(1));
        await flow.AppendAsync(run, 0, "3", Record("a", "2"));
        var doubt = Assert.Single(flow.Unsettled());
        Assert.Equal((1, DeliveryState.InDoubt, At(1)), (doubt.Revision, doubt.State, doubt.DueAt));
        Assert.Equal((1, 0), (flow.Counts.Waiting, flow.Counts.InDoubt));
        await flow.CloseAsync(0, To(doubt, DeliveryState.Delivered, "T9"));
        Assert.Empty(flow.Unsettled());
        Assert.Equal((1, 0, 0), (flow.Counts.Waiting, flow.Counts.InDoubt, flow.Counts.Delivered));
        Assert.Equal("T9", store.FindTargetId(flow.Queue, flow.Find("a").Previous));
    }

    [Fact]
    public async Task A_revision_superseded_while_it_is_sent_is_settled_without_being_counted()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("a", "1"));
        var first = flow.Find("a");
        var attempt = await flow.OpenAttemptAsync(first);
        await flow.AppendAsync(run, 0, "3", Record("a", "2"));
        await flow.CloseAsync(attempt, To(first, DeliveryState.Delivered, "T1"));
        Assert.Equal((1, 0), (flow.Counts.Waiting, flow.Counts.Delivered));
        var second = Assert.Single(flow.Waiting());
        Assert.Equal((2, "T1"), (second.Revision, store.FindTargetId(flow.Queue, second.Previous)));
    }

    [Fact]
    public async Task Counts_are_the_same_after_the_ledger_was_closed_and_opened()
    {
        QueueCounts before;
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store);
            var run = await flow.RunAsync();
            await flow.AppendAsync(run, 0, next: null, [.. Enumerable.Range(0, 8).Select(i => Record($"k{i}", "1")), """{"v":1}"""]);
            await flow.SendAsync(flow.Find("k0"), DeliveryState.Delivered, "T");
            await flow.SendAsync(flow.Find("k1"), DeliveryState.Retrying, due: At(1));
            await flow.SendAsync(flow.Find("k2"), DeliveryState.InDoubt, due: At(1));
            await flow.SendAsync(flow.Find("k3"), DeliveryState.Failed);
            await flow.SendAsync(flow.Find("k4"), DeliveryState.Held);
            await flow.CloseAsync(0, To(flow.Find("k5"), DeliveryState.Rejected));
            before = flow.Counts;
        }
        Assert.Equal(new QueueCounts(Waiting: 2, Delivered: 1, Retrying: 1, InDoubt: 1, Failed: 1, Held: 1, Rejected: 2), before);
        await using var again = OpenStore();
        Assert.Equal(before, (await LedgerStand.OpenAsync(again)).Counts);
    }

    [Fact]
    public async Task Deliveries_of_an_attempt_found_open_are_in_doubt_until_the_settle_time()
    {
        LaneDocument sent;
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store);
            await flow.AppendAsync(await flow.RunAsync(), 0, next: null, Record("a", "1"), Record("b", "1"));
            sent = flow.Find("a");
            await flow.OpenAttemptAsync(TimeSpan.FromSeconds(7), sent);
        }
        Clock.Advance(TimeSpan.FromHours(1));
        await using var again = OpenStore();
        var reopened = await LedgerStand.OpenAsync(again);
        var doubt = Assert.Single(reopened.Unsettled());
        Assert.Equal((sent.Id, DeliveryState.InDoubt, 1), (doubt.Id, doubt.State, doubt.Tries));
        Assert.Equal(Start.AddHours(1).AddSeconds(7), doubt.DueAt);
        Assert.Equal("b", Assert.Single(reopened.Waiting()).Key);
        Assert.Equal((1, 1), (reopened.Counts.Waiting, reopened.Counts.InDoubt));
        Assert.Equal(ErrorKind.InDoubt, reopened.Latest("a")!.Error!.Kind);
        Assert.NotNull(Assert.Single(again.Queries.Attempts(reopened.Queue, sent.Id, 10)).ClosedAt);
    }

    [Fact]
    public async Task An_attempt_found_open_counts_one_more_try_and_keeps_the_target_id()
    {
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store);
            await flow.AppendAsync(await flow.RunAsync(), 0, next: null, Record("a", "1"));
            await flow.SendAsync(flow.Find("a"), DeliveryState.Retrying, "T1", Start);
            await flow.OpenAttemptAsync(flow.Find("a"));
        }
        await using var again = OpenStore();
        var doubt = Assert.Single((await LedgerStand.OpenAsync(again)).Unsettled());
        Assert.Equal((DeliveryState.InDoubt, 2, "T1"), (doubt.State, doubt.Tries, doubt.TargetId));
    }

    [Fact]
    public async Task A_revision_superseded_during_an_attempt_that_was_cut_off_is_in_doubt()
    {
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store);
            var run = await flow.RunAsync();
            await flow.AppendAsync(run, 0, "2", Record("a", "1"));
            await flow.OpenAttemptAsync(flow.Find("a"));
            await flow.AppendAsync(run, 0, "3", Record("a", "2"));
        }
        await using var again = OpenStore();
        var reopened = await LedgerStand.OpenAsync(again);
        Assert.Equal((1, DeliveryState.InDoubt), Assert.Single(reopened.Unsettled().Select(d => (d.Revision, d.State))));
        Assert.Equal(2, Assert.Single(reopened.Waiting()).Revision);
        Assert.Equal((1, 0), (reopened.Counts.Waiting, reopened.Counts.InDoubt));
    }

    [Fact]
    public async Task Every_write_under_an_old_epoch_is_refused()
    {
        await using var store = OpenStore();
        var old = await LedgerStand.OpenAsync(store);
        var run = await old.RunAsync();
        await old.AppendAsync(run, 0, "2", Record("a", "1"));
        var page = await old.PrepareAsync(run, 0, next: null, [Record("b", "1")]);
        var document = old.Find("a");
        var attempt = await old.OpenAttemptAsync(document);
        var fresh = await LedgerStand.OpenAsync(store);
        Assert.True(fresh.Handle.Epoch > old.Handle.Epoch);
        await Assert.ThrowsAsync<FencedException>(() => old.RunAsync());
        await Assert.ThrowsAsync<FencedException>(() => store.AppendAsync(page, Stop));
        await Assert.ThrowsAsync<FencedException>(() => old.OpenAttemptAsync(document));
        await Assert.ThrowsAsync<FencedException>(() => old.CloseAsync(attempt, To(document, DeliveryState.Delivered, "T")));
        await Assert.ThrowsAsync<FencedException>(() => store.EndRunAsync(old.Fence, run.Id, RunState.Done, error: null, Stop));
        Assert.Equal(RunState.Running, store.Queries.Run(run.Id)!.State);
        Assert.Equal((0, 1, 0), (fresh.Counts.Waiting, fresh.Counts.InDoubt, fresh.Counts.Delivered));
        // A refused write does not stop the others.
        await fresh.AppendAsync(await fresh.RunAsync(), 0, next: null, Record("c", "1"));
        Assert.Equal(1, fresh.Counts.Waiting);
    }

    [Fact]
    public async Task Flows_do_not_fence_each_other()
    {
        await using var store = OpenStore();
        var one = await LedgerStand.OpenAsync(store, "one");
        var two = await LedgerStand.OpenAsync(store, "two");
        await one.AppendAsync(await one.RunAsync(), 0, next: null, Record("a", "1"));
        await two.AppendAsync(await two.RunAsync(), 0, next: null, Record("a", "1"), Record("b", "1"));
        Assert.Equal((1, 2), (one.Counts.Waiting, two.Counts.Waiting));
        Assert.Equal((1, 2), (one.Waiting().Count, two.Waiting().Count));
        Assert.Equal(["one", "two"], store.Queries.Flows().Select(f => f.Name));
    }

    [Fact]
    public async Task A_record_without_a_key_is_rejected_with_its_reason_and_stored_once()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        string[] bad = ["""{"v":1}""", """{"id":null}""", """{"id":""}""", """{"id":[1]}""", "[1]", "7"];
        await flow.AppendAsync(run, 0, "2", [.. bad, Record("a", "1")]);
        await flow.AppendAsync(run, 0, "3", bad);
        Assert.Equal((1, 6), (flow.Counts.Waiting, flow.Counts.Rejected));
        var rejected = store.Queries.Documents(flow.Summary, flow.Queue, DeliveryState.Rejected, 0, 100);
        Assert.Equal(6, rejected.Count);
        Assert.All(rejected, d => Assert.False(string.IsNullOrEmpty(d.Error!.Text)));
        Assert.Contains(rejected, d => d.Error!.Text.Contains("'id' is missing"));
        Assert.Equal("a", Assert.Single(flow.Waiting()).Key);
    }

    [Fact]
    public async Task A_page_that_keeps_the_cursor_is_stored_and_moves_neither_slice_nor_watermark()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync(LedgerStand.Slice(0, Start.AddHours(-1), Start));
        await flow.AppendAsync(run, 0, "2", Record("a", "1"));
        var page = await flow.PrepareAsync(run, 0, next: null, [Record("b", "1"), Record("c", "1")], keepsCursor: true);
        Assert.Null((await store.AppendAsync(page, Stop)).Watermark);
        var slice = store.Queries.Run(run.Id)!.Slices[0];
        Assert.Equal((false, "2", 2L, 1L, 3L), (slice.Done, slice.Cursor, slice.Counts.Pages, slice.Counts.Read, slice.Counts.Fresh));
        Assert.Null(await store.WatermarkAsync(flow.Handle.Stream, Stop));
        Assert.Equal(3, flow.Counts.Waiting);
        await flow.AppendAsync(run, 0, next: null, Record("d", "1"));
        Assert.Equal(Start, await store.WatermarkAsync(flow.Handle.Stream, Stop));
    }

    [Fact]
    public async Task A_rejected_record_is_superseded_by_the_revision_that_passes()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store, targets: ["one", "two"]);
        var run = await flow.RunAsync();
        var page = await flow.PrepareAsync(run, 0, "2", [Record("a", "1"), Record("b", "1")], rejected: new() { [0] = "a rule" });
        await store.AppendAsync(page, Stop);
        foreach (var queue in flow.Handle.Queues)
            Assert.Equal((1, 1), (store.Counts(queue).Waiting, store.Counts(queue).Rejected));
        Assert.Equal("b", Assert.Single(flow.Waiting()).Key);
        await flow.AppendAsync(run, 0, "3", Record("a", "2"));
        foreach (var queue in flow.Handle.Queues)
            Assert.Equal((2, 0), (store.Counts(queue).Waiting, store.Counts(queue).Rejected));
    }

    public static TheoryData<string> Keys =>
        [
            "😀🀄",
            "a\0b",
            "\0",
            "it's \"quoted\" \\ and; DROP TABLE document;--",
            "𠮷野家𪚥",
            "9223372036854775807",
            "1234567890123456789",
            " blank ",
            "换行\n制表\t",
            "%_*?",
            new string('长', 2000),
        ];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Any_key_is_found_again(string key)
    {
        var record = Record(key, "1");
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store);
            await flow.AppendAsync(await flow.RunAsync(), 0, next: null, record, Record(key + "x", "1"), Record("other", "1"));
            Assert.Equal(record, flow.Payload(flow.Find(key)));
        }
        await using var again = OpenStore();
        var reopened = await LedgerStand.OpenAsync(again);
        var page = await reopened.PrepareAsync(await reopened.RunAsync(), 0, next: null, [record, Record(key, "2")]);
        Assert.Equal([Novelty.Unchanged, Novelty.Changed], page.Classification.Novelties);
        await again.AppendAsync(page, Stop);
        Assert.Equal([2, 1], again.Queries.History(reopened.Summary, reopened.Queue, key).Select(h => h.Revision));
        Assert.Equal(key, reopened.Latest(key)!.Key);
    }

    [Fact]
    public async Task A_number_and_its_text_are_one_key_with_all_digits()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        await flow.AppendAsync(await flow.RunAsync(), 0, next: null, """{"id":1234567890123456789}""", """{"id":1234567890123456788}""");
        Assert.Equal(["1234567890123456788", "1234567890123456789"], flow.Waiting().Select(d => d.Key).Order(StringComparer.Ordinal));
        var page = await flow.PrepareAsync(await flow.RunAsync(), 0, next: null, ["""{"id":"1234567890123456789"}"""]);
        Assert.Equal([Novelty.Changed], page.Classification.Novelties);
    }

    [Fact]
    public async Task A_record_of_five_megabytes_comes_back_as_it_was()
    {
        var random = new Random(7);
        var text = string.Create(5 * 1024 * 1024, random, (span, r) => r.GetItems("abcdefghij客户😀\"\\".AsSpan(0, 12), span));
        var record = Record("big", text);
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store);
            await flow.AppendAsync(await flow.RunAsync(), 0, next: null, Record("small", "1"), record, Record("after", "2"));
        }
        await using var again = OpenStore();
        var reopened = await LedgerStand.OpenAsync(again);
        Assert.Equal(record, reopened.Payload(reopened.Find("big")));
        Assert.Equal(Record("after", "2"), reopened.Payload(reopened.Find("after")));
    }

    [Fact]
    public async Task Keys_that_meet_on_one_hash_stay_apart()
    {
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store);
            var run = await flow.RunAsync();
            string[] all = [Record("a", "1"), Record("b", "1"), Record("c", "1")];
            await store.AppendAsync(await flow.PrepareAsync(run, 0, "2", all, hash: 42), Stop);
            Assert.Equal(3, flow.Waiting().Count);
            await store.AppendAsync(await flow.PrepareAsync(run, 0, "3", [Record("b", "2")], hash: 42), Stop);
            Assert.Equal(2, flow.Find("b").Revision);
        }
        await using var again = OpenStore();
        var reopened = await LedgerStand.OpenAsync(again);
        var page = await reopened.PrepareAsync(
            await reopened.RunAsync(),
            0,
            next: null,
            [Record("a", "1"), Record("b", "2"), Record("c", "9"), Record("d", "1")],
            hash: 42
        );
        Assert.Equal([Novelty.Unchanged, Novelty.Unchanged, Novelty.Changed, Novelty.Fresh], page.Classification.Novelties);
    }

    [Fact]
    public async Task Waiting_documents_come_in_the_order_they_were_accepted_after_any_one_of_them()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store, lanes: 1);
        var run = await flow.RunAsync();
        for (var page = 0; page < 5; page++)
            await flow.AppendAsync(run, 0, "n", [.. Enumerable.Range(page * 20, 20).Select(i => Record(Key(i), "1"))]);
        var all = store.ReadWaiting(flow.Handle, flow.Queue, 0, after: 0, 1000);
        Assert.Equal(Enumerable.Range(0, 100).Select(Key), all.Select(d => d.Key));
        var read = new List<LaneDocument>();
        while (store.ReadWaiting(flow.Handle, flow.Queue, 0, read.Count == 0 ? 0 : read[^1].Id, 7) is { Count: > 0 } some)
            read.AddRange(some);
        Assert.Equal(all, read);
    }

    [Fact]
    public async Task A_key_is_always_in_the_same_lane_and_all_lanes_are_used()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store, lanes: 8);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", [.. Enumerable.Range(0, 400).Select(i => Record(Key(i), "1"))]);
        var lanes = flow.Waiting().ToDictionary(d => d.Key, d => DocumentId.Lane(d.Id));
        Assert.Equal(8, lanes.Values.Distinct().Count());
        await flow.AppendAsync(run, 0, "3", [.. Enumerable.Range(0, 400).Select(i => Record(Key(i), "2"))]);
        Assert.All(flow.Waiting(), d => Assert.Equal((2, lanes[d.Key]), (d.Revision, DocumentId.Lane(d.Id))));
    }

    [Fact]
    public async Task The_head_of_a_lane_is_kept_and_never_goes_back()
    {
        long head;
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store, lanes: 1);
            await flow.AppendAsync(await flow.RunAsync(), 0, next: null, [.. Enumerable.Range(0, 3).Select(i => Record(Key(i), "1"))]);
            Assert.Equal(0, store.ReadHead(flow.Queue, 0));
            var all = flow.Waiting();
            head = all[1].Id;
            await OpenAsync(all[0], head);
            await OpenAsync(all[2], all[0].Id);
            Assert.Equal(head, store.ReadHead(flow.Queue, 0));

            Task<long> OpenAsync(LaneDocument document, long upTo) =>
                store.OpenAttemptAsync(new AttemptOpening(flow.Fence, flow.Queue, 0, Run: 0, [document.Id], upTo, TimeSpan.Zero), Stop);
        }
        await using var again = OpenStore();
        Assert.Equal(head, again.ReadHead((await LedgerStand.OpenAsync(again)).Queue, 0));
    }

    [Fact]
    public async Task Only_deliveries_that_failed_or_are_held_can_be_released()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        await flow.AppendAsync(await flow.RunAsync(), 0, next: null, [.. Enumerable.Range(0, 5).Select(i => Record($"k{i}", "1"))]);
        var documents = Enumerable.Range(0, 5).Select(i => flow.Find($"k{i}")).ToList();
        await flow.SendAsync(documents[0], DeliveryState.Failed, error: new DeliveryError(ErrorKind.Rejected, "E", "no"));
        await flow.SendAsync(documents[1], DeliveryState.Held);
        await flow.SendAsync(documents[2], DeliveryState.Delivered, "T");
        await flow.SendAsync(documents[3], DeliveryState.InDoubt, due: At(9));
        Assert.Equal(2, await store.ReleaseAsync(flow.Queue, [.. documents.Select(d => d.Id)], Stop));
        Assert.Equal(new QueueCounts(1, 1, 2, 1, 0, 0, 0), flow.Counts);
        Assert.All(flow.Unsettled().Where(d => d.State == DeliveryState.Retrying), d => Assert.Equal((0, Start), (d.Tries, d.DueAt)));
        Assert.Equal(0, await store.ReleaseAsync(flow.Queue, [.. documents.Select(d => d.Id)], Stop));
    }

    [Fact]
    public async Task A_note_is_new_once_per_flow_version_node_and_subject()
    {
        await using (var store = OpenStore())
        {
            Assert.True(await store.NoteOnceAsync(1, 1, "n", "s", "text", Stop));
            Assert.False(await store.NoteOnceAsync(1, 1, "n", "s", "other text", Stop));
            Assert.True(await store.NoteOnceAsync(1, 2, "n", "s", "text", Stop));
            Assert.True(await store.NoteOnceAsync(2, 1, "n", "s", "text", Stop));
            Assert.True(await store.NoteOnceAsync(1, 1, "m", "s", "text", Stop));
        }
        await using var again = OpenStore();
        Assert.False(await again.NoteOnceAsync(1, 1, "n", "s", "text", Stop));
    }

    [Fact]
    public async Task The_target_id_is_found_through_revisions_that_never_got_one()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("a", "1"));
        await flow.SendAsync(flow.Find("a"), DeliveryState.Delivered, "T1");
        await flow.AppendAsync(run, 0, "3", Record("a", "2"));
        await flow.SendAsync(flow.Find("a"), DeliveryState.Failed);
        await flow.AppendAsync(run, 0, "4", Record("a", "3"));
        await flow.AppendAsync(run, 0, "5", Record("a", "4"), Record("b", "1"), Record("b", "2"));
        Assert.Equal("T1", store.FindTargetId(flow.Queue, flow.Find("a").Previous));
        Assert.Null(store.FindTargetId(flow.Queue, flow.Find("b").Previous));
        Assert.Null(store.FindTargetId(flow.Queue, 0));
    }

    [Fact]
    public async Task History_and_attempts_tell_what_happened_to_a_key()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store, lanes: 1);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "2", Record("a", "1"), Record("b", "1"), Record("c", "1"));
        var (a, b, c) = (flow.Find("a"), flow.Find("b"), flow.Find("c"));
        var error = new DeliveryError(ErrorKind.Transient, "503", "busy", "稍后重试");
        await flow.CloseAsync(
            await flow.OpenAttemptAsync(a, c),
            To(a, DeliveryState.Retrying, due: Start, error: error),
            To(c, DeliveryState.Failed)
        );
        Clock.Advance(TimeSpan.FromMinutes(1));
        await flow.SendAsync(flow.Find("a"), DeliveryState.Delivered, "T1");
        await flow.AppendAsync(run, 0, "3", Record("a", "2"));
        var history = store.Queries.History(flow.Summary, flow.Queue, "a");
        Assert.Equal(
            [(2, DeliveryState.Waiting, false, 0), (1, DeliveryState.Delivered, true, 2)],
            history.Select(h => (h.Revision, h.State, h.Superseded, h.Tries))
        );
        Assert.Null(history[1].Error);
        var attempts = store.Queries.Attempts(flow.Queue, a.Id, 10);
        Assert.Equal([1, 2], attempts.Select(x => x.Documents));
        Assert.Equal([At(1), At(0)], attempts.Select(x => x.OpenedAt));
        // b lies between a and c and was in neither.
        Assert.Empty(store.Queries.Attempts(flow.Queue, b.Id, 10));
        Assert.Empty(store.Queries.History(flow.Summary, flow.Queue, "nobody"));
    }

    [Fact]
    public async Task Documents_are_listed_by_state_page_by_page()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store, lanes: 3);
        var other = await LedgerStand.OpenAsync(store, "other", lanes: 3);
        await other.AppendAsync(await other.RunAsync(), 0, next: null, Record("x", "1"));
        await flow.AppendAsync(await flow.RunAsync(), 0, next: null, [.. Enumerable.Range(0, 30).Select(i => Record(Key(i), "1"))]);
        foreach (var document in flow.Waiting().Take(12))
            await flow.SendAsync(document, DeliveryState.Failed, error: new DeliveryError(ErrorKind.Rejected, "E", "no"));
        foreach (var document in flow.Waiting().Take(5))
            await flow.SendAsync(document, DeliveryState.Delivered, "T");
        foreach (
            var (state, expected) in new[]
            {
                ((DeliveryState?)null, 30),
                (DeliveryState.Failed, 12),
                (DeliveryState.Delivered, 5),
                (DeliveryState.Waiting, 13),
                (DeliveryState.Held, 0),
            }
        )
        {
            var found = new List<DocumentSummary>();
            while (store.Queries.Documents(flow.Summary, flow.Queue, state, found.Count == 0 ? 0 : found[^1].Id, 4) is { Count: > 0 } page)
                found.AddRange(page);
            Assert.Equal(expected, found.Select(d => d.Key).Distinct().Count());
            Assert.Equal(expected, found.Count);
            Assert.All(found, d => Assert.True(state is null || d.State == state));
        }
    }

    [Fact]
    public async Task A_trace_is_stored_with_its_attempt()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        await flow.AppendAsync(await flow.RunAsync(), 0, next: null, Record("a", "1"));
        var a = flow.Find("a");
        var attempt = await flow.OpenAttemptAsync(a);
        using var slab = Weir.Sdk.Records.RecordSlab.Copy(["facts"u8.ToArray(), "request"u8.ToArray(), "answer"u8.ToArray()]);
        var closing = new AttemptClosing(flow.Fence, flow.Queue, attempt, [To(a, DeliveryState.Failed)], PayloadFrame.Encode(slab), "no");
        await store.CloseAttemptAsync(closing, Stop);
        var summary = Assert.Single(store.Queries.Attempts(flow.Queue, a.Id, 1));
        Assert.Equal("no", summary.Error);
        Assert.Equal([("facts", "request", "answer")], Weir.Engine.Runtime.Trace.Decode(store.ReadFrame(summary.Trace)));
    }

    [Fact]
    public async Task A_flow_keeps_its_lanes_and_gets_a_version_when_its_text_changes()
    {
        await using var store = OpenStore();
        var first = await LedgerStand.OpenAsync(store, lanes: 4);
        var same = await LedgerStand.OpenAsync(store, lanes: 9);
        Assert.Equal((first.Handle.Version, 4), (same.Handle.Version, same.Handle.Lanes));
        var edited = await store.OpenFlowAsync(new FlowRegistration("flow", "new text", "new hash", "source", ["target"], 9), Stop);
        Assert.Equal((first.Handle.Version + 1, 4), (edited.Version, edited.Lanes));
        Assert.Equal((first.Handle.Stream, first.Queue), (edited.Stream, edited.Queues[0]));
    }

    [Fact]
    public async Task A_source_node_that_was_renamed_goes_on_with_its_documents()
    {
        await using var store = OpenStore();
        var first = await LedgerStand.OpenAsync(store);
        await first.AppendAsync(await first.RunAsync(Slice(0, At(0), At(10))), 0, next: null, Record("a", "1"));
        await first.SendAsync(first.Find("a"), DeliveryState.Delivered, "T1");
        var renamed = await LedgerStand.OpenAsync(store, source: "renamed");
        Assert.Equal(At(10), await store.WatermarkAsync(renamed.Handle.Stream, Stop));
        await renamed.AppendAsync(await renamed.RunAsync(), 0, next: null, Record("a", "1"), Record("b", "1"));
        Assert.Equal("b", Assert.Single(renamed.Waiting()).Key);
        Assert.Equal((1, 1), (renamed.Counts.Waiting, renamed.Counts.Delivered));
        Assert.Equal(2, store.Queries.Documents(renamed.Summary, renamed.Queue, state: null, 0, 10).Count);
    }

    [Fact]
    public async Task A_target_added_later_gets_the_latest_revisions_and_counts_them()
    {
        await using var store = OpenStore();
        var first = await LedgerStand.OpenAsync(store);
        var run = await first.RunAsync();
        await first.AppendAsync(run, 0, "2", Record("a", "1"), Record("b", "1"), """{"v":"no key"}""");
        await first.SendAsync(first.Find("a"), DeliveryState.Delivered, "T1");
        await first.AppendAsync(run, 0, "3", Record("a", "2"));
        var both = await LedgerStand.OpenAsync(store, targets: ["target", "second"]);
        var second = both.Handle.Queues[1];
        Assert.Equal([("a", 2), ("b", 1)], both.Waiting(second).Select(d => (d.Key, d.Revision)).Order());
        Assert.Equal((2, 1), (store.Counts(second).Waiting, store.Counts(second).Rejected));
        await both.AppendAsync(run, 0, "4", Record("b", "2"));
        Assert.Equal((2, 1), (store.Counts(second).Waiting, store.Counts(second).Rejected));
        Assert.Equal(2, both.Waiting(second).Count);
    }

    [Fact]
    public async Task Everybody_who_waits_is_woken_by_a_commit()
    {
        await using var store = OpenStore();
        var flow = await LedgerStand.OpenAsync(store);
        var run = await flow.RunAsync();
        var woken = store.Signal.Next;
        Assert.False(woken.IsCompleted);
        await flow.AppendAsync(run, 0, next: null, Record("a", "1"));
        await woken.WaitAsync(Stop);
    }
}
