using System.Buffers.Binary;
using System.IO.Hashing;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Group;

/// <summary>
/// Makes documents of flat records, over a whole slice and in bounded memory, by three sorts on disk: by header and arrival, which gives each document
/// its place; by document, line and arrival, which brings the records of a line together; and by document and the arrival of its lines.
/// </summary>
internal sealed class GroupStage : IStage
{
    /// <summary>Hash of the header or of the line's values.</summary>
    private const int HashBytes = 16;
    private readonly GroupSettings _settings;
    private readonly string _spoolPath;
    private readonly PathPlan _paths = new();
    private readonly int[] _header;
    private readonly int[] _body;
    private readonly int[] _calculated;
    private readonly GroupLine _line;
    private readonly GroupDocument _document;
    private readonly Utf8Output _entry = new();
    private readonly Utf8Output _fields = new();
    private readonly Utf8Output _text = new();
    private Spool _records;
    private long _arrived;

    public GroupStage(GroupSettings settings, string spoolPath)
    {
        _settings = settings;
        _spoolPath = spoolPath;
        _header = [.. settings.Header.Select(_paths.Add)];
        _body = [.. settings.Body.Select(_paths.Add)];
        _calculated = [.. settings.Calculate.Keys.Select(_paths.Add)];
        _line = new GroupLine(settings);
        _document = new GroupDocument(settings);
        _records = new Spool(spoolPath);
    }

    public bool HoldsSlice => true;

    public IEnumerable<StageRecord> Take(IEnumerable<StageRecord> records)
    {
        foreach (var record in records)
            if (record.GoesPast)
                yield return record;
            else if (Hold(record.Json.Span) is { } fault)
                yield return record with
                {
                    Rejected = fault,
                };
    }

    /// <summary>Puts a record aside, or says why it cannot be grouped.</summary>
    private string? Hold(ReadOnlySpan<byte> record)
    {
        Span<FieldValue> values = _paths.Count <= 64 ? stackalloc FieldValue[_paths.Count] : new FieldValue[_paths.Count];
        _paths.Extract(record, values);
        foreach (var (index, path) in _header.Index())
            if (ValueText.IsNested(Slice(record, values[path])))
                return $"'{_settings.Header[index]}' is a list or group, and cannot be a field of the header of '{_settings.BodyName}'";
        foreach (var (index, path) in _calculated.Index())
            if (_line.Fault(index, Slice(record, values[path])) is { } fault)
                return fault;
        Span<byte> key = stackalloc byte[HashBytes + 8];
        Hash(record, values, _header, key);
        BinaryPrimitives.WriteInt64BigEndian(key[HashBytes..], _arrived);
        _entry.CutBack(0);
        AddLineHash(record, values);
        _fields.CutBack(0);
        foreach (var path in _header)
            FieldBytes.Write(Slice(record, values[path]), _fields);
        FieldBytes.Write(_fields.Written, _entry);
        foreach (var path in _body)
            FieldBytes.Write(Slice(record, values[path]), _entry);
        foreach (var path in _calculated)
            FieldBytes.Write(Slice(record, values[path]), _entry);
        _records.Add(key, _entry.Written);
        _arrived++;
        return null;
    }

    private void AddLineHash(ReadOnlySpan<byte> record, ReadOnlySpan<FieldValue> values)
    {
        Span<byte> line = stackalloc byte[HashBytes];
        line.Clear();
        if (_settings.EveryRecord)
            BinaryPrimitives.WriteInt64BigEndian(line, _arrived);
        else
            Hash(record, values, _body, line);
        _entry.Add(line);
    }

    private void Hash(ReadOnlySpan<byte> record, ReadOnlySpan<FieldValue> values, int[] paths, Span<byte> into)
    {
        _text.CutBack(0);
        Span<byte> length = stackalloc byte[4];
        foreach (var path in paths)
        {
            var start = _text.Length;
            ValueText.Write(Slice(record, values[path]), _text);
            BinaryPrimitives.WriteInt32LittleEndian(length, _text.Length - start);
            _text.Add(length);
        }
        XxHash128.Hash(_text.Written, into);
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> record, FieldValue value) => record.Slice(value.Offset, value.Length);

    public IEnumerable<StageRecord> Rest()
    {
        using var byLine = new Spool(_spoolPath);
        SortByLine(byLine);
        using var byDocument = new Spool(_spoolPath);
        SortByDocument(byLine, byDocument);
        byLine.Dispose();
        foreach (var entry in byDocument.Sorted())
        {
            foreach (var document in _document.Add(entry))
                yield return document;
        }
        foreach (var document in _document.End())
            yield return document;
        // Grouping may begin anew: the stage is as it was at first.
        _records = new Spool(_spoolPath);
        _arrived = 0;
    }

    /// <summary>Records in the order of their headers: the first of each tells the document's place, and is the only one that keeps the header.</summary>
    private void SortByLine(Spool byLine)
    {
        Span<byte> header = stackalloc byte[HashBytes];
        Span<byte> key = stackalloc byte[8 + HashBytes + 8];
        var any = false;
        foreach (var entry in _records.Sorted())
        {
            var hash = entry.Key.Span[..HashBytes];
            var arrival = entry.Key.Span[HashBytes..];
            var isFirst = !any || !hash.SequenceEqual(header);
            if (isFirst)
            {
                any = true;
                hash.CopyTo(header);
                arrival.CopyTo(key);
            }
            var value = entry.Value.Span;
            value[..HashBytes].CopyTo(key[8..]);
            arrival.CopyTo(key[(8 + HashBytes)..]);
            var rest = value[HashBytes..];
            var fields = FieldBytes.Take(ref rest);
            _entry.CutBack(0);
            FieldBytes.Write(isFirst ? fields : [], _entry);
            _entry.Add(rest);
            byLine.Add(key, _entry.Written);
        }
        _records.Dispose();
    }

    /// <summary>Records line by line: each line is calculated, and gets the arrival of its first record as its place.</summary>
    private void SortByDocument(Spool byLine, Spool byDocument)
    {
        Span<byte> line = stackalloc byte[8 + HashBytes];
        Span<byte> key = stackalloc byte[8 + 8];
        var any = false;
        foreach (var entry in byLine.Sorted())
        {
            if (!any || !entry.Key.Span[..line.Length].SequenceEqual(line))
            {
                if (any)
                    AddLine(key, byDocument);
                any = true;
                entry.Key.Span[..line.Length].CopyTo(line);
                line[..8].CopyTo(key);
                entry.Key.Span[line.Length..].CopyTo(key[8..]);
                _line.Begin(entry.Value.Span);
            }
            _line.Add(entry.Value.Span);
        }
        if (any)
            AddLine(key, byDocument);
    }

    private void AddLine(ReadOnlySpan<byte> key, Spool byDocument)
    {
        _entry.CutBack(0);
        _line.Write(_entry);
        byDocument.Add(key, _entry.Written);
    }

    public void Dispose()
    {
        _records.Dispose();
        _line.Dispose();
        _document.Dispose();
        _entry.Dispose();
        _fields.Dispose();
        _text.Dispose();
    }
}
