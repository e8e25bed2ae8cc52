using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Flows.Nodes.Lookup;

/// <summary>Writes a record, or the elements of one of its arrays, with what was found.</summary>
internal sealed class LookupWriter
{
    private readonly string? _lines;
    private readonly (byte[] Quoted, string Name, byte[]? From, byte[] Default)[] _takes;

    public LookupWriter(LookupSettings settings)
    {
        _lines = settings.Lines;
        _takes =
        [
            .. settings.Take.Select(take =>
                (Quote(take.Key), take.Key, (byte[]?)Encoding.UTF8.GetBytes(take.Value), DefaultOf(settings, take.Key))
            ),
            .. settings.As is { } name
                ? [(Quote(name), name, (byte[]?)null, DefaultOf(settings, name))]
                : Array.Empty<(byte[], string, byte[]?, byte[])>(),
        ];
    }

    private static byte[] Quote(string name) =>
        Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    private static byte[] DefaultOf(LookupSettings settings, string field) =>
        settings.Default.ValueKind == JsonValueKind.Object && settings.Default.TryGetProperty(field, out var value)
            ? Encoding.UTF8.GetBytes(value.GetRawText())
            : "null"u8.ToArray();

    /// <summary>Appends the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="rows">What was found: one, or one per element; null = nothing.</param>
    /// <param name="output">Where to.</param>
    public void Write(ReadOnlySpan<byte> record, IReadOnlyList<byte[]?> rows, Utf8Output output)
    {
        if (_lines is null)
        {
            WriteGroup(record, rows[0], output);
            return;
        }
        var place = LookupLines.PlaceOf(record, _lines);
        if (place.Length == 0)
        {
            output.Add(record);
            return;
        }
        output.Add(record[..place.Offset]);
        output.Add((byte)'[');
        var json = record.Slice(place.Offset, place.Length);
        foreach (var (index, element) in JsonScan.Elements(json, 0, out _).Index())
        {
            if (index > 0)
                output.Add((byte)',');
            WriteGroup(json.Slice(element.Offset, element.Length), rows[index], output);
        }
        output.Add((byte)']');
        output.Add(record[(place.Offset + place.Length)..]);
    }

    /// <summary>The members that are set replace those of the same name; all others are copied as they are.</summary>
    private void WriteGroup(ReadOnlySpan<byte> group, byte[]? row, Utf8Output output)
    {
        if (group[JsonScan.SkipWhiteSpace(group, 0)] != (byte)'{')
        {
            output.Add(group);
            return;
        }
        output.Add((byte)'{');
        var any = false;
        var reader = new Utf8JsonReader(group);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var replaced = false;
            foreach (var take in _takes)
                replaced |= reader.ValueTextEquals(take.Name);
            reader.Read();
            reader.Skip();
            if (replaced)
                continue;
            if (any)
                output.Add((byte)',');
            output.Add(group[start..(int)reader.BytesConsumed]);
            any = true;
        }
        foreach (var take in _takes)
        {
            if (any)
                output.Add((byte)',');
            output.Add(take.Quoted);
            output.Add((byte)':');
            output.Add(ValueOf(row, take.From, take.Default));
            any = true;
        }
        output.Add((byte)'}');
    }

    private static ReadOnlySpan<byte> ValueOf(byte[]? row, byte[]? from, byte[] missing)
    {
        if (row is null)
            return missing;
        if (from is null)
            return row;
        var place = JsonValidator.Check(row, from);
        return place.Length == 0 ? "null"u8 : row.AsSpan(place.Offset, place.Length);
    }
}
