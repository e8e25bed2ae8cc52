using Weir.Engine.Ledger;
using Weir.Storage.Embedded;
using Xunit;
using static Weir.Tests.Storage.LedgerStand;

namespace Weir.Tests.Storage;

public sealed class SqliteFollowTests : FollowContract, IDisposable
{
    private readonly TempDirectory _directory = new();

    protected override ILedgerStore OpenStore() => SqliteLedger.Open(_directory.Path, Clock);

    public void Dispose() => _directory.Dispose();
}

public sealed class SqliteLedgerTests : LedgerContract, IDisposable
{
    private readonly TempDirectory _directory = new();

    protected override ILedgerStore OpenStore() => SqliteLedger.Open(_directory.Path, Clock);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Keys_are_found_after_the_index_was_merged_and_the_ledger_opened_again()
    {
        const int many = 210_000;
        const int page = 10_000;
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var keys = Enumerable.Range(0, many).Select(i => $"{random.NextInt64():x}-{i}").ToArray();
        await using (var store = OpenStore())
        {
            var flow = await LedgerStand.OpenAsync(store, lanes: 4);
            var run = await flow.RunAsync();
            await store.AppendAsync(await flow.PrepareAsync(run, 0, "n", [Record("met", "1")], hash: 42), Stop);
            foreach (var some in keys.Chunk(page))
                await flow.AppendAsync(run, 0, "n", [.. some.Select(k => Record(k, "1"))]);
            Assert.Equal(many + 1, flow.Counts.Waiting);
            // Another key that meets a merged one on its hash.
            await store.AppendAsync(await flow.PrepareAsync(run, 0, "n", [Record("met too", "1")], hash: 42), Stop);
            var met = await flow.PrepareAsync(run, 0, "n", [Record("met", "1"), Record("met too", "1")], hash: 42);
            Assert.Equal([Novelty.Unchanged, Novelty.Unchanged], met.Classification.Novelties);
        }
        await using var again = OpenStore();
        var reopened = await LedgerStand.OpenAsync(again, lanes: 4);
        Assert.Equal(many + 2, reopened.Counts.Waiting);
        var next = await reopened.RunAsync();
        var sample = random.GetItems(keys, 500);
        // The last ones are not in the tree yet, the first ones are.
        sample = [.. sample, .. keys[..50], .. keys[^50..]];
        var known = await reopened.PrepareAsync(next, 0, "n", [.. sample.Select(k => Record(k, "1"))]);
        Assert.All(known.Classification.Novelties, n => Assert.Equal(Novelty.Unchanged, n));
        var changed = await reopened.PrepareAsync(next, 0, "n", [.. sample.Distinct().Select(k => Record(k, "2"))]);
        Assert.All(changed.Classification.Novelties, n => Assert.Equal(Novelty.Changed, n));
        await again.AppendAsync(changed, Stop);
        Assert.Equal(many + 2, reopened.Counts.Waiting);
        Assert.All(
            sample.Take(20),
            k => Assert.Equal([2, 1], again.Queries.History(reopened.Summary, reopened.Queue, k).Select(h => h.Revision))
        );
    }
}
