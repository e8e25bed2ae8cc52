using System.Globalization;
using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>A bill query of 金蝶云星空. Parameters stand in <c>otherRequest</c>, in older schemes in <c>request</c>.</summary>
internal static partial class KingdeeSourceConversion
{
    private static readonly string[] Parameters =
    [
        "Limit",
        "StartRow",
        "TopRowCount",
        "FilterString",
        "FieldKeys",
        "FormId",
        "OrderString",
        "SubSystemId",
        "beatFlat",
        "flattenConfig",
    ];

    public static string OperationOf(SchemeHalf half, ImportReport report)
    {
        var operation = half.Api?.ToUpperInvariant() switch
        {
            "EXECUTEBILLQUERY" => "executeBillQuery",
            "BILLQUERY" => "billQuery",
            _ => null,
        };
        if (operation is not null)
            report.Converted("source.api", $"接口 {operation}", half.Api);
        else
            report.Decide(
                "source.api",
                "源接口不是单据查询",
                "暂用 executeBillQuery；查看（View）类接口请改写成字段查询",
                half.Api ?? half.ApiName
            );
        return operation ?? "executeBillQuery";
    }

    public static YamlGroup SettingsOf(Conversion conversion)
    {
        var half = conversion.Source;
        var report = conversion.Report;
        var settings = new YamlGroup();
        if (half.Parameter("FormId")?.Value is { Length: > 0 } form)
        {
            settings.Add("formId", form);
            report.Converted("source.FormId", $"formId {form}", form);
        }
        else
        {
            settings.Add("formId", "FORM_ID", "待填");
            report.Decide("source.FormId", "没有给出业务对象表单 Id", "填入 formId，例如 SAL_SaleOrder");
        }
        settings.Add("fieldKeys", FieldKeys(conversion));
        Filter(settings, conversion);
        foreach (var (name, key) in (ReadOnlySpan<(string, string)>)[("OrderString", "order"), ("SubSystemId", "subSystemId")])
            if (half.Parameter(name)?.Value is { Length: > 0 } value)
            {
                settings.Add(key, value);
                report.Converted($"source.{name}", key, value);
            }
        Limit(settings, half, report);
        return settings;
    }

    private static YamlList FieldKeys(Conversion conversion)
    {
        var half = conversion.Source;
        var report = conversion.Report;
        var selected = half.Request.Where(f => !IsParameter(f) && f.Children.Count == 0).ToList();
        var keys = selected.Select(f => string.IsNullOrWhiteSpace(f.Value) ? f.Field : f.Value).ToList();
        if (keys.Count == 0)
            keys = [.. SchemeJson.Split(half.Parameter("FieldKeys")?.Value)];
        if (keys.Count == 0 && half.Response.Count > 0)
        {
            keys = [.. half.Response.Select(f => f.Field.Replace('_', '.'))];
            report.Decide(
                "source.FieldKeys",
                "没有给出查询字段，原适配器由响应字段推出",
                "核对 fieldKeys 里的字段名是不是金蝶的字段标识",
                string.Join(", ", keys)
            );
        }
        else if (keys.Count == 0)
        {
            keys = [.. UsedBy(conversion)];
            report.Decide("source.FieldKeys", "没有给出查询字段", "fieldKeys 由映射中引用的字段推出，请核对", string.Join(", ", keys));
        }
        else
            report.Converted("source.FieldKeys", $"fieldKeys，{keys.Count} 个字段", string.Join(", ", keys));
        if (
            KeyCandidate(conversion) is var key
            && !keys.Exists(k => string.Equals(k.Replace('.', '_'), key, StringComparison.OrdinalIgnoreCase))
        )
            keys.Add(KeyName(key));
        return new YamlList(keys.Distinct(StringComparer.Ordinal).Select(k => new YamlString(k)));
    }

    private static IEnumerable<string> UsedBy(Conversion conversion) =>
        SchemeHalf
            .All(conversion.Target.Request)
            .SelectMany(f => References.In(f.Value))
            .Select(path => path.Split('.')[0])
            .Where(path => path.StartsWith('F'))
            .Select(KeyName)
            .Distinct(StringComparer.Ordinal);

    private static string KeyCandidate(Conversion conversion) =>
        ((conversion.Nodes.Find("source") as YamlGroup)?.Find("key") as YamlString)?.Text ?? "FID";

    /// <summary>The field key behind a name in a record: <c>FStockID_FNumber</c> is <c>FStockID.FNumber</c>, but an entry's row id is written with a line.</summary>
    private static string KeyName(string name) =>
        name.EndsWith("_FEntryID", StringComparison.OrdinalIgnoreCase) ? name : Joined().Replace(name, "${base}.${field}");

    [GeneratedRegex(@"^(?<base>F[A-Za-z0-9]+)_(?<field>F.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Joined();

    private static void Filter(YamlGroup settings, Conversion conversion)
    {
        var report = conversion.Report;
        var field = conversion.Source.Parameter("FilterString");
        if (string.IsNullOrWhiteSpace(field?.Value))
        {
            settings.Add("windowField", "", "原方案没有按时间过滤：每次全部读取，未变的不再投递");
            report.Decide(
                "source.FilterString",
                "原方案没有过滤条件，每次全量读取",
                "数据量大时设 windowField，例如 FModifyDate，按修改时间增量读取"
            );
            return;
        }
        var text = TemplateRepair.Mend(field.Value, told => report.Converted("source.FilterString", told, field.Value));
        var filter = KingdeeFilter.Of(text);
        if (filter.WindowField is { } window && filter.From!.Contains("LAST_SYNC_TIME", StringComparison.Ordinal))
        {
            settings.Add("windowField", window, $"原条件 {field.Value}");
            if (filter.Rest.Length > 0)
                settings.Add("filter", filter.Rest);
            report.Converted(
                "source.FilterString",
                $"时间窗口 {window}，其余条件 {(filter.Rest.Length > 0 ? filter.Rest : "无")}",
                field.Value
            );
        }
        else
        {
            settings.Add("windowField", "").Add("filter", References.WithSeconds(text));
            report.Converted("source.FilterString", "过滤条件按原样，窗口由条件里的变量决定", field.Value);
        }
    }

    private static void Limit(YamlGroup settings, SchemeHalf half, ImportReport report)
    {
        var text = half.Parameter("Limit")?.Value;
        var literal = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : (int?)null;
        if ((literal ?? half.PageSize) is { } limit && limit > 0)
        {
            settings.Add("limit", Math.Min(limit, 10000));
            report.Converted("source.Limit", $"每页 {Math.Min(limit, 10000)} 行", text);
        }
        else if (text is not null)
            report.Converted("source.Limit", "每页行数由连接器决定", text);
        if (half.Parameter("StartRow")?.Value is { } start)
            report.Converted("source.StartRow", "分页由连接器负责", start);
        if (half.Parameter("TopRowCount")?.Value is { Length: > 0 } top && top is not "0")
            report.Decide("source.TopRowCount", "原方案限制了返回总行数", "Weir 读到结束为止；若只要前几行，请在过滤条件里限定", top);
    }

    public static bool IsParameter(SchemeField field) => Parameters.Contains(field.Field, StringComparer.OrdinalIgnoreCase);
}
