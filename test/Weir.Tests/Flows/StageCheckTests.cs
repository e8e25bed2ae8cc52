using Weir.Engine.Flows;
using Weir.Sdk.Connectors;
using Weir.Tests.Engine;
using Xunit;

namespace Weir.Tests.Flows;

/// <summary>What is told of nodes before the ledger when a flow is checked.</summary>
public sealed class StageCheckTests
{
    private static readonly string[] Fields = ["id", "shop", "items", "items.sku", "items.qty"];

    private static FlowFile Read(string nodes, string last = "stage", string source = "things.list")
    {
        var script = new Script(TimeProvider.System)
        {
            SourceFields = [.. Fields.Select(name => new FieldDescription(name, FieldKind.Any, name))],
        };
        return new FlowReader(new Dictionary<string, IConnector> { ["scripted"] = script }).Read(
            $$$"""
            name: flow
            nodes:
              src: { type: source, connection: from, operation: {{{source}}}, key: id }
              {{{nodes.ReplaceLineEndings("\n  ")}}}
              m: { type: map, from: {{{last}}}, fields: { id: x } }
              out: { type: target, from: m, connection: to, operation: things.save }
            """,
            new Dictionary<string, string> { ["from"] = "scripted", ["to"] = "scripted" }
        );
    }

    private static FlowProblem Only(FlowFile file) => Assert.Single(file.Problems);

    [Fact]
    public void A_row_of_nodes_right_behind_the_source_is_what_works_before_the_ledger()
    {
        var file = Read(
            """
            f: { type: filter, from: src, keep: [{ path: shop, is: notEmpty }] }
            lines: { type: flatten, from: f, arrays: [items] }
            stage: { type: sort, from: lines, by: [{ path: items_sku }] }
            g: { type: filter, from: stage, keep: [{ path: shop, is: notEmpty }] }
            """,
            last: "g"
        );
        Assert.Empty(file.Problems);
        Assert.Equal(["f", "lines", "stage"], file.Flow!.Stages.Select(n => n.Id));
        Assert.Empty(Read("stage: { type: filter, from: src, keep: [{ path: shop, is: notEmpty }] }").Flow!.Stages);
    }

    [Fact]
    public void Another_taker_before_a_stage_is_an_error_that_says_what_to_do()
    {
        var problem = Only(
            Read(
                """
                stage: { type: flatten, from: src, arrays: [items] }
                other: { type: map, from: src, fields: { id: x } }
                too: { type: target, from: other, connection: to, operation: things.save }
                """
            )
        );
        Assert.Equal((Severity.Error, "nodes.stage.from"), (problem.Severity, problem.Path));
        Assert.Equal(
            "'stage' (flatten) makes the documents of the ledger and must stand in one row behind the source, but 'other' also takes from 'src': let it take from 'stage', or put what it needs into a flow of its own",
            problem.Message
        );
    }

    [Fact]
    public void Two_stages_side_by_side_are_told_both()
    {
        var problems = Read(
            """
            stage: { type: flatten, from: src, arrays: [items] }
            other: { type: split, from: src, array: items }
            too: { type: target, from: other, connection: to, operation: things.save }
            """
        ).Problems;
        Assert.Equal(["nodes.stage.from", "nodes.other.from"], problems.Select(p => p.Path));
    }

    [Fact]
    public void Several_takers_behind_the_last_stage_are_fine() =>
        Assert.Empty(
            Read(
                """
                stage: { type: flatten, from: src, arrays: [items] }
                other: { type: map, from: stage, fields: { id: x } }
                too: { type: target, from: other, connection: to, operation: things.save }
                """
            ).Problems
        );

    [Theory]
    [InlineData("{ type: flatten, from: src, arrays: [] }", "arrays", "name at least one list")]
    [InlineData("{ type: flatten, from: src, arrays: [a.b] }", "arrays[0]", "'a.b' is not at the top of the record")]
    [InlineData("{ type: flatten, from: src, arrays: [items, items] }", "arrays[1]", "'items' is named twice")]
    [InlineData("{ type: flatten, from: src }", "", "'arrays' (明细字段) is required")]
    [InlineData("{ type: split, from: src, array: items, key: x }", "key", "a key needs a path")]
    [InlineData("{ type: split, from: src, array: items, key: \"{{id\" }", "key", "never closed")]
    [InlineData("{ type: split, from: src, array: items, key: \"{{id}}{{CURRENT_TIME}}\" }", "key", "'CURRENT_TIME' cannot stand in a key")]
    [InlineData("{ type: split, from: src, array: items, keyAs: items }", "keyAs", "not that of the element")]
    [InlineData("{ type: split, from: src, array: items, empty: drop }", "empty", "is not one of reject, keep")]
    [InlineData("{ type: sort, from: src, by: [] }", "by", "at least one value")]
    [InlineData("{ type: dedupe, from: src }", "path", "by: key needs the path")]
    [InlineData("{ type: dedupe, from: src, by: content, path: id }", "path", "takes no path")]
    [InlineData("{ type: group, from: src, header: [] }", "header", "at least one field")]
    [InlineData(
        "{ type: group, from: src, header: [id, shop, items], calculate: { id: total } }",
        "calculate.id",
        "is not one of sum, avg"
    )]
    public void A_mistake_is_told_with_its_place(string node, string path, string says)
    {
        var file = Read($"stage: {node}");
        Assert.Null(file.Flow);
        var problem = Assert.Single(file.Problems, p => p.Severity == Severity.Error);
        Assert.Equal(path.Length == 0 ? "nodes.stage" : $"nodes.stage.{path}", problem.Path);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ type: flatten, from: src, arrays: [itms] }", "arrays[0]", "no 'itms': it will be empty; did you mean 'items'?")]
    [InlineData("{ type: sort, from: src, by: [{ path: shp }] }", "by[0].path", "did you mean 'shop'?")]
    [InlineData("{ type: dedupe, from: src, path: shp }", "path", "did you mean 'shop'?")]
    [InlineData("{ type: split, from: src, array: items, as: item, key: \"{{id}}-{{items.no}}\" }", "key", "no 'items.no'")]
    [InlineData("{ type: group, from: src, header: [shop], body: [items] }", "header", "are dropped: id")]
    [InlineData(
        "{ type: group, from: src, header: [shop, id], body: [items], key: \"{{id}}\" }",
        "key",
        "'shop' is in header but not in the key"
    )]
    public void What_is_doubtful_is_a_warning(string node, string path, string says)
    {
        var file = Read($"stage: {node}");
        Assert.NotNull(file.Flow);
        var problem = Only(file);
        Assert.Equal((Severity.Warning, $"nodes.stage.{path}"), (problem.Severity, problem.Path));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_behind_a_flatten_knows_the_names_of_the_lines()
    {
        var file = Read(
            """
            lines: { type: flatten, from: src, arrays: [items] }
            stage: { type: group, from: lines, header: [shop], body: [items_sku], calculate: { items_qt: sum }, key: "{{shp}}" }
            """
        );
        Assert.Equal(
            [
                "fields that are neither in header nor in body nor calculated are dropped: id, items_qty",
                "the records that come here have no 'items_qt': it will be empty; did you mean 'items_qty'?",
                "'shp' is not in header: records of one document may have different values of it; did you mean 'shop'?",
                "'shop' is in header but not in the key: documents that differ in it alone are revisions of one, and the last one counts",
            ],
            file.Problems.Select(p => p.Message)
        );
    }

    [Fact]
    public void Nothing_is_said_of_names_that_are_not_known() =>
        Assert.Empty(Read("stage: { type: group, from: src, header: [anything], body: [other] }", source: "things.keyless").Problems);

    [Fact]
    public void A_group_over_a_source_that_is_cut_into_slices_is_a_warning() =>
        Assert.Contains(
            "a group ends with its slice",
            Only(Read("stage: { type: group, from: src, header: [anything] }", source: "things.keyless, window: { slice: 1d }")).Message
        );
}
