using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>When a target sends: pace, delay, hours. The rig begins at 12:00 in China.</summary>
public sealed class PaceFlowTests : IDisposable
{
    private readonly EngineRig _rig = new();

    private Script Source => _rig.Source;

    private Script Target => _rig.Target;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_pace_holds_over_all_lanes()
    {
        Source.Gives(Many(80));
        _rig.Target = new Script(_rig.Clock) { Limits = new TargetLimits(4, 1024 * 1024) };
        _rig.Flow = EngineRig.OneTarget(lanes: 4, more: ", pace: { calls: 3, per: 10s }");
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(80, counts.Delivered);
        var times = Target.Writes.Select(w => w.At).Order().ToList();
        Assert.True(times.Count >= 20);
        Assert.True(
            times[^1] - EngineRig.Start >= TimeSpan.FromSeconds(10 * ((times.Count - 1) / 3)),
            $"{times.Count} calls up to {times[^1]}"
        );
    }

    [Fact]
    public async Task A_turn_comes_when_the_call_so_many_before_it_began_that_long_ago()
    {
        var gate = new PaceGate(2, TimeSpan.FromSeconds(10), _rig.Clock);
        var turns = Enumerable.Range(0, 5).Select(_ => gate.EnterAsync(TestContext.Current.CancellationToken)).ToList();
        Assert.Equal([true, true, false, false, false], turns.Select(t => t.IsCompleted));
        _rig.Clock.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(turns[2].IsCompleted);
        _rig.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await Task.WhenAll(turns[2], turns[3]);
        Assert.False(turns[4].IsCompleted);
        _rig.Clock.Advance(TimeSpan.FromSeconds(10));
        await turns[4];
        // The next takes over from the fourth call, which began only now.
        gate.Begin(await turns[3]);
        var late = gate.EnterAsync(TestContext.Current.CancellationToken);
        _rig.Clock.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(late.IsCompleted);
        _rig.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await late;
    }

    [Fact]
    public async Task A_delay_keeps_documents_back_and_a_newer_revision_takes_their_place()
    {
        Source.Gives([Record("a", "1"), Record("b", "1")]);
        _rig.Flow = EngineRig.OneTarget(more: ", delay: 30s");
        await using var engine = await _rig.StartAsync();
        await engine.Flow.StartAsync("test");
        await engine.UntilAsync(() => engine.Counts.Waiting == 2 && _rig.Clock.GetUtcNow() - EngineRig.Start > TimeSpan.FromSeconds(6));
        Assert.Empty(Target.Writes);
        await engine.Flow.CancelAsync();
        Source.Gives([Record("a", "2"), Record("b", "1")]);
        var second = _rig.Clock.GetUtcNow();
        await engine.RunAsync();
        Assert.Equal(["a", "b"], Target.Kept.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("""{"id":"a","v":"2"}""", 0), (Target.Kept["a"].Body, Target.Kept["a"].Updates));
        Assert.True(Target.Writes.Single(w => w.Ids.Contains("b", StringComparer.Ordinal)).At >= EngineRig.Start.AddSeconds(30));
        Assert.True(Target.Writes.Single(w => w.Ids.Contains("a", StringComparer.Ordinal)).At >= second.AddSeconds(30));
    }

    [Fact]
    public async Task A_delay_behind_a_target_counts_from_when_that_was_done()
    {
        _rig.Second = new Script(_rig.Clock);
        Source.Gives([Record("a", "1")]);
        _rig.Flow = EngineRig.OneTarget(
            more: ", delay: 15s }\n  second: { type: target, from: target, connection: second, operation: things.save, lanes: 1, delay: 15s"
        );
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.True(Target.Writes.Single().At >= EngineRig.Start.AddSeconds(15));
        Assert.True(_rig.Second.Writes.Single().At >= Target.Writes.Single().At.AddSeconds(15));
    }

    [Fact]
    public async Task Outside_of_its_hours_a_target_is_sent_nothing_and_the_flow_says_why()
    {
        Source.Gives(Many(3));
        _rig.Flow = EngineRig.OneTarget(more: ", hours: \"22:00-06:00\"");
        await using var engine = await _rig.StartAsync();
        await engine.Flow.StartAsync("test");
        var status = await engine.Flow.StatusAsync();
        await engine.UntilAsync(async () => (status = await engine.Flow.StatusAsync()).WaitsForHours);
        Assert.Equal(
            "'target' sends only 22:00-06:00 (Asia/Shanghai), next from 2026-03-01 22:00 +08:00; 3 of its deliveries wait.",
            Assert.Single(status.Closed)
        );
        Assert.Empty(Target.Writes);
        _rig.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.Zero));
        status = await engine.UntilIdleAsync();
        Assert.Equal((RunState.Done, 3L, 0), (status.Outcome, engine.Counts.Delivered, status.Closed.Count));
    }

    [Fact]
    public async Task What_is_in_doubt_is_found_out_at_any_time_of_day()
    {
        Source.Gives([Record("a", "1"), Record("b", "1")]);
        Target.Write = batch =>
        {
            Target.Keep(batch[0]);
            throw Error(ErrorKind.InDoubt, "reset");
        };
        // One minute is left.
        _rig.Flow = EngineRig.OneTarget(more: ", hours: \"06:00-12:01\", doubt: { settle: 90s, confirmations: 1 }");
        await using var engine = await _rig.StartAsync();
        await engine.Flow.StartAsync("test");
        await engine.UntilAsync(async () => (await engine.Flow.StatusAsync()).WaitsForHours);
        Assert.Equal((1, 1, 0), (engine.Counts.Delivered, engine.Counts.Retrying, engine.Counts.InDoubt));
        Assert.Single(Target.Writes);
    }

    [Theory]
    [InlineData("22:00-06:00", "2026-03-01T13:59:59Z", false, "2026-03-01T14:00:00Z")]
    [InlineData("22:00-06:00", "2026-03-01T14:00:00Z", true, "2026-03-01T14:00:00Z")]
    [InlineData("22:00-06:00", "2026-03-01T21:59:59Z", true, "2026-03-01T21:59:59Z")]
    [InlineData("22:00-06:00", "2026-03-01T22:00:00Z", false, "2026-03-02T14:00:00Z")]
    [InlineData("8:30-18:00", "2026-03-01T10:00:00Z", false, "2026-03-02T00:30:00Z")]
    public void Hours_may_go_over_midnight(string hours, string at, bool isOpen, string next)
    {
        var read = SendingHours.Parse(hours, "Asia/Shanghai")!;
        var time = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(isOpen, read.IsOpen(time));
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), read.NextOpen(time));
    }

    [Fact]
    public void An_hour_that_the_clock_leaves_out_opens_when_it_is_over()
    {
        var hours = SendingHours.Parse("02:30-04:00", "Europe/Berlin")!;
        var next = hours.NextOpen(new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), next.ToUniversalTime());
        Assert.True(hours.IsOpen(next));
    }

    [Theory]
    [InlineData("22:00")]
    [InlineData("22:00-22:00")]
    [InlineData("25:00-06:00")]
    [InlineData("22:00-06:00-07:00")]
    [InlineData("")]
    public void What_is_no_time_of_sending_is_refused(string hours) => Assert.Null(SendingHours.Parse(hours, "Asia/Shanghai"));
}
