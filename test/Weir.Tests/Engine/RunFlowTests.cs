using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>How runs begin, read, stop and go on, end to end.</summary>
public sealed class RunFlowTests : IDisposable
{
    private readonly EngineRig _rig = new();

    private Script Source => _rig.Source;

    private Script Target => _rig.Target;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_malformed_page_is_read_again()
    {
        Source.Read = (_, _, _) =>
            Task.FromResult(
                Source.Calls.Count == 1 ? Page(next: null, Record("k0", "1"), """{"id":"k1","v":""") : Page(next: null, Many(2))
            );
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 2L), (status.Outcome, counts.Delivered));
        Assert.Equal(2, Source.Calls.Count);
    }

    [Fact]
    public async Task A_page_that_stays_malformed_stops_the_run_with_its_fault_and_the_next_run_goes_on_there()
    {
        var mended = false;
        Source.Read = (_, cursor, _) =>
            Task.FromResult(
                cursor is null ? Page("2", Record("k0", "1"))
                : mended ? Page(next: null, Record("k1", "1"))
                : Page(next: null, """{"id":"k1" "v":1}""")
            );
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal(RunState.Stopped, status.Outcome);
        Assert.Contains("record 1 of the page is not valid JSON", status.Error);
        Assert.Equal(9, Source.Calls.Count);
        Assert.Equal(1, counts.Waiting + counts.Delivered);
        mended = true;
        (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 2L), (status.Outcome, counts.Delivered));
        Assert.Equal("2", Source.Calls.Last().Ids[0]);
        Assert.Equal(10, Source.Calls.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_that_gives_the_same_page_for_ever_stops_the_run(bool cursorMoves)
    {
        Source.Read = (_, cursor, _) => Task.FromResult(Page(cursorMoves ? $"{cursor}x" : "x", Many(3)));
        var (status, _) = await _rig.RunAsync();
        Assert.Equal(RunState.Stopped, status.Outcome);
        Assert.Contains("same page again", status.Error);
        Assert.InRange(Source.Calls.Count, 2, 3);
    }

    [Fact]
    public async Task A_page_of_unchanged_records_between_others_is_read_over()
    {
        string[] same = [Record("a", "1"), Record("b", "1")];
        Source.Read = (_, cursor, _) =>
            Task.FromResult(
                cursor switch
                {
                    null => Page("2", same),
                    "2" => Page("3"),
                    "3" => Page("4", [Record("c", "1")]),
                    _ => Page(next: null, same),
                }
            );
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 3L, 5L, 2L), (status.Outcome, counts.Delivered, status.Read.Read, status.Read.Unchanged));
    }

    [Fact]
    public async Task What_was_read_is_counted_once_however_short_the_pages_are()
    {
        Source.Gives(Many(60), size: 1);
        var (status, _) = await _rig.RunAsync();
        Assert.Equal((60L, 60L, 60L), (status.Read.Read, status.Read.Pages, status.Read.Fresh));
        Assert.Equal(60, Source.Calls.Count);
    }

    [Fact]
    public async Task Documents_are_delivered_while_a_slow_source_is_still_being_read()
    {
        Source.Read = async (_, cursor, stop) =>
        {
            if (cursor is null)
                return Page("2", Many(10));
            await Task.Delay(TimeSpan.FromMinutes(3), _rig.Clock, stop);
            return Page(next: null, Record("late", "1"));
        };
        await using var engine = await _rig.StartAsync();
        await engine.Flow.StartAsync("test");
        await engine.UntilAsync(() => engine.Counts.Delivered == 10);
        Assert.Equal(FlowActivity.Running, (await engine.Flow.StatusAsync()).Activity);
        Assert.Equal(RunState.Done, (await engine.UntilIdleAsync()).Outcome);
        Assert.Equal(11, engine.Counts.Delivered);
    }

    [Fact]
    public async Task A_source_that_fails_for_a_while_is_read_on()
    {
        Source.Read = (_, _, _) =>
            Source.Calls.Count < 5
                ? throw Error(Source.Calls.Count % 2 == 0 ? ErrorKind.Transient : ErrorKind.Unknown)
                : Task.FromResult(Page(next: null, Many(1)));
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 1L), (status.Outcome, counts.Delivered));
        Assert.True(Source.Calls.Last().At - Source.Calls.First().At > TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_source_that_refuses_the_credential_stops_the_run_at_once()
    {
        Source.Read = (_, _, _) => throw Error(ErrorKind.Auth, "401", "token expired");
        var (status, _) = await _rig.RunAsync();
        Assert.Equal((RunState.Stopped, 1), (status.Outcome, Source.Calls.Count));
        Assert.Contains("token expired", status.Error);
    }

    [Fact]
    public async Task Windows_follow_each_other_with_the_overlap()
    {
        _rig.Source = new Script(_rig.Clock) { Windowed = true };
        var slices = new List<SourceSlice>();
        Source.Read = (slice, _, _) =>
        {
            slices.Add(slice);
            return Task.FromResult(Page(next: null));
        };
        await _rig.RunAsync();
        _rig.Clock.Advance(TimeSpan.FromHours(1));
        await _rig.RunAsync();
        Assert.Equal(2, slices.Count);
        Assert.Null(slices[0].From);
        Assert.Equal(slices[0].To!.Value - TimeSpan.FromMinutes(5), slices[1].From);
        Assert.True(slices[1].To - slices[0].To >= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Many_slices_are_all_read_and_the_watermark_reaches_the_end()
    {
        _rig.Source = new Script(_rig.Clock) { Windowed = true };
        _rig.Flow = EngineRig.OneTarget(source: ", window: { start: \"2026-02-20 00:00:00\", slice: 1d }");
        Source.Read = (slice, _, _) => Task.FromResult(Page(next: null, Record($"day {slice.From:MM-dd}", "1")));
        await using var engine = await _rig.StartAsync();
        var status = await engine.RunAsync();
        Assert.Equal((RunState.Done, 10, 10), (status.Outcome, status.Slices, status.SlicesDone));
        Assert.Equal(10, engine.Counts.Delivered);
        Assert.Equal(10, Source.Calls.Count);
        Assert.True(engine.Summary.Watermark >= EngineRig.Start);
    }

    [Fact]
    public async Task An_edited_flow_gets_a_version_and_keeps_its_lanes_and_documents()
    {
        _rig.Flow = EngineRig.OneTarget(lanes: 2);
        Source.Gives(Many(20));
        await _rig.RunAsync();
        _rig.Flow = EngineRig.OneTarget(lanes: 7).Replace("v: \"{{v}}\"", "v: \"new {{v}}\"");
        Source.Gives([.. Many(20), Record("k20", "1")]);
        await using var engine = await _rig.StartAsync();
        var status = await engine.RunAsync();
        Assert.Equal((RunState.Done, 2, 2), (status.Outcome, status.Handle!.Version, status.Handle.Lanes));
        Assert.Equal(21, engine.Counts.Delivered);
        Assert.Equal((Record("k20", "new 1"), Record("k0", "1")), (Target.Kept["k20"].Body, Target.Kept["k0"].Body));
        Assert.All(Target.Kept.Values, k => Assert.Equal(1, k.Copies));
    }

    [Fact]
    public async Task A_target_that_is_added_gets_what_was_accepted_before()
    {
        Source.Gives(Many(12));
        await _rig.RunAsync();
        _rig.Second = new Script(_rig.Clock);
        _rig.Flow += "\n  other: { type: target, from: map, connection: second, operation: things.save, lanes: 1 }";
        await using var engine = await _rig.StartAsync();
        var status = await engine.RunAsync();
        Assert.Equal(RunState.Done, status.Outcome);
        Assert.Equal(12, engine.Ledger.Counts(status.Handle!.Queues[1]).Delivered);
        Assert.All(_rig.Second.Kept.Values, k => Assert.Equal(1, k.Copies));
        Assert.Equal(12, Target.Writes.Sum(w => w.Ids.Count));
    }

    [Fact]
    public async Task A_paused_flow_sends_nothing_and_goes_on_when_resumed()
    {
        Source.Gives(Many(40));
        var (held, release) = Hold();
        await using var engine = await _rig.StartAsync();
        await engine.Flow.StartAsync("test");
        await held.WaitAsync(Stop);
        var pausing = engine.Flow.PauseAsync();
        release();
        await engine.UntilAsync(() => pausing.IsCompleted);
        Assert.Equal(FlowActivity.Paused, (await pausing).Activity);
        var writes = Target.Writes.Count();
        _rig.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(FlowActivity.Paused, (await engine.Flow.StartAsync("test")).Activity);
        Assert.Equal(writes, Target.Writes.Count());
        Assert.Equal(0, engine.Counts.InDoubt);
        Assert.Equal(FlowActivity.Running, (await engine.Flow.ResumeAsync()).Activity);
        Assert.Equal(RunState.Done, (await engine.UntilIdleAsync()).Outcome);
        Assert.Equal(40, Target.Kept.Count);
        Assert.All(Target.Kept.Values, k => Assert.Equal(1, k.Copies));
    }

    [Fact]
    public async Task A_cancelled_run_is_over_and_the_next_one_delivers_what_it_read()
    {
        Source.Gives(Many(40));
        var (held, release) = Hold();
        await using (var engine = await _rig.StartAsync())
        {
            await engine.Flow.StartAsync("test");
            await held.WaitAsync(Stop);
            var cancelling = engine.Flow.CancelAsync();
            release();
            await engine.UntilAsync(() => cancelling.IsCompleted);
            var status = await cancelling;
            Assert.Equal((FlowActivity.Idle, RunState.Cancelled), (status.Activity, status.Outcome));
            Assert.Equal(RunState.Cancelled, engine.Ledger.Queries.Run(status.Run)!.State);
            Assert.Equal(FlowActivity.Idle, (await engine.Flow.ResumeAsync()).Activity);
        }
        var (next, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 40L), (next.Outcome, counts.Delivered));
        Assert.All(Target.Kept.Values, k => Assert.Equal(1, k.Copies));
    }

    [Fact]
    public async Task Starting_a_flow_that_runs_changes_nothing()
    {
        Source.Gives(Many(10));
        var (held, release) = Hold();
        await using var engine = await _rig.StartAsync();
        var first = await engine.Flow.StartAsync("test");
        await held.WaitAsync(Stop);
        Assert.Equal(first.Run, (await engine.Flow.StartAsync("again")).Run);
        release();
        await engine.UntilIdleAsync();
        Assert.Single(engine.Ledger.Queries.Runs(first.Handle!.Flow, long.MaxValue, 10));
    }

    [Fact]
    public async Task The_reader_is_held_back_while_the_target_is_slow()
    {
        const int page = 20;
        const int records = 900;
        var value = new string('x', 100_000);
        Source.Gives(Many(records, value), page);
        _rig.Target = new Script(_rig.Clock) { Limits = new TargetLimits(5, 4 * 1024 * 1024) };
        var most = 0L;
        RunningEngine? engine = null;
        var (held, release) = Hold(then: () => most = Math.Max(most, engine!.Counts.Waiting));
        await using var running = engine = await _rig.StartAsync();
        await engine.Flow.StartAsync("test");
        await held.WaitAsync(Stop);
        // The source is asked for no more although the target takes nothing: what waits stays what it is.
        var reads = -1;
        var calm = 0;
        await engine.UntilAsync(() =>
        {
            most = Math.Max(most, engine.Counts.Waiting);
            calm = Source.Calls.Count == reads ? calm + 1 : 0;
            reads = Source.Calls.Count;
            return calm == 300;
        });
        Assert.True(reads < records / page, $"{reads} pages were read");
        release();
        Assert.Equal(RunState.Done, (await engine.UntilIdleAsync()).Outcome);
        // Full at 10 MB; by then up to 8 MB more are on their way into the ledger, and a page ahead.
        var high = 10L * 1024 * 1024 / value.Length;
        Assert.InRange(most, high - page, high + (8L * 1024 * 1024 / value.Length) + (2 * page));
        Assert.Equal(records, engine.Counts.Delivered);
    }

    [Fact]
    public async Task A_source_without_an_end_to_its_names_of_fields_is_warned_about_once()
    {
        _rig.Flow = _rig.Flow.Replace("v: \"{{v}}\"", "v: \"{{none}}\"");
        Source.Gives(Many(30));
        await using var engine = await _rig.StartAsync();
        var status = await engine.RunAsync();
        Assert.Equal(30, engine.Counts.Delivered);
        await engine.UntilAsync(async () =>
            !await engine.Ledger.NoteOnceAsync(status.Handle!.Flow, status.Handle.Version, "target", "none", "x", Stop)
        );
    }

    /// <summary>Makes the target hold its first call until it is released.</summary>
    private (Task Held, Action Release) Hold(Action? then = null)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Target.Write = async batch =>
        {
            held.TrySetResult();
            then?.Invoke();
            await release.Task;
            return Target.KeepAll(batch);
        };
        return (held.Task, () => release.TrySetResult());
    }
}
