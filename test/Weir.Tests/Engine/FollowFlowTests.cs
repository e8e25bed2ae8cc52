using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>Targets that follow others: a call whose answer the next node uses, a write-back, an error branch.</summary>
public sealed class FollowFlowTests : IDisposable
{
    private readonly EngineRig _rig = new();

    public FollowFlowTests()
    {
        _rig.Second = new Script(_rig.Clock);
        Target.Answer = document => $$"""{"no":"A-{{JsonElement.Parse(document.Body.Span).GetProperty("id").GetString()}}","sum":1.50}""";
        _rig.Flow = Follows("");
    }

    private Script Source => _rig.Source;

    private Script Target => _rig.Target;

    private Script Second => _rig.Second!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _rig.Dispose();

    private static string Follows(
        string more,
        string fields = """id: "{{id}}", v: "{{v}}", no: "{{target.answer.no}}", tid: "{{target.id}}", tno: "{{target.number}}" """,
        string from = "target",
        string settings = "",
        int lanes = 1
    ) =>
        $$$"""
            name: flow
            nodes:
              source: { type: source, connection: source, operation: things.list }
              map: { type: map, from: source, fields: { id: "{{id}}", v: "{{v}}" } }
              target: { type: target, from: map, connection: target, operation: things.save, lanes: {{{lanes}}}, retry: { attempts: 3 }{{{settings}}} }
              back: { type: map, from: {{{from}}}, fields: { {{{fields}}} } }
              second: { type: target, from: back, connection: second, operation: things.save, lanes: {{{lanes}}} }
            {{{more}}}
            """;

    private const string FailedFields =
        """id: "{{id}}", kind: "{{target.error.kind}}", text: "{{target.error.message}}", code: "{{target.error.code}}", tries: "{{target.attempts}}" """;

    private static QueueCounts Of(RunningEngine engine, int queue) => engine.Ledger.Counts(engine.Summary.Queues[queue].Id);

    [Fact]
    public async Task What_a_target_answered_goes_to_the_next()
    {
        Source.Gives(Many(25, "x"));
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal((25, 25), (Of(engine, 0).Delivered, Of(engine, 1).Delivered));
        var kept = Target.Kept["k7"];
        Assert.Equal($$"""{"id":"k7","v":"x","no":"A-k7","tid":"{{kept.TargetId}}","tno":"N{{kept.TargetId}}"}""", Second.Kept["k7"].Body);
        Assert.Equal(25, Second.Kept.Count);
        Assert.All(Second.Kept.Values, k => Assert.Equal(1, k.Copies));
        Assert.Equal(FollowOn.Delivered, engine.Summary.Queues[1].Follows);
    }

    [Fact]
    public async Task The_record_is_as_it_was_and_an_answer_replaces_a_member_of_its_name()
    {
        Source.Gives(["""{"id":"a","v":7,"reply":"own","rest":[1]}"""]);
        _rig.Flow = Follows("", """id: "{{id}}", v: "{{v}}", rest: "{{rest}}", all: "{{reply}}" """, settings: ", answerAs: reply");
        await _rig.RunAsync();
        Assert.Equal(
            """{"id":"a","v":7,"rest":[1],"all":{"id":"T1","number":"NT1","answer":{"no":"A-a","sum":1.50}}}""",
            Second.Kept["a"].Body
        );
    }

    [Fact]
    public async Task What_failed_goes_the_other_way()
    {
        Source.Gives([Record("a", "1"), Record("b", "2")]);
        Target.Write = batch =>
            Task.FromResult<IReadOnlyList<Outcome>>([
                .. batch.Select(d =>
                    d.Identity is "b" ? Outcome.Failed(new DeliveryError(ErrorKind.Rejected, "E7", "no \"b\"")) : Target.Keep(d)
                ),
            ]);
        _rig.Flow = Follows("", FailedFields, "target.failed");
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(["b"], Second.Kept.Keys);
        Assert.Equal("""{"id":"b","kind":"rejected","text":"no \"b\"","code":"E7","tries":1}""", Second.Kept["b"].Body);
        Assert.Equal((1, 1, 1), (Of(engine, 0).Delivered, Of(engine, 0).Failed, Of(engine, 1).Delivered));
        Assert.Empty(engine.Documents(DeliveryState.Waiting, queue: 1));
    }

    [Fact]
    public async Task A_failure_is_told_again_when_it_comes_again_and_withdrawn_when_it_is_over()
    {
        var broken = true;
        Source.Gives([Record("a", "1"), Record("b", "1")]);
        Target.Write = batch => broken ? throw Error(ErrorKind.Rejected, "E") : Task.FromResult(Target.KeepAll(batch));
        Second.Write = batch => Task.FromResult<IReadOnlyList<Outcome>>([.. batch.Select(Tell)]);
        _rig.Flow = Follows("", FailedFields, "target.failed");
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal((1, 1), (Of(engine, 1).Delivered, Of(engine, 1).Failed));
        await ReleaseAsync(engine, 0);
        await engine.RunAsync();
        // a was told: told once more, as a change of what is there. b was not told: still failed there, and due again as well.
        Assert.Equal(
            [WriteIntent.Create, WriteIntent.Update],
            Second.Writes.SelectMany(w => w.Documents).Where(d => d.Identity is "a").Select(d => d.Intent)
        );
        broken = false;
        await ReleaseAsync(engine, 0);
        await engine.RunAsync();
        Assert.Equal(2, Of(engine, 0).Delivered);
        Assert.Equal((1, 0, 1), (Of(engine, 1).Delivered, Of(engine, 1).Failed, Of(engine, 1).Rejected));
        Assert.Equal("over", Assert.Single(engine.Documents(DeliveryState.Rejected, queue: 1)).Error!.Code);

        Outcome Tell(TargetDocument d) =>
            d.Identity is "b" ? Outcome.Failed(new DeliveryError(ErrorKind.Rejected, null, "no")) : Second.Keep(d);
    }

    private static async Task ReleaseAsync(RunningEngine engine, int queue) =>
        await engine.Ledger.ReleaseAsync(
            engine.Summary.Queues[queue].Id,
            [.. engine.Documents(DeliveryState.Failed, queue).Concat(engine.Documents(DeliveryState.Held, queue)).Select(d => d.Id)],
            Stop
        );

    [Fact]
    public async Task A_new_revision_is_followed_again_as_an_update()
    {
        Source.Gives([Record("a", "1"), Record("b", "1")]);
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Source.Gives([Record("a", "2"), Record("b", "1")]);
        await engine.RunAsync();
        Assert.Equal((2, 2), (Of(engine, 0).Delivered, Of(engine, 1).Delivered));
        Assert.Equal((1, 1), (Second.Kept["a"].Copies, Second.Kept["a"].Updates));
        Assert.Contains("\"v\":\"2\"", Second.Kept["a"].Body, StringComparison.Ordinal);
        Assert.Equal((1, 0), (Second.Kept["b"].Copies, Second.Kept["b"].Updates));
    }

    [Fact]
    public async Task What_is_dropped_or_unchanged_is_not_followed()
    {
        Source.Gives([Record("a", "1"), Record("b", "")]);
        _rig.Flow = Follows("")
            .Replace(
                "  map: { type: map, from: source,",
                "  some: { type: filter, from: source, keep: [ { path: v, is: notEmpty } ] }\n  map: { type: map, from: some,",
                StringComparison.Ordinal
            );
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        await engine.RunAsync();
        Assert.Equal(["a"], Second.Kept.Keys);
        Assert.Equal(0, Second.Kept["a"].Updates);
        Assert.Equal(new QueueCounts(0, 1, 0, 0, 0, 0, 0), Of(engine, 1));
    }

    [Fact]
    public async Task A_delivery_that_a_lookup_confirmed_is_followed_with_its_id()
    {
        Source.Gives([Record("a", "1")]);
        Target.Write = batch =>
        {
            Target.KeepAll(batch);
            throw Error(ErrorKind.InDoubt, "reset");
        };
        _rig.Flow = Follows("", """id: "{{id}}", tid: "{{target.id}}", tno: "{{target.number}}" """);
        await _rig.RunAsync();
        Assert.Equal("""{"id":"a","tid":"T1","tno":"NT1"}""", Second.Kept["a"].Body);
        Assert.Equal(1, Target.Kept["a"].Copies);
    }

    [Fact]
    public async Task An_answer_that_is_not_known_is_an_error_where_it_is_read()
    {
        Source.Gives([Record("a", "1"), Record("b", "1")]);
        _rig.Target = new Script(_rig.Clock)
        {
            Limits = new TargetLimits(1, 1000),
            Answer = d => d.Identity is "b" ? $"\"{new string('x', 70_000)}\"" : """{"no":1}""",
        };
        Target.Write = batch =>
        {
            var kept = Target.KeepAll(batch);
            return batch[0].Identity is "a" ? throw Error(ErrorKind.InDoubt, "reset") : Task.FromResult(kept);
        };
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(
            [
                "Field target.answer: the answer is not known: it has 70,002 bytes, and at most 65,536 are kept. target.id and target.number are known in any case.",
                "Field target.answer: the answer is not known: the delivery was confirmed by a lookup, after an answer that never came. target.id and target.number are known in any case.",
            ],
            engine.Documents(DeliveryState.Failed, queue: 1).Select(d => d.Error!.Text).Order(StringComparer.Ordinal)
        );
        Assert.Empty(Second.Kept);
    }

    [Fact]
    public async Task A_follower_in_doubt_is_asked_for_and_not_doubled()
    {
        var calls = 0;
        Source.Gives(Many(12));
        Second.Write = batch =>
        {
            Second.KeepAll(batch);
            return ++calls == 1
                ? throw Error(ErrorKind.InDoubt, "reset")
                : Task.FromResult<IReadOnlyList<Outcome>>([.. batch.Select(_ => Outcome.Ok("x", null))]);
        };
        var (status, _) = await _rig.RunAsync();
        Assert.Equal(RunState.Done, status.Outcome);
        Assert.Equal(12, Second.Kept.Count);
        Assert.All(Second.Kept.Values, k => Assert.Equal(1, k.Copies));
        Assert.NotEmpty(Second.Finds);
    }

    [Fact]
    public async Task Followers_go_on_after_a_restart_and_none_is_lost_or_doubled()
    {
        Source.Gives(Many(60));
        var gate = new TaskCompletionSource();
        Second.Write = async batch =>
        {
            if (Second.Kept.Count >= 10)
            {
                gate.TrySetResult();
                throw Error(ErrorKind.Config, "stop");
            }
            return await Task.FromResult(Second.KeepAll(batch));
        };
        await using (var engine = await _rig.StartAsync())
        {
            await engine.RunAsync();
            Assert.True(gate.Task.IsCompleted);
            Assert.Equal(60, Of(engine, 0).Delivered + Of(engine, 0).Waiting);
        }
        Second.Write = null;
        await using var again = await _rig.StartAsync();
        await again.RunAsync();
        Assert.Equal((60, 60), (Of(again, 0).Delivered, Of(again, 1).Delivered));
        Assert.All(Second.Kept.Values, k => Assert.Equal((1, 0), (k.Copies, k.Updates)));
        Assert.Equal("A-k59", JsonElement.Parse(Second.Kept["k59"].Body).GetProperty("no").GetString());
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_its_followers_to_the_next()
    {
        Source.Gives(Many(30));
        var reached = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        Second.Write = async batch =>
        {
            reached.TrySetResult();
            await go.Task;
            return Second.KeepAll(batch);
        };
        await using var engine = await _rig.StartAsync();
        await engine.Flow.StartAsync("test");
        await engine.UntilAsync(() => reached.Task.IsCompleted && Of(engine, 0).Delivered == 30);
        var cancelling = engine.Flow.CancelAsync();
        go.SetResult();
        await cancelling;
        Assert.Equal(RunState.Cancelled, (await engine.Flow.StatusAsync()).Outcome);
        Assert.Equal(30, Of(engine, 1).Delivered + Of(engine, 1).Waiting);
        Assert.True(Of(engine, 1).Waiting > 0);
        await engine.RunAsync();
        Assert.Equal(30, Of(engine, 1).Delivered);
        Assert.All(Second.Kept.Values, k => Assert.Equal(1, k.Copies));
    }

    [Fact]
    public async Task A_chain_may_be_longer_and_sees_all_before_it()
    {
        Source.Gives([Record("a", "1")]);
        Second.Answer = _ => "5";
        _rig.Flow = Follows(
            """
              third: { type: map, from: second.delivered, fields: { id: "c-{{id}}", one: "{{target.answer.no}}", two: "{{second.answer}}", tid: "{{second.id}}" } }
              last: { type: target, from: third, connection: target, operation: things.save, lanes: 1 }
            """
        );
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal("""{"id":"c-a","one":"A-a","two":5,"tid":"T1"}""", Target.Kept["c-a"].Body);
        Assert.Equal((1, 1, 1), (Of(engine, 0).Delivered, Of(engine, 1).Delivered, Of(engine, 2).Delivered));
    }

    [Fact]
    public async Task Failures_of_several_targets_come_together_in_one()
    {
        Source.Gives([Record("a", "1"), Record("b", "1")]);
        Target.Write = batch =>
            Task.FromResult<IReadOnlyList<Outcome>>([
                .. batch.Select(d =>
                    d.Identity is "a" ? Outcome.Failed(new DeliveryError(ErrorKind.Rejected, null, "first")) : Target.Keep(d)
                ),
            ]);
        Second.Write = batch =>
            Task.FromResult<IReadOnlyList<Outcome>>([
                .. batch.Select(d =>
                    d.Identity is "b" ? Outcome.Failed(new DeliveryError(ErrorKind.Rejected, null, "second")) : Second.Keep(d)
                ),
            ]);
        _rig.Flow = Follows(
            """
              one: { type: map, from: target.failed, fields: { id: "e-{{id}}", text: "{{target.error.message}}" } }
              two: { type: map, from: second.failed, fields: { id: "e-{{id}}", text: "{{second.error.message}}", no: "{{target.answer.no}}" } }
              tell: { type: target, from: [one, two], connection: second, operation: things.save, lanes: 1 }
            """
        );
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal("""{"id":"e-a","text":"first"}""", Second.Kept["e-a"].Body);
        Assert.Equal("""{"id":"e-b","text":"second","no":"A-b"}""", Second.Kept["e-b"].Body);
        Assert.Equal(2, Of(engine, 2).Delivered);
        Assert.Equal(2, engine.Ledger.Queries.CountDocuments([.. engine.Summary.Queues.Select(q => q.Id)], [DeliveryState.Failed]));
    }

    [Fact]
    public async Task A_batch_step_works_behind_a_target()
    {
        Source.Gives(Many(5));
        _rig.Flow = Follows("", """id: "{{id}}", v: "{{x}}" """, "tidy")
            .Replace(
                "  back:",
                """
                  tidy: { type: script, from: target, code: "record.x = record.target.answer.no + '!'; return record;" }
                  back:
                """.Trim('\n'),
                StringComparison.Ordinal
            );
        await _rig.RunAsync();
        Assert.Equal("""{"id":"k3","v":"A-k3!"}""", Second.Kept["k3"].Body);
    }

    [Fact]
    public async Task Many_followers_pass_through_a_bounded_lane()
    {
        Source.Gives(Many(3000), size: 500);
        _rig.Second = new Script(_rig.Clock) { Limits = new TargetLimits(7, 1024 * 1024) };
        _rig.Flow = Follows("", lanes: 2);
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal((3000, 3000), (Of(engine, 0).Delivered, Of(engine, 1).Delivered));
        Assert.All(Second.Kept.Values, k => Assert.Equal((1, 0), (k.Copies, k.Updates)));
    }
}
