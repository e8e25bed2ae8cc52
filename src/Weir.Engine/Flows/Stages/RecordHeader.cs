using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Flows.Stages;

/// <summary>Takes a record apart into its arrays and the members beside them, which every record made of an element begins with.</summary>
internal sealed class RecordHeader : IDisposable
{
    private readonly byte[][] _arrays;
    private readonly byte[]? _without;
    private readonly List<JsonMember> _members = [];
    private readonly RecordExtent[] _values;
    private readonly Utf8Output _head = new();

    /// <param name="arrays">Names of the arrays.</param>
    /// <param name="without">A further member that is left out, because it is written anew; null for none.</param>
    public RecordHeader(IReadOnlyList<string> arrays, string? without)
    {
        _arrays = [.. arrays.Select(Encoding.UTF8.GetBytes)];
        _without = without is null ? null : Encoding.UTF8.GetBytes(without);
        _values = new RecordExtent[_arrays.Length];
    }

    /// <summary>The record without its arrays, as an object that is not closed: <c>{"id":1</c>.</summary>
    public ReadOnlySpan<byte> Head => _head.Written;

    /// <summary>True if the head has no member.</summary>
    public bool IsBare => _head.Length == 1;

    /// <summary>Reads a record. Of two members with one name the later one counts for the arrays.</summary>
    public void Read(ReadOnlySpan<byte> record)
    {
        JsonMembers.Read(record, _members);
        Array.Clear(_values);
        _head.CutBack(0);
        _head.Add((byte)'{');
        foreach (var member in _members)
        {
            var array = IndexOf(record, member);
            if (array >= 0)
                _values[array] = member.Value;
            else if (_without is null || !member.IsNamed(record, _without))
                Copy(record, member);
        }
    }

    private void Copy(ReadOnlySpan<byte> record, JsonMember member)
    {
        if (_head.Length > 1)
            _head.Add((byte)',');
        _head.Add(record.Slice(member.Name.Offset, member.Name.Length));
        _head.Add((byte)':');
        _head.Add(member.ValueIn(record));
    }

    private int IndexOf(ReadOnlySpan<byte> record, JsonMember member)
    {
        for (var i = 0; i < _arrays.Length; i++)
            if (member.IsNamed(record, _arrays[i]))
                return i;
        return -1;
    }

    /// <summary>The elements of an array; none if it is missing, null, or an empty text.</summary>
    /// <param name="record">The record that was read.</param>
    /// <param name="array">Number of the array.</param>
    /// <param name="fault">What is there instead of an array.</param>
    public RecordExtent[] Elements(ReadOnlySpan<byte> record, int array, out string? fault)
    {
        fault = null;
        var value = _values[array];
        var json = record.Slice(value.Offset, value.Length);
        if (FieldWriter.IsEmpty(json) && !json.SequenceEqual("{}"u8))
            return [];
        var kind = FieldValue.KindOf(json);
        if (kind == JsonValueKind.Array)
            return JsonScan.Elements(record, value.Offset, out _);
        fault = $"'{Encoding.UTF8.GetString(_arrays[array])}' is {kind.ToString().ToLowerInvariant()}, not a list";
        return [];
    }

    public void Dispose() => _head.Dispose();
}
