using System.Globalization;
using System.Text;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Writes a report that a consultant can read.</summary>
internal static class ReportMarkdown
{
    private const int LongestCell = 160;
    private const int LongestOriginal = 4000;

    public static string Write(ImportedFlow flow)
    {
        var report = flow.Report;
        var text = new StringBuilder();
        Line(text, $"# {Cell(flow.Title)}");
        Line(text);
        Line(
            text,
            $"文件 `{flow.File}` → 方案 `{flow.Name}`：已转换 {report.Count(ImportOutcome.Converted)} 项，待决定 {report.Count(ImportOutcome.Decision)} 项，不支持 {report.Count(ImportOutcome.Unsupported)} 项。"
        );
        Line(text);
        Line(text, "## 原方案做什么");
        Line(text);
        foreach (var about in flow.About)
            Line(text, $"- {Cell(about)}");
        Decisions(text, report);
        Unsupported(text, report);
        Fields(text, report);
        Others(text, report);
        Line(text);
        Line(text, "## 与原平台不同之处");
        Line(text);
        foreach (var difference in Differences)
            Line(text, $"- {difference}");
        return text.ToString();
    }

    private static readonly string[] Differences =
    [
        "去重按“主键 + 内容”：内容有变的单据作为更新再投递；补漏不会重发没有变化的单据。",
        "表达式出错是单据的错误，不会把表达式文本当作值写进目标。",
        "空值不发送。",
        "被过滤的记录留在账本里，写明是哪条规则。",
        "金蝶更新时不删除未传的分录（isDeleteEntry 默认 false；金蝶自己的默认是 true）。",
        "声明为 string 的字段按来源的类型传递，由连接器按目标字段的类型书写。",
    ];

    private static void Decisions(StringBuilder text, ImportReport report)
    {
        Line(text);
        Line(text, "## 待决定");
        Line(text);
        if (report.Count(ImportOutcome.Decision) == 0)
            Line(text, "无。");
        foreach (var (index, item) in report.Of(ImportOutcome.Decision).Index())
        {
            Line(
                text,
                $"{(index + 1).ToString(CultureInfo.InvariantCulture)}. **{Cell(item.Place)}**：{Cell(item.Text)}。建议：{Cell(item.Recommendation ?? "")}"
            );
            Original(text, item, "   ");
        }
    }

    private static void Unsupported(StringBuilder text, ImportReport report)
    {
        Line(text);
        Line(text, "## 不支持");
        Line(text);
        if (report.Count(ImportOutcome.Unsupported) == 0)
            Line(text, "无。");
        foreach (var item in report.Of(ImportOutcome.Unsupported))
        {
            Line(text, $"- **{Cell(item.Place)}**：{Cell(item.Text)}");
            Original(text, item, "  ");
        }
    }

    private static void Fields(StringBuilder text, ImportReport report)
    {
        Line(text);
        Line(text, "## 目标字段");
        Line(text);
        if (report.Fields.Count == 0)
        {
            Line(text, "无。");
            return;
        }
        Line(text, "| 字段 | 名称 | 原值 | 现值 |");
        Line(text, "|---|---|---|---|");
        foreach (var field in report.Fields)
            Line(
                text,
                $"| {Cell(field.Field)} | {Cell(field.Label ?? "")} | {Code(field.Original)} | {(field.Result is null ? "（不发送）" : Code(field.Result))} |"
            );
    }

    private static void Others(StringBuilder text, ImportReport report)
    {
        Line(text);
        Line(text, "## 其他已转换");
        Line(text);
        Line(text, "| 位置 | 结果 | 原文 |");
        Line(text, "|---|---|---|");
        var fields = report.Fields.Select(f => $"target.{f.Field}").ToHashSet(StringComparer.Ordinal);
        foreach (var item in report.Of(ImportOutcome.Converted).Where(item => !fields.Contains(item.Place)))
            Line(text, $"| {Cell(item.Place)} | {Cell(item.Text)} | {Code(item.Original)} |");
    }

    private static void Original(StringBuilder text, ImportItem item, string indent)
    {
        if (string.IsNullOrEmpty(item.Original))
            return;
        Line(text);
        // Indented code needs no fence that the text could close.
        foreach (var line in Cut(item.Original, LongestOriginal).Split('\n'))
            Line(text, $"{indent}    {Plain(line)}");
        Line(text);
    }

    private static string Code(string? value) => string.IsNullOrEmpty(value) ? "" : $"`{Cell(value).Replace('`', '\'')}`";

    private static string Cell(string value) => Plain(Cut(value, LongestCell)).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Plain(string value) => string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Cut(string value, int most)
    {
        if (value.Length <= most)
            return value;
        var end = char.IsHighSurrogate(value[most - 1]) ? most - 1 : most;
        return string.Create(CultureInfo.InvariantCulture, $"{value[..end]}…（共 {value.Length} 字符）");
    }

    private static void Line(StringBuilder text, string line = "") => text.Append(line).Append('\n');
}
