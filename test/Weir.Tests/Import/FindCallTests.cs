using Weir.Engine.Import.Qeasy;
using Xunit;

namespace Weir.Tests.Import;

public sealed class FindCallTests
{
    [Theory]
    [InlineData("_findCollection find FNumber from u-1 where A={{b}}", "u-1 FNumber A={{b}}")]
    [InlineData("_findCollection find FNumber from u-1 where A={{b}} C='x y'", "u-1 FNumber A={{b}} C=x y")]
    [InlineData("_findCollection find FNumber from u-1 where A={{b}} and C=7", "u-1 FNumber A={{b}} C=7")]
    [InlineData("_findCollection find 客户 from u-1 where 店铺={{店铺 编号}}", "u-1 客户 店铺={{店铺 编号}}")]
    [InlineData("_function IFNULL(_findCollection find F from u where A={{b}}, 'x')", "u F A={{b}}")]
    [InlineData("""_mongoQuery u-1 findField=content.X where={"content.k":{"$eq":"{{v}}"},"content.m":7}""", "u-1 X k={{v}} m=7")]
    public void A_lookup_is_read(string text, string expected)
    {
        var call = FindCall.Next(text, 0, out var problem);

        Assert.Null(problem);
        Assert.Equal(expected, $"{call!.Scheme} {call.Field} {string.Join(' ', call.Where.Select(w => $"{w.Field}={w.Value}"))}");
    }

    [Theory]
    [InlineData("_findCollection find X")]
    [InlineData("_findCollection find X from u where")]
    [InlineData("_mongoQuery u findField=x where={")]
    [InlineData("""_mongoQuery u findField=x where={"a":{"$gt":1}}""")]
    [InlineData("""_mongoQuery u findField=x where={"a":{"$in":["{{b}}"]}}""")]
    public void What_cannot_be_read_says_why(string text)
    {
        Assert.Null(FindCall.Next(text, 0, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void Lookups_in_an_expression_are_hoisted_and_same_ones_share_a_node()
    {
        var flow = Imported.OfField(
            """{"field":"rows","type":"array","value":"items","children":[{"field":"a","value":"_function case _findCollection find F1 from u where SKU={{items.sku}} _endFind when true then '{{items.lot}}' else _findCollection find F2 from u where SKU={{items.sku}} _endFind end"},{"field":"b","value":"_findCollection find F3 from u where S={{shop}}"}]}"""
        );

        Assert.Contains(
            "a: \"_function case {{items.find1_F1}} when true then '{{items.lot}}' else {{items.find1_F2}} end\"",
            flow.Yaml,
            StringComparison.Ordinal
        );
        Assert.Contains("b: \"{{find2_F3}}\"", flow.Yaml, StringComparison.Ordinal);
        Assert.Contains(
            "    lines: items\n    where: { SKU: \"{{items.sku}}\" }\n    take: { find1_F1: F1, find1_F2: F2 }\n",
            flow.Yaml,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_scheme_of_the_same_import_is_found_by_its_id()
    {
        var results = QeasyImport.Run([
            new ImportFile(
                "a.json",
                """{"source":{"api":"x","id":"id"},"target":{"api":"y","request":[{"field":"X","value":"_findCollection find N from U-1 where A={{b}}"}]}}"""
            ),
            new ImportFile("客户.json", """{"strategyId":"u-1","source":{"api":"x","id":"id"},"target":{"api":"y"}}"""),
        ]);

        Assert.Contains($"    flow: {results[1].Flow!.Name}  # 原方案 U-1\n", results[0].Flow!.Yaml, StringComparison.Ordinal);
        Assert.StartsWith("scheme-", results[1].Flow!.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lookup_that_cannot_be_converted_leaves_the_field_out_with_its_text()
    {
        var flow = Imported.OfField("""{"field":"X","value":"_mongoQuery u findField=x where={\"a\":{\"$gt\":1}}"}""");

        Assert.Contains("      # X：未转换，原文 _mongoQuery", flow.Yaml, StringComparison.Ordinal);
        Assert.Single(flow.Report.Of(ImportOutcome.Unsupported));
    }
}
