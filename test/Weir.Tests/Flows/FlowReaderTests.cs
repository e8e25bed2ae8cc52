using Weir.Engine.Flows;
using Weir.Sdk.Connectors;
using Weir.Tests.Engine;
using Xunit;

namespace Weir.Tests.Flows;

public sealed class FlowReaderTests
{
    private static readonly Dictionary<string, string> Connections = new() { ["from"] = "scripted", ["to"] = "scripted" };

    private const string Good = """
        name: flow
        title: 客户
        nodes:
          src: { type: source, connection: from, operation: things.list }
          m:
            type: map
            from: src
            fields:
              id: "{{id}}"
          out: { type: target, from: m, connection: to, operation: things.save }
        """;

    private static FlowFile Read(string text, bool alone = false)
    {
        var script = new Script(TimeProvider.System)
        {
            SourceFields = [new FieldDescription("id", FieldKind.Text, "id"), new FieldDescription("agentName", FieldKind.Text, "name")],
            TargetFields = [new FieldDescription("id", FieldKind.Text, "id"), new FieldDescription("FName", FieldKind.Text, "name")],
        };
        return new FlowReader(new Dictionary<string, IConnector> { ["scripted"] = script }).Read(text, alone ? null : Connections);
    }

    private static FlowProblem Problem(FlowFile file, string says) =>
        Assert.Single(file.Problems, p => p.Message.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void A_good_flow_has_no_problems()
    {
        var file = Read(Good);
        Assert.Empty(file.Problems);
        Assert.Equal(("flow", "客户", 3), (file.Flow!.Name, file.Flow.Title, file.Flow.Nodes.Count));
        Assert.Equal(["src", "m", "out"], file.Flow.ChainTo(file.Flow.Find("out")!).Select(n => n.Id));
    }

    [Fact]
    public void An_expression_is_checked_with_its_fields_tables_and_place()
    {
        var file = Read(
            Good.Replace(
                "id: \"{{id}}\"",
                """
                id: "_function LEFT({{id}})"
                      FName: "_function CONCAT({{agentNam}}, {{id}})"
                      F_x: { $each: items, a: "_function TABLE('nope', 1)" }
                """
            )
        );
        var wrong = Problem(file, "LEFT takes 2 arguments");
        Assert.Equal((Severity.Error, 9, "nodes.m.fields.id"), (wrong.Severity, wrong.Line, wrong.Path));
        var unknown = Problem(file, "has no field 'agentNam'");
        Assert.Equal((Severity.Warning, 10, "nodes.m.fields.FName"), (unknown.Severity, unknown.Line, unknown.Path));
        Assert.Equal("nodes.m.fields.F_x.a", Problem(file, "there is no table 'nope'").Path);
        Assert.Equal("nodes.m.fields.F_x.$each", Problem(file, "has no field 'items'").Path);
    }

    [Fact]
    public void Layout_does_not_change_the_hash_and_content_does()
    {
        var other = Good.Replace(
            "{ type: source, connection: from, operation: things.list }",
            "\n    type: source # 源\n    connection: from\n    operation: things.list"
        );
        Assert.Equal(Read(Good).Flow!.Hash, Read(other).Flow!.Hash);
        Assert.NotEqual(Read(Good).Flow!.Hash, Read(Good.Replace("{{id}}", "{{id}} ")).Flow!.Hash);
    }

    [Theory]
    [InlineData("titel: x", 1, "unknown key 'titel'; did you mean 'title'?")]
    [InlineData("name: a b", 1, "may only have letters")]
    [InlineData("name: 5", 1, "'name' must be text")]
    public void A_top_level_mistake_is_told_with_its_line(string line, int at, string says)
    {
        var rest = line.StartsWith("name", StringComparison.Ordinal) ? Good.Replace("name: flow\n", "") : Good;
        var file = Read(line + "\n" + rest);
        Assert.Null(file.Flow);
        Assert.Equal(at, Problem(file, says).Line);
    }

    [Theory]
    [InlineData(
        "operation: things.list }",
        "operation: things.lst }",
        4,
        "has no source operation 'things.lst'; did you mean 'things.list'?"
    )]
    [InlineData("connection: from", "connection: form", 4, "there is no connection 'form'; did you mean 'from'?")]
    [InlineData("type: source", "type: sorce", 4, "unknown node type 'sorce'; did you mean 'source'?")]
    [InlineData("things.list }", "things.list, setings: {} }", 4, "unknown setting 'setings'; did you mean 'settings'?")]
    [InlineData("things.list }", "things.list, settings: { siz: 5 } }", 4, "unknown setting 'siz'; did you mean 'size'?")]
    [InlineData("things.list }", "things.list, settings: { size: big } }", 4, "expected a whole number, found text 'big'")]
    [InlineData("things.list }", "things.list, settings: { size: 101 } }", 4, "101 is more than 100")]
    [InlineData("things.list }", "things.list, key: [a] }", 4, "expected text")]
    [InlineData("things.list }", "things.list, window: { overlap: 5 minutes } }", 4, "'5 minutes' is not a time span")]
    [InlineData("things.list }", "things.list, window: { zone: Asia/Peking } }", 4, "is not a time zone")]
    [InlineData("things.list }", "things.list, window: { start: tomorrow } }", 4, "is not a time")]
    [InlineData("things.list }", "things.list, window: { slice: 5s } }", 4, "at least 1m")]
    [InlineData("operation: things.list", "operation: things.keyless", 4, "has no key of its own")]
    [InlineData("things.list }", "things.list, from: m }", 4, "takes from no other node")]
    [InlineData("    from: src\n", "", 5, "'from' is required")]
    [InlineData("from: src", "from: scr", 7, "there is no node 'scr'; did you mean 'src'?")]
    [InlineData("from: src", "from: out", 7, "'m' does not lead back to a source")]
    [InlineData("\"{{id}}\"", "\"{{id\"", 9, "never closed")]
    [InlineData("\"{{id}}\"", "\"{{id|dte}}\"", 9, "did you mean 'date'?")]
    [InlineData("things.save }", "things.save, lanes: 0 }", 10, "0 is less than 1")]
    [InlineData("things.save }", "things.save, hours: tonight }", 10, "'tonight' is no time of sending")]
    [InlineData("things.save }", "things.save, hours: 1:00-2:00, zone: Mars }", 10, "'Mars' is not a time zone")]
    [InlineData("things.save }", "things.save, pace: { calls: 0 } }", 10, "0 is less than 1")]
    [InlineData("things.save }", "things.save, pace: { calls: 1, per: 0s } }", 10, "the time is more than 0")]
    [InlineData("things.save }", "things.save, delay: soon }", 10, "'soon' is not a time span")]
    [InlineData("things.save }", "things.save, retry: { first: soon } }", 10, "'soon' is not a time span")]
    [InlineData("things.save }", "things.save, doubt: { settel: 5s } }", 10, "did you mean 'settle'?")]
    [InlineData("type: target, ", "", 10, "'type' is required")]
    [InlineData("connection: to, ", "", 10, "'connection' (连接) is required")]
    public void A_mistake_is_told_with_its_line_and_what_was_meant(string good, string bad, int line, string says)
    {
        var file = Read(Good.Replace(good, bad, StringComparison.Ordinal));
        Assert.Null(file.Flow);
        var problem = Problem(file, says);
        Assert.Equal((Severity.Error, line), (problem.Severity, problem.Line));
        Assert.True(problem.Column >= 1);
    }

    [Fact]
    public void A_circle_is_told_at_every_node_that_hangs_on_it()
    {
        var circle = Read(Good.Replace("from: src", "from: m")).Problems;
        Assert.Equal([7, 10], circle.Select(p => p.Line));
        Assert.All(circle, p => Assert.Contains("form a circle", p.Message));
    }

    [Fact]
    public void Every_mistake_is_told_at_once_in_the_order_of_the_file()
    {
        var file = Read(
            """
            nam: flow
            name: flow
            nodes:
              a: { type: source, connection: nowhere, operation: x, colour: red }
              b: { type: mapp, from: a }
              c: { type: map, from: a, fields: 5, lines: 3 }
              d: 7
            """
        );
        Assert.Null(file.Flow);
        Assert.Equal([1, 4, 5, 6, 7], file.Problems.Select(p => p.Line));
    }

    [Fact]
    public void Mistakes_in_the_graph_and_in_operations_are_told_together()
    {
        var file = Read(
            """
            name: flow
            nodes:
              one: { type: source, connection: from, operation: things.lost }
              two: { type: source, connection: nowhere, operation: things.list }
              x: { type: map, from: y, fields: { id: "{{" } }
              y: { type: map, from: x, fields: { id: "1" } }
              out: { type: target, from: y, connection: to, operation: things.list }
            """
        );
        foreach (var says in new[] { "'things.lost'", "one already", "'nowhere'", "never closed", "no target operation 'things.list'" })
            Problem(file, says);
        Assert.Equal(3, file.Problems.Count(p => p.Message.Contains("circle", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_flow_without_source_or_target_is_told()
    {
        var file = Read("name: flow\nnodes: {}");
        Problem(file, "needs a source");
        Problem(file, "needs a target");
        Problem(Read("name: flow"), "'nodes' is required");
    }

    [Fact]
    public void A_field_the_source_does_not_have_is_a_warning()
    {
        var file = Read(Good.Replace("id: \"{{id}}\"", "id: \"{{agentNam}}\""));
        Assert.NotNull(file.Flow);
        var problem = Assert.Single(file.Problems);
        Assert.Equal((Severity.Warning, 9), (problem.Severity, problem.Line));
        Assert.Contains("did you mean 'agentName'?", problem.Message);
    }

    [Fact]
    public void A_field_the_target_does_not_have_is_a_warning_unless_it_is_the_users_own()
    {
        var file = Read(Good.Replace("id: \"{{id}}\"", "FNam: x\n      F_own: y"));
        var problem = Assert.Single(file.Problems);
        Assert.Contains("did you mean 'FName'?", problem.Message);
        Assert.NotNull(file.Flow);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("# nothing\n", "empty")]
    [InlineData("name: [", "not valid YAML")]
    [InlineData("name: a\nname: b", "uplicate")]
    [InlineData("name: a\n\tnodes: b", "not valid YAML")]
    [InlineData("- a\n- b", "a flow file is a group")]
    [InlineData("just text", "a flow file is a group")]
    [InlineData("name: a\nnodes: &n { x: *n }", "alias")]
    [InlineData("name: a\nnodes: *nobody", "not valid YAML")]
    public void A_file_that_is_no_flow_is_told(string text, string says)
    {
        var file = Read(text);
        Assert.Null(file.Flow);
        Assert.Contains(file.Problems, p => p.Message.Contains(says, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_duplicate_key_is_told_with_its_line() =>
        Assert.Equal(5, Assert.Single(Read("name: a\nnodes:\n  x:\n    type: map\n    type: map\n").Problems).Line);

    [Fact]
    public void Aliases_that_multiply_each_other_do_not_fill_the_memory()
    {
        var text = "name: a\nnodes:\n  a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
        for (var i = 1; i < 9; i++)
            text += $"  a{i}: &a{i} [{string.Join(",", Enumerable.Repeat($"*a{i - 1}", 10))}]\n";
        Assert.Contains("multiply", Assert.Single(Read(text).Problems).Message);
    }

    [Fact]
    public void Plain_values_stay_text_unless_they_are_json()
    {
        var file = Read(
            Good.Replace(
                    "id: \"{{id}}\"",
                    "{ id: 02, a: 1234567890123456789, b: 1.50, c: yes, d: 2026-03-01, e: \"5\", f: true, g: ~, h: 1e5, i: .5, j: 0x10, k: 1_000 }"
                )
                .Replace("fields:\n      {", "fields: {")
        );
        var fields = file.Flow!.Find("m")!.As<Weir.Engine.Flows.Nodes.Map.MapSettings>().Fields;
        Assert.Equal(
            """{"id":"02","a":1234567890123456789,"b":1.50,"c":"yes","d":"2026-03-01","e":"5","f":true,"g":null,"h":1e5,"i":".5","j":"0x10","k":"1_000"}""",
            fields.GetRawText()
        );
    }

    [Fact]
    public void A_filter_is_checked_for_the_values_it_compares_with()
    {
        string With(string condition) => Good.Replace("  m:\n", $"  f: {{ type: filter, from: src, keep: [{condition}] }}\n  m:\n");
        Assert.Empty(Read(With("{ path: id, is: notEmpty }")).Problems);
        Problem(Read(With("{ path: id, is: in, value: a }")), "needs a list");
        Problem(Read(With("{ path: id, is: equals }")), "needs a text or number");
        Problem(Read(With("{ path: id, is: equal, value: a }")), "did you mean 'equals'?");
        Problem(Read(With("{ is: empty }")), "'path' (字段) is required");
    }

    [Fact]
    public void Targets_of_a_flow_have_the_same_number_of_lanes() =>
        Problem(
            Read(Good + "\n  too: { type: target, from: m, connection: to, operation: things.save, lanes: 2 }"),
            "same number of lanes, not 4 and 2"
        );

    [Fact]
    public void A_flow_can_be_checked_without_a_connections_file() =>
        Problem(
            Read(Good.Replace("connection: from", "connection: scripted").Replace("things.list", "nothing"), alone: true),
            "no source operation"
        );

    [Fact]
    public void A_number_too_large_for_its_setting_is_told_and_does_not_throw() =>
        Problem(Read(Good.Replace("things.save }", "things.save, doubt: { confirmations: 99999999999 } }")), "is more than");

    [Theory]
    [InlineData("name: [\ntitle: 2026-01-01 07:30:00")]
    [InlineData("name: [\nnodes: a")]
    [InlineData("name: {\n")]
    public void A_bracket_that_is_not_closed_is_a_problem_of_the_file(string text)
    {
        var problems = new List<FlowProblem>();
        Assert.Null(YamlText.Parse(text, problems));
        Assert.StartsWith("not valid YAML", Assert.Single(problems).Message);
    }
}
