using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>The map and the target node, with what stands between the group and them.</summary>
internal static class TargetConversion
{
    public static void Apply(Conversion conversion)
    {
        var splits = new SplitScript();
        var lookups = new LookupConversion(conversion);
        var parsers = new ParserConversion(conversion, splits);
        var map = new MapConversion(conversion, new ValueConversion(conversion, lookups, parsers));
        var document = conversion.Target.Request.Where(f => !conversion.KingdeeTarget || !KingdeeTargetConversion.IsParameter(f)).ToList();
        if (conversion.KingdeeTarget)
            KingdeeReferences.Describe(document, parsers.References);
        var fields = map.Fields(document);
        lookups.Apply();
        splits.Apply(conversion);
        RequiredConversion.Apply(conversion);
        if (fields.IsEmpty && !Platforms.IsNothing(conversion.Target))
            conversion.Report.Decide("target.request", "没有给出目标字段", "在 document 节点里填写字段映射");
        conversion.AddNode("document", "map", "字段映射").Add("fields", fields);
        Node(conversion, parsers.References);
        Answers(conversion);
    }

    private static void Node(Conversion conversion, List<string> references)
    {
        var half = conversion.Target;
        var report = conversion.Report;
        var node = conversion.AddNode("target", "target", half.ApiName ?? half.Api ?? "目标");
        var connection = Platforms.Connection(half.Platform, conversion.KingdeeTarget ? "kingdee" : "target");
        node.Add("connection", connection, half.Platform);
        if (half.Platform is null && !conversion.KingdeeTarget)
            report.Decide("target.platform", "没有给出目标平台", $"在连接文件里建立连接 '{connection}'，或改成已有连接的名字");
        else
            report.Converted("target.platform", $"连接 {connection}", half.Platform);
        if (Platforms.IsNothing(half))
        {
            node.Add("operation", "noop");
            report.Decide(
                "target.api",
                "只拉取不写入（空操作），拉到的数据供其他方案联查",
                "Weir 的方案都有目标：换成真实目标，或在查它的方案里直接查源系统",
                half.ApiName ?? half.Api
            );
        }
        else if (conversion.KingdeeTarget)
        {
            node.Add("operation", KingdeeTargetConversion.OperationOf(half, report));
            node.Add("settings", KingdeeTargetConversion.SettingsOf(conversion, references));
        }
        else
        {
            node.Add("operation", half.Api ?? half.ApiName ?? "operation", half.Method);
            if (half.Api is null)
                report.Decide("target.api", "没有给出目标接口的方法名", "查原方案的源码视图，填入 operation", half.ApiName);
            else
                report.Converted("target.api", $"接口 {half.Api}", half.ApiName);
            Plain(conversion, node);
        }
    }

    private static void Plain(Conversion conversion, YamlGroup node)
    {
        var settings = new YamlGroup();
        var request = new RequestSettings(conversion.Report);
        foreach (var field in conversion.Target.OtherRequest)
            request.Add(settings, field, "target.otherRequest");
        if (KingdeeTargetConversion.Rows(conversion) is { } rows)
            settings.Add("batchRows", rows);
        node.Add("settings", settings.IsEmpty ? null : settings);
    }

    /// <summary>What 轻易云 does with the target's answer.</summary>
    private static void Answers(Conversion conversion)
    {
        foreach (var field in conversion.Target.Response.Where(f => f.Field is "primaryWriteback"))
            conversion.Report.Decide(
                "target.response.primaryWriteback",
                "回写自身记录：Weir 的账本本来就存有目标返回的内码、单号与原始应答",
                "不需要另外配置；若来源系统要收到目标单号，另建一个回写方案",
                string.Join(", ", SchemeHalf.All(field.Children).Select(c => $"{c.Field}={c.Value}"))
            );
        if (conversion.Target.Rule("callBackStrategy") is { } callback)
            conversion.Report.Decide(
                "target.callBackStrategy",
                "回写到另一个方案：没有自动转换",
                $"建一个以 after 触发的方案，把单号与目标返回的字段写回{(SchemeJson.MemberText(callback, "strategyId") is { } id ? $"（原接收方案 {id}）" : "")}",
                callback.GetRawText()
            );
        if (conversion.Target.Rule("operation") is { } operation && operation.ValueKind != JsonValueKind.Object)
            conversion.Report.Unsupported("target.operation", "应是一组键值", operation.GetRawText());
    }
}
