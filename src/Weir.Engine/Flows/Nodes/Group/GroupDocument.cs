using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Group;

/// <summary>Puts lines, which come in their order, together to documents with their keys.</summary>
internal sealed class GroupDocument : IDisposable
{
    /// <summary>After so many bytes of documents a page is over, for the stages behind.</summary>
    private const int PageBytes = 4 * 1024 * 1024;

    /// <summary>Keys of a slice that are remembered, about 30 MB of memory; behind these a key that comes twice is not found.</summary>
    private const int MostKeys = 500_000;
    private readonly HashSet<UInt128> _keys = [];
    private readonly GroupSettings _settings;
    private readonly byte[][] _names;
    private readonly byte[] _bodyName;
    private readonly byte[]? _keyAs;
    private readonly KeyTemplate? _template;
    private readonly Utf8Output _header = new();
    private readonly Utf8Output _baseKey = new();
    private readonly Utf8Output _key = new();
    private readonly Utf8Output _json = new();
    private long _place = -1;
    private int _lines;
    private int _part;
    private long _given;
    private string? _fault;

    public GroupDocument(GroupSettings settings)
    {
        _settings = settings;
        _names = [.. settings.Header.Select(ValueText.Name)];
        _bodyName = ValueText.Name(settings.BodyName);
        _keyAs = settings.KeyAs is null ? null : ValueText.Name(settings.KeyAs);
        _template = settings.Key is null ? null : new KeyTemplate(settings.Key);
    }

    /// <summary>Takes a line; gives the document that is complete by that, if one is.</summary>
    public IEnumerable<StageRecord> Add(SpoolEntry entry)
    {
        var place = BinaryPrimitives.ReadInt64BigEndian(entry.Key.Span);
        if (place != _place || _lines == _settings.MaxLines)
        {
            foreach (var document in Finish())
                yield return document;
            Begin(place, entry.Value.Span);
        }
        AddLine(entry.Value.Span);
    }

    /// <summary>Gives the last document.</summary>
    public IEnumerable<StageRecord> End()
    {
        foreach (var document in Finish())
            yield return document;
        _place = -1;
        _keys.Clear();
    }

    private void Begin(long place, ReadOnlySpan<byte> entry)
    {
        _part = place == _place ? _part + 1 : 1;
        if (_part == 1)
            ReadHeader(FieldBytes.Take(ref entry));
        _place = place;
        _lines = 0;
        _key.CutBack(0);
        _key.Add(_baseKey.Written);
        if (_part > 1)
            _key.Add(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"-{_part}")));
        _fault = _template is null ? FaultOfKey() : null;
        _json.CutBack(0);
        _json.Add(_header.Written);
        if (_keyAs is not null)
        {
            AddName(_keyAs, _json);
            ValueText.WriteJson(_key.Written, _json);
        }
        AddName(_bodyName, _json);
        _json.Add((byte)'[');
    }

    /// <summary>
    /// Two headers may be the same when they are joined: part 2 of S1, and a shop S1-2. One would take the place of the other without a word, so the later
    /// one is rejected under a key made of its header.
    /// </summary>
    private string? FaultOfKey()
    {
        var hash = XxHash128.HashToUInt128(_key.Written);
        if (_keys.Count < MostKeys ? _keys.Add(hash) : !_keys.Contains(hash))
            return null;
        var fault = $"another document of the slice has the key '{_key}' already: write a key template that tells them apart";
        var header = XxHash3.HashToUInt64(_header.Written);
        _key.Add(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" (duplicate {header:x16})")));
        return fault;
    }

    private void AddLine(ReadOnlySpan<byte> entry)
    {
        FieldBytes.Take(ref entry);
        if (_lines++ > 0)
            _json.Add((byte)',');
        _json.Add(entry);
    }

    private IEnumerable<StageRecord> Finish()
    {
        if (_lines == 0)
            yield break;
        _json.Add("]}"u8);
        _given += _json.Length;
        yield return new StageRecord(_json.Slice(0, _json.Length), _key.Slice(0, _key.Length), _fault);
        _lines = 0;
        if (_given < PageBytes)
            yield break;
        _given = 0;
        yield return StageRecord.PageEnd;
    }

    /// <summary>Writes what all parts of a document begin with, and the key.</summary>
    private void ReadHeader(ReadOnlySpan<byte> fields)
    {
        _header.CutBack(0);
        _header.Add((byte)'{');
        _baseKey.CutBack(0);
        foreach (var (index, name) in _names.Index())
        {
            var value = FieldBytes.Take(ref fields);
            if (!value.IsEmpty)
            {
                AddName(name, _header);
                _header.Add(value);
            }
            if (_template is not null)
                continue;
            if (index > 0)
                _baseKey.Add((byte)'-');
            ValueText.Write(value, _baseKey);
        }
        if (_template is not null)
            WriteKey(_template);
        if (_baseKey.Length == 0)
            _baseKey.Add("(empty)"u8);
    }

    /// <summary>A header has texts and numbers only, and they may be empty: there always is a key.</summary>
    private void WriteKey(KeyTemplate template)
    {
        using var whole = new Utf8Output();
        whole.Add(_header.Written);
        whole.Add((byte)'}');
        template.Write(whole.Written, _baseKey, takesEmpty: true);
    }

    private static void AddName(ReadOnlySpan<byte> name, Utf8Output output)
    {
        if (output.Length > 1)
            output.Add((byte)',');
        output.Add((byte)'"');
        output.Add(name);
        output.Add("\":"u8);
    }

    public void Dispose()
    {
        _header.Dispose();
        _baseKey.Dispose();
        _key.Dispose();
        _json.Dispose();
    }
}
