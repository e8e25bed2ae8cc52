using System.Text.Json;
using Weir.Sdk.Records;

namespace Weir.Engine.Mapping;

/// <summary>
/// Finds the values of a fixed set of paths in one walk over a record, without reading what is not asked for. Compiled once; the record must have been
/// validated before (the reader does when it accepts a page).
/// </summary>
public sealed class PathPlan
{
    private readonly PathNode _root = new(new PathSegment([], -1));
    private readonly List<string> _paths = [];
    private readonly List<int> _slots = [];
    private readonly SlotCount _count;

    /// <summary>A plan of its own, whose paths are numbered from 0.</summary>
    public PathPlan()
        : this(new SlotCount()) { }

    /// <summary>A plan whose paths are numbered together with those of other plans over the same record.</summary>
    internal PathPlan(SlotCount count) => _count = count;

    /// <summary>Number of paths.</summary>
    public int Count => _paths.Count;

    /// <summary>The paths, in the order of their numbers.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>The numbers of the paths.</summary>
    internal IReadOnlyList<int> Slots => _slots;

    /// <summary>Adds a path such as <c>a.b</c> or <c>items[0].sku</c> and returns its number; the same path has the same number.</summary>
    public int Add(string path)
    {
        var known = _paths.IndexOf(path);
        if (known >= 0)
            return _slots[known];
        var node = _root;
        foreach (var segment in PathSegment.Split(path))
            node = node.Child(segment);
        // Another spelling of the same path, such as [00].
        if (node.Leaf < 0)
            node.Leaf = _count.Next();
        _paths.Add(path);
        _slots.Add(node.Leaf);
        return node.Leaf;
    }

    /// <summary>Fills <paramref name="values"/> (one per path) from a record.</summary>
    /// <exception cref="JsonException">The record is not an object, or is malformed.</exception>
    public void Extract(ReadOnlySpan<byte> record, Span<FieldValue> values)
    {
        var at = JsonScan.SkipWhiteSpace(record, 0);
        if (at >= record.Length || record[at] != (byte)'{')
            throw new JsonException("The record is not a JSON object.");
        Extract(record, at, values);
    }

    /// <summary>Fills in the values of the object at a position; their places count from the beginning of the whole text. What is no object has none.</summary>
    internal void Extract(ReadOnlySpan<byte> json, int at, Span<FieldValue> values)
    {
        foreach (var slot in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_slots))
            values[slot] = default;
        if (json[at] == (byte)'{')
            Walk(json, at, _root, 1, values);
    }

    private static int Walk(ReadOnlySpan<byte> json, int at, PathNode node, int depth, Span<FieldValue> values)
    {
        at = JsonScan.SkipWhiteSpace(json, at + 1);
        while (true)
        {
            if (at >= json.Length)
                throw new JsonException("The record ends inside an object.");
            if (json[at] == (byte)'}')
                return at + 1;
            var nameEnd = JsonScan.SkipString(json, at);
            var child = node.Find(json[(at + 1)..(nameEnd - 1)]);
            at = JsonScan.SkipWhiteSpace(json, nameEnd);
            if (at >= json.Length || json[at] != (byte)':')
                throw new JsonException($"':' was expected at byte {at} of the record.");
            at = JsonScan.SkipWhiteSpace(json, at + 1);
            at = child is null ? JsonScan.SkipValue(json, at) : Take(json, at, child, depth, values);
            at = JsonScan.SkipWhiteSpace(json, at);
            if (at < json.Length && json[at] == (byte)',')
                at = JsonScan.SkipWhiteSpace(json, at + 1);
        }
    }

    private static int WalkArray(ReadOnlySpan<byte> json, int at, PathNode node, int depth, Span<FieldValue> values)
    {
        at = JsonScan.SkipWhiteSpace(json, at + 1);
        for (var index = 0; ; index++)
        {
            if (at >= json.Length)
                throw new JsonException("The record ends inside an array.");
            if (json[at] == (byte)']')
                return at + 1;
            var child = node.Element(index);
            at = child is null ? JsonScan.SkipValue(json, at) : Take(json, at, child, depth, values);
            at = JsonScan.SkipWhiteSpace(json, at);
            if (at < json.Length && json[at] == (byte)',')
                at = JsonScan.SkipWhiteSpace(json, at + 1);
        }
    }

    private static int Take(ReadOnlySpan<byte> json, int at, PathNode child, int depth, Span<FieldValue> values)
    {
        var start = at;
        // Of two members with one name the later one counts, with all that is below it.
        if (child.HasChildren)
            child.Forget(values);
        if (child.HasChildren && at < json.Length && json[at] == (byte)'{')
            at = Walk(json, at, child, depth + 1, values);
        else if (child.HasElements && at < json.Length && json[at] == (byte)'[')
            at = WalkArray(json, at, child, depth + 1, values);
        else
            at = JsonScan.SkipValue(json, at);
        if (child.HasChildren && json[start] == (byte)'[')
            child.MarkArray(new FieldValue(start, at - start, depth), values);
        if (child.Leaf >= 0)
            values[child.Leaf] = new FieldValue(start, at - start, 0);
        return at;
    }
}

/// <summary>Numbers the paths of all plans over one record.</summary>
internal sealed class SlotCount
{
    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public int Next() => Count++;
}
