using System.Globalization;
using System.IO.Hashing;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Flows.Nodes.Split;

/// <summary>Makes a record of each element: the header's members, and the element under a name.</summary>
internal sealed class SplitStage(string node, SplitSettings settings) : IStage
{
    private readonly byte[] _as = ValueText.Name(settings.As ?? settings.Array);
    private readonly byte[]? _keyAs = settings.KeyAs is null ? null : ValueText.Name(settings.KeyAs);
    private readonly KeyTemplate? _template = settings.Key is null ? null : new KeyTemplate(settings.Key);
    private readonly RecordHeader _header = new([settings.Array], settings.KeyAs);
    private readonly HashSet<UInt128> _keys = [];
    private readonly Utf8Output _json = new();
    private readonly Utf8Output _key = new();

    public bool HoldsSlice => false;

    public IEnumerable<StageRecord> Take(IEnumerable<StageRecord> records)
    {
        foreach (var record in records)
            if (record.GoesPast)
                yield return record;
            else
                foreach (var made in Split(record))
                    yield return made;
    }

    public IEnumerable<StageRecord> Rest() => [];

    private IEnumerable<StageRecord> Split(StageRecord record)
    {
        _header.Read(record.Json.Span);
        var elements = _header.Elements(record.Json.Span, 0, out var fault);
        if (elements.Length == 0)
        {
            if (fault is null && settings.Empty == WithoutElements.Reject)
                fault = $"rule of '{node}': '{settings.Array}' has no elements";
            yield return record with
            {
                Rejected = fault,
            };
            yield break;
        }
        _keys.Clear();
        foreach (var (number, element) in elements.Index())
            yield return Make(record, record.Json.Span.Slice(element.Offset, element.Length), number);
    }

    private StageRecord Make(StageRecord record, ReadOnlySpan<byte> element, int number)
    {
        _key.CutBack(0);
        _json.CutBack(0);
        _json.Add(_header.Head);
        AddName(_as);
        _json.Add(element);
        string? fault = null;
        if (_template is null)
            ElementKeys.Write(record.Key.Span, number, _key);
        else
            fault = WriteKey(_template, record.Key.Span, number);
        if (_keyAs is not null && fault is null)
        {
            AddName(_keyAs);
            ValueText.WriteJson(_key.Written, _json);
        }
        _json.Add((byte)'}');
        return new StageRecord(_json.Slice(0, _json.Length), _key.Slice(0, _key.Length), fault);
    }

    /// <summary>Writes the key of the template. If it cannot be used the element is rejected under the key it would have had without one.</summary>
    private string? WriteKey(KeyTemplate template, ReadOnlySpan<byte> key, int number)
    {
        var open = _json.Length;
        _json.Add((byte)'}');
        var fault = template.Write(_json.Written, _key, takesEmpty: false);
        _json.CutBack(open);
        if (fault is null && !_keys.Add(XxHash128.HashToUInt128(_key.Written)))
            fault = $"an element before it has the same key '{_key}'";
        if (fault is null)
            return null;
        _key.CutBack(0);
        ElementKeys.Write(key, number, _key);
        return string.Create(CultureInfo.InvariantCulture, $"element {number + 1} of '{settings.Array}' has no key of its own: {fault}");
    }

    private void AddName(ReadOnlySpan<byte> name)
    {
        if (_json.Length > 1)
            _json.Add((byte)',');
        _json.Add((byte)'"');
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
