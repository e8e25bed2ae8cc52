using System.Text.Json.Nodes;
using Weir.Engine.Import.Qeasy;
using Weir.Tests.Sandbox;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Import;

/// <summary>
/// Published schemes whose target is in the sandbox are imported and run. Their source platforms have no connector of their own: the generic HTTP connector reads
/// records of the platform's shape. Beyond that only what the report asks for is decided, and each decision is one replacement in the flow.
/// </summary>
public sealed class SchemeRunTests : IDisposable
{
    private const string Source = "settings: { path: /records }\n";
    private readonly string _directory = Directory.CreateTempSubdirectory("weir-scheme-run-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Sales_of_吉客云_become_delivery_bills()
    {
        var bill = await RunAsync(
            "04-jackyun-kingdee-sale-out",
            "jackyun",
            [
                ("operation: 销售单查询", "operation: request"),
                ("key: TradeNo", $"key: TradeNo\n    {Source}"),
                ("flow: ea596597-d03a-353b-8684-36dd37cf69bb", Find("/shops")),
                ("flow: ba7b4c50-b81c-315d-835f-9e07995df2a1", Find("/warehouses")),
            ],
            new()
            {
                ["/records"] = """
                [{"TradeNo":"JY1","ConsignTime":"2026-02-28 10:00:00","ShopCode":"S1","WarehouseCode":"CK001","SellerMemo":"急",
                  "GoodsDetail":[{"GoodsNo":"M001","SellCount":"2","SellPrice":"19.90"},{"GoodsNo":"M002","SellCount":1,"SellPrice":5}]}]
                """,
                ["/shops"] =
                    """[{"textField_kvg91fcn":"S0","textField_kvqkngs2":"101"},{"textField_kvg91fcn":"S1","textField_kvqkngs2":"100","textField_kvg91fco":"KH001"}]""",
                ["/warehouses"] = """[{"textField_kvgbyy68":"CK001","textField_kvgbyy6b":"101"}]""",
            }
        );

        Assert.Equal(
            ("JY1", "2026-02-28T00:00:00", "100", "101", "KH001", "急"),
            (
                Text(bill, "FBillNo"),
                Text(bill, "FDate"),
                No(bill, "FSaleOrgId"),
                No(bill, "FStockOrgId"),
                No(bill, "FCustomerID"),
                Text(bill, "FNote")
            )
        );
        Assert.Equal(["M001 2 19.90 CK001", "M002 1 5 CK001"], Lines(bill));
    }

    [Fact]
    public async Task Sales_of_吉客云_get_their_organisation_by_CASE()
    {
        var bill = await RunAsync(
            "11-jackyun-kingdee-sale-out-case-shop",
            "jackyun",
            [
                ("operation: operation", "operation: request"),
                ("key: id", $"key: id\n    {Source}"),
                ("flow: \"44da707b-4d02-3e20-ad97-fdd69ff7a37d\"", Find("/units")),
                ("FNote: 零售业务", "F_out_id: \"{{id}}\"\n      FNote: 零售业务"),
                ("formId: SAL_OUTSTOCK", "identity: F_out_id\n      formId: SAL_OUTSTOCK"),
            ],
            new()
            {
                ["/records"] = """
                [{"id":9007199254740993,"consignTime_new":"2026-02-28","shopCode":"10002480","warehouseCode":"CK002",
                  "details":[{"goodsDetail_goodsNo":"M003","goodsDetail_goodsDelivery_sendCount":"4","goodsDetail_goodsDelivery_batchamount":"10"}]}]
                """,
                ["/units"] = """[{"FNumber":"M003","FPurchaseUnitId_FNumber":"Pcs"}]""",
            }
        );

        Assert.Equal(
            ("9007199254740993", "104", "103", "10002480"),
            (Text(bill, "F_out_id"), No(bill, "FSaleOrgId"), No(bill, "FStockOrgId"), No(bill, "FCustomerID"))
        );
        Assert.Equal(["M003 4 2.5000 CK002"], Lines(bill));
        Assert.Equal("Pcs", No(bill["FEntity"]![0]!, "FUnitID"));
    }

    [Fact]
    public async Task Deliveries_of_聚水潭_find_customer_batch_and_stock_in_other_schemes()
    {
        var bill = await RunAsync(
            "15-jushuitan-kingdee-sale-out-batch",
            "jushuitan",
            [
                ("operation: operation", "operation: request"),
                ("key: io_id", $"key: io_id\n    {Source}"),
                ("flow: \"255f7565-c782-3985-9020-59aa6a647e61\"", Find("/customers")),
                ("flow: d36b5c74-bdf8-3bcb-a345-22dac34d52aa", Find("/materials")),
                ("flow: e63fcb86-2968-3715-a33f-d36010737265", Find("/stocks")),
            ],
            new()
            {
                ["/records"] = """
                [{"io_id":501,"io_date":"2026-02-27 09:30:00","shop_name":"示例旗舰店","wms_co_id":77,"remark":"",
                  "items":[{"sku_id":"M001","qty":3,"sale_price":"9.50","batch_no":"B1"},{"sku_id":"M002","qty":1,"sale_price":"2","batch_no":"B2"}]}]
                """,
                ["/customers"] = """[{"FName":"示例旗舰店","FNumber":"KH002"}]""",
                ["/materials"] = """[{"FNumber":"M001","FIsBatchManage":true},{"FNumber":"M002","FIsBatchManage":false}]""",
                ["/stocks"] = """[{"wms_co_id":77,"name":"CK002"}]""",
            }
        );

        Assert.Equal(("501", "101", "KH002"), (Text(bill, "FBillNo"), No(bill, "FSaleOrgId"), No(bill, "FCustomerID")));
        Assert.Equal(["M001 3 9.50 CK002", "M002 1 2 CK002"], Lines(bill));
    }

    [Fact]
    public async Task Deliveries_of_聚水潭_take_the_customer_of_their_order()
    {
        var bill = await RunAsync(
            "47-bbs3885-jushuitan-kingdee-lookup-by-order",
            "jushuitan",
            [
                ("operation: operation", "operation: request"),
                ("key: o_id", $"key: o_id\n    {Source}"),
                ("flow: \"4551ac74-c887-3c4d-8991-7575e8f3af9a\"", Find("/orders")),
            ],
            new()
            {
                ["/records"] = """
                [{"o_id":1001,"so_id":"SO1","io_date":"2026-02-27","remark":"备注","wms_co_id":"CK001","items":[{"sku_id":"M002","qty":2,"sale_price":"3.30"}]}]
                """,
                ["/orders"] = """[{"FBillNo":"SO1","FSALEORGID_Fnumber":"100","FCustomerID_Fnumber":"KH003"}]""",
            }
        );

        Assert.Equal(
            ("1001", "100", "KH003", "备注"),
            (Text(bill, "FBillNo"), No(bill, "FSaleOrgId"), No(bill, "FCustomerID"), Text(bill, "FNote"))
        );
        Assert.Equal(["M002 2 3.30 CK001"], Lines(bill));
    }

    private static string Find(string path) =>
        $"connection: other\n    operation: find\n    settings: {{ path: {path}, keys: text, keysPerCall: 50 }}";

    /// <summary>Imports, decides, runs; the one bill that 金蝶 has afterwards.</summary>
    private async Task<JsonNode> RunAsync(
        string scheme,
        string source,
        IReadOnlyList<(string Written, string Decided)> decisions,
        Dictionary<string, string> lists
    )
    {
        var stop = TestContext.Current.CancellationToken;
        await using var kingdee = await SandboxHost.StartAsync();
        await using var platform = await StandInPlatform.StartAsync(lists);
        await kingdee.PutAsync(
            "kingdee",
            """
            {"baseData":{"BD_Customer":["KH001","KH002","KH003","10002480"],"BOS_BillType":["XSCKD01_SYS","XSCKD07_SYS"]},
             "organizations":[{"number":"100","id":1,"name":"a"},{"number":"101","id":2,"name":"b"},{"number":"103","id":3,"name":"c"},{"number":"104","id":4,"name":"d"}]}
            """
        );
        var file = Path.Combine(Imported.Schemes, $"{scheme}.json");
        var imported = Assert.Single(QeasyImport.Run([new ImportFile(file, await File.ReadAllTextAsync(file, stop))])).Flow!;
        var flow = imported.Yaml;
        foreach (var (written, decided) in decisions)
        {
            Assert.Contains(written, flow, StringComparison.Ordinal);
            flow = flow.Replace(written, decided, StringComparison.Ordinal);
        }
        await File.WriteAllTextAsync(Path.Combine(_directory, "flow.yaml"), flow, stop);
        var platformSettings = $$"""{ connector: http, settings: { baseUrl: "{{platform.Address}}" } }""";
        await File.WriteAllTextAsync(
            Path.Combine(_directory, "connections.yaml"),
            $$"""
            connections:
              {{source}}: {{platformSettings}}
              other: {{platformSettings}}
              kingdee:
                connector: kingdee-cloud
                settings:
                  serverUrl: "{{kingdee.Http.BaseAddress}}kingdee/k3cloud/"
                  acctId: 5f0a1b2c3d4e5f
                  userName: demo
                  appId: "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr"
                  appSecret: "{{StandFiles.Secret}}"
            """,
            stop
        );

        var run = await WeirProgram.RunAsync(_directory, "run", "flow.yaml", "--connections", "connections.yaml", "--data", "data");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        return Assert.Single((await kingdee.GetAsync("kingdee/forms/SAL_OUTSTOCK"))["rows"]!.AsArray())!;
    }

    private static string? Text(JsonNode bill, string field) => bill[field]?.ToString();

    private static string? No(JsonNode bill, string field) => (string?)bill[field]?["FNumber"];

    private static IEnumerable<string> Lines(JsonNode bill) =>
        bill["FEntity"]!
            .AsArray()
            .Select(line => $"{No(line!, "FMaterialID")} {line!["FRealQty"]} {line["FTaxPrice"]} {No(line, "FStockID")}");
}
