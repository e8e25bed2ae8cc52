using System.Text.Json;
using CsCheck;
using Weir.Engine.Connections;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Xunit;

namespace Weir.Tests.Engine;

public sealed class RunPlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 4, 0, 0, 700, TimeSpan.Zero);

    private static async Task<FlowPlan> PlanAsync(string window, bool windowed = true)
    {
        using var rig = new EngineRig();
        rig.Source = new Script(rig.Clock) { Windowed = windowed };
        rig.Flow = EngineRig.OneTarget(source: window.Length == 0 ? "" : $", window: {{ {window} }}");
        await using var connections = new OpenConnections(
            [
                new ConnectionDefinition("source", rig.Source, JsonElement.Parse("{}"), new ConnectionLimits()),
                new ConnectionDefinition("target", rig.Target, JsonElement.Parse("{}"), new ConnectionLimits()),
            ],
            _ => new LocalSession(_ => Task.FromResult(new SessionToken("s"))),
            TimeProvider.System,
            (_, _) => { }
        );
        return await FlowPlan.CompileAsync(rig.ReadFlow(), connections, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_source_without_windows_is_one_slice_without_ends()
    {
        var slice = Assert.Single(RunPlanner.Plan(await PlanAsync("start: 2026-01-01", windowed: false), Now.AddDays(-1), Now));
        Assert.Equal((null, null), (slice.From, slice.To));
    }

    [Fact]
    public async Task The_first_run_reads_from_its_start_or_from_the_beginning_to_the_whole_second()
    {
        var open = Assert.Single(RunPlanner.Plan(await PlanAsync(""), watermark: null, Now));
        Assert.Equal((null, Now.AddMilliseconds(-700)), (open.From, open.To));
        var started = Assert.Single(RunPlanner.Plan(await PlanAsync("start: \"2026-02-28 12:00:00\""), watermark: null, Now));
        Assert.Equal(new DateTimeOffset(2026, 2, 28, 4, 0, 0, TimeSpan.Zero), started.From);
    }

    [Fact]
    public async Task A_later_run_reads_from_the_watermark_less_the_overlap_whatever_the_start()
    {
        var watermark = Now.AddHours(-2);
        Assert.Equal(
            watermark.AddMinutes(-5),
            Assert.Single(RunPlanner.Plan(await PlanAsync("start: \"2026-02-28 12:00:00\""), watermark, Now)).From
        );
        Assert.Equal(watermark.AddSeconds(-10), Assert.Single(RunPlanner.Plan(await PlanAsync("overlap: 10s"), watermark, Now)).From);
        Assert.Equal(watermark, Assert.Single(RunPlanner.Plan(await PlanAsync("overlap: 0s"), watermark, Now)).From);
    }

    [Fact]
    public async Task A_clock_that_went_back_leaves_no_gap_and_no_window_that_ends_before_it_begins()
    {
        var watermark = Now.AddDays(1);
        var slice = Assert.Single(RunPlanner.Plan(await PlanAsync(""), watermark, Now));
        Assert.Equal(watermark.AddMinutes(-5), slice.From);
        Assert.Equal(watermark.AddMilliseconds(-700), slice.To);
        var future = Assert.Single(RunPlanner.Plan(await PlanAsync("start: \"2030-01-01\""), watermark: null, Now));
        Assert.Equal(future.To, future.From);
    }

    [Fact]
    public async Task Slices_touch_each_other_and_cover_the_window_exactly()
    {
        var plan = await PlanAsync("slice: 1h");
        Gen.Int[0, 100_000]
            .Sample(minutes =>
            {
                var watermark = Now.AddMinutes(-minutes);
                var slices = RunPlanner.Plan(plan, watermark, Now);
                Assert.Equal(watermark.AddMinutes(-5), slices[0].From);
                Assert.Equal(Now.AddMilliseconds(-700), slices[^1].To);
                Assert.Equal(Enumerable.Range(0, slices.Count), slices.Select(s => s.No));
                foreach (var (a, b) in slices.Zip(slices.Skip(1)))
                    Assert.Equal(a.To, b.From);
                Assert.All(slices, s => Assert.True(s.To - s.From <= TimeSpan.FromHours(1) && s.To >= s.From));
            });
    }

    [Fact]
    public async Task Very_many_slices_are_made_longer_instead()
    {
        var slices = RunPlanner.Plan(await PlanAsync("slice: 1m, start: \"2000-01-01\""), watermark: null, Now);
        Assert.InRange(slices.Count, 9_000, 10_001);
        Assert.Equal(Now.AddMilliseconds(-700), slices[^1].To);
    }
}
