using Weir.Engine.Import.Qeasy;
using Xunit;

namespace Weir.Tests.Import;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("eq", "1", "keep:|- { path: a, is: equals, value: \"1\" }")]
    [InlineData("eqv2", "x", "keep:|- { path: a, is: equals, value: x }")]
    [InlineData("neq", "1", "keep:|- { path: a, is: notEquals, value: \"1\" }")]
    [InlineData("gt", "1", "keep:|- { path: a, is: greater, value: \"1\" }")]
    [InlineData("lt", "1", "keep:|- { path: a, is: less, value: \"1\" }")]
    [InlineData("like", "x", "keep:|- { path: a, is: contains, value: x }")]
    [InlineData("in", "x, z", "keep:|- { path: a, is: in, value: [x, z] }")]
    [InlineData("notin", "x", "keep:|- { path: a, is: notIn, value: [x] }")]
    [InlineData("isnull", "", "keep:|- { path: a, is: empty }")]
    [InlineData("notnull", "", "keep:|- { path: a, is: notEmpty }")]
    [InlineData("gt", "timestamp:1767196800", "keep:|- { path: a, is: greater, value: \"2026-01-01 00:00:00\" }")]
    [InlineData("egt", "2", "when: \"{{a}} >= 2\"")]
    [InlineData("elt", "timestamp:1767196800", "when: \"{{a}} <= '2026-01-01 00:00:00'\"")]
    [InlineData("notlike", "it's", "when: \"LOCATE('it''s', IFNULL({{a}}, '')) = 0\"")]
    [InlineData("between", "1,5", "when: \"{{a}} >= 1 AND {{a}} <= 5\"")]
    [InlineData("gt", "{{DAYS_AGO_1|date}}", "when: \"{{a}} > {{DAYS_AGO_1|date}}\"")]
    public void A_rule_becomes_a_word_of_the_filter_or_an_expression(string logic, string value, string expected)
    {
        var flow = Imported.OfCondition($$"""[[{"field":"a","logic":"{{logic}}","value":"{{value}}"}]]""");

        Assert.Equal(expected, Filter(flow));
        Assert.Empty(flow.Report.Of(ImportOutcome.Unsupported));
    }

    [Fact]
    public void Lists_of_rules_are_joined_by_or()
    {
        var flow = Imported.OfCondition(
            """[[{"field":"shop","logic":"eq","value":"S9"}],[{"field":"no","logic":"like","value":"26"},{"field":"b","logic":"notnull"}]]"""
        );

        Assert.Equal(
            "anyOf:|-|- { path: shop, is: equals, value: S9 }|-|- { path: \"no\", is: contains, value: \"26\" }|- { path: b, is: notEmpty }",
            Filter(flow)
        );
    }

    [Fact]
    public void Or_with_a_comparison_that_has_no_word_is_an_expression_as_a_whole()
    {
        var flow = Imported.OfCondition(
            """[[{"field":"a","logic":"egt","value":"5"},{"field":"b","logic":"eq","value":"x"}],[{"field":"c","logic":"in","value":"x,y"}]]"""
        );

        Assert.Equal("when: \"({{a}} >= 5 AND {{b}} = 'x') OR ({{c}} IN ('x', 'y'))\"", Filter(flow));
    }

    [Fact]
    public void A_rule_about_lines_looks_at_the_elements()
    {
        var lax = Imported.OfCondition("""[[{"field":"items.sku","logic":"neq","value":"A1"}]]""");
        var strict = Imported.OfCondition("""[[{"field":"items.sku","logic":"neq","value":"A1","strictMode":true}]]""");

        Assert.Equal("keep:|- { lines: items, path: sku, is: notEquals, value: A1 }", Filter(lax));
        Assert.Equal("keep:|- { lines: items, path: sku, is: notEquals, value: A1, strict: true }", Flat(Filter(strict)));
    }

    [Fact]
    public void A_rule_about_lines_without_a_word_is_a_script_or_stands_behind_the_flattening()
    {
        var script = Imported.OfCondition("""[[{"field":"items.qty","logic":"egt","value":"2"}]]""");
        var flat = Imported.OfCondition("""[[{"field":"items.qty","logic":"egt","value":"2"}]]""", ""","beatFlat":["items"]""");

        Assert.Contains(
            """line => (text(line["qty"]) !== '' && compare(text(line["qty"]), "2") >= 0)""",
            script.Yaml,
            StringComparison.Ordinal
        );
        Assert.Contains("    from: flatten\n    when: \"{{items_qty}} >= 2\"\n", flat.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_rule_is_reported_with_its_text()
    {
        var flow = Imported.OfCondition("""[[{"field":"a","logic":"sounds_like","value":"x"},{"logic":"eq"},7],"x"]""");

        Assert.Equal(
            ["""{"field":"a","logic":"sounds_like","value":"x"}""", """{"logic":"eq"}""", "7", "\"x\""],
            flow.Report.Of(ImportOutcome.Unsupported).Select(u => u.Original!)
        );
    }

    /// <summary>The settings of the filter node on one line.</summary>
    private static string Filter(ImportedFlow flow)
    {
        var lines = flow.Yaml.Split('\n').ToList();
        var start = lines.FindIndex(l => l is "  filter:") + 4;
        return string.Join('|', lines.Skip(start).TakeWhile(l => l.StartsWith("    ", StringComparison.Ordinal)).Select(l => l.Trim()))
            .Replace("|-|-", "|-|-", StringComparison.Ordinal);
    }

    private static string Flat(string text) =>
        text.Replace(
            "- lines: items|path: sku|is: notEquals|value: A1|strict: true",
            "- { lines: items, path: sku, is: notEquals, value: A1, strict: true }",
            StringComparison.Ordinal
        );
}
