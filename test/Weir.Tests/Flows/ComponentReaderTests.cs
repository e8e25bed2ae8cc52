using Weir.Engine.Flows;
using Weir.Sdk.Connectors;
using Weir.Tests.Engine;
using Xunit;

namespace Weir.Tests.Flows;

/// <summary>What is told about components, outputs and tables.</summary>
public class ComponentReaderTests
{
    private static FlowFile Read(string middle, string from = "middle", string top = "", Func<string, string>? readFile = null) =>
        new FlowReader(new Dictionary<string, IConnector> { ["scripted"] = new Script(TimeProvider.System) }).Read(
            $$"""
            name: flow
            {{top}}
            nodes:
              source: { type: source, connection: source, operation: things.list }
              middle: {{middle}}
              target: { type: target, from: {{from}}, connection: target, operation: things.save }
            """,
            new Dictionary<string, string> { ["source"] = "scripted", ["target"] = "scripted" },
            readFile
        );

    [Theory]
    [InlineData(
        "{ type: route, from: source, outputs: { big: '{{v}} > 1' } }",
        "middle",
        "'middle' has several outputs: take from one of middle.big"
    )]
    [InlineData(
        "{ type: route, from: source, outputs: { big: '{{v}} > 1' } }",
        "middle.bog",
        "'middle' has no output 'bog'; did you mean 'big'?; it has big"
    )]
    [InlineData("{ type: route, from: source, outputs: { } }", "middle.x", "a route needs at least one output")]
    [InlineData("{ type: route, from: source, outputs: { big: '{{v}} >' } }", "middle.big", "outputs.big")]
    [InlineData("{ type: route, from: source, outputs: { big: 'CONCAF({{v}})' } }", "middle.big", "CONCAT")]
    [InlineData(
        "{ type: route, from: source, outputs: { big: '{{v}} > 1' }, default: rest }",
        "middle.big",
        "no node takes from 'middle.rest'"
    )]
    [InlineData(
        "{ type: filter, from: source, keep: [ { path: id, is: notEmpty } ] }",
        "middle.x",
        "'middle' has a single output: write from: middle"
    )]
    [InlineData("{ type: validate, from: source }", "middle", "there is nothing to validate")]
    [InlineData("{ type: validate, from: source, patterns: { id: '(' } }", "middle", "not a regular expression")]
    [InlineData("{ type: validate, from: source, ranges: { v: { min: 2, max: 1 } } }", "middle", "min 2 is greater than max 1")]
    [InlineData("{ type: validate, from: source, schema: 5 }", "middle", "not a JSON Schema")]
    [InlineData("{ type: script, from: source, code: 'return (;' }", "middle", "line 1")]
    [InlineData("{ type: script, from: source, code: 'return 1', timeout: 2m }", "middle", "between 1ms and 60s")]
    [InlineData(
        "{ type: lookup, from: source, table: t, flow: f, where: { a: '{{id}}' }, take: { b: b } }",
        "middle",
        "a lookup looks in one place"
    )]
    [InlineData(
        "{ type: lookup, from: source, table: shop, where: { a: '{{id}}' }, take: { b: b } }",
        "middle",
        "the flow has no table 'shop'; did you mean 'shops'?"
    )]
    [InlineData("{ type: lookup, from: source, flow: f, where: { }, take: { b: b } }", "middle", "'where' needs at least one field")]
    [InlineData("{ type: lookup, from: source, flow: f, where: { a: '{{id' }, take: { b: b } }", "middle", "where.a")]
    [InlineData("{ type: lookup, from: source, flow: f, where: { a: x } }", "middle", "nothing is taken")]
    [InlineData("{ type: lookup, from: source, flow: f, where: { a: x }, as: c, missing: default }", "middle", "'default' is a group")]
    [InlineData("{ type: lookup, from: source, connection: target, where: { a: x }, as: c }", "middle", "'operation' is required")]
    [InlineData(
        "{ type: lookup, from: source, connection: target, operation: things.fnd, where: { a: x }, as: c }",
        "middle",
        "has no lookup operation 'things.fnd'; did you mean 'things.find'?"
    )]
    public void What_is_wrong_is_told(string middle, string from, string says)
    {
        var problems = Read(middle, from, "tables: { shops: { rows: [[A, B]] } }").Problems;
        Assert.Contains(problems, p => $"{p.Path} {p.Message}".Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tables: [1]", "'tables' is a group")]
    [InlineData("tables: { a: { } }", "either 'rows' or 'file'")]
    [InlineData("tables: { a: { rows: [[1]] } }", "a row is [key, value]")]
    [InlineData("tables: { a: { rows: [[1, 2], [1, 3]] } }", "the key '1' stands in it twice")]
    [InlineData("tables: { a: { file: none.csv } }", "none.csv cannot be read")]
    [InlineData("tables: { a: { file: bad.csv } }", "the first line names the columns a_value and b_value")]
    [InlineData("tables: { a: { file: short.csv } }", "row 2 has 1 columns")]
    [InlineData("tables: { a: { file: open.csv } }", "a quote is never closed")]
    public void What_is_wrong_with_tables_is_told(string top, string says)
    {
        var files = new Dictionary<string, string>
        {
            ["bad.csv"] = "x,y\n1,2\n",
            ["short.csv"] = "a_value,b_value\n1\n",
            ["open.csv"] = "a_value,b_value\n\"1,2\n",
        };
        var file = Read(
            "{ type: filter, from: source, keep: [ { path: id, is: notEmpty } ] }",
            top: top,
            readFile: name => files.TryGetValue(name, out var text) ? text : throw new FileNotFoundException($"no file {name}")
        );
        Assert.Contains(file.Problems, p => p.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_comes_from_a_file_with_quotes_and_a_byte_order_mark()
    {
        string Csv(string name) => "\ufeffa_value,a_label,b_value,b_label\r\nS1,\"一店, 东\",\"C\"\"1\",x\r\n\r\nS2,,C2,\r\n";
        var flow = Read(
            "{ type: filter, from: source, keep: [ { path: id, is: notEmpty } ] }",
            top: "tables: { shops: { file: shops.csv }, back: { file: shops.csv, reverse: true } }",
            readFile: Csv
        );
        Assert.Empty(flow.Problems);
        Assert.Equal(["shops", "back"], flow.Flow!.Tables.Names);
        Assert.NotEqual(
            flow.Flow.Hash,
            Read(
                "{ type: filter, from: source, keep: [ { path: id, is: notEmpty } ] }",
                top: "tables: { shops: { file: shops.csv }, back: { file: shops.csv, reverse: true } }",
                readFile: name => Csv(name) + "S3,,C3,\r\n"
            ).Flow!.Hash
        );
    }
}
