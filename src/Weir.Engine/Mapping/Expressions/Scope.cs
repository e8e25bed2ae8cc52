namespace Weir.Engine.Mapping.Expressions;

/// <summary>
/// Where paths are looked up: in the record, or in the current element of a list. A path goes to the innermost list whose path it begins with, and to the
/// record when there is none.
/// </summary>
internal sealed class Scope
{
    private readonly Scope? _outer;
    private readonly string _list;
    private readonly SlotCount _count;
    private readonly List<string> _written = [];
    private int _self = -1;

    private Scope(Scope? outer, string list, SlotCount count)
    {
        (_outer, _list, _count) = (outer, list, count);
        Plan = new PathPlan(count);
    }

    /// <summary>Paths of the record or element, without the path of the list.</summary>
    public PathPlan Plan { get; }

    /// <summary>Where the whole current element lies; -1 if nobody asks.</summary>
    public int Self => _self;

    /// <summary>Number of places of all scopes of a mapping.</summary>
    public int Slots => _count.Count;

    /// <summary>All paths that are asked for, as they were written.</summary>
    public HashSet<string> Asked { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>The scope of the record.</summary>
    public static Scope OfRecord() => new(outer: null, "", new SlotCount());

    /// <summary>The scope of the elements of a list.</summary>
    public Scope Of(string list) => new(this, list, _count) { Asked = Asked };

    public FieldReference Find(string path, string? format = null)
    {
        Asked.Add(path);
        return Place(path, path, format);
    }

    private FieldReference Place(string path, string written, string? format)
    {
        if (_outer is null)
            return Add(path, written, format);
        if (string.Equals(path, _list, StringComparison.Ordinal))
            return new FieldReference(written, _self = _self < 0 ? _count.Next() : _self, [], format);
        if (path.StartsWith(_list, StringComparison.Ordinal) && path[_list.Length] == '.')
            return Add(path[(_list.Length + 1)..], written, format);
        return _outer.Place(path, written, format);
    }

    private FieldReference Add(string path, string written, string? format)
    {
        var slot = Plan.Add(path);
        if (_written.Count < Plan.Count)
            _written.Add(written);
        return new FieldReference(written, slot, PathSegment.Split(path), format);
    }

    /// <summary>Tells which paths the record or element does not have.</summary>
    public void TellMissing(scoped ref Row row, Action<string> missing)
    {
        for (var i = 0; i < _written.Count; i++)
            if (row.Slots[Plan.Slots[i]].IsMissing)
                missing(_written[i]);
    }

    /// <summary>The scope outside of the one that goes over a list: there the list as a whole is found.</summary>
    public Scope Outside(string list)
    {
        for (var scope = this; scope._outer is not null; scope = scope._outer)
            if (string.Equals(scope._list, list, StringComparison.Ordinal))
                return scope._outer;
        return this;
    }

    /// <summary>Fills in the places of the record's values.</summary>
    /// <exception cref="System.Text.Json.JsonException">The record is not an object, or is malformed.</exception>
    public void ExtractRecord(scoped ref Row row) => Plan.Extract(row.Record, row.Slots);

    /// <summary>Fills in the places of an element's values.</summary>
    public void Extract(scoped ref Row row, FieldValue element)
    {
        if (_self >= 0)
            row.Slots[_self] = element;
        if (Plan.Count > 0)
            Plan.Extract(row.Record, element.Offset, row.Slots);
    }
}
