using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Flows.Nodes.Flatten;

/// <summary>Makes a record of each element: the header's members, and the element's with the array's name before theirs.</summary>
internal sealed class FlattenStage(FlattenSettings settings) : IStage
{
    private readonly byte[][] _names = [.. settings.Arrays.Select(ValueText.Name)];
    private readonly byte[]? _keyAs = settings.KeyAs is null ? null : ValueText.Name(settings.KeyAs);
    private readonly RecordHeader _header = new(settings.Arrays, settings.KeyAs);
    private readonly List<JsonMember> _members = [];
    private readonly Utf8Output _json = new();
    private readonly Utf8Output _key = new();

    public bool HoldsSlice => false;

    public IEnumerable<StageRecord> Take(IEnumerable<StageRecord> records)
    {
        foreach (var record in records)
            if (record.GoesPast)
                yield return record;
            else
                foreach (var made in Flatten(record))
                    yield return made;
    }

    public IEnumerable<StageRecord> Rest() => [];

    private IEnumerable<StageRecord> Flatten(StageRecord record)
    {
        _header.Read(record.Json.Span);
        if (FaultOf(record.Json.Span) is { } fault)
        {
            yield return record with
            {
                Rejected = fault,
            };
            yield break;
        }
        long number = settings.First;
        for (var array = 0; array < _names.Length; array++)
            foreach (var element in _header.Elements(record.Json.Span, array, out _))
                yield return Make(record, array, element, number++);
        if (number == settings.First)
            yield return AsItIs(record);
    }

    /// <summary>All or nothing: half the lines of a bill are worse than none.</summary>
    private string? FaultOf(ReadOnlySpan<byte> record)
    {
        for (var array = 0; array < _names.Length; array++)
        {
            _header.Elements(record, array, out var fault);
            if (fault is not null)
                return fault;
        }
        return null;
    }

    private StageRecord AsItIs(StageRecord record)
    {
        if (_keyAs is null)
            return record;
        _json.CutBack(0);
        _json.Add(_header.Head);
        AddName([], _keyAs);
        ValueText.WriteJson(record.Key.Span, _json);
        _json.Add((byte)'}');
        return record with { Json = _json.Slice(0, _json.Length) };
    }

    private StageRecord Make(StageRecord record, int array, RecordExtent element, long number)
    {
        _key.CutBack(0);
        ElementKeys.Write(record.Key.Span, number, _key);
        _json.CutBack(0);
        _json.Add(_header.Head);
        if (_keyAs is not null)
        {
            AddName([], _keyAs);
            ValueText.WriteJson(_key.Written, _json);
        }
        AddElement(record.Json.Span.Slice(element.Offset, element.Length), _names[array]);
        _json.Add((byte)'}');
        return new StageRecord(_json.Slice(0, _json.Length), _key.Slice(0, _key.Length), Rejected: null);
    }

    private void AddElement(ReadOnlySpan<byte> element, byte[] array)
    {
        if (element[0] != (byte)'{')
        {
            AddName([], array);
            _json.Add(element);
            return;
        }
        JsonMembers.Read(element, _members);
        foreach (var member in _members)
        {
            AddName(array, member.NameIn(element));
            _json.Add(member.ValueIn(element));
        }
    }

    /// <summary>Adds a name, with the array's and a line before it where there is one.</summary>
    private void AddName(ReadOnlySpan<byte> array, ReadOnlySpan<byte> name)
    {
        if (_json.Length > 1)
            _json.Add((byte)',');
        _json.Add((byte)'"');
        if (!array.IsEmpty)
        {
            _json.Add(array);
            _json.Add((byte)'_');
        }
        _json.Add(name);
        _json.Add("\":"u8);
    }

    public void Dispose()
    {
        _header.Dispose();
        _json.Dispose();
        _key.Dispose();
    }
}
