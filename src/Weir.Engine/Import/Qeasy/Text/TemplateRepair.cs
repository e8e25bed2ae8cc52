using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Mends templates that were damaged on their way through web pages and editors, and tells each repair.</summary>
internal static partial class TemplateRepair
{
    private static readonly string[] Formats = ["datetime", "date", "timestamp", "timestamp_ms"];

    /// <summary>Mends a value.</summary>
    /// <param name="text">The value.</param>
    /// <param name="told">Takes what was done, in Chinese.</param>
    public static string Mend(string text, Action<string> told)
    {
        var mended = text;
        if (LostUnderscore().IsMatch(mended))
        {
            mended = LostUnderscore().Replace(mended, "_${word}");
            told("函数名前丢失的下划线已补上");
        }
        mended = Step(mended, OneBraceShort().Replace(mended, "{{${inside}}}"), "右花括号缺一个，已补上", told);
        mended = Step(mended, OneBraceLate().Replace(mended, "{{${inside}}}"), "左花括号缺一个，已补上", told);
        mended = Step(mended, NeverClosed().Replace(mended, "{{${inside}}}"), "花括号没有关闭，已补上", told);
        mended = Step(mended, ThreeBraces().Replace(mended, "{{${inside}}}"), "三重花括号，按双花括号处理", told);
        mended = Step(mended, mended.Replace("{{}}", "", StringComparison.Ordinal), "空的 {{}} 已去掉", told);
        return Reference().Replace(mended, match => Inside(match, told));
    }

    private static string Inside(Match match, Action<string> told)
    {
        var inside = match.Groups["inside"].Value.Trim();
        if (Variables.Split(inside) is { } variable)
        {
            var canonical = variable.Format is null ? $"{{{{{variable.Name}}}}}" : $"{{{{{variable.Name}|{variable.Format}}}}}";
            if (!inside.Contains('|', StringComparison.Ordinal) && variable.Format is not null)
                told($"'{match.Value}' 丢失了 '|'，按 {canonical} 处理");
            else if (
                !string.Equals(
                    canonical.ToUpperInvariant(),
                    match.Value.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant(),
                    StringComparison.Ordinal
                )
            )
                told($"'{match.Value}' 按 {canonical} 处理");
            return canonical;
        }
        var cut = inside.IndexOf('|', StringComparison.Ordinal);
        if (cut < 0 && LostBar().Match(inside) is { Success: true } lost)
        {
            told($"'{match.Value}' 丢失了 '|'");
            return $"{{{{{lost.Groups["name"].Value}|{lost.Groups["format"].Value.ToLowerInvariant()}}}}}";
        }
        if (cut < 0)
            return $"{{{{{inside}}}}}";
        var name = inside[..cut].Trim();
        var format = inside[(cut + 1)..].Trim().ToLowerInvariant();
        if (Formats.Contains(format, StringComparer.Ordinal))
            return $"{{{{{name}|{format}}}}}";
        told($"不认识的修饰符 '{inside[(cut + 1)..].Trim()}' 已去掉，值按原样传递");
        return $"{{{{{name}}}}}";
    }

    private static string Step(string before, string after, string what, Action<string> told)
    {
        if (!string.Equals(before, after, StringComparison.Ordinal))
            told(what);
        return after;
    }

    [GeneratedRegex(
        @"^(?<word>findCollection find |mongoQuery |function(?=\s+(case|if|concat|left|right|substring|round|sum)\b))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex LostUnderscore();

    [GeneratedRegex(@"\{\{(?<inside>[\p{L}\p{N}_.!|]+)\}(?!\})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OneBraceShort();

    // {random} is written with single braces on purpose.
    [GeneratedRegex(@"(?<!\{)\{(?<inside>[\p{L}\p{N}_.!|]+)\}\}(?!\})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OneBraceLate();

    [GeneratedRegex(@"\{\{(?<inside>[\p{L}\p{N}_.!|]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NeverClosed();

    [GeneratedRegex(@"^\{\{\{+(?<inside>[^{}]+)\}\}\}+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ThreeBraces();

    [GeneratedRegex(@"\{\{(?<inside>[^{}]*)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(
        @"^(?<name>\S+)\s+(?<format>datetime|date|timestamp_ms|timestamp)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex LostBar();
}
