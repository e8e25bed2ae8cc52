using Microsoft.Extensions.Time.Testing;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Storage.Embedded;
using Weir.Tests.Storage;
using Xunit;
using static Weir.Tests.Storage.LedgerStand;

namespace Weir.Tests.Engine;

public sealed class LaneBacklogTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(EngineRig.Start);
    private SqliteLedger _ledger = null!;
    private LedgerStand _flow = null!;
    private RunRecord _run = null!;

    private DateTimeOffset Now => _clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _ledger = SqliteLedger.Open(_directory.Path, _clock);
        _flow = await LedgerStand.OpenAsync(_ledger, lanes: 1);
        _run = await _flow.RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _directory.Dispose();
    }

    private LaneBacklog Backlog(int most = 200) => new(_ledger, _flow.Handle, _flow.Queue, 0, most);

    private Task<PageAppended> AcceptAsync(params string[] records) => _flow.AppendAsync(_run, 0, "n", records);

    private static IEnumerable<string> Keys(IEnumerable<LaneDocument> documents) => documents.Select(d => d.Key);

    [Fact]
    public async Task Waiting_documents_are_taken_in_order_and_once()
    {
        await AcceptAsync([.. Enumerable.Range(0, 10).Select(i => Record($"k{i}", "1"))]);
        var backlog = Backlog();
        Assert.Equal(["k0", "k1", "k2", "k3"], Keys(backlog.TakeWaiting(4)));
        await AcceptAsync(Record("k10", "1"));
        Assert.Equal(["k4", "k5", "k6", "k7", "k8", "k9", "k10"], Keys(backlog.TakeWaiting(100)));
        Assert.Empty(backlog.TakeWaiting(100));
    }

    [Fact]
    public async Task A_key_is_never_taken_twice_in_one_batch()
    {
        await AcceptAsync(Record("a", "1"), Record("b", "1"));
        var backlog = Backlog();
        Assert.Equal(["a"], Keys(backlog.TakeWaiting(1)));
        backlog.PutBack([_flow.Find("a")]);
        await AcceptAsync(Record("a", "2"), Record("c", "1"));
        var first = backlog.TakeWaiting(10);
        Assert.Equal(["a", "b", "c"], Keys(first).Order());
        Assert.Equal(1, first.Single(d => d.Key is "a").Revision);
        Assert.Equal(2, Assert.Single(backlog.TakeWaiting(10)).Revision);
    }

    [Fact]
    public async Task A_newer_revision_is_parked_while_its_key_is_busy()
    {
        await AcceptAsync(Record("a", "1"), Record("b", "1"));
        var backlog = Backlog();
        var batch = backlog.TakeWaiting(10);
        var a = batch.Single(d => d.Key is "a");
        backlog.Note(a, To(a, DeliveryState.InDoubt, due: Now));
        await AcceptAsync(Record("a", "2"), Record("c", "1"));
        Assert.Equal(["c"], Keys(backlog.TakeWaiting(10)));
        Assert.Empty(backlog.TakeWaiting(10));
        var doubt = Assert.Single(backlog.TakeDue(DeliveryState.InDoubt, Now, 10));
        backlog.Note(doubt, To(doubt, DeliveryState.Delivered));
        Assert.Equal((0, 2), (backlog.Unsettled, Assert.Single(backlog.TakeWaiting(10)).Revision));
    }

    [Fact]
    public async Task Many_revisions_parked_behind_one_key_are_taken_once_it_is_free()
    {
        await AcceptAsync(Record("a", "0"));
        var backlog = Backlog(most: 3);
        var a = Assert.Single(backlog.TakeWaiting(10));
        backlog.Note(a, To(a, DeliveryState.InDoubt, due: Now));
        foreach (var revision in Enumerable.Range(1, 6))
        {
            await AcceptAsync(Record("a", $"{revision}"));
            Assert.Empty(backlog.TakeWaiting(10));
        }
        backlog.Note(a, To(a, DeliveryState.Delivered));
        var taken = new List<int>();
        while (backlog.TakeWaiting(10) is [var next, ..])
            taken.Add(next.Revision);
        Assert.Equal(taken.Order(), taken);
        Assert.Equal(7, taken[^1]);
    }

    [Fact]
    public async Task A_lane_with_too_much_unsettled_takes_nothing_new()
    {
        await AcceptAsync([.. Enumerable.Range(0, 10).Select(i => Record($"k{i}", "1"))]);
        var backlog = Backlog(most: 3);
        foreach (var document in backlog.TakeWaiting(3))
            backlog.Note(document, To(document, DeliveryState.Retrying, due: Now));
        Assert.Equal(3, backlog.Unsettled);
        Assert.Empty(backlog.TakeWaiting(3));
    }

    [Fact]
    public async Task Unsettled_deliveries_beyond_the_limit_are_loaded_as_there_is_room_and_hold_back_what_waits()
    {
        await AcceptAsync([.. Enumerable.Range(0, 7).Select(i => Record($"k{i}", "1"))]);
        foreach (var document in _flow.Waiting())
            await _flow.SendAsync(document, DeliveryState.InDoubt, due: Now);
        await AcceptAsync(Record("k6", "2"));
        var backlog = Backlog(most: 3);
        backlog.LoadUnsettled();
        var settled = new List<string>();
        while (settled.Count < 7)
        {
            Assert.Empty(backlog.TakeWaiting(10));
            foreach (var document in backlog.TakeDue(DeliveryState.InDoubt, Now, 2))
            {
                await _flow.CloseAsync(0, To(document, DeliveryState.Delivered));
                backlog.Note(document, To(document, DeliveryState.Delivered));
                settled.Add(document.Key);
            }
        }
        Assert.Equal(7, settled.Distinct().Count());
        Assert.Equal(2, Assert.Single(backlog.TakeWaiting(10)).Revision);
    }

    [Fact]
    public async Task Only_what_is_due_is_taken_and_the_next_due_time_is_told()
    {
        await AcceptAsync(Record("a", "1"), Record("b", "1"));
        var backlog = Backlog();
        Assert.Null(backlog.NextDue);
        var batch = backlog.TakeWaiting(10);
        backlog.Note(batch[0], To(batch[0], DeliveryState.Retrying, due: Now.AddSeconds(5)));
        backlog.Note(batch[1], To(batch[1], DeliveryState.InDoubt, due: Now.AddSeconds(3)));
        Assert.Equal(Now.AddSeconds(3), backlog.NextDue);
        Assert.Empty(backlog.TakeDue(DeliveryState.Retrying, Now.AddSeconds(4), 10));
        Assert.Equal(["b"], Keys(backlog.TakeDue(DeliveryState.InDoubt, Now.AddSeconds(4), 10)));
        Assert.Equal(["a"], Keys(backlog.TakeDue(DeliveryState.Retrying, Now.AddSeconds(5), 10)));
    }

    [Fact]
    public async Task A_batch_that_failed_comes_back_smaller_each_time()
    {
        await AcceptAsync([.. Enumerable.Range(0, 16).Select(i => Record($"k{i:00}", "1"))]);
        var backlog = Backlog();
        foreach (var tries in Enumerable.Range(0, 6))
        {
            var batch = tries == 0 ? backlog.TakeWaiting(16) : backlog.TakeDue(DeliveryState.Retrying, Now, 16);
            Assert.Equal(tries < 2 ? 16 : Math.Max(1, 16 >> (tries - 1)), batch.Count);
            foreach (var document in tries == 0 ? batch : backlog.TakeDue(DeliveryState.Retrying, Now, 16))
                backlog.Note(document, To(document, DeliveryState.Retrying, due: Now));
            while (backlog.TakeDue(DeliveryState.Retrying, Now, 16) is [{ Tries: var t }, ..] rest && t == tries)
                foreach (var document in rest)
                    backlog.Note(document, To(document, DeliveryState.Retrying, due: Now));
        }
    }

    [Fact]
    public async Task The_head_stops_before_the_first_document_that_is_neither_settled_nor_taken()
    {
        await AcceptAsync([.. Enumerable.Range(0, 6).Select(i => Record($"k{i}", "1"))]);
        var all = _flow.Waiting();
        var backlog = Backlog();
        Assert.Equal(0, backlog.Head);
        var batch = backlog.TakeWaiting(4);
        Assert.Equal(all[3].Id, backlog.Head);
        backlog.PutBack(batch.Skip(1));
        Assert.Equal(all[0].Id, backlog.Head);
        Assert.Equal(["k1", "k2", "k3", "k4", "k5"], Keys(backlog.TakeWaiting(10)));
        Assert.Equal(all[5].Id, backlog.Head);
    }

    [Fact]
    public async Task A_lane_that_is_opened_again_begins_at_its_head_and_misses_nothing()
    {
        await AcceptAsync([.. Enumerable.Range(0, 6).Select(i => Record($"k{i}", "1"))]);
        var backlog = Backlog();
        var batch = backlog.TakeWaiting(2);
        await _ledger.OpenAttemptAsync(
            new AttemptOpening(_flow.Fence, _flow.Queue, 0, 0, [.. batch.Select(d => d.Id)], backlog.Head, TimeSpan.Zero),
            TestContext.Current.CancellationToken
        );
        var reopened = await LedgerStand.OpenAsync(_ledger, lanes: 1);
        var again = new LaneBacklog(_ledger, reopened.Handle, reopened.Queue, 0, 200);
        again.LoadUnsettled();
        Assert.Equal(["k0", "k1"], Keys(again.TakeDue(DeliveryState.InDoubt, Now, 10)));
        Assert.Equal(["k2", "k3", "k4", "k5"], Keys(again.TakeWaiting(10)));
    }
}
