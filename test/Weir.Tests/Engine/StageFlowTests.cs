using Weir.Engine.Ledger;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>Nodes before the ledger, end to end: what is read, stored, delivered, rejected and unchanged.</summary>
public sealed class StageFlowTests : IDisposable
{
    private const string Flatten = "lines: { type: flatten, from: source, arrays: [items], keyAs: line }";
    private const string LineFields = """{ id: "{{line}}", v: "{{items_v}}", head: "{{head}}" }""";
    private const string Group =
        "bills: { type: group, from: source, header: [shop], body: [sku], maxLines: 2, calculate: { qty: sum }, keyAs: bill }";

    private const string BillFields = """{ id: "{{bill}}", rows: "{{items}}" }""";
    private readonly EngineRig _rig = new() { Target = null! };

    public StageFlowTests() => _rig.Target = new Script(_rig.Clock) { Limits = new TargetLimits(1000, 1024 * 1024) };

    private Script Source => _rig.Source;

    private Script Target => _rig.Target;

    public void Dispose() => _rig.Dispose();

    private void Flow(string stages, string last, string fields, string source = "") =>
        _rig.Flow = $$"""
            name: flow
            nodes:
              source: { type: source, connection: source, operation: things.list{{source}} }
              {{stages.ReplaceLineEndings("\n  ")}}
              map: { type: map, from: {{last}}, fields: {{fields}} }
              target: { type: target, from: map, connection: target, operation: things.save, lanes: 2 }
            """;

    private void Gives(params string[] records) => Source.Gives(records, size: 2);

    private string Body(string id) => Target.Kept[id].Body;

    [Fact]
    public async Task Every_line_is_a_document_and_a_changed_one_alone_is_sent_again()
    {
        Flow(Flatten, "lines", LineFields);
        Gives(
            """{"id":"A","head":"x","items":[{"v":1},{"v":2},{"v":3}]}""",
            """{"id":"B","head":"x"}""",
            """{"id":"C","head":"x","items":[{"v":4}]}"""
        );
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 3L, 5L, 5L), (status.Outcome, status.Read.Read, status.Read.Fresh, counts.Delivered));
        Assert.Equal(["A-0", "A-1", "A-2", "B", "C-0"], Target.Kept.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("""{"id":"A-1","v":2,"head":"x"}""", Body("A-1"));

        (status, counts) = await _rig.RunAsync();
        Assert.Equal((3L, 0L, 0L, 5L), (status.Read.Read, status.Read.Fresh, status.Read.Changed, status.Read.Unchanged));

        Gives(
            """{"id":"A","head":"x","items":[{"v":1},{"v":20},{"v":3}]}""",
            """{"id":"B","head":"x"}""",
            """{"id":"C","head":"x","items":[{"v":4},{"v":5}]}"""
        );
        (status, counts) = await _rig.RunAsync();
        Assert.Equal((1L, 1L, 4L, 6L), (status.Read.Fresh, status.Read.Changed, status.Read.Unchanged, counts.Delivered));
        Assert.Equal(["A-1"], Target.Kept.Values.Where(k => k.Updates > 0).Select(k => k.Id));
        Assert.All(Target.Kept.Values, k => Assert.Equal(1, k.Copies));
        Assert.Equal("""{"id":"A-1","v":20,"head":"x"}""", Body("A-1"));
    }

    [Fact]
    public async Task Ignored_fields_do_not_count_in_documents_that_were_made_of_records()
    {
        Flow(Flatten, "lines", LineFields, source: ", ignore: [at]");
        Gives("""{"id":"A","at":1,"items":[{"v":1}]}""");
        await _rig.RunAsync();
        Gives("""{"id":"A","at":2,"items":[{"v":1}]}""");
        var (status, _) = await _rig.RunAsync();
        Assert.Equal((0L, 1L), (status.Read.Changed, status.Read.Unchanged));
    }

    [Fact]
    public async Task What_a_rule_drops_before_the_ledger_is_a_rejected_document_once()
    {
        Flow(
            """
            open: { type: filter, from: source, keep: [{ path: head, is: equals, value: x }] }
            lines: { type: split, from: open, array: items, as: items }
            """,
            "lines",
            """{ id: "{{id}}", v: "{{items}}" }"""
        );
        Gives("""{"id":"A","head":"y","items":[1]}""", """{"id":"B","head":"x","items":[]}""", """{"head":"x","items":[3]}""", "[1]");
        for (var run = 0; run < 2; run++)
        {
            var (status, counts) = await _rig.RunAsync();
            Assert.Equal((4L, run == 0 ? 4L : 0L, 4L), (status.Read.Read, status.Read.Fresh, counts.Rejected));
        }
        await using (var engine = await _rig.StartAsync())
        {
            var rejected = engine.Documents(DeliveryState.Rejected);
            Assert.Equal(
                [("A", 1, "rule of 'open': keep only if head equals \"x\""), ("B", 1, "rule of 'lines': 'items' has no elements")],
                rejected
                    .Where(d => d.Key[0] != '(')
                    .Select(d => (d.Key, d.Revision, d.Error?.Text))
                    .OrderBy(d => d.Key, StringComparer.Ordinal)
            );
            Assert.Equal(2, rejected.Count(d => d.Key.StartsWith("(no key) ", StringComparison.Ordinal)));
        }

        Gives("""{"id":"A","head":"x","items":[1]}""", """{"id":"B","head":"x","items":[]}""");
        var (_, after) = await _rig.RunAsync();
        Assert.Equal((1L, 4L), (after.Delivered, after.Rejected));
        Assert.Equal("""{"id":"A","v":1}""", Body("A"));
    }

    [Fact]
    public async Task A_record_that_passes_after_all_is_a_new_revision_even_if_only_the_rule_has_changed()
    {
        void Rule(string value) =>
            Flow(
                $$"""
                sorted: { type: sort, from: open, by: [{ path: id }] }
                open: { type: filter, from: source, keep: [{ path: v, is: equals, value: "{{value}}" }] }
                """.ReplaceLineEndings("\n"),
                "sorted",
                """{ id: "{{id}}", v: "{{v}}" }"""
            );
        // The filter stands in front of the last node before the ledger, so it works before the ledger as well.
        Gives(Record("A", "1"), Record("B", "2"));
        Rule("1");
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal((1L, 1L), (counts.Delivered, counts.Rejected));
        Rule("2");
        (_, counts) = await _rig.RunAsync();
        Assert.Equal((1L, 1L), (counts.Delivered, counts.Rejected));
        Assert.Equal(["A", "B"], Target.Kept.Keys.Order(StringComparer.Ordinal));
        Rule("1");
        (_, counts) = await _rig.RunAsync();
        Assert.Equal((1L, 1L), (counts.Delivered, counts.Rejected));
        // A is known in the target: an update, not a second one.
        Assert.Equal((1, 1), (Target.Kept["A"].Copies, Target.Kept["A"].Updates));
    }

    [Fact]
    public async Task What_is_rejected_is_so_for_every_target()
    {
        _rig.Second = new Script(_rig.Clock);
        _rig.Flow = $$"""
            name: flow
            nodes:
              source: { type: source, connection: source, operation: things.list }
              once: { type: dedupe, from: source, path: no, keep: last }
              map: { type: map, from: once, fields: { id: "{{"{{id}}"}}" } }
              target: { type: target, from: map, connection: target, operation: things.save, lanes: 1 }
              second: { type: target, from: map, connection: second, operation: things.save, lanes: 1 }
            """;
        Gives("""{"id":"A","no":1}""", """{"id":"B","no":1}""", """{"id":"C","no":2}""");
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        for (var queue = 0; queue < 2; queue++)
        {
            var rejected = Assert.Single(engine.Documents(DeliveryState.Rejected, queue));
            Assert.Equal(("A", "rule of 'once': the same no as 'B', which is kept"), (rejected.Key, rejected.Error?.Text));
            Assert.Equal(2, engine.Documents(DeliveryState.Delivered, queue).Count);
        }
    }

    private static readonly string[] Rows =
    [
        """{"id":1,"shop":"S1","sku":"A","qty":1}""",
        """{"id":2,"shop":"S2","sku":"A","qty":1}""",
        """{"id":3,"shop":"S1","sku":"B","qty":1}""",
        """{"id":4,"shop":"S1","sku":"C","qty":1}""",
        """{"id":5,"shop":"S1","sku":"A","qty":1}""",
    ];

    [Fact]
    public async Task A_group_goes_over_all_pages_and_a_changed_line_is_one_new_revision_of_its_document()
    {
        Flow(Group, "bills", BillFields);
        Gives(Rows);
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 5L, 3L, 3L), (status.Outcome, status.Read.Read, status.Read.Fresh, counts.Delivered));
        Assert.Equal("""{"id":"S1","rows":[{"sku":"A","qty":2},{"sku":"B","qty":1}]}""", Body("S1"));
        Assert.Equal("""{"id":"S1-2","rows":[{"sku":"C","qty":1}]}""", Body("S1-2"));

        (status, _) = await _rig.RunAsync();
        Assert.Equal((5L, 0L, 3L), (status.Read.Read, status.Read.Fresh + status.Read.Changed, status.Read.Unchanged));

        Gives([.. Rows[..3], """{"id":4,"shop":"S1","sku":"C","qty":9}""", Rows[4]]);
        (status, counts) = await _rig.RunAsync();
        Assert.Equal((1L, 2L, 3L), (status.Read.Changed, status.Read.Unchanged, counts.Delivered));
        Assert.Equal(["S1-2"], Target.Kept.Values.Where(k => k.Updates > 0).Select(k => k.Id));
    }

    [Fact]
    public async Task A_slice_with_a_group_that_was_not_read_to_its_end_is_read_from_its_start_and_nothing_is_stored_before()
    {
        Flow(Group, "bills", BillFields);
        Gives(Rows);
        var read = Source.Read;
        Source.Read = (slice, cursor, stop) =>
            string.Equals(cursor, "2", StringComparison.Ordinal) ? throw Error(ErrorKind.Config) : read(slice, cursor, stop);
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Stopped, 0L, 0L), (status.Outcome, counts.Delivered, counts.Waiting));
        Source.Read = read;
        Source.Calls.Clear();
        (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 3L, 5L), (status.Outcome, counts.Delivered, status.Read.Read));
        Assert.Equal(["", "1", "2"], Source.Calls.Select(c => c.Ids[0]));
    }

    [Fact]
    public async Task Killed_between_the_pages_that_one_record_makes_nothing_is_lost_or_doubled()
    {
        Flow(Flatten, "lines", LineFields);
        var elements = string.Join(',', Enumerable.Range(0, 9000).Select(i => $"{{\"v\":{i}}}"));
        Gives($"{{\"id\":\"A\",\"items\":[{elements}]}}", """{"id":"B","items":[{"v":1}]}""");
        // A process that stored the first page of documents, whose cursor stays where it was.
        await _rig.BeforeAsync(async stand =>
        {
            var run = await stand.RunAsync();
            var page = await stand.PrepareAsync(run, 0, next: null, ["""{"id":"A-0","items_v":0}"""], keepsCursor: true);
            Assert.Null((await stand.Store.AppendAsync(page, TestContext.Current.CancellationToken)).Watermark);
            var slice = stand.Store.Queries.Run(run.Id)!.Slices[0];
            Assert.Equal((false, null, 1L, 0L), (slice.Done, slice.Cursor, slice.Counts.Pages, slice.Counts.Read));
        });
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 9001L, 2L), (status.Outcome, counts.Delivered, status.Read.Read));
        Assert.Equal(9001, Target.Kept.Count);
        Assert.All(Target.Kept.Values, k => Assert.Equal(1, k.Copies));
        Assert.InRange(status.Read.Pages, 3, 10);
    }
}
