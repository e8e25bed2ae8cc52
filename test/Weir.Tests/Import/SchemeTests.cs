using System.Text.Json.Nodes;
using Weir.Connectors.Kingdee;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Import.Qeasy;
using Xunit;

namespace Weir.Tests.Import;

/// <summary>Published schemes: each one is imported, and its counts are known.</summary>
public sealed class SchemeTests
{
    [Theory]
    [InlineData("04-jackyun-kingdee-sale-out", 20, 10, 0)]
    [InlineData("06-wdt-chanjet-tplus-sale-out", 19, 8, 0)]
    [InlineData("09-guanyi-kingdee-sale-return", 21, 10, 0)]
    [InlineData("11-jackyun-kingdee-sale-out-case-shop", 21, 10, 0)]
    [InlineData("15-jushuitan-kingdee-sale-out-batch", 21, 12, 0)]
    [InlineData("18-wdt-qjb-tob-sale-out-query", 31, 11, 0)]
    [InlineData("22-jushuitan-kingdee-sale-return-standard-v1", 36, 11, 0)]
    [InlineData("24-okki-receipt-write-off", 17, 5, 0)]
    [InlineData("30-bbs703-kingdee-noop-account", 10, 5, 0)]
    [InlineData("32-bbs721-maycur-kingdee-payment", 13, 9, 0)]
    [InlineData("38-bbs9684-wdt-qimen-yonbip-sale-order", 9, 6, 0)]
    [InlineData("43-article12350-mysql-kingdee-payable", 5, 8, 0)]
    [InlineData("47-bbs3885-jushuitan-kingdee-lookup-by-order", 26, 14, 0)]
    [InlineData("50-wdt-yonbip-transfer-in", 18, 7, 0)]
    [InlineData("51-kingdee-jushuitan-order-upload", 14, 8, 0)]
    public async Task A_published_scheme_has_these_counts(string name, int converted, int decisions, int unsupported)
    {
        var flow = await ImportAsync(name);

        Assert.Equal(
            (converted, decisions, unsupported),
            (
                flow.Report.Count(ImportOutcome.Converted),
                flow.Report.Count(ImportOutcome.Decision),
                flow.Report.Count(ImportOutcome.Unsupported)
            )
        );
    }

    [Fact]
    public void No_scheme_is_left_out_of_the_table()
    {
        var named = typeof(SchemeTests)
            .GetMethod(nameof(A_published_scheme_has_these_counts))!
            .GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Count();

        Assert.Equal(Directory.GetFiles(Imported.Schemes, "*.json").Length, named);
    }

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Imported.Schemes, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_flow_of_a_published_scheme_is_valid(string name)
    {
        var flow = await ImportAsync(name);
        var connectors = ConnectorCatalog.In(typeof(KingdeeConnector).Assembly);

        var read = new FlowReader(connectors).Read(flow.Yaml, connections: null, name => flow.Files[name]);

        Assert.Empty(read.Problems.Where(p => p.Severity == Severity.Error).Select(p => p.ToString()));
        Assert.NotNull(read.Flow);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_value_of_a_published_scheme_is_in_its_report(string name)
    {
        var flow = await ImportAsync(name);
        var text = await File.ReadAllTextAsync(Path.Combine(Imported.Schemes, $"{name}.json"), TestContext.Current.CancellationToken);
        var target = JsonNode.Parse(text)!["target"]!;

        var values = (target["request"] as JsonArray ?? []).Select(row => row!["value"]?.ToString()).Where(v => !string.IsNullOrEmpty(v));

        var told = flow
            .Report.Fields.Select(f => f.Original)
            .Concat(flow.Report.Items.Select(i => i.Original))
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(values, v => Assert.Contains(v, told));
    }

    private static async Task<ImportedFlow> ImportAsync(string name)
    {
        var path = Path.Combine(Imported.Schemes, $"{name}.json");
        var result = Assert.Single(
            QeasyImport.Run([new ImportFile(path, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))])
        );
        Assert.Null(result.Problem);
        return result.Flow!;
    }
}
