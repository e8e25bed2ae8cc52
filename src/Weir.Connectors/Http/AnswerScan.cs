using System.Text;
using System.Text.Json;
using Weir.Sdk.Records;

namespace Weir.Connectors.Http;

/// <summary>Where the values of some paths lie.</summary>
internal sealed class AnswerFindings(int paths)
{
    /// <summary>One extent per path; length 0 = not there.</summary>
    public RecordExtent[] Values { get; } = new RecordExtent[paths];

    /// <summary>The elements of the list of records; null when there is no list at its path.</summary>
    public RecordExtent[]? Rows { get; set; }

    /// <summary>True when a group on the way to the list is null: the server's way to say "nothing".</summary>
    public bool NullAboveRows { get; set; }

    /// <summary>Names of the top level, at most twelve, for an error's sentence.</summary>
    public List<string> Members { get; } = [];
}

/// <summary>
/// Finds the values of a few paths in one pass without building anything: members that no path asks for are skipped by <see cref="JsonScan"/>,
/// the list of records is cut into extents on the way.
/// </summary>
internal ref struct AnswerScan
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly IReadOnlyList<AnswerPath> _paths;
    private readonly int _rows;
    private readonly AnswerFindings _found;

    private AnswerScan(ReadOnlySpan<byte> json, IReadOnlyList<AnswerPath> paths, int rows)
    {
        _json = json;
        _paths = paths;
        _rows = rows;
        _found = new AnswerFindings(paths.Count);
    }

    /// <summary>Scans a JSON value.</summary>
    /// <param name="json">One value; a byte order mark before it is skipped.</param>
    /// <param name="paths">At most 64.</param>
    /// <param name="rows">Which path is the list of records; -1 = none.</param>
    /// <exception cref="JsonException">It is cut off or no JSON; the message names the position.</exception>
    public static AnswerFindings Read(ReadOnlySpan<byte> json, IReadOnlyList<AnswerPath> paths, int rows = -1)
    {
        var scan = new AnswerScan(json, paths, rows);
        var at = JsonScan.SkipWhiteSpace(json, json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
        at = JsonScan.SkipWhiteSpace(json, scan.Value(at, depth: 0, AllOf(paths.Count)));
        return at == json.Length ? scan._found : throw new JsonException($"There is more text after the end of the JSON, at byte {at}.");
    }

    /// <summary>The value of one path as text, or null.</summary>
    public static string? TextAt(ReadOnlySpan<byte> json, AnswerPath path)
    {
        var value = Read(json, [path]).Values[0];
        return value.Length == 0 ? null : Text(json.Slice(value.Offset, value.Length));
    }

    /// <summary>A string's content or a scalar's own digits; null for null, groups and lists.</summary>
    public static string? Text(ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty || raw[0] is (byte)'{' or (byte)'[' || raw.SequenceEqual("null"u8))
            return null;
        if (raw[0] != (byte)'"')
            return Encoding.UTF8.GetString(raw);
        // Without escapes the bytes are the text; a text in another encoding must not hide the error that it explains.
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

    private static ulong AllOf(int count) => count == 64 ? ulong.MaxValue : (1UL << count) - 1;

    /// <summary>Reads the value at <paramref name="at"/>; bit n of <paramref name="live"/> says that path n ends here or further in.</summary>
    private int Value(int at, int depth, ulong live)
    {
        if (live == 0 || at >= _json.Length)
            return JsonScan.SkipValue(_json, at);
        ulong here = 0;
        for (var i = 0; i < _paths.Count; i++)
            if ((live & (1UL << i)) != 0 && _paths[i].Names.Length == depth)
                here |= 1UL << i;
        var isRows = _rows >= 0 && (here & (1UL << _rows)) != 0;
        int end;
        if (_json[at] == (byte)'[' && isRows)
            _found.Rows = JsonScan.Elements(_json, at, out end);
        else if (_json[at] == (byte)'{' && live != here)
            end = Members(at, depth, live & ~here);
        else
        {
            end = JsonScan.SkipValue(_json, at);
            if (_rows >= 0 && !isRows && (live & (1UL << _rows)) != 0 && _json[at] == (byte)'n')
                _found.NullAboveRows = true;
        }
        for (var i = 0; here != 0; i++, here >>= 1)
            if ((here & 1) != 0)
                _found.Values[i] = new RecordExtent(at, end - at);
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
        for (var i = 0; i < _paths.Count; i++)
            if ((live & (1UL << i)) != 0 && name.SequenceEqual(_paths[i].Names[depth]))
                named |= 1UL << i;
        return named;
    }
}
