using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Sort;

/// <summary>Holds the records of a page and gives them in order; those with the same values stay in the order in which they came.</summary>
internal sealed class SortStage : IStage
{
    private readonly PathPlan _paths = new();
    private readonly int[] _by;
    private readonly int[] _signs;
    private readonly List<Held> _held = [];
    private readonly Utf8Output _bytes = new();
    private readonly Utf8Output _text = new();

    public SortStage(SortSettings settings)
    {
        _by = [.. settings.By.Select(by => _paths.Add(by.Path))];
        _signs = [.. settings.By.Select(by => by.Order == SortOrder.Ascending ? 1 : -1)];
    }

    public bool HoldsSlice => false;

    public IEnumerable<StageRecord> Take(IEnumerable<StageRecord> records)
    {
        foreach (var record in records)
        {
            if (!record.GoesPast)
            {
                Hold(record);
                continue;
            }
            if (record.IsPageEnd)
                foreach (var held in Sorted())
                    yield return held;
            yield return record;
        }
        foreach (var held in Sorted())
            yield return held;
    }

    public IEnumerable<StageRecord> Rest() => [];

    private void Hold(StageRecord record)
    {
        var values = new FieldValue[_paths.Count];
        _paths.Extract(record.Json.Span, values);
        var json = _bytes.Length;
        _bytes.Add(record.Json.Span);
        var key = _bytes.Length;
        _bytes.Add(record.Key.Span);
        var sorted = new SortValue[_by.Length];
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = ValueOf(record.Json.Span, values[_by[i]]);
        _held.Add(new Held(_held.Count, json, key - json, record.Key.Length, sorted));
    }

    private SortValue ValueOf(ReadOnlySpan<byte> record, FieldValue value)
    {
        var json = record.Slice(value.Offset, value.Length);
        if (FieldWriter.IsEmpty(json))
            return default;
        if (ValueOrder.TryNumber(json, out var number))
            return new SortValue(SortRank.Number, number, []);
        _text.CutBack(0);
        ValueText.Write(json, _text);
        return new SortValue(SortRank.Text, default, _text.Written.ToArray());
    }

    private IEnumerable<StageRecord> Sorted()
    {
        _held.Sort(Compare);
        foreach (var held in _held)
            yield return new StageRecord(
                _bytes.Slice(held.Offset, held.Length),
                _bytes.Slice(held.Offset + held.Length, held.KeyLength),
                Rejected: null
            );
        _held.Clear();
        _bytes.CutBack(0);
    }

    private int Compare(Held a, Held b)
    {
        for (var i = 0; i < _signs.Length; i++)
            if (SortValue.Compare(a.Values[i], b.Values[i]) is var order and not 0)
                return order * _signs[i];
        return a.Number.CompareTo(b.Number);
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _text.Dispose();
    }

    private enum SortRank
    {
        Empty,
        Number,
        Text,
    }

    private readonly record struct Held(int Number, int Offset, int Length, int KeyLength, SortValue[] Values);

    private readonly record struct SortValue(SortRank Rank, ExactNumber Number, byte[] Text)
    {
        public static int Compare(SortValue a, SortValue b) =>
            a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank)
            : a.Rank == SortRank.Number ? ExactNumber.Compare(a.Number, b.Number)
            : a.Text.AsSpan().SequenceCompareTo(b.Text);
    }
}
