using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Values among the source's parameters that were meant for a day of testing, or that pass records by.</summary>
internal static partial class SourceDoubts
{
    public static void Tell(SchemeHalf half, ImportReport report)
    {
        var fields = SchemeHalf.All(half.Request.Concat(half.OtherRequest)).Where(f => !string.IsNullOrEmpty(f.Value)).ToList();
        foreach (var field in fields.Where(f => BillNumber().IsMatch(f.Value!)))
            report.Decide(
                $"source.{field.Field}",
                "参数里有一个像单据号的常量，可能是调试时留下的",
                "若不是有意只查这一张，请删去",
                field.Value
            );
        foreach (var field in fields.Where(f => Epoch().IsMatch(f.Value!)))
            report.Decide(
                $"source.{field.Field}",
                "时间窗口是固定的时间戳，不会随运行前移",
                "改成 {{LAST_SYNC_TIME|timestamp_ms}} 与 {{CURRENT_TIME|timestamp_ms}}",
                field.Value
            );
        if (
            fields.Exists(f => Ago().IsMatch(f.Value!))
            && !fields.Exists(f => f.Value!.Contains("LAST_SYNC_TIME", StringComparison.Ordinal))
        )
            report.Decide(
                "source.request",
                "窗口总是最近的一段时间：停机比它长时会漏单",
                "起始时间改成 {{LAST_SYNC_TIME|datetime}}，需要时用 window.overlap 多读一段",
                string.Join(", ", fields.Where(f => Ago().IsMatch(f.Value!)).Select(f => $"{f.Field}={f.Value}"))
            );
        if (AssetRows.IsOld(half) && fields.Where(f => AssetRows.IsFiller(f.Value)).Select(f => f.Field).ToList() is { Count: > 0 } fillers)
            report.Decide(
                "source.request",
                $"旧版资产用 1 填充空格，{fillers.Count} 个参数的值是 1",
                "核对哪些是真的 1，其余删去",
                string.Join(", ", fillers)
            );
    }

    [GeneratedRegex(@"^[A-Z]{2,}-?\d{6,}$", RegexOptions.None, 1000)]
    private static partial Regex BillNumber();

    // Seconds or milliseconds between 2014 and 2033.
    [GeneratedRegex(@"^1[4-9]\d{8}(\d{3})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Epoch();

    [GeneratedRegex(@"\{\{(DAYS?|HOURS?|MINUTES?)_AGO_\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ago();
}
