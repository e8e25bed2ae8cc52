using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Schedules: the source's cron, and the remedy (补漏) as a second trigger with other settings.</summary>
internal static class TriggerConversion
{
    private const string Zone = "Asia/Shanghai";

    public static void Apply(Conversion conversion)
    {
        var report = conversion.Report;
        if (Cron(conversion.Source.Cron, "source.cron", report) is { } cron)
        {
            conversion.Triggers.Add("main", new YamlGroup().Add("cron", cron).Add("zone", Zone).Add("jitter", "30s"));
            report.Converted("source.cron", $"触发 {cron}", conversion.Source.Cron);
        }
        else if (conversion.Source.Cron is null)
            report.Decide("source.cron", "没有给出调度", "在 triggers 里写上 cron 或 every，例如 every: 10m");
        if (conversion.Target.Cron is { } target)
            report.Converted("target.cron", "写入调度不再需要：单据入账后随即投递", target);
        if (conversion.Source.Rule("omissionRemedy") is { } remedy)
            Remedy(conversion, remedy);
    }

    private static string? Cron(string? text, string place, ImportReport report)
    {
        if (text is null)
            return null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // Six fields have the seconds in front, seven also the year behind.
        if (parts.Length is 6 or 7)
        {
            report.Converted(place, $"{parts.Length} 个字段的调度，去掉了秒{(parts.Length == 7 ? "与年" : "")}", text);
            parts = parts[1..6];
        }
        if (
            parts.Length == 5
            && parts.All(part => part.All(c => char.IsAsciiLetterOrDigit(c) || c is '*' or '/' or ',' or '-' or '?' or '#'))
        )
            return string.Join(' ', parts);
        report.Decide(place, "调度表达式不是 5 个字段", "改成 5 个字段的 cron", text);
        return null;
    }

    private static void Remedy(Conversion conversion, JsonElement rule)
    {
        var report = conversion.Report;
        var crontab = SchemeJson.MemberText(rule, "crontab") ?? SchemeJson.MemberText(rule, "cron");
        if (rule.ValueKind != JsonValueKind.Object || Cron(crontab, "source.omissionRemedy", report) is not { } cron)
        {
            if (rule.GetRawText() is not ("[]" or "{}" or "\"\""))
                report.Unsupported("source.omissionRemedy", "补漏没有可用的调度", rule.GetRawText());
            return;
        }
        var trigger = new YamlGroup().Add("cron", cron).Add("zone", Zone);
        if (SchemeJson.Member(rule, "takeOverRequest") is { } over)
            Override(conversion, trigger, FieldListReader.Read(over, "source.omissionRemedy.takeOverRequest", conversion.Scheme.Leftovers));
        conversion.Triggers.Add("remedy", trigger, "补漏");
        report.Converted("source.omissionRemedy", $"补漏触发 {cron}；已有且未变的单据不再投递", rule.GetRawText());
        foreach (var member in rule.EnumerateObject())
            if (member.Name is "adapter" && SchemeJson.Text(member.Value) is { Length: > 0 } adapter)
                report.Decide("source.omissionRemedy.adapter", "补漏另用一个适配器", "核对它与主查询的差别，必要时另建方案", adapter);
            else if (
                member.Name is not ("crontab" or "cron" or "takeOverRequest" or "adapter")
                && member.Value.ValueKind != JsonValueKind.Null
            )
                report.Unsupported($"source.omissionRemedy.{member.Name}", "未知的键", member.Value.GetRawText());
        if (conversion.Source.IdCheck == false)
            report.Converted("source.omissionRemedy", "原方案补漏会重发整个窗口；Weir 只投递新增或有变的单据");
    }

    private static void Override(Conversion conversion, YamlGroup trigger, List<SchemeField> fields)
    {
        var settings = new YamlGroup();
        foreach (var field in fields)
            if (
                conversion.KingdeeSource
                && string.Equals(field.Field, "FilterString", StringComparison.OrdinalIgnoreCase)
                && field.Value is { Length: > 0 } text
            )
                Window(conversion, trigger, settings, text);
            else if (conversion.KingdeeSource && KingdeeSourceConversion.IsParameter(field))
                conversion.Report.Unsupported($"source.omissionRemedy.{field.Field}", "补漏对这个参数的替换没有转换", field.Value);
            else
                new RequestSettings(conversion.Report).Add(settings, field, "source.omissionRemedy");
        if (!settings.IsEmpty)
            trigger.Add("settings", settings);
    }

    /// <summary>The same window field with another low end is a window; anything else replaces the filter.</summary>
    private static void Window(Conversion conversion, YamlGroup trigger, YamlGroup settings, string text)
    {
        var mended = TemplateRepair.Mend(text, told => conversion.Report.Converted("source.omissionRemedy", told, text));
        var filter = KingdeeFilter.Of(mended);
        var usual = ((conversion.Nodes.Find("source") as YamlGroup)?.Find("settings") as YamlGroup)!;
        var field = (usual.Find("windowField") as YamlString)?.Text;
        if (filter.WindowField is null || !string.Equals(filter.WindowField, field, StringComparison.OrdinalIgnoreCase))
        {
            settings.Add("windowField", "").Add("filter", References.WithSeconds(mended));
            return;
        }
        trigger.Add("window", new YamlGroup().Add("from", filter.From).Add("to", filter.To));
        if (!string.Equals(filter.Rest, (usual.Find("filter") as YamlString)?.Text ?? "", StringComparison.Ordinal))
            settings.Add("filter", filter.Rest);
    }
}
