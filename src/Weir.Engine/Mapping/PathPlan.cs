using System.Text;
using System.Text.Json;
using Weir.Sdk.Records;

namespace Weir.Engine.Mapping;

/// <summary>
/// Finds the values of a fixed set of paths in one walk over a record, without reading what is not asked for. Compiled once; the record must have been
/// validated before (the reader does when it accepts a page).
/// </summary>
public sealed class PathPlan
{
    private readonly Node _root = new([]);
    private readonly List<string> _paths = [];

    /// <summary>Number of paths.</summary>
    public int Count => _paths.Count;

    /// <summary>The paths, in the order of their numbers.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Adds a path such as <c>a.b</c> and returns its number; the same path has the same number.</summary>
    public int Add(string path)
    {
        var known = _paths.IndexOf(path);
        if (known >= 0)
            return known;
        var node = _root;
        foreach (var segment in path.Split('.'))
            node = node.Child(Encoding.UTF8.GetBytes(segment));
        node.Leaf = _paths.Count;
        _paths.Add(path);
        return node.Leaf;
    }

    /// <summary>Fills <paramref name="values"/> (one per path) from a record.</summary>
    /// <exception cref="JsonException">The record is not an object, or is malformed.</exception>
    public void Extract(ReadOnlySpan<byte> record, Span<FieldValue> values)
    {
        values[.._paths.Count].Clear();
        var at = JsonScan.SkipWhiteSpace(record, 0);
        if (at >= record.Length || record[at] != (byte)'{')
            throw new JsonException("The record is not a JSON object.");
        Walk(record, at, _root, 1, values);
    }

    private static int Walk(ReadOnlySpan<byte> json, int at, Node node, int depth, Span<FieldValue> values)
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

    private static int Take(ReadOnlySpan<byte> json, int at, Node child, int depth, Span<FieldValue> values)
    {
        var start = at;
        // Of two members with one name the later one counts, with all that is below it.
        if (child.HasChildren)
            child.Forget(values);
        if (child.HasChildren && at < json.Length && json[at] == (byte)'{')
            at = Walk(json, at, child, depth + 1, values);
        else
            at = JsonScan.SkipValue(json, at);
        if (child.HasChildren && json[start] == (byte)'[')
            child.MarkArray(new FieldValue(start, at - start, depth), values);
        if (child.Leaf >= 0)
            values[child.Leaf] = new FieldValue(start, at - start, 0);
        return at;
    }

    private sealed class Node(byte[] name)
    {
        private Node[] _children = [];

        public int Leaf { get; set; } = -1;

        public bool HasChildren => _children.Length > 0;

        public Node Child(byte[] childName)
        {
            foreach (var known in _children)
                if (known.Name.AsSpan().SequenceEqual(childName))
                    return known;
            var child = new Node(childName);
            _children = [.. _children, child];
            return child;
        }

        public Node? Find(ReadOnlySpan<byte> childName)
        {
            foreach (var child in _children)
                if (childName.SequenceEqual(child.Name))
                    return child;
            return childName.Contains((byte)'\\') ? FindEscaped(childName) : null;
        }

        /// <summary>All paths below an array are answered with the array; the rest of the path is followed when the value is written.</summary>
        public void MarkArray(FieldValue array, Span<FieldValue> values)
        {
            foreach (var child in _children)
            {
                if (child.Leaf >= 0)
                    values[child.Leaf] = array;
                child.MarkArray(array, values);
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

        private byte[] Name { get; } = name;

        private Node? FindEscaped(ReadOnlySpan<byte> childName)
        {
            var quoted = new byte[childName.Length + 2];
            quoted[0] = quoted[^1] = (byte)'"';
            childName.CopyTo(quoted.AsSpan(1));
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            try
            {
                foreach (var child in _children)
                    if (reader.ValueTextEquals(child.Name))
                        return child;
            }
            catch (InvalidOperationException)
            {
                // Half a character (a lone surrogate): no path has such a name.
            }
            return null;
        }
    }
}
