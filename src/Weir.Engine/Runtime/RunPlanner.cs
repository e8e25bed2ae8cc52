using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Triggers;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;

namespace Weir.Engine.Runtime;

/// <summary>Decides what a run reads: from the watermark, less the overlap, to now; cut into slices if the flow says so.</summary>
internal static class RunPlanner
{
    private const int MostSlices = 10_000;

    public static IReadOnlyList<SliceRecord> Plan(
        FlowPlan plan,
        DateTimeOffset? watermark,
        DateTimeOffset now,
        Trigger? trigger = null,
        BackfillRange? range = null
    )
    {
        if (range is not null)
            return Cut(Whole(range.From), Whole(Earlier(range.To, now)), range.Slice);
        if (!plan.Operation.Windowed)
            return [new SliceRecord(0, From: null, To: null, Cursor: null, Done: false, SliceCounts.None)];
        var window = plan.Source.As<SourceSettings>().Window;
        DateTimeOffset? from = watermark - plan.Overlap;
        if (from is null && window.Start is { } start && DateText.TryParse(start, plan.Zone, out var written))
            from = written;
        // Vendors compare whole seconds; a clock that went back must not make a window that ends before it begins.
        var to = Whole(Later(now, watermark ?? now));
        if (trigger?.WindowAt(new RunVariables(from, to, plan.Zone)) is { } aside)
            (from, to) = aside;
        if (from > to)
            from = to;
        if (from is not { } low || window.Slice is not { } length)
            return [new SliceRecord(0, from, to, Cursor: null, Done: false, SliceCounts.None)];
        return Cut(low, to, length);
    }

    private static List<SliceRecord> Cut(DateTimeOffset low, DateTimeOffset to, TimeSpan length)
    {
        length = TimeSpan.FromTicks(Math.Max(length.Ticks, (to - low).Ticks / MostSlices));
        var slices = new List<SliceRecord>();
        for (var at = low; at < to || slices.Count == 0; at += length)
            slices.Add(new SliceRecord(slices.Count, at, at + length < to ? at + length : to, Cursor: null, Done: false, SliceCounts.None));
        return slices;
    }

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
