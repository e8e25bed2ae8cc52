using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;
using Weir.Sdk.Records;

namespace Weir.Bench;

/// <summary>
/// Mapping against the same rules written by hand in C#: twenty fields copied from a wide record, and thirty expressions over an order with five lines.
/// 500 records an operation.
/// </summary>
[MemoryDiagnoser]
public class MappingBenchmarks : IDisposable
{
    private const int Records = 500;
    private readonly RecordSlab _agents = AgentPage.Slab(Records);
    private readonly byte[][] _orders = [.. Enumerable.Range(0, Records).Select(Order)];
    private readonly Utf8Output _output = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(4 * 1024 * 1024);
    private readonly MapContext _context = new(
        new RunVariables(null, DateTimeOffset.UnixEpoch, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")),
        _ => { }
    );

    private readonly MapPlan _copy = MapPlan.Compile(
        JsonElement.Parse(
            """
            {"FCreateOrgId":100,"FUseOrgId":100,"FName":"{{agentName}}","FNumber":"","FGroup":"02","FTRADINGCURRID":"PRE001","FDescription":"{{remark}}",
             "FADDRESS":"{{address}}","FINVOICETITLE":"{{customerName}}","F_out_id":"{{agentId}}","F_KHLX":"KHLX02_SYS","F_1":"{{field1Name}}","F_2":"{{field2Name}}",
             "F_3":"{{field3Name}}","F_5":"{{field5Name}}","F_6":"{{field6Name}}","F_7":"{{field7Name}}","F_9":"{{field9Name}}","F_10":"{{field10Name}}","F_t":"{{updateTime}}"}
            """
        ),
        [
            new FieldDescription("FCreateOrgId", FieldKind.Reference, "") { Wrap = "FNumber" },
            new FieldDescription("F_out_id", FieldKind.Text, ""),
        ]
    );

    private readonly MapPlan _rules = MapPlan.Compile(
        JsonElement.Parse(
            """
            {"FBillNo":"_function CONCAT('XS-', {{billNo}}, '-', {{shop}})",
             "FState":"_function CASE {{status}} WHEN '1' THEN 'new' WHEN '2' THEN 'paid' WHEN '3' THEN 'sent' ELSE 'other' END",
             "FCurrency":"_function TABLE('currency', {{currency}}, 'PRE001')",
             "FDate":"_function DATE_FORMAT({{created}}, '%Y-%m-%d')",
             "FMonth":"_function DATE_FORMAT({{created}}, '%Y%m')",
             "FTax":"_function ROUND({{amount}} * {{rate}}, 2)",
             "FNet":"_function ROUND({{amount}} / 1.13, 2)",
             "FPaid":"_function FROM_UNIXTIME({{paid}}, '%Y-%m-%d %H:%i:%s')",
             "FDue":"_function DATE_ADD({{created}}, INTERVAL 30 DAY)",
             "FNote":"_function TRIM({{remark}})",
             "FAddress":"_function CONCAT({{province}}, {{city}}, {{street}})",
             "FPhone":"_function CONCAT(LEFT({{phone}}, 3), '****', RIGHT({{phone}}, 4))",
             "FUrgent":"_function IF({{remark}} LIKE '%急%', 1, 0)",
             "FBig":"_function IF({{amount}} >= 1000 AND {{qty}} > 5, 'A', 'B')",
             "FBuyer":"_function IFNULL(NULLIF({{buyer}}, ''), '匿名')",
             "FEntry":{"$each":"items",
               "FMaterial":"_function CONCAT({{items.sku}}, '.', UPPER({{items.unit}}))",
               "FAmount":"_function ROUND({{items.qty}} * {{items.price}}, 2)",
               "FKind":"_function CASE WHEN {{items.qty}} >= 3 THEN 'bulk' ELSE 'single' END"}}
            """
        ),
        [],
        new StaticTables(JsonElement.Parse("""{"currency":{"CNY":"PRE001","USD":"PRE007","EUR":"PRE002"}}"""))
    );

    private readonly Dictionary<string, string> _currencies = new(StringComparer.Ordinal)
    {
        ["CNY"] = "PRE001",
        ["USD"] = "PRE007",
        ["EUR"] = "PRE002",
    };

    private static byte[] Order(int i)
    {
        var items = string.Join(
            ',',
            Enumerable
                .Range(0, 5)
                .Select(n =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{{\"sku\":\"A{n}\",\"name\":\"净水器{n}\",\"qty\":{n + 1},\"price\":\"1{n}.50\",\"unit\":\"ea\"}}"
                    )
                )
        );
        return Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"billNo\":\"26{i:D6}\",\"shop\":\"S{i % 7}\",\"status\":\"{i % 4}\",\"amount\":\"{1000 + i}.56\",\"qty\":{i % 12},\"rate\":0.13,\"buyer\":\"张三\",\"phone\":\"138001{i % 90000 + 10000}\",\"province\":\"江苏省\",\"city\":\"苏州市\",\"street\":\"工业园区示例路{i}号\",\"created\":\"2026-01-31 10:20:30\",\"paid\":{1767222000 + i},\"remark\":\"  急单  \",\"currency\":\"USD\",\"items\":[{items}]}}"
            )
        );
    }

    [Benchmark(Baseline = true)]
    public int CopyByHand()
    {
        _buffer.ResetWrittenCount();
        for (var i = 0; i < Records; i++)
            CopyFields.Map(_agents[i], _buffer);
        return _buffer.WrittenCount;
    }

    [Benchmark]
    public int CopyByPlan()
    {
        _output.CutBack(0);
        for (var i = 0; i < Records; i++)
            _copy.Apply(_agents[i], _context, _output);
        return _output.Length;
    }

    [Benchmark]
    public int RulesByHand()
    {
        _buffer.ResetWrittenCount();
        foreach (var order in _orders)
            OrderRules.Map(order, _currencies, _buffer);
        return _buffer.WrittenCount;
    }

    [Benchmark]
    public int RulesByPlan()
    {
        _output.CutBack(0);
        foreach (var order in _orders)
            _rules.Apply(order, _context, _output);
        return _output.Length;
    }

    public void Dispose()
    {
        _output.Dispose();
        _agents.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The twenty fields by a reader and a writer.</summary>
    private static class CopyFields
    {
        public static void Map(ReadOnlySpan<byte> record, ArrayBufferWriter<byte> buffer)
        {
            using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
            writer.WriteStartObject();
            writer.WriteStartObject("FCreateOrgId"u8);
            writer.WriteString("FNumber"u8, "100"u8);
            writer.WriteEndObject();
            writer.WriteNumber("FUseOrgId"u8, 100);
            writer.WriteString("FGroup"u8, "02"u8);
            writer.WriteString("FTRADINGCURRID"u8, "PRE001"u8);
            writer.WriteString("F_KHLX"u8, "KHLX02_SYS"u8);
            var reader = new Utf8JsonReader(record);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var target =
                    reader.ValueTextEquals("agentName"u8) ? "FName"u8
                    : reader.ValueTextEquals("remark"u8) ? "FDescription"u8
                    : reader.ValueTextEquals("address"u8) ? "FADDRESS"u8
                    : reader.ValueTextEquals("customerName"u8) ? "FINVOICETITLE"u8
                    : reader.ValueTextEquals("agentId"u8) ? "F_out_id"u8
                    : reader.ValueTextEquals("field1Name"u8) ? "F_1"u8
                    : reader.ValueTextEquals("field2Name"u8) ? "F_2"u8
                    : reader.ValueTextEquals("field3Name"u8) ? "F_3"u8
                    : reader.ValueTextEquals("field5Name"u8) ? "F_5"u8
                    : reader.ValueTextEquals("field6Name"u8) ? "F_6"u8
                    : reader.ValueTextEquals("field7Name"u8) ? "F_7"u8
                    : reader.ValueTextEquals("field9Name"u8) ? "F_9"u8
                    : reader.ValueTextEquals("field10Name"u8) ? "F_10"u8
                    : reader.ValueTextEquals("updateTime"u8) ? "F_t"u8
                    : default;
                reader.Read();
                if (target.IsEmpty || reader.TokenType == JsonTokenType.Null)
                {
                    reader.Skip();
                    continue;
                }
                writer.WritePropertyName(target);
                if (reader.TokenType == JsonTokenType.String)
                    writer.WriteStringValue(reader.ValueSpan);
                else
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
            }
            writer.WriteEndObject();
            writer.Flush();
        }
    }

    /// <summary>The thirty rules as a C# programmer would write them.</summary>
    private static class OrderRules
    {
        private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

        public static void Map(byte[] json, Dictionary<string, string> currencies, ArrayBufferWriter<byte> buffer)
        {
            var order = JsonSerializer.Deserialize<OrderRecord>(json, Options)!;
            using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
            var created = DateTime.ParseExact(order.Created, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            var amount = decimal.Parse(order.Amount, CultureInfo.InvariantCulture);
            writer.WriteStartObject();
            writer.WriteString("FBillNo"u8, "XS-" + order.BillNo + "-" + order.Shop);
            writer.WriteString(
                "FState"u8,
                order.Status switch
                {
                    "1" => "new",
                    "2" => "paid",
                    "3" => "sent",
                    _ => "other",
                }
            );
            writer.WriteString("FCurrency"u8, currencies.GetValueOrDefault(order.Currency, "PRE001"));
            writer.WriteString("FDate"u8, created.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.WriteString("FMonth"u8, created.ToString("yyyyMM", CultureInfo.InvariantCulture));
            writer.WriteNumber("FTax"u8, Math.Round(amount * order.Rate, 2, MidpointRounding.AwayFromZero));
            writer.WriteNumber("FNet"u8, Math.Round(amount / 1.13m, 2, MidpointRounding.AwayFromZero));
            writer.WriteString(
                "FPaid"u8,
                DateTimeOffset
                    .FromUnixTimeSeconds(order.Paid)
                    .ToOffset(TimeSpan.FromHours(8))
                    .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            );
            writer.WriteString("FDue"u8, created.AddDays(30).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
            writer.WriteString("FNote"u8, order.Remark.Trim(' '));
            writer.WriteString("FAddress"u8, order.Province + order.City + order.Street);
            writer.WriteString("FPhone"u8, order.Phone[..3] + "****" + order.Phone[^4..]);
            writer.WriteNumber("FUrgent"u8, order.Remark.Contains('急', StringComparison.Ordinal) ? 1 : 0);
            writer.WriteString("FBig"u8, amount >= 1000 && order.Qty > 5 ? "A" : "B");
            writer.WriteString("FBuyer"u8, string.IsNullOrEmpty(order.Buyer) ? "匿名" : order.Buyer);
            writer.WriteStartArray("FEntry"u8);
            foreach (var item in order.Items)
            {
                writer.WriteStartObject();
                writer.WriteString("FMaterial"u8, item.Sku + "." + item.Unit.ToUpperInvariant());
                writer.WriteNumber(
                    "FAmount"u8,
                    Math.Round(item.Qty * decimal.Parse(item.Price, CultureInfo.InvariantCulture), 2, MidpointRounding.AwayFromZero)
                );
                writer.WriteString("FKind"u8, item.Qty >= 3 ? "bulk" : "single");
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.Flush();
        }
    }

    private sealed record OrderRecord(
        string BillNo,
        string Shop,
        string Status,
        string Amount,
        int Qty,
        decimal Rate,
        string Buyer,
        string Phone,
        string Province,
        string City,
        string Street,
        string Created,
        long Paid,
        string Remark,
        string Currency,
        OrderItem[] Items
    );

    private sealed record OrderItem(string Sku, string Name, int Qty, string Price, string Unit);
}
