using System.Buffers;
using System.Text.Json;
using Weir.Sdk.Records;

namespace Weir.Connectors.Kingdee;

/// <summary>Turns the rows of a query into records (reference §6.3). The answer was read to its end before, so it is well formed.</summary>
internal sealed class KingdeeRows
{
    private readonly byte[][] _keys;
    private readonly byte[][] _names;

    public KingdeeRows(IReadOnlyList<string> fieldKeys)
    {
        // A mapping takes a dot for a step into a group: FMaterialId.FNumber becomes FMaterialId_FNumber, as users of this query know it.
        _names = [.. fieldKeys.Select(key => KingdeeJson.Text(key.Replace('.', '_')))];
        _keys = [.. _names.Select((name, i) => (byte[])[.. i == 0 ? "{"u8 : ","u8, .. name, .. ":"u8])];
    }

    /// <summary>
    /// Arrays of ExecuteBillQuery, as objects: keys and raw values side by side, so numbers keep their digits and nothing is parsed twice.
    /// </summary>
    public RecordSlab FromArrays(KingdeeCall call, ReadOnlySpan<byte> json)
    {
        var rows = Rows(call, json, (byte)'[');
        var length = json.Length + rows.Length + 1;
        foreach (var key in _keys)
            length += key.Length * rows.Length;
        var buffer = SlabPool.Rent(length);
        try
        {
            var extents = new RecordExtent[rows.Length];
            var at = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                var start = at;
                at = Write(call, json.Slice(rows[i].Offset, rows[i].Length), buffer, at);
                extents[i] = new RecordExtent(start, at - start);
            }
            var slab = RecordSlab.Own(buffer, at, extents);
            buffer = null;
            return slab;
        }
        finally
        {
            if (buffer is not null)
                SlabPool.Return(buffer);
        }
    }

    /// <summary>Objects of BillQuery, as they are but for the dots in their names.</summary>
    public static RecordSlab FromObjects(KingdeeCall call, ReadOnlySpan<byte> json)
    {
        var rows = Rows(call, json, (byte)'{');
        var buffer = SlabPool.Rent(json.Length);
        json.CopyTo(buffer);
        foreach (var row in rows)
            Rename(buffer.AsSpan(row.Offset, row.Length));
        return RecordSlab.Own(buffer, json.Length, rows);
    }

    private static void Rename(Span<byte> record)
    {
        var at = JsonScan.SkipWhiteSpace(record, 1);
        while (record[at] == (byte)'"')
        {
            var end = JsonScan.SkipString(record, at);
            record[at..end].Replace((byte)'.', (byte)'_');
            at = JsonScan.SkipWhiteSpace(record, JsonScan.SkipWhiteSpace(record, end) + 1);
            at = JsonScan.SkipWhiteSpace(record, JsonScan.SkipValue(record, at));
            if (record[at] == (byte)',')
                at = JsonScan.SkipWhiteSpace(record, at + 1);
        }
    }

    /// <summary>The raw JSON of a field of a record, or empty.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> record, int field)
    {
        var at = JsonScan.SkipWhiteSpace(record, 1);
        while (record[at] == (byte)'"')
        {
            var start = at;
            at = JsonScan.SkipString(record, at);
            var same = record[start..at].SequenceEqual(_names[field]);
            at = JsonScan.SkipWhiteSpace(record, JsonScan.SkipWhiteSpace(record, at) + 1);
            start = at;
            at = JsonScan.SkipValue(record, at);
            if (same)
                return record[start..at];
            at = JsonScan.SkipWhiteSpace(record, at);
            if (record[at] == (byte)',')
                at = JsonScan.SkipWhiteSpace(record, at + 1);
        }
        return [];
    }

    private static RecordExtent[] Rows(KingdeeCall call, ReadOnlySpan<byte> json, byte open)
    {
        if (json[0] != (byte)'[')
            throw KingdeeQuery.NotRows(call, "no array");
        var rows = JsonScan.Elements(json, 0, out _);
        foreach (var row in rows)
            if (json[row.Offset] != open)
                throw KingdeeQuery.NotRows(call, $"a row does not begin with {(char)open}");
        return rows;
    }

    private int Write(KingdeeCall call, ReadOnlySpan<byte> row, byte[] buffer, int at)
    {
        var values = JsonScan.Elements(row, 0, out _);
        if (values.Length != _keys.Length)
            throw KingdeeQuery.NotRows(call, $"{_keys.Length} fields were asked for and a row has {values.Length} values");
        for (var i = 0; i < values.Length; i++)
        {
            _keys[i].CopyTo(buffer.AsSpan(at));
            at += _keys[i].Length;
            row.Slice(values[i].Offset, values[i].Length).CopyTo(buffer.AsSpan(at));
            at += values[i].Length;
        }
        buffer[at] = (byte)'}';
        return at + 1;
    }
}
