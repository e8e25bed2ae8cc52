using System.Globalization;
using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>One rule of a <c>condition</c>.</summary>
/// <param name="Path">The field.</param>
/// <param name="Logic">How it is compared: eq, neq, gt, egt …</param>
/// <param name="Value">With what; times as local text.</param>
/// <param name="Strict">With lines: one that fails drops the document.</param>
/// <param name="List">The list whose elements are looked at, or null for a field of the record.</param>
internal sealed record ConditionRule(string Path, string Logic, string Value, bool Strict, string? List)
{
    private const string TimestampPrefix = "timestamp:";

    /// <summary>Times of 轻易云 are those of +08:00.</summary>
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    /// <summary>The element's path within its list.</summary>
    public string Inner => List is null ? Path : Path[(List.Length + 1)..];

    /// <summary>Words of a filter for it; null when only an expression can say it.</summary>
    public string? Word =>
        References.Has(Value)
            ? null
            : Logic switch
            {
                "eq" or "eqv2" => "equals",
                "neq" => "notEquals",
                "gt" => "greater",
                "lt" => "less",
                "like" => "contains",
                "in" => "in",
                "notin" => "notIn",
                "isnull" => "empty",
                "notnull" => "notEmpty",
                _ => null,
            };

    /// <summary>True for a comparison that is known at all.</summary>
    public bool IsKnown =>
        Word is not null
        || Logic is "egt" or "elt" or "notlike" or "between"
        || References.Has(Value) && Logic is "eq" or "neq" or "gt" or "lt" or "eqv2";

    /// <summary>The rules of a condition: lists joined by OR, each with rules joined by AND.</summary>
    public static IReadOnlyList<IReadOnlyList<ConditionRule>> Read(JsonElement json, IReadOnlySet<string> lists, ImportReport report)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            report.Unsupported("source.condition", "过滤条件应是列表", json.GetRawText());
            return [];
        }
        var any = new List<IReadOnlyList<ConditionRule>>();
        var single = new List<ConditionRule>();
        foreach (var (index, item) in json.EnumerateArray().Index())
        {
            var at = $"source.condition[{index}]";
            if (item.ValueKind == JsonValueKind.Array)
            {
                var all = item.EnumerateArray()
                    .Select((rule, i) => ReadRule(rule, $"{at}[{i}]", lists, report))
                    .OfType<ConditionRule>()
                    .ToList();
                if (all.Count > 0)
                    any.Add(all);
            }
            else if (ReadRule(item, at, lists, report) is { } rule)
                single.Add(rule);
        }
        // Rules without a list around them are one list.
        if (single.Count > 0)
            any.Add(single);
        return any;
    }

    private static ConditionRule? ReadRule(JsonElement json, string at, IReadOnlySet<string> lists, ImportReport report)
    {
        var path = SchemeJson.MemberText(json, "field")?.Trim().Trim('{', '}');
        var logic = SchemeJson.MemberText(json, "logic")?.Trim().ToLowerInvariant();
        if (string.IsNullOrEmpty(path) || string.IsNullOrEmpty(logic))
        {
            report.Unsupported(at, "过滤规则缺少 field 或 logic", json.GetRawText());
            return null;
        }
        var value = SchemeJson.Member(json, "value") is { } given
            ? SchemeJson.Text(given)
                ?? (given.ValueKind == JsonValueKind.Array ? string.Join(",", SchemeJson.Texts(given)) : given.GetRawText())
            : "";
        value = TemplateRepair.Mend(value, told => report.Converted(at, told, value));
        var strict = SchemeJson.Member(json, "strictMode") is { } mode && SchemeJson.Truth(mode) == true;
        var list = lists.Where(l => path.StartsWith($"{l}.", StringComparison.Ordinal)).MaxBy(l => l.Length);
        if (list is null && path.Contains('.', StringComparison.Ordinal) && SchemeJson.Member(json, "strictMode") is not null)
            list = path[..path.LastIndexOf('.')];
        foreach (
            var member in json.EnumerateObject()
                .Where(m => m.Name is not ("field" or "logic" or "value" or "strictMode" or "label" or "type" or "id"))
        )
            report.Unsupported($"{at}.{member.Name}", "过滤规则的未知键", member.Value.GetRawText());
        var rule = new ConditionRule(path, logic, Time(value), strict, list);
        if (rule.IsKnown)
            return rule;
        report.Unsupported(at, $"不认识的比较 '{logic}'，这条规则没有进入流程", json.GetRawText());
        return null;
    }

    private static string Time(string value) =>
        value.StartsWith(TimestampPrefix, StringComparison.Ordinal)
        && long.TryParse(value[TimestampPrefix.Length..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : value;
}
