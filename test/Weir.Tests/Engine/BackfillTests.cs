using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>Past ranges that are read once more.</summary>
public sealed class BackfillTests : IDisposable
{
    private readonly EngineRig _rig = new();

    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Dispose() => _rig.Dispose();

    private static RunOrder Order(int days) =>
        new(RunOrder.Backfill, Range: new BackfillRange(From, From.AddDays(days), TimeSpan.FromDays(1)));

    [Fact]
    public async Task It_adds_what_was_missed_updates_what_has_changed_and_leaves_the_watermark()
    {
        var slices = new List<SourceSlice>();
        _rig.Source = new Script(_rig.Clock) { Windowed = true };
        _rig.Source.Gives([Record("a", "1"), Record("b", "1")]);
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        var watermark = engine.Summary.Watermark;
        _rig.Clock.Advance(TimeSpan.FromHours(1));
        _rig.Source.Read = (slice, _, _) =>
        {
            lock (slices)
                slices.Add(slice);
            return Task.FromResult(
                slice.From == From ? Page(next: null, Record("a", "1"), Record("b", "2"), Record("missed", "1")) : Page(next: null)
            );
        };

        await engine.Flow.BeginAsync(Order(3));
        var status = await engine.UntilIdleAsync();

        Assert.Equal((RunState.Done, 3, 3), (status.Outcome, status.SlicesDone, status.Slices));
        Assert.Equal((3L, 1L, 1L, 1L), (status.Read.Read, status.Read.Fresh, status.Read.Changed, status.Read.Unchanged));
        Assert.Equal(
            Enumerable.Range(0, 3).Select(day => (From.AddDays(day), From.AddDays(day + 1))),
            slices.Select(s => (s.From!.Value, s.To!.Value)).Order()
        );
        Assert.Equal(watermark, engine.Summary.Watermark);
        Assert.Equal((3L, 1, 1), (engine.Counts.Delivered, _rig.Target.Kept["b"].Updates, _rig.Target.Kept["a"].Copies));
        var run = engine.Ledger.Queries.RunsBy(engine.Summary.Id, RunOrder.Backfill, long.MaxValue, 10).Single();
        Assert.Equal((status.Run, RunState.Done), (run.Id, run.State));
    }

    [Fact]
    public async Task Interrupted_it_goes_on_at_the_slice_it_was_at_and_still_leaves_the_watermark()
    {
        var seen = new List<DateTimeOffset>();
        _rig.Source = new Script(_rig.Clock) { Windowed = true };
        var broken = true;
        _rig.Source.Read = (slice, _, _) =>
        {
            lock (seen)
                seen.Add(slice.From!.Value);
            return broken && slice.From >= From.AddDays(4)
                ? throw Error(ErrorKind.Auth)
                : Task.FromResult(Page(next: null, Record($"d{(slice.From!.Value - From).Days}", "1")));
        };
        await using (var engine = await _rig.StartAsync())
        {
            await engine.Flow.BeginAsync(Order(8));
            Assert.Equal(RunState.Stopped, (await engine.UntilIdleAsync()).Outcome);
        }
        broken = false;
        seen.Clear();
        await using (var engine = await _rig.StartAsync())
        {
            await engine.Flow.StartAsync("api");
            var status = await engine.UntilIdleAsync();
            Assert.Equal((RunState.Done, 8, 8L), (status.Outcome, status.SlicesDone, status.Read.Fresh));
            Assert.DoesNotContain(From, seen);
            Assert.Null(engine.Summary.Watermark);
            Assert.Equal(8, engine.Counts.Delivered);
        }
    }

    [Theory]
    [InlineData(2, 1, 60, "before it begins")]
    [InlineData(10, 11, 60, "future")]
    [InlineData(1, 2, 0, "1m")]
    public void A_range_that_is_none_is_refused(int from, int to, int sliceMinutes, string what)
    {
        var range = new BackfillRange(From.AddDays(from), From.AddDays(to), TimeSpan.FromMinutes(sliceMinutes));
        Assert.Contains(what, range.Wrong(From.AddDays(5)), StringComparison.Ordinal);
        Assert.Null(new BackfillRange(From, From.AddDays(9), TimeSpan.FromDays(1)).Wrong(From.AddDays(5)));
    }
}
