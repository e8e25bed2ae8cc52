using System.Globalization;
using System.Text;

namespace Weir.MainJob.Measure;

/// <summary>The Markdown table of one record count: the median run of each contender by wall time.</summary>
internal static class Report
{
    public static string Table(IReadOnlyList<Measurement> all)
    {
        var medians = all.GroupBy(m => m.Name, StringComparer.Ordinal)
            .Select(g => g.OrderBy(m => m.Seconds).ElementAt(g.Count() / 2))
            .ToList();
        var baseline = medians.Find(m => m.Is(Contender.Baseline));
        var sqlite = medians.Find(m => m.Is(Contender.BaselineSqlite));
        var text = new StringBuilder()
            .AppendLine(
                "| contender | records/s | range | after first call | source MB/s | CPU s/1,000 | peak MB | ÷ baseline | ÷ sqlite | first call s | source CPU s | sink CPU s | data MB |"
            )
            .AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var m in medians)
        {
            var runs = all.Where(r => r.Is(m.Name)).ToList();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {m.Name} | {m.PerSecond:#,0} | {runs.Min(r => r.PerSecond):#,0}–{runs.Max(r => r.PerSecond):#,0} | {m.PerSecondFromFirstCall:#,0} | {m.SourceBytes / 1e6 / m.Seconds:0} | {m.CpuPerThousand:0.0000} | {m.PeakMegabytes:0} | {Ratio(m, baseline)} | {Ratio(m, sqlite)} | {m.FirstCallSeconds:0.00} | {m.SourceCpuSeconds:0.00} | {m.SinkCpuSeconds:0.00} | {m.DataMegabytes:0} |"
            );
        }
        return text.ToString();
    }

    private static string Ratio(Measurement run, Measurement? other) =>
        other is null ? "–" : (run.PerSecond / other.PerSecond).ToString("0.00", CultureInfo.InvariantCulture);

    public static string Line(Measurement m) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{m.Name}: {m.Seconds:0.00} s, {m.PerSecond:#,0} records/s, {m.CpuSeconds:0.00} CPU s, {m.PeakMegabytes:0} MB {(m.Fault.Length == 0 ? "ok" : "FAULT: " + m.Fault)} {m.LastLine}"
        );
}
