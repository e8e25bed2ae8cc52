using System.Globalization;
using System.Text.Json.Nodes;
using Weir.Tests.Crash;
using Weir.Tests.Docs;
using Xunit;

namespace Weir.Tests.Samples;

/// <summary>The shape 旺店通/聚水潭 → 金蝶 sales-out, with real processes: every bill that 金蝶 was sent is compared with one worked out here from the orders.</summary>
[Collection(ProcessTests.Name)]
public sealed class ShopOutstockSampleTests
{
    private const string Folder = "samples/shop-outstock";
    private const string Settings =
        """{"formid":"SAL_OUTSTOCK","data":{"NeedUpDateFields":[],"NeedReturnFields":["F_out_id"],"IsDeleteEntry":true,"IsVerifyBaseDataField":false,"IsAutoSubmitAndAudit":true,"ValidateFlag":true,"Model":null}}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bills_sent_are_those_of_the_orders_and_a_second_run_sends_none()
    {
        await using var vendors = await Vendors.StartAsync(agents: 1);
        await vendors.SetKingdeeAsync(new JsonObject { ["baseData"] = JsonNode.Parse("""{"BD_Customer":["KH001","KH002","KH003"]}""") });
        await using var proxy = await RecordingProxy.StartAsync(vendors.Address);
        var directory = Directory.CreateTempSubdirectory("weir-outstock-");
        try
        {
            Directory.CreateDirectory(Path.Combine(directory.FullName, "tables"));
            foreach (var file in new[] { "flow.yaml", "tables/shops.csv", "connections.sandbox.yaml" })
                await File.WriteAllTextAsync(
                    Path.Combine(directory.FullName, file),
                    CommittedFile.Read($"{Folder}/{file}").Replace("http://127.0.0.1:7001", proxy.Address, StringComparison.Ordinal),
                    Stop
                );
            async Task<WeirResult> RunAsync()
            {
                await using var run = WeirProcess.Start(
                    "run",
                    Path.Combine(directory.FullName, "flow.yaml"),
                    "--connections",
                    Path.Combine(directory.FullName, "connections.sandbox.yaml"),
                    "--data",
                    Path.Combine(directory.FullName, "data"),
                    "--json"
                );
                return await run.EndAsync(CrashStand.Patience, Stop);
            }

            var first = await RunAsync();

            Assert.True(first.ExitCode == 0, first.ToString());
            var orders = await OrdersAsync(vendors.Address);
            var expected = Bills(orders);
            Assert.Contains(orders.Where(IsPaid), order => Lines(order) > expected[(string)order["billNo"]!]["FEntity"]!.AsArray().Count);
            var sent = proxy.Bodies("BatchSave").Select(body => JsonNode.Parse(body)!).ToList();
            // Everything of a call but its bills.
            Assert.All(sent, body => Assert.True(Around(body) is Settings, Around(body)));
            var bills = sent.SelectMany(body => body["data"]!["Model"]!.AsArray()).ToDictionary(bill => (string)bill!["F_out_id"]!);
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), bills.Keys.Order(StringComparer.Ordinal));
            foreach (var (key, bill) in expected)
                Assert.Equal(bill.ToJsonString(), bills[key]!.ToJsonString());
            Assert.Equal(expected.Count, first.Counts.Delivered);
            Assert.Equal(orders.Count(order => !IsPaid(order)), first.Counts.Rejected);

            var again = await RunAsync();

            Assert.True(again.ExitCode == 0, again.ToString());
            Assert.Equal(sent.Count, proxy.Bodies("BatchSave").Count);
            Assert.Equal(expected.Count, again.Counts.Delivered);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string Around(JsonNode body)
    {
        var rest = body.DeepClone();
        rest["data"]!["Model"] = null;
        return rest.ToJsonString();
    }

    private static async Task<List<JsonNode>> OrdersAsync(Uri vendors)
    {
        using var http = new HttpClient { BaseAddress = vendors };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "demo-shop-token");
        var answer = JsonNode.Parse(await http.GetStringAsync(new Uri("shop/api/orders?size=200", UriKind.Relative), Stop))!;
        return [.. answer["data"]!["list"]!.AsArray().Select(order => order!)];
    }

    private static int Lines(JsonNode order) => order["items"]!.AsArray().Count;

    private static bool IsPaid(JsonNode order) => (string?)order["status"] is "paid" or "shipped";

    /// <summary>Worked out another way than by the flow's nodes: with LINQ and decimals.</summary>
    private static Dictionary<string, JsonNode> Bills(IEnumerable<JsonNode> orders)
    {
        var lines =
            from order in orders
            where IsPaid(order)
            from item in order["items"]!.AsArray()
            select (
                Day: ((string)order["payTime"]!)[..10],
                Shop: (string)order["shopNo"]!,
                Buyer: (string)order["buyer"]!,
                BillNo: (string)order["billNo"]!,
                Sku: (string)item["sku"]!,
                Qty: (int)item["qty"]!,
                Price: decimal.Parse((string)item["amt"]!, CultureInfo.InvariantCulture)
            );
        return lines
            .GroupBy(line => (line.BillNo, line.Day, line.Shop, line.Buyer))
            .ToDictionary(
                group => group.Key.BillNo,
                group =>
                {
                    var entries = group
                        .GroupBy(line => line.Sku, StringComparer.Ordinal)
                        .Select(entry =>
                        {
                            var qty = entry.Sum(line => line.Qty);
                            var price = Math.Round(entry.Sum(line => line.Qty * line.Price) / qty, 4, MidpointRounding.AwayFromZero);
                            return $$"""
                            {"FMaterialID":{"FNumber":"{{Material(entry.Key)}}"},"FUnitID":{"FNumber":"Pcs"},"FRealQty":{{qty}},"FTaxPrice":{{price.ToString(
                                "0.0000",
                                CultureInfo.InvariantCulture
                            )}},"FStockID":{"FNumber":"{{(
                                group.Key.Shop is "D003" ? "CK002" : "CK001"
                            )}}"},"FSrcBillNo":"{{group.Key.BillNo}}"}
                            """;
                        });
                    return JsonNode.Parse(
                        $$"""
                        {"FBillTypeID":{"FNumber":"XSCKD01_SYS"},"FDate":"{{group.Key.Day}}","FSaleOrgId":{"FNumber":"100"},"FStockOrgId":{"FNumber":"100"},
                        "FCustomerID":{"FNumber":"{{group.Key.Buyer}}"},"FNote":"{{ShopName(group.Key.Shop)}} {{group.Key.BillNo}}",
                        "F_out_id":"{{group.Key.BillNo}}","FEntity":[{{string.Join(',', entries)}}]}
                        """
                    )!;
                }
            );
    }

    private static string Material(string sku) => $"M{(int.Parse(sku.AsSpan(4), CultureInfo.InvariantCulture) - 1) % 3 + 1:000}";

    private static string ShopName(string shop) =>
        shop switch
        {
            "D001" => "示例旗舰店",
            "D002" => "示例专营店",
            _ => "示例企业店",
        };
}
