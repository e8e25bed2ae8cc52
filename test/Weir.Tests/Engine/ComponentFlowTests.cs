using Weir.Engine.Ledger;
using Weir.Sdk.Errors;
using Weir.Tests.Storage;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>Components behind the ledger, in whole flows.</summary>
public sealed class ComponentFlowTests : IDisposable
{
    private readonly EngineRig _rig = new();

    private Script Source => _rig.Source;

    private Script Target => _rig.Target;

    public void Dispose() => _rig.Dispose();

    private void Flow(string middle, string fields = """id: "{{id}}", v: "{{v}}" """, string tables = "", string more = "") =>
        _rig.Flow = $$$"""
            name: flow
            {{{tables}}}
            nodes:
              source: { type: source, connection: source, operation: things.list }
            {{{middle}}}
              map: { type: map, from: middle, fields: { {{{fields}}} } }
              target: { type: target, from: map, connection: target, operation: things.save, lanes: 1 }
            {{{more}}}
            """;

    private string Body(string id) => Target.Kept[id].Body;

    private async Task<DocumentSummary> OnlyAsync(DeliveryState state)
    {
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        return Assert.Single(engine.Documents(state));
    }

    [Fact]
    public async Task A_route_sends_each_document_one_way()
    {
        _rig.Second = new Script(_rig.Clock);
        Source.Gives(["""{"id":"a","v":100}""", """{"id":"b","v":"99.5"}""", """{"id":"c","v":null}"""]);
        _rig.Flow = """
            name: flow
            nodes:
              source: { type: source, connection: source, operation: things.list }
              way: { type: route, from: source, outputs: { big: "{{v}} >= 100", small: "{{v}} < 100" }, default: rest }
              target: { type: target, from: way.big, connection: target, operation: things.save }
              other: { type: target, from: way.small, connection: second, operation: things.save }
            """;
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(["a"], Target.Kept.Keys);
        Assert.Equal(["b"], _rig.Second.Kept.Keys);
        Assert.Equal(
            ["route 'way': goes to 'rest', not to 'big'", "route 'way': goes to 'small', not to 'big'"],
            engine.Documents(DeliveryState.Rejected).Select(d => d.Error!.Text).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_record_that_no_output_takes_is_rejected_and_says_so()
    {
        Source.Gives(["""{"id":"a","v":1}"""]);
        Flow(
            """  middle: { type: filter, from: way.two, keep: [ { path: id, is: notEmpty } ] }"""
                + "\n"
                + """  way: { type: route, from: source, outputs: { two: "{{v}} = 2" } }"""
        );
        Assert.Equal("route 'way': no output takes it and there is no default", (await OnlyAsync(DeliveryState.Rejected)).Error!.Text);
    }

    [Fact]
    public async Task A_lookup_asks_once_for_a_batch_and_holds_what_it_does_not_find()
    {
        var known = new HashSet<string>(StringComparer.Ordinal) { "S1", "S2" };
        _rig.Second = new Script(_rig.Clock)
        {
            Rows = keys => [.. keys.Where(k => known.Contains(k[0])).Select(k => $$"""{"code":"{{k[0]}}","no":"C-{{k[0]}}"}""")],
        };
        Source.Gives([.. Enumerable.Range(0, 9).Select(i => $$"""{"id":"k{{i}}","v":"S{{i % 3}}"}""")]);
        Flow(
            """  middle: { type: lookup, from: source, connection: second, operation: things.find, where: { code: "{{v}}" }, take: { no: no } }""",
            """id: "{{id}}", v: "{{no}}" """
        );
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(
            "S0,S1,S2",
            string.Join(
                ',',
                Assert.Single(_rig.Second.Calls.Where(c => c.What is "lookup").Select(c => c.Ids)).Order(StringComparer.Ordinal)
            )
        );
        Assert.Equal((6, 3), (engine.Counts.Delivered, engine.Counts.Held));
        Assert.Equal("""{"id":"k1","v":"C-S1"}""", Body("k1"));
        var held = engine.Documents(DeliveryState.Held);
        Assert.Equal("lookup 'middle': second things.find has nothing where code = 'S0'.", held[0].Error!.Text);
        known.Add("S0");
        await engine.Ledger.ReleaseAsync(engine.Summary.Queues[0].Id, [.. held.Select(d => d.Id)], TestContext.Current.CancellationToken);
        await engine.RunAsync();
        Assert.Equal((9, 0), (engine.Counts.Delivered, engine.Counts.Held));
        Assert.Equal("""{"id":"k0","v":"C-S0"}""", Body("k0"));
        // What was found before is remembered.
        Assert.Equal(2, _rig.Second.Calls.Count(c => c.What is "lookup"));
    }

    [Fact]
    public async Task A_lookup_that_cannot_ask_tries_again_and_loses_nothing()
    {
        var tries = 0;
        _rig.Second = new Script(_rig.Clock)
        {
            Rows = keys =>
                ++tries <= 2 ? throw Error(ErrorKind.Transient, "refused") : [.. keys.Select(k => $$"""{"code":"{{k[0]}}","no":7}""")],
        };
        Source.Gives([Record("a", "S1")]);
        Flow(
            """  middle: { type: lookup, from: source, connection: second, operation: things.find, where: { code: "{{v}}" }, take: { no: no } }""",
            """id: "{{id}}", v: "{{no}}" """
        );
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal((1L, 3), (counts.Delivered, tries));
        Assert.Equal("""{"id":"a","v":7}""", Body("a"));
    }

    [Fact]
    public async Task A_lookup_for_lines_sets_fields_of_each_line()
    {
        _rig.Second = new Script(_rig.Clock)
        {
            Rows = keys => [.. keys.Where(k => k[0] is not "X").Select(k => $$"""{"sku":"{{k[0]}}","org":"{{k[1]}}","no":"M{{k[0]}}"}""")],
        };
        Source.Gives(["""{"id":"a","v":"100","items":[{"sku":"A1","no":"old","qty":2.50},{"sku":"X"},{"sku":"A1"}]}"""]);
        Flow(
            """  middle: { type: lookup, from: source, lines: items, connection: second, operation: things.find, where: { sku: "{{items.sku}}", org: "{{v}}" }, take: { no: no }, missing: default, default: { no: "M0" } }""",
            """id: "{{id}}", v: "{{items}}" """
        );
        await _rig.RunAsync();
        Assert.Equal("""{"id":"a","v":[{"sku":"A1","qty":2.50,"no":"MA1"},{"sku":"X","no":"M0"},{"sku":"A1","no":"MA1"}]}""", Body("a"));
        Assert.Equal(["A1|100", "X|100"], _rig.Second.Calls.Single(c => c.What is "lookup").Ids);
    }

    [Fact]
    public async Task A_lookup_in_a_table_fails_what_is_not_in_it_if_told_so()
    {
        Source.Gives([Record("a", "S1"), Record("b", "S9"), Record("c", "")]);
        Flow(
            """  middle: { type: lookup, from: source, table: shops, where: { code: "{{v}}" }, take: { no: no }, missing: error }""",
            """id: "{{id}}", v: "{{no}}" """,
            "tables: { shops: { rows: [[S1, C001], [S2, C002]] } }"
        );
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal("""{"id":"a","v":"C001"}""", Body("a"));
        Assert.Equal(
            [
                "lookup 'middle': table 'shops' has nothing where code = ''.",
                "lookup 'middle': table 'shops' has nothing where code = 'S9'.",
            ],
            engine.Documents(DeliveryState.Failed).Select(d => d.Error!.Text).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_lookup_in_another_flow_sees_the_latest_revision_and_what_came_since()
    {
        Source.Gives([Record("a", "S1"), Record("b", "S2"), Record("c", "S3")]);
        Flow(
            """  middle: { type: lookup, from: source, flow: customers, where: { shop: "{{v}}" }, as: customer }""",
            """id: "{{id}}", v: "{{customer.no}}" """
        );
        await OthersAsync("""{"id":"1","shop":"S1","no":"old"}""", """{"id":"2","shop":"S2","no":2}""");
        await OthersAsync("""{"id":"1","shop":"S1","no":"new"}""", """{"id":"2","shop":"moved","no":2}""");
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal("""{"id":"a","v":"new"}""", Body("a"));
        Assert.Equal((1, 2), (engine.Counts.Delivered, engine.Counts.Held));
    }

    private async Task OthersAsync(params string[] records)
    {
        await using var ledger = _rig.OpenLedger();
        var flow = await LedgerStand.OpenAsync(ledger, "customers");
        await flow.AppendAsync(await flow.RunAsync(), 0, next: null, records);
    }

    [Fact]
    public async Task Validation_names_every_field_that_fails()
    {
        Source.Gives([
            """{"id":"a","v":"x","n":"12.5","phone":"13800138000"}""",
            """{"id":"b","v":"","n":"1e9","phone":"12"}""",
            """{"id":"c","v":"1","n":"viel"}""",
        ]);
        Flow(
            """
              middle:
                type: validate
                from: source
                required: [v]
                ranges: { n: { min: 0, max: 1000 } }
                patterns: { phone: "^1[0-9]{10}$" }
                schema: { type: object, properties: { id: { enum: [a, b] } } }
            """
        );
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal(["a"], Target.Kept.Keys);
        var reasons = engine
            .Documents(DeliveryState.Rejected)
            .OrderBy(d => d.Key, StringComparer.Ordinal)
            .Select(d => d.Error!.Text)
            .ToList();
        Assert.Equal(
            "rule of 'middle': v is empty; n is 1000000000, more than 1000; phone does not match ^1[0-9]{10}$: \"12\"",
            reasons[0]
        );
        Assert.Equal("""rule of 'middle': n is not a number: "viel"; #/id: NotInEnumeration""", reasons[1]);
    }

    [Fact]
    public async Task A_script_changes_records_and_drops_those_for_which_it_returns_nothing()
    {
        Source.Gives([
            """{"id":"a","v":"x","n":1.50,"big":1234567890123456789,"list":[1,{"q":"\""}]}""",
            """{"id":"b","v":"drop"}""",
            """{"id":"c","v":"throw"}""",
        ]);
        Flow(
            """
              middle:
                type: script
                from: source
                code: |
                  if (record.v === 'drop') return null;
                  if (record.v === 'throw')
                    throw new Error('no good');
                  record.v = record.v.toUpperCase() + record.list[1].q;
                  record.twice = record.n * 2;
                  return record;
            """,
            """id: "{{id}}", v: "{{v}}", n: "{{twice}}", big: "{{big}}" """
        );
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal("""{"id":"a","v":"X\"","n":3,"big":1234567890123456789}""", Body("a"));
        Assert.Equal("script: it returned nothing for this record", Assert.Single(engine.Documents(DeliveryState.Rejected)).Error!.Text);
        Assert.Equal(
            "Field middle: the script failed: no good (line 3, column 9)",
            Assert.Single(engine.Documents(DeliveryState.Failed)).Error!.Text
        );
    }

    [Theory]
    [InlineData("while (true) { }", "it ran more than 100000 statements")]
    [InlineData("const a = []; while (true) a.push('x'.repeat(100000));", "it allocated more than 16 MB")]
    [InlineData("function f() { return f(); } return f();", "its calls are nested too deep")]
    [InlineData("return 5;", "a record is an object, and it returned number")]
    [InlineData("record.self = record; return record;", "contains itself")]
    [InlineData("return { a: 0 / 0 };", "which JSON does not know")]
    [InlineData("x = 1; return record;", "x is not defined")]
    public async Task A_script_that_goes_wrong_fails_its_document_alone(string code, string problem)
    {
        Source.Gives([Record("a", "1"), Record("b", "2")]);
        Flow(
            $$"""
              middle:
                type: script
                from: source
                memory: 16
                statements: 100000
                timeout: 20s
                code: |
                  if (record.id === 'b') return record;
                  {{code}}
            """
        );
        var failed = await OnlyAsync(DeliveryState.Failed);
        Assert.Contains(problem, failed.Error!.Text, StringComparison.Ordinal);
        Assert.Equal(["b"], Target.Kept.Keys);
    }

    [Fact]
    public async Task A_script_for_batches_gets_many_records_at_once()
    {
        Source.Gives(Many(10));
        Flow(
            """
              middle: { type: script, from: source, batch: true, code: "return records.map((r, i) => i === 3 ? null : { ...r, v: records.length });" }
            """
        );
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal((9L, 1L), (counts.Delivered, counts.Rejected));
        Assert.Equal("""{"id":"k0","v":10}""", Body("k0"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n  big2: { type: script, from: [big, small, way.big], batch: true, code: 'return records;' }")]
    public async Task Branches_that_join_bring_each_document_once_by_the_first_that_lets_it_through(string last)
    {
        Source.Gives([.. Enumerable.Range(0, 9).Select(i => Record($"k{i}", $"{i}"))]);
        _rig.Flow = $$$"""
            name: flow
            nodes:
              source: { type: source, connection: source, operation: things.list }
              way: { type: route, from: source, outputs: { big: "{{v}} >= 6", small: "{{v}} < 3" }, default: rest }
              big: { type: map, from: way.big, fields: { id: "{{id}}", v: big } }
              small: { type: map, from: way.small, fields: { id: "{{id}}", v: small } }{{{last}}}
              target: { type: target, from: {{{(
                last.Length > 0 ? "big2" : "[big, small, way.big]"
            )}}}, connection: target, operation: things.save }
            """;
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal((6, 3), (engine.Counts.Delivered, engine.Counts.Rejected));
        Assert.Equal("""{"id":"k7","v":"big"}""", Body("k7"));
        Assert.Equal("""{"id":"k1","v":"small"}""", Body("k1"));
        Assert.All(Target.Kept.Values, k => Assert.Equal(1, k.Copies));
        Assert.Equal(
            "route 'way': goes to 'rest', not to 'big'; route 'way': goes to 'rest', not to 'small'",
            engine.Documents(DeliveryState.Rejected)[0].Error!.Text
        );
    }

    [Fact]
    public async Task An_error_on_one_of_two_ways_is_an_error_and_no_reason_to_take_the_other()
    {
        Source.Gives([Record("a", "no date"), Record("b", "2026-01-01")]);
        _rig.Flow = """
            name: flow
            nodes:
              source: { type: source, connection: source, operation: things.list }
              one: { type: map, from: source, fields: { id: "{{id}}", v: "{{v|date}}" } }
              target: { type: target, from: [one, source], connection: target, operation: things.save }
            """;
        await using var engine = await _rig.StartAsync();
        await engine.RunAsync();
        Assert.Equal((1, 1), (engine.Counts.Delivered, engine.Counts.Failed));
        Assert.Equal("""{"id":"b","v":"2026-01-01"}""", Body("b"));
    }
}
