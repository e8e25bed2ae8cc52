using Weir.Engine.Import.Qeasy;
using Xunit;

namespace Weir.Tests.Import;

public sealed class ValueTests
{
    [Theory]
    [InlineData("""{"field":"X","value":"{{a}}"}""", "\"{{a}}\"")]
    [InlineData("""{"field":"X","value":"{{a}}-{{b.c}}"}""", "\"{{a}}-{{b.c}}\"")]
    [InlineData("""{"field":"X","value":"100","type":"string"}""", "\"100\"")]
    [InlineData("""{"field":"X","value":100,"type":"int"}""", "100")]
    [InlineData("""{"field":"X","value":"007","type":"int"}""", "\"007\"")]
    [InlineData("""{"field":"X","value":"12.50","type":"float"}""", "12.50")]
    [InlineData("""{"field":"X","value":"1","type":"bool"}""", "true")]
    [InlineData("""{"field":"X","value":"{{a}}","type":"int"}""", "\"_function TRUNCATE({{a}}, 0)\"")]
    [InlineData("""{"field":"X","value":"{{a}}","type":"float"}""", "\"_function {{a}} + 0\"")]
    [InlineData("""{"field":"X","value":"{{a}}","type":"date"}""", "\"{{a|date}}\"")]
    [InlineData("""{"field":"X","value":"{{a|date}}","type":"datetime"}""", "\"{{a|date}}\"")]
    [InlineData("""{"field":"X","value":"{{CURRENT_TIME}}"}""", "\"{{CURRENT_TIME|timestamp}}\"")]
    [InlineData("""{"field":"X","value":"_functionCASE {{a}} WHEN 1 THEN 'x' END"}""", "\"_function CASE {{a}} WHEN 1 THEN 'x' END\"")]
    [InlineData("""{"field":"X","value":"_function  LEFT('{{a}}', 2) "}""", "\"_function LEFT('{{a}}', 2)\"")]
    [InlineData("""{"field":"X","value":"{{a}}","default":"D1"}""", "{ $value: \"{{a}}\", $default: D1 }")]
    [InlineData("""{"field":"X","value":"","default":"D1"}""", "D1")]
    [InlineData(
        """{"field":"X","value":"{{a}}","mapping":{"target":"Shops","direction":"positive"}}""",
        "{ $value: \"{{a}}\", $table: shops }"
    )]
    [InlineData(
        """{"field":"X","value":"{{a}}","default":"D","mapping":{"target":"shops","direction":"negative"}}""",
        "{ $value: \"{{a}}\", $table: shops-reverse, $default: D }"
    )]
    [InlineData("""{"field":"X","value":"{{a}}","parser":{"name":"ConvertObjectParser","params":"FNUMBER"}}""", "{ FNUMBER: \"{{a}}\" }")]
    [InlineData("""{"field":"X","value":"{{a}}","parser":{"name":"ConvertObjectParser","params":"FNumber"}}""", "{ FNumber: \"{{a}}\" }")]
    [InlineData("""{"field":"X","value":"a, b,","parser":{"name":"StringToArray","params":","}}""", "[a, b]")]
    [InlineData("""{"field":"X","value":"{{a}}","parser":{"name":"StringToArray","params":";"}}""", "\"{{split_a}}\"")]
    [InlineData(
        """{"field":"X","value":"{{a}}","parser":{"name":"ArrayToString","params":";"}}""",
        "\"_function GROUP_CONCAT({{a}} SEPARATOR ';')\""
    )]
    [InlineData(
        """{"field":"X","value":"{{a}}","parser":{"name":"StringToArray,ConvertObjectParser","params":"FName"}}""",
        "{ FName: \"{{split_a}}\" }"
    )]
    [InlineData("""{"field":"X","value":"{{items}}","type":"array"}""", "\"{{items}}\"")]
    [InlineData("""{"field":"X","value":"items","type":"array"}""", "\"{{items}}\"")]
    public void A_value_becomes(string field, string expected)
    {
        var flow = Imported.OfField(field);

        Assert.Equal(expected, XOf(flow));
    }

    [Fact]
    public void Wrappers_of_two_stages_and_several_languages_are_written_out()
    {
        var two = Imported.OfField(
            """{"field":"X","value":"{{a}}","parser":{"name":"ConvertTwoStageObjectParser","params1":"p","params2":"q"}}"""
        );
        var languages = Imported.OfField("""{"field":"X","value":"{\"2052\":\"{{name}}\"}","parser":"ConvertJson"}""");

        Assert.Contains("      X:  # 原 {{a}}\n        p: { q: \"{{a}}\" }\n", two.Yaml, StringComparison.Ordinal);
        Assert.Contains("- { Key: 2052, Value: \"{{name}}\" }", languages.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kingdee_reference_keeps_its_plain_value_and_is_declared()
    {
        var flow = Imported.Flow(
            """{"platform":"聚水潭","api":"orders","id":"id"}""",
            """{"platform":"金蝶云星空","api":"batchSave","request":[{"field":"FCustId","value":"{{c}}","parser":{"name":"ConvertObjectsParser","params":"FNumber"}},{"field":"FUnit","value":"{{u}}","parser":{"name":"ConvertObjectParser","params":"FNUMBER"}}]}"""
        );

        Assert.Contains("      FCustId: \"{{c}}\"\n", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains("      FUnit: { FNUMBER: \"{{u}}\" }", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains("        FCustId: { kind: reference }\n", flow.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_parser_is_unsupported_and_the_value_passes_as_it_is()
    {
        var flow = Imported.OfField("""{"field":"X","value":"{{a}}","parser":{"name":"workflowRequestTableFields","params":"1"}}""");

        Assert.Equal("\"{{a}}\"", XOf(flow));
        Assert.Equal(
            """{"name":"workflowRequestTableFields","params":"1"}""",
            Assert.Single(flow.Report.Of(ImportOutcome.Unsupported)).Original
        );
    }

    [Fact]
    public void A_list_without_value_is_one_line_and_an_object_needs_no_binding()
    {
        var flow = Imported.OfField(
            """{"field":"X","type":"array","children":[{"field":"a","value":"1"},{"field":"o","type":"object","children":[{"field":"b","value":"{{b}}"}]}]}"""
        );

        Assert.Contains("      X:\n        - a: \"1\"\n          o:\n            b: \"{{b}}\"\n", flow.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_in_lists_are_bound_each_to_its_own()
    {
        var flow = Imported.OfField(
            """{"field":"X","type":"array","value":"{{items}}","children":[{"field":"sku","value":"{{items.sku}}"},{"field":"lots","type":"array","value":"items.lots","children":[{"field":"lot","value":"{{items.lots.code}}"}]}]}"""
        );

        Assert.Contains(
            "      X:\n        $each: items\n        sku: \"{{items.sku}}\"\n        lots:\n          $each: items.lots\n          lot: \"{{items.lots.code}}\"\n",
            flow.Yaml,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Of_two_fields_with_one_name_the_last_with_a_value_wins_and_case_makes_two()
    {
        var flow = Imported.OfField("""{"field":"X","value":"{{a}}"},{"field":"X","value":""},{"field":"x","value":"{{b}}"}""");

        Assert.Equal("\"{{a}}\"", XOf(flow));
        Assert.Contains("      x: \"{{b}}\"\n", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains(flow.Report.Of(ImportOutcome.Decision), d => d is { Place: "target.X", Original: "{{a}} | " });
    }

    [Fact]
    public void A_required_field_is_checked_on_the_record()
    {
        var flow = Imported.OfField("""{"field":"X","value":"{{a}}","is_required":true}""");

        Assert.Contains(
            "    type: validate\n    label: 必填校验\n    from: source\n    required: [a]\n",
            flow.Yaml,
            StringComparison.Ordinal
        );
    }

    /// <summary>The value of the field X, without its comment.</summary>
    private static string XOf(ImportedFlow flow) =>
        flow.Yaml.Split('\n').Single(l => l.StartsWith("      X: ", StringComparison.Ordinal))["      X: ".Length..].Split("  #")[0];
}
