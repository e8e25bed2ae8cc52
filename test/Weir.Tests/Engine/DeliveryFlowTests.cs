using System.Text;
using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>What becomes of documents on their way to the target, end to end.</summary>
public sealed class DeliveryFlowTests : IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);
    private readonly EngineRig _rig = new();

    private Script Source => _rig.Source;

    private Script Target => _rig.Target;

    public void Dispose() => _rig.Dispose();

    private static void AssertEachOnce(Script target, IEnumerable<string> ids)
    {
        Assert.Equal(ids.Order(StringComparer.Ordinal), target.Kept.Keys.Order(StringComparer.Ordinal));
        Assert.All(target.Kept.Values, k => Assert.Equal((k.Id, 1), (k.Id, k.Copies)));
    }

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(0, count).Select(i => $"k{i}");

    [Fact]
    public async Task Every_document_is_delivered_once_and_a_second_run_sends_nothing()
    {
        _rig.Flow = EngineRig.OneTarget(lanes: 3);
        Source.Gives(Many(250));
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, (string?)null, 250L), (status.Outcome, status.Error, status.Read.Read));
        Assert.Equal(new QueueCounts(0, 250, 0, 0, 0, 0, 0), counts);
        AssertEachOnce(Target, Ids(250));
        Assert.All(Target.Writes, w => Assert.InRange(w.Ids.Count, 1, 10));
        Assert.Equal(Record("k7", "1"), Target.Kept["k7"].Body);
        var writes = Target.Writes.Count();
        (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 250L, 250L), (status.Outcome, status.Read.Read, status.Read.Unchanged));
        Assert.Equal((250, writes), (counts.Delivered, Target.Writes.Count()));
    }

    [Fact]
    public async Task A_target_that_has_documents_already_is_asked_first_and_gets_them_as_updates()
    {
        _rig.Flow = EngineRig.OneTarget(more: ", askFirst: true");
        Source.Gives(Many(30));
        Target.KeepAll([.. Ids(12).Select(id => new TargetDocument("{}"u8.ToArray(), id, WriteIntent.Create, TargetId: null))]);
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 30), (status.Outcome, counts.Delivered));
        AssertEachOnce(Target, Ids(30));
        Assert.Equal(12, Target.Kept.Values.Count(k => k.Updates == 1));
        Assert.Equal(Record("k7", "1"), Target.Kept["k7"].Body);
    }

    [Fact]
    public async Task A_batch_refused_as_a_whole_is_halved_until_exactly_the_bad_documents_are_named()
    {
        string[] bad = ["k3", "k4", "k17", "k29"];
        Source.Gives(Many(30));
        Target.Write = batch =>
            batch.Any(d => bad.Contains(d.Identity))
                ? throw Error(ErrorKind.Rejected, "E7", $"one of {batch.Count} is bad")
                : Task.FromResult(Target.KeepAll(batch));
        await using var engine = await _rig.StartAsync();
        var status = await engine.RunAsync();
        Assert.Equal(RunState.Done, status.Outcome);
        Assert.Equal(new QueueCounts(0, 26, 0, 0, 4, 0, 0), engine.Counts);
        var failed = engine.Documents(DeliveryState.Failed);
        Assert.Equal(bad.Order(StringComparer.Ordinal), failed.Select(d => d.Key).Order(StringComparer.Ordinal));
        Assert.All(failed, d => Assert.Equal(("E7", "one of 1 is bad", 1), (d.Error!.Code, d.Error.Text, d.Tries)));
        AssertEachOnce(Target, Ids(30).Except(bad));
    }

    [Fact]
    public async Task A_bad_document_does_not_fail_its_batch()
    {
        Source.Gives(Many(10));
        Target.Write = batch =>
            Task.FromResult<IReadOnlyList<Outcome>>([
                .. batch.Select(d =>
                    d.Identity is "k5" ? Outcome.Failed(new DeliveryError(ErrorKind.Rejected, "E", "no", "改")) : Target.Keep(d)
                ),
            ]);
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(new QueueCounts(0, 9, 0, 0, 1, 0, 0), engine.Counts);
        Assert.Equal("改", Assert.Single(engine.Documents(DeliveryState.Failed)).Error!.Advice);
        Assert.Single(Target.Writes);
    }

    [Fact]
    public async Task A_delivery_in_doubt_is_sent_again_only_after_the_target_said_no_twice_a_settle_time_apart()
    {
        Source.Gives(Many(1));
        Target.Write = batch =>
            Target.Writes.Count() == 1 ? throw Error(ErrorKind.InDoubt, "reset") : Task.FromResult(Target.KeepAll(batch));
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 1L), (status.Outcome, counts.Delivered));
        var calls = Target.Calls.ToList();
        Assert.Equal(["write", "find", "find", "write"], calls.Select(c => c.What));
        Assert.True(calls[1].At - calls[0].At >= Settle, $"asked after {calls[1].At - calls[0].At}");
        Assert.True(calls[2].At - calls[1].At >= Settle, $"asked again after {calls[2].At - calls[1].At}");
        AssertEachOnce(Target, Ids(1));
    }

    [Fact]
    public async Task A_delivery_in_doubt_that_is_found_is_not_sent_again()
    {
        Source.Gives(Many(10));
        Target.Write = batch =>
        {
            Target.KeepAll(batch);
            throw Error(ErrorKind.InDoubt, "reset");
        };
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(["write", "find"], Target.Calls.Select(c => c.What));
        Assert.Equal(10, engine.Counts.Delivered);
        AssertEachOnce(Target, Ids(10));
        Assert.All(engine.Documents(DeliveryState.Delivered), d => Assert.Equal(Target.Kept[d.Key].TargetId, d.TargetId));
    }

    [Fact]
    public async Task A_commit_that_comes_after_the_first_lookup_is_not_doubled()
    {
        Source.Gives(Many(1));
        TargetDocument? late = null;
        Target.Write = batch =>
        {
            late = batch[0];
            throw Error(ErrorKind.InDoubt, "timeout");
        };
        Target.Lookup = id =>
        {
            var found = Target.Look(id);
            if (Target.Finds.Count() == 1)
                Target.Keep(late!);
            return found;
        };
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(1, counts.Delivered);
        Assert.Equal(["write", "find", "find"], Target.Calls.Select(c => c.What));
        AssertEachOnce(Target, Ids(1));
    }

    [Fact]
    public async Task Connections_that_break_before_and_after_the_commit_never_lose_or_double_anything()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        _rig.Flow = EngineRig.OneTarget(lanes: 3, more: ", retry: { attempts: 1000 }");
        Source.Gives(Many(150));
        Target.Write = batch =>
        {
            int dice;
            lock (random)
                dice = random.Next(10);
            if (dice < 3)
                Target.KeepAll(batch);
            return dice switch
            {
                < 3 or 3 or 4 => throw Error(ErrorKind.InDoubt, "reset"),
                5 => throw Error(ErrorKind.Transient, "503"),
                6 => throw Error(ErrorKind.Rejected, "whole"),
                7 => Task.FromResult<IReadOnlyList<Outcome>>([
                    .. batch.Select(
                        (d, i) => i % 2 == 0 ? Target.Keep(d) : Outcome.Failed(new DeliveryError(ErrorKind.InDoubt, "row", "?"))
                    ),
                ]),
                _ => Task.FromResult(Target.KeepAll(batch)),
            };
        };
        await using var engine = await _rig.StartAsync();
        var status = await engine.RunAsync();
        Assert.Equal(RunState.Done, status.Outcome);
        Assert.All(Target.Kept.Values, k => Assert.Equal((k.Id, 1), (k.Id, k.Copies)));
        // A single document that was refused is failed; every other one is there.
        Assert.Equal(150, engine.Counts.Delivered + engine.Counts.Failed);
        Assert.Equal(
            Target.Kept.Keys.Order(StringComparer.Ordinal),
            engine.Documents(DeliveryState.Delivered).Select(d => d.Key).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task One_document_in_doubt_is_asked_about_alone()
    {
        Source.Gives(Many(6));
        Target.Write = batch =>
            Task.FromResult<IReadOnlyList<Outcome>>([.. batch.Select(d => d.Identity is "k2" ? Doubt(d) : Target.Keep(d))]);
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(6, counts.Delivered);
        Assert.Equal(["k2"], Assert.Single(Target.Finds).Ids);
        AssertEachOnce(Target, Ids(6));

        Outcome Doubt(TargetDocument document)
        {
            Target.Keep(document);
            return Outcome.Failed(new DeliveryError(ErrorKind.InDoubt, "DIndex", "the answer does not name it"));
        }
    }

    [Fact]
    public async Task A_document_left_half_way_is_completed_under_its_id()
    {
        Source.Gives(Many(1));
        var saved = new DeliveryError(ErrorKind.InDoubt, "audit", "saved, not audited");
        Target.Write = batch =>
        {
            var kept = Target.Keep(batch[0]);
            return Task.FromResult<IReadOnlyList<Outcome>>([Target.Writes.Count() == 1 ? Outcome.Failed(saved, kept.TargetId) : kept]);
        };
        Target.Lookup = id => Target.Look(id) with { State = FoundState.Incomplete };
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(1, counts.Delivered);
        Assert.Equal(
            [(WriteIntent.Create, null), (WriteIntent.Complete, "T1")],
            Target.Writes.Select(w => (w.Documents[0].Intent, w.Documents[0].TargetId))
        );
        AssertEachOnce(Target, Ids(1));
    }

    /// <summary>Whatever has become of the record, the flow or a table since: the document may be in the target.</summary>
    [Theory]
    [InlineData("no: \"{{no|date}}\"", "", true)]
    [InlineData("v: \"{{v}}\"", "drop", true)]
    [InlineData("no: \"{{no|date}}\"", "", false)]
    public async Task What_is_in_doubt_is_asked_for_as_it_was_sent_even_when_it_can_no_longer_be_mapped(
        string field,
        string filter,
        bool isThere
    )
    {
        Source.Gives([
            JsonSerializer.Serialize(
                new
                {
                    id = "a",
                    v = "1",
                    no = "no date",
                }
            ),
        ]);
        await using (var engine = await _rig.StartAsync())
        {
            Target.Write = batch =>
            {
                if (isThere)
                    Target.KeepAll(batch);
                throw Error(ErrorKind.InDoubt, "reset");
            };
            Target.Lookup = _ => throw Error(ErrorKind.Config, "stop");
            await engine.RunAsync();
            Assert.Equal(1, engine.Counts.InDoubt);
        }
        (Target.Write, Target.Lookup) = (null, null);
        _rig.Flow = $$$"""
            name: flow
            nodes:
              source: { type: source, connection: source, operation: things.list }
              some: { type: filter, from: source, keep: [ { path: id, is: {{{(filter.Length > 0 ? "empty" : "notEmpty")}}} } ] }
              map: { type: map, from: some, fields: { id: "{{id}}", {{{field}}} } }
              target: { type: target, from: map, connection: target, operation: things.save, lanes: 1 }
            """;
        await using var again = await _rig.StartAsync();
        await again.RunAsync();
        Assert.Equal(["a"], Target.Finds.SelectMany(f => f.Ids).Distinct(StringComparer.Ordinal));
        Assert.Equal(isThere ? (1, 0) : (0, 1), (again.Counts.Delivered, again.Counts.Failed));
        Assert.Equal(isThere ? 1 : 0, Target.Kept.Count);
        Assert.Single(Target.Writes);
    }

    [Fact]
    public async Task A_target_that_has_two_copies_gets_no_third_and_a_person_is_told()
    {
        Source.Gives(Many(1));
        Target.Write = _ => throw Error(ErrorKind.InDoubt, "reset");
        Target.Lookup = _ => new FoundDocument(FoundState.Complete, "T1", "N1", Copies: 2);
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(1, engine.Counts.Held);
        Assert.Contains("2 documents", Assert.Single(engine.Documents(DeliveryState.Held)).Error!.Text);
        Assert.Single(Target.Writes);
    }

    [Fact]
    public async Task A_target_that_cannot_be_asked_is_held_for_a_person_after_a_crash()
    {
        _rig.Target = new Script(_rig.Clock) { IdentityField = null, DoubtPolicy = DoubtPolicy.Hold };
        await LeaveOpenAsync(3);
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 3L, 0), (status.Outcome, counts.Held, Target.Writes.Count()));
    }

    [Fact]
    public async Task A_target_that_recognises_repeats_gets_them_again_after_a_crash()
    {
        _rig.Target = new Script(_rig.Clock) { IdentityField = null, DoubtPolicy = DoubtPolicy.Resend };
        await LeaveOpenAsync(3);
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(3, counts.Delivered);
        AssertEachOnce(Target, Ids(3));
    }

    [Fact]
    public async Task More_deliveries_in_doubt_than_a_lane_holds_in_memory_are_all_settled_after_a_crash()
    {
        await LeaveOpenAsync(450);
        foreach (var i in Enumerable.Range(0, 200))
            Target.Keep(new TargetDocument(Encoding.UTF8.GetBytes(Record($"k{i}", "1")), $"k{i}", WriteIntent.Create, TargetId: null));
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 450L), (status.Outcome, counts.Delivered));
        AssertEachOnce(Target, Ids(450));
        Assert.DoesNotContain(
            Target.Writes.SelectMany(w => w.Ids),
            id => int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture) < 200
        );
    }

    [Fact]
    public async Task A_newer_revision_waits_until_all_older_ones_in_doubt_are_known()
    {
        Source.Gives(Many(450, "2"), size: 450);
        await LeaveOpenAsync(450);
        foreach (var i in Enumerable.Range(0, 450))
            Target.Keep(new TargetDocument(Encoding.UTF8.GetBytes(Record($"k{i}", "1")), $"k{i}", WriteIntent.Create, TargetId: null));
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 450L), (status.Outcome, counts.Delivered));
        AssertEachOnce(Target, Ids(450));
        Assert.All(Target.Kept.Values, k => Assert.Equal((Record(k.Id, "2"), 1), (k.Body, k.Updates)));
        Assert.All(Target.Writes.SelectMany(w => w.Documents), d => Assert.Equal(WriteIntent.Update, d.Intent));
    }

    private Task LeaveOpenAsync(int count) =>
        _rig.BeforeAsync(async flow =>
        {
            var run = await flow.RunAsync();
            await flow.AppendAsync(run, 0, next: null, Many(count));
            foreach (var batch in flow.Waiting().Chunk(10))
                await flow.OpenAttemptAsync(batch);
            await flow.Store.EndRunAsync(flow.Fence, run.Id, RunState.Cancelled, error: null, TestContext.Current.CancellationToken);
        });

    [Fact]
    public async Task A_refused_credential_stops_the_run_with_its_message_and_the_next_run_goes_on()
    {
        Source.Gives(Many(25));
        Target.Write = _ => throw Error(ErrorKind.Auth, "401", "the key is not accepted");
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((FlowActivity.Idle, RunState.Stopped), (status.Activity, status.Outcome));
        Assert.Contains("the key is not accepted", status.Error);
        Assert.Equal((0L, 0L, 0L), (counts.Failed, counts.InDoubt, counts.Delivered));
        Target.Write = null;
        (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 25L, (string?)null), (status.Outcome, counts.Delivered, status.Error));
        AssertEachOnce(Target, Ids(25));
    }

    [Fact]
    public async Task A_target_that_is_down_for_long_stops_the_run_and_nothing_is_failed()
    {
        Source.Gives(Many(25));
        Target.Write = _ => throw Error(ErrorKind.Transient, "refused", "connection refused");
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal(RunState.Stopped, status.Outcome);
        Assert.Contains("connection refused", status.Error);
        Assert.Equal((0L, 25L), (counts.Failed, counts.Waiting + counts.Retrying));
        Assert.Equal(10, Target.Writes.Count());
        Target.Write = null;
        (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 25L), (status.Outcome, counts.Delivered));
        AssertEachOnce(Target, Ids(25));
    }

    [Fact]
    public async Task An_error_that_may_pass_is_retried_and_in_the_end_failed()
    {
        _rig.Flow = EngineRig.OneTarget(more: ", retry: { attempts: 3 }");
        Source.Gives(Many(2));
        Target.Write = batch =>
            Task.FromResult<IReadOnlyList<Outcome>>([
                .. batch.Select(d =>
                    d.Identity is "k0" || Target.Writes.Count() < 2
                        ? Outcome.Failed(new DeliveryError(ErrorKind.Transient, "lock", "locked"))
                        : Target.Keep(d)
                ),
            ]);
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(new QueueCounts(0, 1, 0, 0, 1, 0, 0), engine.Counts);
        var failed = Assert.Single(engine.Documents(DeliveryState.Failed));
        Assert.Equal(("k0", 3, "locked"), (failed.Key, failed.Tries, failed.Error!.Text));
    }

    [Fact]
    public async Task A_defect_of_the_connector_puts_its_batch_in_doubt()
    {
        Source.Gives(Many(3));
        Target.Write = batch =>
            Target.Writes.Count() == 1
                ? Task.FromResult<IReadOnlyList<Outcome>>([Target.Keep(batch[0])])
                : Task.FromResult(Target.KeepAll(batch));
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(3, counts.Delivered);
        AssertEachOnce(Target, Ids(3));
    }

    [Fact]
    public async Task Changed_content_is_an_update_under_the_target_id()
    {
        Source.Gives(Many(5));
        await _rig.RunAsync();
        Source.Gives([.. Many(5).Skip(2), Record("k0", "2"), Record("k1", "2")]);
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(5, counts.Delivered);
        var updates = Target.Writes.Last().Documents;
        Assert.Equal(
            [("k0", WriteIntent.Update, Target.Kept["k0"].TargetId), ("k1", WriteIntent.Update, Target.Kept["k1"].TargetId)],
            updates.Select(d => (d.Identity!, d.Intent, d.TargetId!))
        );
        AssertEachOnce(Target, Ids(5));
        Assert.Equal(Record("k0", "2"), Target.Kept["k0"].Body);
    }

    [Fact]
    public async Task A_newer_revision_is_not_sent_before_the_older_one_in_doubt_is_settled()
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Source.Read = async (_, cursor, stop) =>
        {
            if (cursor is null)
                return Page("2", Record("k0", "1"));
            await sent.Task.WaitAsync(stop);
            return Page(next: null, Record("k0", "2"));
        };
        Target.Write = batch =>
        {
            Target.KeepAll(batch);
            if (!sent.TrySetResult())
                return Task.FromResult<IReadOnlyList<Outcome>>([Outcome.Ok(batch[0].TargetId, number: null)]);
            throw Error(ErrorKind.InDoubt, "reset");
        };
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(["write", "find", "write"], Target.Calls.Select(c => c.What));
        var last = Target.Writes.Last().Documents[0];
        Assert.Equal((WriteIntent.Update, "T1"), (last.Intent, last.TargetId));
        Assert.Equal((Record("k0", "2"), 1L), (Target.Kept["k0"].Body, counts.Delivered));
        AssertEachOnce(Target, Ids(1));
    }

    [Fact]
    public async Task A_record_that_a_filter_drops_stays_with_the_rule_that_dropped_it()
    {
        _rig.Flow = EngineRig.OneTarget(
            middle: "  keep: { type: filter, from: map, keep: [{ path: v, is: equals, value: yes }] }",
            from: "keep"
        );
        Source.Gives([Record("k0", "yes"), Record("k1", "no")]);
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(new QueueCounts(0, 1, 0, 0, 0, 0, 1), engine.Counts);
        var dropped = Assert.Single(engine.Documents(DeliveryState.Rejected));
        Assert.Equal("k1", dropped.Key);
        Assert.Contains("'keep'", dropped.Error!.Text);
        Assert.Contains("v equals", dropped.Error.Text);
        AssertEachOnce(Target, Ids(1));
    }

    [Fact]
    public async Task A_record_that_cannot_be_mapped_fails_alone_and_says_why()
    {
        _rig.Target = new Script(_rig.Clock) { TargetFields = [new FieldDescription("v", FieldKind.Number, "v")] };
        Source.Gives([Record("k0", "12"), Record("k1", "twelve"), """{"id":"k2","v":{"a":1}}""", """{"id":"\ud800","v":1}"""]);
        await using var engine = await _rig.StartAsync();
        var status = await engine.RunAsync();
        Assert.Equal(RunState.Done, status.Outcome);
        Assert.Equal(new QueueCounts(0, 1, 0, 0, 2, 0, 1), engine.Counts);
        Assert.All(engine.Documents(DeliveryState.Failed), d => Assert.Contains("Field v: expects a number", d.Error!.Text));
        Assert.Contains("surrogate", Assert.Single(engine.Documents(DeliveryState.Rejected)).Error!.Text);
    }

    [Fact]
    public async Task A_document_without_identity_is_failed_and_not_sent()
    {
        _rig.Flow = _rig.Flow.Replace("id: \"{{id}}\"", "id: \"{{code}}\"");
        Source.Gives([Record("k0", "1"), """{"id":"k1","code":"\udc00","v":"1"}"""]);
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(2, engine.Counts.Failed);
        Assert.All(engine.Documents(DeliveryState.Failed), d => Assert.Contains("identity field id is empty", d.Error!.Text));
        Assert.Empty(Target.Writes);
    }

    [Fact]
    public async Task A_chain_of_mappings_keeps_large_values_whole()
    {
        _rig.Flow = EngineRig.OneTarget(
            middle: """
              two: { type: map, from: map, fields: { id: "{{id}}", w: "{{v}}", x: "x{{v}}" } }
              three: { type: map, from: two, fields: { id: "{{id}}", y: "{{w}}", z: "<{{w}}>", q: "{{x}}{{x}}{{w}}" } }
              four: { type: map, from: three, fields: { id: "{{id}}", a: "{{y}}", b: "{{z}}", c: "{{q}}" } }
            """,
            from: "four"
        );
        string Value(int i) => string.Concat(Enumerable.Repeat($"{i:00}-", 27_000));
        Source.Gives([.. Enumerable.Range(0, 6).Select(i => Record($"k{i}", Value(i)))]);
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(6, counts.Delivered);
        foreach (var i in Enumerable.Range(0, 6))
        {
            var body = JsonElement.Parse(Target.Kept[$"k{i}"].Body);
            Assert.Equal(Value(i), body.GetProperty("a").GetString());
            Assert.Equal($"<{Value(i)}>", body.GetProperty("b").GetString());
            Assert.Equal($"x{Value(i)}x{Value(i)}{Value(i)}", body.GetProperty("c").GetString());
        }
    }

    [Fact]
    public async Task Two_targets_each_get_everything_and_do_not_disturb_each_other()
    {
        _rig.Second = new Script(_rig.Clock);
        _rig.Flow += "\n  other: { type: target, from: map, connection: second, operation: things.save, lanes: 1 }";
        _rig.Second.Write = batch =>
            batch.Count > 1 || batch[0].Identity is "k3"
                ? throw Error(ErrorKind.Rejected, "E")
                : Task.FromResult(_rig.Second.KeepAll(batch));
        Source.Gives(Many(8));
        await using var engine = await _rig.StartAsync();
        var status = await engine.RunAsync();
        Assert.Equal(RunState.Done, status.Outcome);
        Assert.Equal(new QueueCounts(0, 8, 0, 0, 0, 0, 0), engine.Ledger.Counts(status.Handle!.Queues[0]));
        Assert.Equal(new QueueCounts(0, 7, 0, 0, 1, 0, 0), engine.Ledger.Counts(status.Handle.Queues[1]));
        AssertEachOnce(Target, Ids(8));
        AssertEachOnce(_rig.Second, Ids(8).Except(["k3"]));
    }

    [Fact]
    public async Task A_failed_delivery_that_a_person_releases_is_sent_by_the_next_run()
    {
        Source.Gives(Many(3));
        Target.Write = batch =>
            Task.FromResult<IReadOnlyList<Outcome>>([
                .. batch.Select(_ => Outcome.Failed(new DeliveryError(ErrorKind.Rejected, "E", "no"))),
            ]);
        await using (var engine = await _rig.StartAsync())
        {
            await engine.RunAsync();
            var failed = engine.Documents(DeliveryState.Failed).Select(d => d.Id).ToList();
            Assert.Equal(3, await engine.Ledger.ReleaseAsync(engine.Summary.Queues[0].Id, failed, TestContext.Current.CancellationToken));
        }
        Target.Write = null;
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(3, counts.Delivered);
        AssertEachOnce(Target, Ids(3));
    }
}
