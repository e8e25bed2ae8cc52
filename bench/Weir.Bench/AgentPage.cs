using System.Globalization;
using System.Text;
using Weir.Sdk.Records;

namespace Weir.Bench;

/// <summary>A page of agents as 植隆 answers it: 86 fields, about 2.7 KB a record.</summary>
internal static class AgentPage
{
    public static byte[] Json(int records)
    {
        var page = new StringBuilder("{\"total\":1000000,\"rows\":[");
        for (var i = 0; i < records; i++)
        {
            page.Append(i == 0 ? "{" : ",{");
            for (var field = 0; field < 70; field++)
                page.Append(CultureInfo.InvariantCulture, $"\"field{field}Name\":{Value(i, field)},");
            page.Append(
                CultureInfo.InvariantCulture,
                $"\"agentId\":{1_000_000 + i},\"agentName\":\"苏州示例净水设备有限公司{i}\",\"remark\":\"华东一级\","
            );
            page.Append("\"updateTime\":\"2024-05-01 00:12:33\",\"params\":{},\"deleteFlag\":\"0\"}");
        }
        return Encoding.UTF8.GetBytes(page.Append("],\"code\":200,\"msg\":\"查询成功\"}").ToString());
    }

    private static string Value(int record, int field) =>
        (field % 4) switch
        {
            0 => "null",
            1 => string.Create(CultureInfo.InvariantCulture, $"\"value {record % 97} of field {field}\""),
            2 => string.Create(CultureInfo.InvariantCulture, $"{record * 31 % 100_000}"),
            _ => "\"江苏省苏州市工业园区示例路1号\"",
        };

    public static RecordSlab Slab(int records)
    {
        var json = Json(records);
        return RecordSlab.Wrap(json, JsonScan.Elements(json, json.AsSpan().IndexOf((byte)'['), out _));
    }
}
