using Weir.Engine.Flows;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>What is pushed to a flow.</summary>
public sealed class PushTests : IDisposable
{
    private readonly EngineRig _rig = new() { Flow = EngineRig.OneTarget() + Hook };

    public void Dispose() => _rig.Dispose();

    private const string Hook = "\ntriggers: { push: { webhook: { open: true } } }";

    [Fact]
    public async Task What_is_pushed_is_delivered_without_a_run_of_the_source_and_repeats_are_unchanged()
    {
        await using var engine = await _rig.StartAsync();

        var first = await engine.PushAsync("push", $"[{Record("a", "1")},{Record("b", "1")}]");
        var again = await engine.PushAsync("push", Record("a", "1"));
        var changed = await engine.PushAsync("push", Record("b", "2"));

        Assert.Equal((2L, 2L, 0L, 0L), (first.Received, first.New, first.Changed, first.Unchanged));
        Assert.Equal((0L, 1L), (again.New, again.Unchanged));
        Assert.Equal((0L, 1L), (changed.New, changed.Changed));
        await engine.UntilAsync(() => engine.Counts is { Delivered: 2, Unsettled: 0 });
        var status = await engine.UntilIdleAsync();
        Assert.Equal(RunState.Done, status.Outcome);
        Assert.Equal((first.Run, first.Run, "trigger:push"), (again.Run, changed.Run, engine.Ledger.Queries.Run(first.Run)!.Trigger));
        Assert.Equal((4L, 2L, 1L, 1L), (status.Read.Read, status.Read.Fresh, status.Read.Changed, status.Read.Unchanged));
        Assert.Equal("""{"id":"b","v":"2"}""", _rig.Target.Kept["b"].Body);
        Assert.DoesNotContain(_rig.Source.Calls, call => call.What is "read");
        Assert.Null(engine.Summary.Watermark);
    }

    [Fact]
    public async Task Pushes_and_runs_of_the_source_share_keys_and_a_run_takes_over_from_pushes()
    {
        _rig.Source = new Script(_rig.Clock) { Windowed = true };
        _rig.Source.Gives(Many(30), size: 5);
        await using var engine = await _rig.StartAsync();
        await engine.PushAsync("push", Record("k0", "1"));

        var run = await engine.Flow.StartAsync("trigger:main");
        var pushes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => engine.PushAsync("push", Record($"k{i * 2}", "1"))));
        var status = await engine.UntilIdleAsync();

        Assert.False(run.IsPush);
        Assert.NotNull(engine.Summary.Watermark);
        // k0 to k29 of the source, and k30, k32, k34, k36, k38 of the pushes; each once.
        Assert.Equal((35L, 0L), (engine.Counts.Delivered, engine.Counts.Unsettled));
        Assert.All(_rig.Target.Kept.Values, kept => Assert.Equal((1, 0), (kept.Copies, kept.Updates)));
        Assert.Equal(20, pushes.Sum(p => p.New + p.Unchanged));
        Assert.Equal(RunState.Done, status.Outcome);
    }

    [Fact]
    public async Task What_comes_just_as_a_run_of_pushes_ends_is_not_left_lying()
    {
        await using var engine = await _rig.StartAsync();
        for (var i = 0; i < 60; i++)
        {
            await engine.PushAsync("push", Record($"k{i}", "1"));
            await engine.UntilAsync(() => engine.Counts.Delivered == i + 1);
            // The run ends about now, unless the next push is quicker.
            _rig.Clock.Advance(TimeSpan.FromSeconds(6));
            if (i % 3 > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(15 + (i % 7)), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        await engine.UntilIdleAsync();
        Assert.Equal((60L, 0L), (engine.Counts.Delivered, engine.Counts.Unsettled));
        Assert.All(_rig.Target.Kept.Values, kept => Assert.Equal((1, 0), (kept.Copies, kept.Updates)));
    }

    [Fact]
    public async Task A_source_that_is_broken_does_not_hold_up_what_is_pushed_and_its_run_is_gone_on_with_later()
    {
        _rig.Source.Read = (_, _, _) => throw Error(ErrorKind.Auth);
        await using var engine = await _rig.StartAsync();
        Assert.Equal(RunState.Stopped, (await engine.RunAsync()).Outcome);

        var pushed = await engine.PushAsync("push", Record("a", "1"));
        await engine.UntilAsync(() => engine.Counts.Delivered == 1);
        await engine.UntilIdleAsync();
        Assert.Equal(RunState.Running, engine.Ledger.Queries.Run(pushed.Run)!.State);

        _rig.Source.Gives([Record("b", "1")]);
        var status = await engine.RunAsync();
        Assert.Equal((RunState.Done, pushed.Run), (status.Outcome, status.Run));
        Assert.Equal(2, engine.Counts.Delivered);
    }

    [Fact]
    public async Task What_was_pushed_before_a_crash_is_delivered_by_the_next_run()
    {
        _rig.Target.Write = _ => throw Error(ErrorKind.Auth);
        await using (var engine = await _rig.StartAsync())
        {
            await engine.PushAsync("push", $"[{Record("a", "1")},{Record("b", "1")}]");
            await engine.UntilIdleAsync();
            Assert.Equal(0, engine.Counts.Delivered);
        }
        _rig.Target.Write = null;
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 2L), (status.Outcome, counts.Delivered));
    }

    [Fact]
    public async Task While_a_queue_is_full_nothing_is_taken()
    {
        var open = new TaskCompletionSource();
        _rig.Target.Write = async batch =>
        {
            await open.Task;
            return _rig.Target.KeepAll(batch);
        };
        await using var engine = await _rig.StartAsync();
        var large = new string('x', 100_000);
        await engine.PushAsync("push", $"[{string.Join(',', Enumerable.Range(0, 130).Select(i => Record($"k{i}", large)))}]");

        var e = await Assert.ThrowsAsync<PushRefusedException>(() => engine.PushAsync("push", Record("late", large)));

        Assert.Equal(PushRefusal.Full, e.Reason);
        open.SetResult();
        await engine.UntilAsync(() => engine.Counts.Waiting == 0);
        await engine.PushAsync("push", Record("late", large));
        await engine.UntilAsync(() => engine.Counts.Delivered == 131);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{\"id\":", "not JSON")]
    [InlineData("5", "record 0")]
    [InlineData("[{\"id\":1},[]]", "record 1")]
    public async Task A_body_that_is_not_understood_is_refused_whole(string body, string what)
    {
        await using var engine = await _rig.StartAsync();
        var e = await Assert.ThrowsAsync<PushRefusedException>(() => engine.PushAsync("push", body));
        Assert.Equal(PushRefusal.Malformed, e.Reason);
        Assert.Contains(what, e.Message, StringComparison.Ordinal);
        Assert.Empty(engine.Ledger.Queries.Flows());
    }

    [Fact]
    public async Task Records_are_found_below_a_path_and_one_without_a_key_is_kept_with_its_reason()
    {
        _rig.Flow = EngineRig.OneTarget() + "\ntriggers: { push: { webhook: { open: true, records: data.list, maxRecords: 3 } } }";
        await using var engine = await _rig.StartAsync();
        var receipt = await engine.PushAsync("push", """{"data":{"list":[{"id":"a","v":1},{"v":2}]},"more":1}""");
        Assert.Equal(2, receipt.New);
        await engine.UntilAsync(() => engine.Counts is { Delivered: 1, Rejected: 1 });
        Assert.Contains("missing", Assert.Single(engine.Documents(DeliveryState.Rejected)).Error!.Text, StringComparison.Ordinal);
        var e = await Assert.ThrowsAsync<PushRefusedException>(() => engine.PushAsync("push", """{"data":{}}"""));
        Assert.Contains("data.list", e.Message, StringComparison.Ordinal);
        e = await Assert.ThrowsAsync<PushRefusedException>(() => engine.PushAsync("push", """{"data":{"list":[{},{},{},{}]}}"""));
        Assert.Equal(PushRefusal.TooMany, e.Reason);
        Assert.Equal(0, (await engine.PushAsync("push", """{"data":{"list":[]}}""")).Received);
    }

    [Fact]
    public async Task A_push_goes_through_the_nodes_before_the_ledger()
    {
        _rig.Flow =
            """
                name: flow
                nodes:
                  source: { type: source, connection: source, operation: things.list }
                  lines: { type: flatten, from: source, arrays: [items] }
                  bills: { type: group, from: lines, header: [id], body: [items_sku], calculate: { items_qty: sum }, key: "{{id}}" }
                  map: { type: map, from: bills, fields: { id: "{{id}}", v: "_function SUM({{items.items_qty}})" } }
                  target: { type: target, from: map, connection: target, operation: things.save, lanes: 1 }
                """ + Hook;
        await using var engine = await _rig.StartAsync();
        var receipt = await engine.PushAsync(
            "push",
            """{"id":"a","items":[{"sku":"x","qty":1},{"sku":"x","qty":2},{"sku":"y","qty":4}]}"""
        );
        Assert.Equal((1L, 1L), (receipt.Received, receipt.New));
        await engine.UntilAsync(() => engine.Counts.Delivered == 1);
        Assert.Equal("""{"id":"a","v":7}""", _rig.Target.Kept["a"].Body);
    }

    [Theory]
    [InlineData("{ }", "triggers.push.webhook")]
    [InlineData("{ open: true, token: { value: \"${A}\" } }", "triggers.push.webhook")]
    [InlineData("{ token: { value: secret } }", "triggers.push.webhook.token.value")]
    [InlineData("{ signature: { secret: abc } }", "triggers.push.webhook.signature.secret")]
    [InlineData(
        "{ signature: { secret: \"${A}\", signed: \"{timestamp}\" } }",
        "triggers.push.webhook.signature.signed,triggers.push.webhook.signature.signed"
    )]
    [InlineData("{ signature: { secret: \"${A}\", timestampHeader: T } }", "triggers.push.webhook.signature.signed")]
    public void What_is_wrong_with_a_webhook_is_told(string webhook, string paths)
    {
        var connectors = new Dictionary<string, IConnector> { ["scripted"] = new Script(TimeProvider.System) };
        var problems = new FlowReader(connectors)
            .Read(
                EngineRig.OneTarget() + $"\ntriggers: {{ push: {{ webhook: {webhook} }} }}",
                new Dictionary<string, string> { ["source"] = "scripted", ["target"] = "scripted" }
            )
            .Problems;
        Assert.Equal(paths, string.Join(',', problems.Select(p => p.Path)));
    }
}
