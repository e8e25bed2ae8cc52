using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Flows.Nodes.Filter;

/// <summary>Conditions on the elements of one list.</summary>
internal sealed class LineRules
{
    private readonly PathPlan _path = new();
    private readonly ConditionSet _conditions;
    private readonly string _nothingLeft;
    private readonly string _notGroups;

    public LineRules(string node, string list, IReadOnlyList<Condition> conditions)
    {
        _path.Add(list);
        _conditions = new ConditionSet(node, conditions);
        _nothingLeft = $"rule of '{node}': no element of {list} fits";
        _notGroups = $"rule of '{node}': {list} is no list of groups";
    }

    /// <summary>Looks at every element. Returns why the record is dropped, or null; a list from which elements must be taken out is noted.</summary>
    public string? Look(ReadOnlySpan<byte> record, List<Cut> cuts)
    {
        Span<FieldValue> value = stackalloc FieldValue[1];
        _path.Extract(record, value);
        if (value[0].IsMissing || value[0].Depth > 0 || FieldWriter.IsEmpty(record.Slice(value[0].Offset, value[0].Length)))
            return _nothingLeft;
        var list = record.Slice(value[0].Offset, value[0].Length);
        if (list[0] != (byte)'[')
            return _notGroups;
        var elements = JsonScan.Elements(list, 0, out _);
        var kept = new List<RecordExtent>();
        var all = 0;
        foreach (var element in elements)
        {
            all++;
            var json = list.Slice(element.Offset, element.Length);
            if (FieldValue.KindOf(json) != JsonValueKind.Object)
                return _notGroups;
            if (_conditions.FirstBroken(json) is not { } broken)
                kept.Add(new RecordExtent(value[0].Offset + element.Offset, element.Length));
            else if (broken.Condition.Strict)
                return broken.Name;
        }
        if (kept.Count == 0)
            return _nothingLeft;
        if (kept.Count < all)
            cuts.Add(new Cut(value[0].Offset, value[0].Length, kept));
        return null;
    }
}

/// <summary>A list of a record from which elements are taken out.</summary>
/// <param name="Offset">Where the list begins.</param>
/// <param name="Length">Its length.</param>
/// <param name="Kept">The elements that stay, as places in the record.</param>
internal readonly record struct Cut(int Offset, int Length, List<RecordExtent> Kept);
