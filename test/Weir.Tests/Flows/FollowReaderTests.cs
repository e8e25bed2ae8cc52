using Weir.Engine.Flows;
using Weir.Engine.Ledger;
using Weir.Sdk.Connectors;
using Weir.Tests.Engine;
using Xunit;

namespace Weir.Tests.Flows;

/// <summary>What is told about targets that follow others, and about branches that join.</summary>
public sealed class FollowReaderTests
{
    private static FlowFile Read(string nodes, string target = "")
    {
        var script = new Script(TimeProvider.System)
        {
            SourceFields = [new FieldDescription("id", FieldKind.Text, "id"), new FieldDescription("v", FieldKind.Text, "v")],
        };
        return new FlowReader(new Dictionary<string, IConnector> { ["scripted"] = script }).Read(
            $$"""
            name: flow
            nodes:
              source: { type: source, connection: c, operation: things.list }
              target: { type: target, from: source, connection: c, operation: things.save{{target}} }
            {{nodes}}
            """,
            new Dictionary<string, string> { ["c"] = "scripted" }
        );
    }

    private const string Last = "\n  last: { type: target, from: map, connection: c, operation: things.save }";

    private static string Mapped(string field, string from = "target") =>
        $"  map: {{ type: map, from: {from}, fields: {{ a: \"{field}\" }} }}{Last}";

    [Theory]
    [InlineData("target", FollowOn.Delivered)]
    [InlineData("target.delivered", FollowOn.Delivered)]
    [InlineData("target.failed", FollowOn.Failed)]
    public void A_target_may_be_followed(string from, FollowOn on)
    {
        var flow = Read(Mapped("{{id}}", from));
        Assert.Empty(flow.Problems);
        var way = Assert.Single(flow.Flow!.WaysTo(flow.Flow.Find("last")!));
        Assert.Equal(("target", on, "map"), (way.Lead!.Target.Id, way.Lead.On, Assert.Single(way.Steps).Node.Id));
    }

    [Theory]
    [InlineData("{{target.id}} {{target.number}} {{target.answer.any.thing}} {{v}}", "target")]
    [InlineData("{{target.error.message}} {{target.attempts}}", "target.failed")]
    [InlineData("{{target.error.kind}} {{target.answer}}", "[target, target.failed]")]
    public void Members_of_an_answer_are_known(string field, string from) => Assert.Empty(Read(Mapped(field, from)).Problems);

    [Theory]
    [InlineData(
        "{{target.nummer}}",
        "target",
        "'target' has no 'nummer': it will be empty; did you mean 'number'?; it has answer, id, number"
    )]
    [InlineData("{{target.error}}", "target", "'target' has no 'error'")]
    [InlineData("{{target.id}}", "target.failed", "'target' has no 'id'")]
    [InlineData("{{w}}", "target", "has no field 'w'")]
    [InlineData("{{target.id}}", "source", "has no field 'target.id'")]
    public void What_an_answer_does_not_have_is_warned_about(string field, string from, string says)
    {
        var problem = Assert.Single(Read(Mapped(field, from)).Problems);
        Assert.Equal(Severity.Warning, problem.Severity);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_lookup_adds_is_known_behind_it()
    {
        const string lookup = """
              more: { type: lookup, from: target, flow: other, where: { k: "{{target.id}}" }, take: { w: w }, as: all }

            """;
        Assert.Empty(Read(lookup + Mapped("{{w}} {{all.x}} {{target.id}}", "more")).Problems);
    }

    [Theory]
    [InlineData(
        "  map: { type: map, from: target.deliverd, fields: { a: b } }" + Last,
        "",
        "'target' has no output 'deliverd'; did you mean 'delivered'?"
    )]
    [InlineData("  map: { type: map, from: last, fields: { a: b } }" + Last, "", "'last' does not lead back to a source")]
    [InlineData("  map: { type: map, from: [source, map], fields: { a: b } }" + Last, "", "'map' does not lead back to a source")]
    [InlineData(
        "  map: { type: map, from: [source, target], fields: { a: b } }" + Last,
        "",
        "joins a branch that follows 'target' with one that does not"
    )]
    [InlineData("  map: { type: map, from: [target, target.delivered], fields: { a: b } }" + Last, "", "takes from the same output twice")]
    [InlineData("  map: { type: map, from: [target, nowhere], fields: { a: b } }" + Last, "", "there is no node 'nowhere'")]
    [InlineData("  map: { type: map, from: [], fields: { a: b } }" + Last, "", "'from' is the name of a node, or a list of such")]
    [InlineData("  map: { type: map, from: { a: b }, fields: { a: b } }" + Last, "", "'from' is the name of a node, or a list of such")]
    [InlineData("  map: { type: map, from: target, fields: { a: b } }" + Last, ", answerAs: a.b", "cannot stand in a path")]
    [InlineData("  map: { type: map, from: target, fields: { a: b } }" + Last, ", answerAs: v", "the source has a field 'v'")]
    [InlineData(
        "  two: { type: target, from: target, connection: c, operation: things.save, answerAs: target }\n  map: { type: map, from: two, fields: { a: b } }"
            + Last,
        "",
        "a target before 'two' has the name 'target' already"
    )]
    [InlineData(
        "  split: { type: split, from: target, array: items }\n  map: { type: map, from: split, fields: { a: b } }" + Last,
        "",
        "works on documents that are in it: put 'split' in front of 'target'"
    )]
    public void A_mistake_is_told(string nodes, string target, string says)
    {
        var file = Read(nodes, target);
        Assert.Null(file.Flow);
        Assert.Contains(file.Problems, p => p.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_that_make_documents_do_not_join_branches()
    {
        var file = Read(
            """
              f: { type: filter, from: source, keep: [ { path: id, is: notEmpty } ] }
              split: { type: split, from: [f, source], array: items }
              last: { type: target, from: split, connection: c, operation: things.save }
            """
        );
        Assert.Contains(
            file.Problems,
            p => p.Message.Contains("'split' joins branches: join them behind 'split'", StringComparison.Ordinal)
        );
    }
}
