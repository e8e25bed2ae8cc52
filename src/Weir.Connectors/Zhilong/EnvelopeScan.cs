using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Records;

namespace Weir.Connectors.Zhilong;

/// <summary>What was found in an answer.</summary>
internal sealed class EnvelopeFindings
{
    /// <summary>The slot whose rows were found, or null.</summary>
    public EnvelopeSlot? RowsSlot { get; set; }

    /// <summary>Extents of the rows.</summary>
    public RecordExtent[] Rows { get; set; } = [];

    /// <summary>First byte of the array of rows.</summary>
    public int RowsStart { get; set; }

    /// <summary>The byte after the array of rows.</summary>
    public int RowsEnd { get; set; }

    /// <summary>What stood where rows were expected: <c>null</c>, <c>an object</c>; null when nothing stood there.</summary>
    public string? InsteadOfRows { get; set; }

    /// <summary>The total, when it was told and is a number; -1 (not counted) is not a total.</summary>
    public long? Total { get; set; }

    /// <summary>The code as text.</summary>
    public string? Code { get; set; }

    /// <summary>The vendor's text.</summary>
    public string? Message { get; set; }

    /// <summary>Names of the top level, at most twelve, for an error's sentence.</summary>
    public List<string> Members { get; } = [];
}

/// <summary>
/// Reads an envelope in one pass without building anything: members that no slot asks for are skipped by <see cref="JsonScan"/>, the array of
/// rows is cut into extents on the way.
/// </summary>
internal ref struct EnvelopeScan
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly IReadOnlyList<EnvelopeSlot> _slots;
    private readonly EnvelopeFindings _found = new();

    private EnvelopeScan(ReadOnlySpan<byte> json, IReadOnlyList<EnvelopeSlot> slots)
    {
        _json = json;
        _slots = slots;
    }

    /// <summary>Scans an answer.</summary>
    /// <exception cref="JsonException">It is cut off or no JSON; the message names the position.</exception>
    public static EnvelopeFindings Read(ReadOnlySpan<byte> json, EnvelopeLayout layout)
    {
        var scan = new EnvelopeScan(json, layout.Slots);
        var at = JsonScan.SkipWhiteSpace(json, json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
        if (at < json.Length && json[at] is not ((byte)'{' or (byte)'['))
            throw new JsonException($"An object or array was expected at byte {at}, not '{(char)json[at]}'.");
        at = JsonScan.SkipWhiteSpace(json, scan.Value(at, depth: 0, AllOf(layout.Slots.Count)));
        return at == json.Length ? scan._found : throw new JsonException($"There is more text after the end of the JSON, at byte {at}.");
    }

    private static ulong AllOf(int count) => count == 64 ? ulong.MaxValue : (1UL << count) - 1;

    /// <summary>Reads the value at <paramref name="at"/>; bit n of <paramref name="live"/> says that slot n is here or further in.</summary>
    private int Value(int at, int depth, ulong live)
    {
        if (live == 0 || at >= _json.Length)
            return JsonScan.SkipValue(_json, at);
        ulong here = 0;
        for (var i = 0; i < _slots.Count; i++)
            if ((live & (1UL << i)) != 0 && _slots[i].Path.Length == depth)
                here |= 1UL << i;
        if (_json[at] == (byte)'{')
        {
            if (here != 0)
                Take(here, at, at + 1);
            return live == here ? JsonScan.SkipValue(_json, at) : Members(at, depth, live & ~here);
        }
        if (_json[at] == (byte)'[' && First(here, EnvelopePart.Rows) is { } rows)
            return TakeRows(rows, at);
        var end = JsonScan.SkipValue(_json, at);
        if (here != 0)
            Take(here, at, end);
        return end;
    }

    private int Members(int at, int depth, ulong live)
    {
        at = JsonScan.SkipWhiteSpace(_json, at + 1);
        if (at < _json.Length && _json[at] == (byte)'}')
            return at + 1;
        while (true)
        {
            Expect(at, '"');
            var end = JsonScan.SkipString(_json, at);
            var name = _json[(at + 1)..(end - 1)];
            if (depth == 0 && _found.Members.Count < 12)
                _found.Members.Add(Encoding.UTF8.GetString(name));
            at = JsonScan.SkipWhiteSpace(_json, end);
            Expect(at, ':');
            at = Value(JsonScan.SkipWhiteSpace(_json, at + 1), depth + 1, Named(live, depth, name));
            at = JsonScan.SkipWhiteSpace(_json, at);
            if (at < _json.Length && _json[at] == (byte)'}')
                return at + 1;
            Expect(at, ',');
            at = JsonScan.SkipWhiteSpace(_json, at + 1);
        }
    }

    private readonly void Expect(int at, char wanted)
    {
        if (at >= _json.Length)
            throw new JsonException($"The JSON ends at byte {at} where '{wanted}' was expected: it is cut off.");
        if (_json[at] != wanted)
            throw new JsonException($"'{wanted}' was expected at byte {at}, not '{(char)_json[at]}'.");
    }

    private readonly ulong Named(ulong live, int depth, ReadOnlySpan<byte> name)
    {
        ulong named = 0;
        for (var i = 0; i < _slots.Count; i++)
            if ((live & (1UL << i)) != 0 && name.SequenceEqual(_slots[i].Path[depth]))
                named |= 1UL << i;
        return named;
    }

    private readonly EnvelopeSlot? First(ulong here, EnvelopePart part)
    {
        for (var i = 0; i < _slots.Count; i++)
            if ((here & (1UL << i)) != 0 && _slots[i].Part == part)
                return _slots[i];
        return null;
    }

    private readonly int TakeRows(EnvelopeSlot slot, int at)
    {
        var extents = JsonScan.Elements(_json, at, out var end);
        if (_found.RowsSlot is { } other && Preference(other) < Preference(slot))
            return end;
        _found.RowsSlot = slot;
        _found.Rows = extents;
        (_found.RowsStart, _found.RowsEnd) = (at, end);
        return end;
    }

    private readonly int Preference(EnvelopeSlot slot)
    {
        for (var i = 0; i < _slots.Count; i++)
            if (_slots[i] == slot)
                return i;
        return int.MaxValue;
    }

    private readonly void Take(ulong here, int at, int end)
    {
        if (First(here, EnvelopePart.Rows) is not null)
            _found.InsteadOfRows = _json[at] switch
            {
                (byte)'n' => "null",
                (byte)'{' => "an object",
                _ => "a single value",
            };
        if (_json[at] is (byte)'{' or (byte)'[')
            return;
        if (First(here, EnvelopePart.Total) is not null)
            _found.Total ??= Whole(Text(at, end));
        if (First(here, EnvelopePart.Code) is not null)
            _found.Code ??= Text(at, end);
        if (First(here, EnvelopePart.Message) is not null)
            _found.Message ??= Text(at, end);
    }

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A string's content or a scalar's own text; null for null.</summary>
    private readonly string? Text(int at, int end)
    {
        var raw = _json[at..end];
        if (raw.SequenceEqual("null"u8))
            return null;
        if (raw[0] != (byte)'"')
            return Encoding.UTF8.GetString(raw);
        // Without escapes the bytes are the text; a vendor's text in another encoding must not hide the error that it explains.
        var content = Encoding.UTF8.GetString(raw[1..^1]);
        if (!content.Contains('\\', StringComparison.Ordinal))
            return content;
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return content;
        }
    }
}
