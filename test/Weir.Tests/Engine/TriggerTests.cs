using System.Text.Json;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Triggers;
using Weir.Sdk.Connectors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>What starts flows by itself, and what such runs read.</summary>
public sealed class TriggerTests : IDisposable
{
    private readonly EngineRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private static DateTimeOffset Local(string text) =>
        DateTimeOffset.Parse(text + " +08:00", System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("4-59/10 6-23 * * *", "2026-03-01 23:50:00", "2026-03-01 23:54:00")]
    [InlineData("4-59/10 6-23 * * *", "2026-03-01 23:54:00", "2026-03-02 06:04:00")]
    [InlineData("10 3 * * *", "2026-03-01 12:00:00", "2026-03-02 03:10:00")]
    [InlineData("*/30 * * * * *", "2026-03-01 12:00:01", "2026-03-01 12:00:30")]
    [InlineData("0 0 2 ? * 1 *", "2026-03-01 12:00:00", "2026-03-02 02:00:00")]
    public void Cron_expressions_of_all_lengths_fire_in_their_zone(string cron, string now, string next)
    {
        var trigger = new Trigger("t", new TriggerSettings { Cron = cron });
        Assert.Equal(Local(next), trigger.NextAfter(Local(now), last: null));
    }

    [Fact]
    public void An_interval_counts_from_the_last_start_and_begins_at_once()
    {
        var trigger = new Trigger("t", new TriggerSettings { Every = TimeSpan.FromMinutes(5) });
        var now = Local("2026-03-01 12:00:00");
        Assert.Equal(now, trigger.NextAfter(now, last: null));
        Assert.Equal(now.AddMinutes(4), trigger.NextAfter(now, last: now.AddMinutes(-1)));
        Assert.Equal(now, trigger.NextAfter(now, last: now.AddHours(-1)));
    }

    [Fact]
    public async Task A_server_starts_a_flow_again_and_again()
    {
        _rig.Source.Gives(Many(3));
        _rig.Flow = EngineRig.OneTarget() + "\ntriggers: { main: { every: 1m, jitter: 5s } }";
        await using var engine = await _rig.StartAsync();
        var schedule = await engine.ScheduleAsync();
        await engine.UntilAsync(() => _rig.Source.Calls.Count >= 3 && engine.Counts.Delivered == 3);
        Assert.InRange(schedule.NextOf("flow")!.Value - _rig.Clock.GetUtcNow(), TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(66));
        Assert.All(engine.Ledger.Queries.Runs(engine.Summary.Id, long.MaxValue, 10), run => Assert.Equal("trigger:main", run.Trigger));
        await schedule.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_remedy_reads_its_own_window_and_settings_and_leaves_the_watermark()
    {
        var slices = new List<SourceSlice>();
        _rig.Source = new Script(_rig.Clock) { Windowed = true };
        _rig.Source.Read = (slice, _, _) =>
        {
            slices.Add(slice);
            return Task.FromResult(
                slices.Count == 1 ? Page(next: null, Record("a", "1")) : Page(next: null, Record("a", "1"), Record("missed", "1"))
            );
        };
        _rig.Flow =
            EngineRig.OneTarget(source: ", settings: { mode: normal, size: 7 }")
            + """

                triggers:
                  remedy:
                    cron: "10 3 * * *"
                    window: { from: "{{DAYS_AGO_7|datetime}}", to: "{{DAYS_AGO_1|datetime}}" }
                    settings: { mode: wide }
                """;
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        var watermark = engine.Summary.Watermark;
        _rig.Clock.Advance(TimeSpan.FromHours(1));
        await engine.Flow.StartAsync("trigger:remedy");
        await engine.UntilIdleAsync();
        Assert.Equal(watermark, engine.Summary.Watermark);
        var now = engine.Ledger.Queries.Runs(engine.Summary.Id, long.MaxValue, 1)[0].StartedAt;
        Assert.Equal((now.AddDays(-7), now.AddDays(-1)), (Whole(slices[1].From!.Value, now), Whole(slices[1].To!.Value, now)));
        Assert.Equal((2L, 2), (engine.Counts.Delivered, _rig.Target.Kept.Count));
        Assert.Equal(["""{"mode":"normal","size":7}""", """{"mode":"wide","size":7}"""], _rig.Source.Settings.Select(s => s.GetRawText()));
    }

    /// <summary>Windows are in whole seconds.</summary>
    private static DateTimeOffset Whole(DateTimeOffset time, DateTimeOffset now) => time.AddTicks(now.Ticks % TimeSpan.TicksPerSecond);

    [Fact]
    public void What_is_wrong_with_triggers_is_told()
    {
        var flow =
            EngineRig.OneTarget()
            + """

                triggers:
                  a: { cron: "61 * * * *" }
                  b: { every: 10ms }
                  c: { cron: "* * * * *", every: 5m }
                  d: { after: flow }
                  e: { every: 5m, window: { from: "{{CURRENT_TIME|datetime}} or so" } }
                  f: { every: 5m, zone: Mars }
                  g: { evry: 5m }
                """;
        var problems = new FlowReader(new Dictionary<string, IConnector> { ["scripted"] = new Script(TimeProvider.System) })
            .Read(flow, new Dictionary<string, string> { ["source"] = "scripted", ["target"] = "scripted" })
            .Problems;
        Assert.Contains(problems, p => p.Path is "triggers.g.evry" && p.Message.Contains("every", StringComparison.Ordinal));
        problems = new FlowReader(new Dictionary<string, IConnector> { ["scripted"] = new Script(TimeProvider.System) })
            .Read(
                flow[..flow.IndexOf("  g:", StringComparison.Ordinal)],
                new Dictionary<string, string> { ["source"] = "scripted", ["target"] = "scripted" }
            )
            .Problems;
        Assert.Equal(
            ["triggers.a.cron", "triggers.b.every", "triggers.c", "triggers.d.after", "triggers.e.window", "triggers.f.zone"],
            problems.Select(p => p.Path)
        );
    }
}
