namespace Weir.Engine.Import.Qeasy;

/// <summary>Tells what no other part converted, so that nothing is dropped without a word.</summary>
internal static class Remainders
{
    public static void Tell(Conversion conversion)
    {
        var report = conversion.Report;
        foreach (var half in (SchemeHalf[])[conversion.Source, conversion.Target])
        {
            if (half.Adapter is { } adapter && !IsUsual(adapter))
                report.Decide($"{half.Place}.adapter", "方案指定了适配器", "核对它是否有特殊处理；由连接器取代", adapter);
            if (half.Rule("condition_bk") is { } parked)
                report.Converted($"{half.Place}.condition_bk", "编辑器暂存的过滤条件，原方案不执行，未导入", parked.GetRawText());
            Display(half, report);
            if (half.Rule("distributionOrg") is { } orgs)
                report.Decide(
                    $"{half.Place}.distributionOrg",
                    "保存后分配到组织",
                    "加一个金蝶 allocate 目标（PkIds、TOrgIds 都是内码）",
                    orgs.GetRawText()
                );
        }
        if (conversion.Source.OtherResponse.Count > 0)
            report.Decide(
                "source.otherResponse",
                "应答里列表的位置",
                "在连接的接口设置里指明列表所在的键",
                string.Join(", ", SchemeHalf.All(conversion.Source.OtherResponse).Select(f => $"{f.Field}={f.Value}"))
            );
        foreach (
            var (name, half) in ((string, SchemeHalf)[])
                [
                    ("groupCalculate", conversion.Source),
                    ("callBackStrategy", conversion.Source),
                    ("operation", conversion.Source),
                    ("condition", conversion.Target),
                    ("beatFlat", conversion.Target),
                    ("omissionRemedy", conversion.Target),
                    ("formatResponse", conversion.Target),
                ]
        )
            if (half.Rule(name) is { } rule && rule.GetRawText() is not ("[]" or "{}") && !IsNoOperation(half, name))
                report.Unsupported($"{half.Place}.{name}", "这一侧的这个设置没有转换", rule.GetRawText());
        if (conversion.Scheme.Target.Rule("autoCheck") is { } check && !conversion.KingdeeTarget)
            report.Unsupported("target.autoCheck", "保存后自动提交审核：此目标没有对应的设置", check.GetRawText());
        foreach (var leftover in conversion.Scheme.Leftovers)
            if (IsOff(leftover.Raw))
                report.Converted(leftover.Place, "未启用或为空，不需要转换", leftover.Raw);
            else if (IsHook(leftover))
                report.Unsupported(leftover.Place, "加工厂脚本（PHP）不能执行，改写成 script 节点", leftover.Raw);
            else
                report.Unsupported(leftover.Place, leftover.Why, leftover.Raw);
        if (conversion.Scheme.Partial is { } partial)
            report.Decide("file", "文件本身不完整", "向原方案补全缺少的部分", partial);
        if (!conversion.Source.IsGiven)
            report.Decide("source", "文件里没有源的一半", "填写 source 节点");
        if (!conversion.Target.IsGiven)
            report.Decide("target", "文件里没有目标的一半", "填写 document 与 target 节点");
    }

    /// <summary>What only describes or displays: a flow needs none of it.</summary>
    private static void Display(SchemeHalf half, ImportReport report)
    {
        if (half.Number is { } number)
            report.Converted($"{half.Place}.number", "单号只用于显示与查找；Weir 按主键查找", number);
        if (half.Place is "target" && half.Id is { } id)
            report.Converted("target.id", "目标一侧的主键不需要：单据沿用来源的主键", id);
        if (half is { Place: "target", IdCheck: { } check })
            report.Converted("target.idCheck", "目标一侧不去重：一张单据对一个目标只有一个投递", check ? "true" : "false");
        if (half is { Place: "target", PageSize: { } size })
            report.Converted(
                "target.pagination",
                "取单的页大小不需要：批量由 batchRows 决定",
                size.ToString(System.Globalization.CultureInfo.InvariantCulture)
            );
        if (half.Response.Count(f => f.Field is not "primaryWriteback") is > 0 and var count)
            report.Converted($"{half.Place}.response", $"{count} 个响应字段的声明，只作说明");
        if (half.Type is { } type && type.ToUpperInvariant() is not ("QUERY" or "EXECUTE" or "WRITE" or "CREATE"))
            report.Decide($"{half.Place}.type", "不认识的接口类型", "核对这个接口是查询还是写入", type);
    }

    /// <summary>A switch that is off, or nothing at all.</summary>
    private static bool IsOff(string raw) =>
        raw.Replace(" ", "", StringComparison.Ordinal) is "false" or "\"\"" or "[]" or "{}" or "{\"enable\":false}";

    private static bool IsNoOperation(SchemeHalf half, string name) =>
        name is "operation"
        && (StageConversion.Operation(half) is not { } operation || SchemeJson.MemberText(operation, "method") is "none");

    private static bool IsUsual(string adapter) =>
        adapter.EndsWith("QueryAdapter", StringComparison.Ordinal) || adapter.EndsWith("ExecuteAdapter", StringComparison.Ordinal);

    private static bool IsHook(Leftover leftover) =>
        leftover.Raw.Contains("function run", StringComparison.OrdinalIgnoreCase)
        || leftover.Raw.Contains("<?php", StringComparison.OrdinalIgnoreCase)
        || leftover.Place.Contains("script", StringComparison.OrdinalIgnoreCase)
        || leftover.Place.Contains("hook", StringComparison.OrdinalIgnoreCase);
}
