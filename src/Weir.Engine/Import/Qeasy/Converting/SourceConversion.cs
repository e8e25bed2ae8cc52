namespace Weir.Engine.Import.Qeasy;

/// <summary>The source node: connection, operation, settings, key.</summary>
internal static class SourceConversion
{
    public static void Apply(Conversion conversion)
    {
        var half = conversion.Source;
        var report = conversion.Report;
        var node = conversion.AddNode("source", "source", half.ApiName ?? half.Api ?? "数据源");
        var connection = Platforms.Connection(half.Platform, conversion.KingdeeSource ? "kingdee" : "source");
        node.Add("connection", connection, half.Platform);
        if (half.Platform is null && !conversion.KingdeeSource)
            report.Decide("source.platform", "没有给出源平台", $"在连接文件里建立连接 '{connection}'，或改成已有连接的名字");
        else
            report.Converted("source.platform", $"连接 {connection}", half.Platform);
        if (conversion.KingdeeSource)
        {
            node.Add("operation", KingdeeSourceConversion.OperationOf(half, report));
            node.Add("key", KeyConversion.KeyOf(conversion));
            node.Add("settings", KingdeeSourceConversion.SettingsOf(conversion));
        }
        else
        {
            node.Add("operation", Operation(half, report), half.Method);
            node.Add("key", KeyConversion.KeyOf(conversion));
            var settings = new RequestSettings(report).Of(half);
            node.Add("settings", settings.IsEmpty ? null : settings);
            SourceDoubts.Tell(half, report);
        }
        if (half.IdCheck is { } check)
            report.Converted(
                "source.idCheck",
                check
                    ? "按内容哈希去重：同号同内容不再投递；原方案忽略同号单据的后续变更，Weir 会作为更新再投递一次"
                    : "按内容哈希去重：同号内容有变才再投递；原方案每次拉到都重发",
                check ? "true" : "false"
            );
    }

    private static string Operation(SchemeHalf half, ImportReport report)
    {
        if (half.Api is { } api)
        {
            report.Converted("source.api", $"接口 {api}", half.ApiName);
            return api;
        }
        report.Decide("source.api", "没有给出源接口的方法名", "查原方案的源码视图，填入 operation", half.ApiName);
        return half.ApiName ?? "operation";
    }
}
