using Weir.Engine.Import.Qeasy;
using Xunit;

namespace Weir.Tests.Import;

public sealed class StageTests
{
    private const string Plain = """{"platform":"用友BIP","api":"/save","request":[{"field":"no","value":"{{bill}}"}]}""";

    [Theory]
    [InlineData(""" "beatFlat":["items"] """)]
    [InlineData(""" "beatFlat":"items" """)]
    [InlineData(""" "otherRequest":[{"field":"beatFlat","value":"[\"items\"]"}] """)]
    [InlineData(""" "request":[{"field":"beatFlat","type":"array","value":"items"}] """)]
    public void Flattening_is_found_wherever_it_stands(string where)
    {
        var flow = Imported.Flow($$"""{"platform":"聚水潭","api":"orders","id":"id",{{where}}}""", Plain);

        Assert.Contains(
            "  flatten:\n    type: flatten\n    label: 拍扁 items\n    from: source\n    arrays: [items]\n    first: 0\n",
            Unquoted(flow),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("beatFlat", flow.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_in_a_list_is_flattened_after_the_outer_one()
    {
        var flow = Imported.Flow("""{"platform":"吉客云","api":"orders","id":"id","beatFlat":["goods","goods_lots","fees"]}""", Plain);

        Assert.Contains("    from: source\n    arrays: [goods, fees]\n", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains("    from: flatten\n    arrays: [goods_lots]\n", flow.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void GroupCalculate_becomes_a_group_and_lost_fields_are_told()
    {
        var flow = Imported.Flow(
            """{"platform":"聚水潭","api":"orders","id":"id","beatFlat":["items"]}""",
            """{"platform":"用友BIP","api":"/save","groupCalculate":{"headerGroup":["shop"],"bodyGroup":["items_sku"],"bodyName":"lines","targetBodyName":"rows","bodyMaxLine":500,"calculate":{"items_qty":"$sum","billNo":"$addToSet"}},"request":[{"field":"shop","value":"{{shop}}"},{"field":"day","value":"{{pay_day}}"},{"field":"rows","type":"array","value":"lines","children":[{"field":"sku","value":"{{lines.items_sku}}"},{"field":"lot","value":"{{lines.items_lot}}"}]}]}"""
        );

        Assert.Contains(
            "    from: flatten\n    header: [shop]\n    body: [items_sku]\n    bodyName: lines\n    maxLines: 500\n    calculate: { items_qty: sum, billNo: addToSet }\n",
            flow.Yaml,
            StringComparison.Ordinal
        );
        Assert.Contains(
            flow.Report.Of(ImportOutcome.Decision),
            d => d is { Place: "target.groupCalculate", Original: "pay_day, lines.items_lot" }
        );
    }

    [Fact]
    public void Merge_becomes_a_group_with_sums()
    {
        var flow = Imported.Flow(
            """{"platform":"聚水潭","api":"orders","id":"id"}""",
            """{"platform":"用友BIP","api":"/save","operation":{"method":"merge","field":"bill","header":["bill","shop"],"body":["sku","qty"],"bodySum":["qty"],"bodyName":"items"},"request":[{"field":"no","value":"{{bill}}"}]}"""
        );

        Assert.Contains(
            "    header: [bill, shop]\n    body: [sku]\n    bodyName: items\n    calculate: { qty: sum }\n    key: \"{{bill}}\"\n",
            flow.Yaml,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Merge_without_sums_keeps_every_record_a_line()
    {
        var flow = Imported.Flow(
            """{"platform":"聚水潭","api":"orders","id":"id"}""",
            """{"platform":"用友BIP","api":"/save","operation":{"method":"merge","field":"bill","header":["bill"],"body":["sku","qty"],"bodyName":"items"},"request":[{"field":"a","value":"{{bill}}"}]}"""
        );

        Assert.Contains(
            "    body: [sku, qty]\n    bodyName: items\n    key: \"{{bill}}\"\n    everyRecord: true\n",
            flow.Yaml,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void FormatResponse_is_a_map_that_passes_every_field_that_is_used()
    {
        var flow = Imported.Flow(
            """{"platform":"旺店通","api":"orders","id":"id","response":[{"field":"shop"}],"beatFlat":["items"],"formatResponse":[{"old":"pay_time","new":"day","format":"date"},{"old":"paid","new":"paid2","format":"round(2)"},{"old":"t","new":"ago","format":"dateDescription"}]}""",
            """{"platform":"用友BIP","api":"/save","request":[{"field":"a","value":"{{day}}"},{"field":"b","value":"{{items_sku}}-{{tid}}"}]}"""
        );

        Assert.Contains(
            "    fields:\n      items: \"{{items}}\"\n      tid: \"{{tid}}\"\n      shop: \"{{shop}}\"\n      id: \"{{id}}\"\n      day: \"{{pay_time|date}}\"\n      paid2: \"_function ROUND({{paid}}, 2)\"\n",
            flow.Yaml,
            StringComparison.Ordinal
        );
        Assert.Equal("source.formatResponse[2]", Assert.Single(flow.Report.Of(ImportOutcome.Unsupported)).Place);
    }

    [Fact]
    public void FormatResponse_passes_what_a_filter_and_a_group_need_but_not_the_list_that_the_group_makes()
    {
        var flow = Imported.Flow(
            """{"platform":"旺店通","api":"orders","id":"id","beatFlat":["items"],"condition":[[{"field":"items_qty","logic":"egt","value":"2"},{"field":"status","logic":"eq","value":"5"}]],"formatResponse":[{"old":"pay_time","new":"day","format":"date"}]}""",
            """{"platform":"用友BIP","api":"/save","groupCalculate":{"headerGroup":["day","wh"],"bodyGroup":["items_sku"],"bodyName":"lines","calculate":{"fee":"$sum"}},"request":[{"field":"rows","type":"array","value":"lines","children":[{"field":"sku","value":"{{lines.items_sku}}"}]}]}"""
        );

        Assert.Contains(
            "    fields:\n      items: \"{{items}}\"\n      wh: \"{{wh}}\"\n      fee: \"{{fee}}\"\n      status: \"{{status}}\"\n      id: \"{{id}}\"\n      day: \"{{pay_time|date}}\"\n",
            flow.Yaml,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_remedy_is_a_second_trigger_that_overrides_settings()
    {
        var flow = Imported.Flow(
            """{"platform":"聚水潭","api":"orders","id":"id","cron":"*/10 * * * *","request":[{"field":"begin","value":"{{LAST_SYNC_TIME|datetime}}"}],"omissionRemedy":{"crontab":"10 3 * * *","takeOverRequest":[{"field":"begin","value":"{{DAYS_AGO_2|datetime}}"}],"adapter":"\\Adapter\\X"}}""",
            Plain
        );

        Assert.Contains("  main: { cron: \"*/10 * * * *\", zone: Asia/Shanghai, jitter: \"30s\" }\n", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains(
            "    cron: \"10 3 * * *\"\n    zone: Asia/Shanghai\n    settings: { begin: \"{{DAYS_AGO_2|datetime}}\" }\n",
            flow.Yaml,
            StringComparison.Ordinal
        );
        Assert.Contains(flow.Report.Of(ImportOutcome.Decision), d => d is { Place: "source.omissionRemedy.adapter" });
    }

    [Theory]
    [InlineData("4-59/10 6-23 * * *", "4-59/10 6-23 * * *")]
    [InlineData("0 */5 * * * ?", "*/5 * * * ?")]
    [InlineData("0 0 3 * * ? 2026", "0 3 * * ?")]
    public void A_cron_has_five_fields(string cron, string expected)
    {
        var flow = Imported.Flow($$"""{"platform":"聚水潭","api":"orders","id":"id","cron":"{{cron}}"}""", Plain);

        Assert.Contains($"  main: {{ cron: \"{expected}\", zone: Asia/Shanghai, jitter: \"30s\" }}\n", flow.Yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("every day")]
    [InlineData("* *")]
    public void A_cron_that_is_none_is_a_decision(string cron)
    {
        var flow = Imported.Flow($$"""{"platform":"聚水潭","api":"orders","id":"id","cron":"{{cron}}"}""", Plain);

        Assert.DoesNotContain("triggers:", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains(flow.Report.Of(ImportOutcome.Decision), d => string.Equals(d.Original, cron, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FID", "FID", 0)]
    [InlineData("{{FID}}", "FID", 0)]
    [InlineData("{{FID}}-{{FModifyDate}}", "FID", 1)]
    [InlineData("{{random}}", "code", 1)]
    [InlineData("{{FID}}{{random}}", "FID", 1)]
    public void The_key_is_a_field(string id, string key, int decisions)
    {
        var flow = Imported.Flow($$"""{"platform":"聚水潭","api":"orders","id":"{{id}}","number":"code"}""", Plain);

        Assert.Contains($"    key: {key}\n", flow.Yaml, StringComparison.Ordinal);
        Assert.Equal(decisions, flow.Report.Of(ImportOutcome.Decision).Count(d => d is { Place: "source.id" }));
    }

    [Fact]
    public void A_key_that_only_lines_have_is_that_of_the_document()
    {
        var flow = Imported.Flow(
            """{"platform":"聚水潭","api":"orders","id":"items_line_id","number":"code","beatFlat":["items"]}""",
            Plain
        );

        Assert.Contains("    key: code\n", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains(flow.Report.Of(ImportOutcome.Decision), d => d is { Place: "source.id", Original: "items_line_id" });
    }

    [Fact]
    public void What_has_no_place_in_a_flow_is_a_decision_with_its_text()
    {
        var flow = Imported.Flow(
            """{"platform":"聚水潭","api":"orders","id":"id","adapter":"\\Own\\Special","otherResponse":[{"field":"rows","value":"data.list"}]}""",
            """{"platform":"用友BIP","api":"/save","callBackStrategy":{"strategyId":"u","no":"{{primaryWriteback.Number}}"},"distributionOrg":"1,2","request":[{"field":"a","value":"{{b}}"}]}"""
        );

        Assert.Equal(
            ["""{"strategyId":"u","no":"{{primaryWriteback.Number}}"}""", @"\Own\Special", "\"1,2\"", "rows=data.list"],
            flow.Report.Of(ImportOutcome.Decision)
                .Where(d => d.Place is "target.callBackStrategy" or "source.adapter" or "target.distributionOrg" or "source.otherResponse")
                .Select(d => d.Original!)
        );
    }

    [Fact]
    public void Requests_may_be_groups_by_field_name()
    {
        var flow = Imported.Flow(
            """{"platform":"聚水潭","api":"orders","id":"id","request":{"begin":{"value":"{{LAST_SYNC_TIME|datetime}}"},"size":50}}""",
            """{"platform":"用友BIP","api":"/save","request":{"code":{"value":"{{bill}}","type":"string"}}}"""
        );

        Assert.Contains("    settings: { begin: \"{{LAST_SYNC_TIME|datetime}}\", size: \"50\" }\n", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains("    fields:\n      code: \"{{bill}}\"\n", flow.Yaml, StringComparison.Ordinal);
    }

    private static string Unquoted(ImportedFlow flow) => flow.Yaml.Replace("\"拍扁 items\"", "拍扁 items", StringComparison.Ordinal);
}
