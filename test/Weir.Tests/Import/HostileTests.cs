using Weir.Engine.Flows;
using Weir.Engine.Import.Qeasy;
using Xunit;

namespace Weir.Tests.Import;

/// <summary>Files that are no schemes, and schemes in which everything is of another kind than it should be.</summary>
public sealed class HostileTests
{
    public static TheoryData<string, string> NoSchemes =>
        new()
        {
            { "", "the file is empty" },
            { " \n", "the file is empty" },
            { "{", "not valid JSON" },
            { "7", "this is no 轻易云 scheme" },
            { "[]", "this is no 轻易云 scheme" },
            { "[1,2]", "this is no 轻易云 scheme" },
            { "{}", "this is no 轻易云 scheme" },
            { """{"source":[],"target":"x"}""", "this is no 轻易云 scheme" },
            { """{"api":"x"}""", "this is no 轻易云 scheme" },
            { "\0", "not valid JSON" },
            { "{\"source\":{\"api\":\"a\0b\"}}", "not valid JSON" },
            { """{"source":{"api":"\ud800"}}""", "not valid Unicode" },
            { new string('[', 200) + new string(']', 200), "nested deeper" },
            { "{\"source\":{\"api\":\"" + new string('x', 10 * 1024 * 1024) + "\"}}", "the file has" },
        };

    [Theory]
    [MemberData(nameof(NoSchemes))]
    public void A_file_that_is_no_scheme_is_refused_with_a_reason(string text, string reason)
    {
        var result = Imported.Result(text);

        Assert.Null(result.Flow);
        Assert.Contains(reason, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_are_kept_in_the_flow_and_cut_in_the_report()
    {
        var text = new string('长', 1024 * 1024);

        var flow = Imported.OfField($$"""{"field":"X","value":"{{text}}","label":"{{text}}"}""");

        Assert.Contains($"X: {text}  # 长", flow.Yaml, StringComparison.Ordinal);
        Assert.InRange(flow.ReportMarkdown.Length, 100, 20_000);
    }

    [Theory]
    [InlineData(
        """{"source":{"api":{"a":1},"request":"x","otherRequest":7,"response":[1,[2],{"field":""},{"x":1}],"condition":{"a":1},"beatFlat":{"a":1},"pagination":"x","omissionRemedy":[1],"formatResponse":"x"},"target":{"api":["y"],"request":{"a":1,"b":{"value":[1,2],"children":"x","parser":[1],"mapping":[1]},"c":[1]},"operation":[1],"groupCalculate":"x","callBackStrategy":7}}"""
    )]
    [InlineData(
        """{"source":{"platform":7,"id":true,"number":[],"condition":[[[]],[{}],null],"beatFlat":"items,lines"},"target":{"platform":{},"request":[null,{"field":"a","children":[{"field":"a","children":[{"field":"a","children":null}]}]}],"groupCalculate":{"headerGroup":"x","bodyGroup":7,"calculate":[1]},"operation":{"operation":{"operation":{"method":"merge","field":7}}}}}"""
    )]
    [InlineData(
        """{"source":{"api":"x","request":[{"field":"a","no":"1","parentNo":"2"},{"field":"b","no":"2","parentNo":"1"},{"field":"c","parentNo":"9","parent":"c"},{"field":"d.d","parent":"d.d"}]},"target":{"api":"x","request":[{"field":"a.b.c","value":"1"},{"field":"a","value":"x"},{"field":"a.b","value":"y"}]}}"""
    )]
    [InlineData(
        """{"source":{"api":"x\u0000y","cron":"* * *\n* *","platform":"\u0000"},"target":{"api":"a: b # c","apiName":"- [x]\t\"'\\","request":[{"field":"k: v\n","value":"\u0001\u2028\ufeff\r\nx ","label":"# }}\n- x"},{"field":"","value":"x"},{"field":"*x","value":"&y"},{"field":"true","value":"null"}]}}"""
    )]
    public void A_scheme_of_wrong_kinds_gives_a_readable_flow_and_tells_what_it_left(string text)
    {
        var flow = Imported.Flow(text);

        var problems = new List<FlowProblem>();
        Assert.NotNull(YamlText.Parse(flow.Yaml, problems));
        Assert.Empty(problems);
        Assert.NotEmpty(flow.Report.Of(ImportOutcome.Decision));
        Assert.NotEmpty(flow.ReportMarkdown);
        using var json = System.Text.Json.JsonDocument.Parse(flow.ReportJson);
    }

    [Fact]
    public void Control_characters_and_quotes_arrive_in_the_flow_as_they_are()
    {
        var flow = Imported.OfField("""{"field":"X","value":"\u0001\u2028 \"'\\ # {\r\nx "}""");

        var yaml = YamlText.Parse(flow.Yaml, new List<FlowProblem>())!;
        var value = yaml.Root.GetProperty("nodes").GetProperty("document").GetProperty("fields").GetProperty("X").GetString();
        Assert.Equal("\u0001\u2028 \"'\\ # {\r\nx ", value);
    }

    [Fact]
    public void Several_lines_arrive_as_they_are()
    {
        var flow = Imported.OfField("""{"field":"X","value":"_function CASE\n  WHEN {{a}} > 1 THEN 'x'\n\nEND"}""");

        var yaml = YamlText.Parse(flow.Yaml, new List<FlowProblem>())!;
        var value = yaml.Root.GetProperty("nodes").GetProperty("document").GetProperty("fields").GetProperty("X").GetString();
        Assert.Equal("_function CASE\n  WHEN {{a}} > 1 THEN 'x'\n\nEND", value);
        Assert.Contains("X: |-", flow.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_occur_twice_are_told_with_the_value_that_lost()
    {
        var flow = Imported.Flow("""{"source":{"api":"a","api":"b","request":[]},"target":{"api":"c"}}""");

        Assert.Contains("operation: b", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains(flow.Report.Of(ImportOutcome.Unsupported), u => u is { Place: "source.api", Original: "\"a\"" });
    }

    [Fact]
    public void Unknown_keys_are_never_dropped()
    {
        var flow = Imported.Flow(
            """{"source":{"api":"a","foo":{"x":1},"request":[{"field":"f","value":"1","bar":[2]}],"pagination":{"pageSize":5,"cursor":"c"}},"target":{"api":"b","script":{"afterInvoke":"<?php function run() {}"}},"baz":7,"buildModel":false}"""
        );

        Assert.Equal(
            ["""{"x":1}""", "[2]", "\"c\"", """{"afterInvoke":"<?php function run() {}"}""", "7"],
            flow.Report.Of(ImportOutcome.Unsupported).Select(u => u.Original!)
        );
    }
}
