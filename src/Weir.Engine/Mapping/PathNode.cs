namespace Weir.Engine.Mapping;

/// <summary>A step of one or more paths of a plan.</summary>
internal sealed class PathNode(PathSegment segment)
{
    private PathNode[] _children = [];
    private ulong _lengths;

    public int Leaf { get; set; } = -1;

    public bool HasChildren => _children.Length > 0;

    public bool HasElements { get; private set; }

    private PathSegment Segment { get; } = segment;

    public PathNode Child(PathSegment step)
    {
        foreach (var known in _children)
            if (known.Segment.Is(step))
                return known;
        var child = new PathNode(step);
        _children = [.. _children, child];
        _lengths |= 1UL << (step.Name.Length & 63);
        HasElements |= step.Index >= 0;
        return child;
    }

    public PathNode? Find(ReadOnlySpan<byte> name)
    {
        // Most members of a record are not asked for, and most of those have a length that no asked name has.
        if ((_lengths & (1UL << (name.Length & 63))) != 0)
            foreach (var child in _children)
                if (name.SequenceEqual(child.Segment.Name) && child.Segment.Index < 0)
                    return child;
        return name.Contains((byte)'\\') ? FindEscaped(name) : null;
    }

    public PathNode? Element(int index)
    {
        foreach (var child in _children)
            if (child.Segment.Index == index)
                return child;
        return null;
    }

    /// <summary>All paths below a list are answered with the list; the rest of the path is followed when the value is written.</summary>
    public void MarkArray(FieldValue array, Span<FieldValue> values)
    {
        foreach (var child in _children)
        {
            if (child.Segment.Index >= 0)
                continue;
            if (child.Leaf >= 0)
                values[child.Leaf] = array;
            child.MarkBelow(array, values);
        }
    }

    private void MarkBelow(FieldValue array, Span<FieldValue> values)
    {
        foreach (var child in _children)
        {
            if (child.Leaf >= 0)
                values[child.Leaf] = array;
            child.MarkBelow(array, values);
        }
    }

    public void Forget(Span<FieldValue> values)
    {
        foreach (var child in _children)
        {
            if (child.Leaf >= 0)
                values[child.Leaf] = default;
            child.Forget(values);
        }
    }

    private PathNode? FindEscaped(ReadOnlySpan<byte> name)
    {
        foreach (var child in _children)
            if (child.Segment.Index < 0 && JsonNames.AreEqual(name, child.Segment.Name))
                return child;
        return null;
    }
}
