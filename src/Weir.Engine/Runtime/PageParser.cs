using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>A page, validated: the key, the hashes and the faults of each record.</summary>
/// <param name="Records">The records.</param>
/// <param name="Keys">Their keys, UTF-8.</param>
/// <param name="Rejected">Why a record is not to be delivered, by place: it has no key of its own, or a rule dropped it.</param>
internal sealed record ParsedPage(IReadOnlyList<PageRecord> Records, ReadOnlyMemory<byte> Keys, IReadOnlyDictionary<int, string> Rejected);

/// <summary>Validates the records of a page and takes their keys. From here on records are known to be well-formed JSON.</summary>
internal sealed class PageParser
{
    private readonly int _stream;
    private readonly PathPlan _paths = new();
    private readonly string _keyPath;
    private readonly ContentHash _content;
    private readonly byte[]? _plainKey;

    public PageParser(int stream, string keyPath, IReadOnlyList<string> ignored)
    {
        _stream = stream;
        _keyPath = keyPath;
        _paths.Add(keyPath);
        _content = new ContentHash(_paths, ignored);
        if (ignored.Count == 0 && !keyPath.Contains('.', StringComparison.Ordinal))
            _plainKey = Encoding.UTF8.GetBytes(keyPath);
    }

    /// <exception cref="JsonException">A record is malformed: the page must be read again.</exception>
    public ParsedPage Parse(RecordSlab slab)
    {
        var records = new PageRecord[slab.Count];
        var keys = new ArrayBufferWriter<byte>(Math.Max(16, slab.Count * 20));
        Dictionary<int, string>? keyless = null;
        Span<FieldValue> values = new FieldValue[_paths.Count];
        for (var i = 0; i < records.Length; i++)
        {
            var record = slab[i];
            var key = Validate(record, i);
            var start = keys.WrittenCount;
            long content;
            if (AddKey(record, key, values, keys) is { } reason)
            {
                content = KeyHash.OfContent(record);
                (keyless ??= [])[i] = reason;
                keys.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"(no key) {content:x16}")));
            }
            else
                content = _content.Of(record, values);
            var length = keys.WrittenCount - start;
            records[i] = new PageRecord(i, start, length, KeyHash.Of(_stream, keys.WrittenSpan[start..]), content);
        }
        return new ParsedPage(records, keys.WrittenMemory, keyless ?? []);
    }

    /// <summary>Reads the record once to its end, so that from here on it is known to be JSON, and notes the key on the way where it is a plain member.</summary>
    private FieldValue Validate(ReadOnlySpan<byte> record, int index)
    {
        if (!Utf8.IsValid(record))
            throw new JsonException($"record {index + 1} of the page is not valid UTF-8");
        try
        {
            var key = JsonValidator.Check(record, _plainKey);
            return new FieldValue(key.Offset, key.Length, 0);
        }
        catch (JsonException e)
        {
            throw new JsonException($"record {index + 1} of the page is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>Appends the key, or says why there is none.</summary>
    private string? AddKey(ReadOnlySpan<byte> record, FieldValue key, Span<FieldValue> values, ArrayBufferWriter<byte> keys)
    {
        if (FieldValue.KindOf(record) != JsonValueKind.Object)
            return $"the record is {FieldValue.KindOf(record).ToString().ToLowerInvariant()}, not an object";
        if (_plainKey is not null)
            values[0] = key;
        else
            _paths.Extract(record, values);
        if (values[0].IsMissing)
            return $"the key '{_keyPath}' is missing";
        var json = record.Slice(values[0].Offset, values[0].Length);
        switch (FieldValue.KindOf(json))
        {
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                keys.Write(json);
                return null;
            case JsonValueKind.String when json.Length == 2:
                return $"the key '{_keyPath}' is empty";
            case JsonValueKind.String when !json.Contains((byte)'\\'):
                keys.Write(json[1..^1]);
                return null;
            case JsonValueKind.String:
                var reader = new Utf8JsonReader(json);
                reader.Read();
                try
                {
                    keys.Write(Encoding.UTF8.GetBytes(reader.GetString()!));
                    return null;
                }
                catch (InvalidOperationException)
                {
                    return $"the key '{_keyPath}' has half a character (a lone surrogate)";
                }
            case JsonValueKind.Null:
                return $"the key '{_keyPath}' is null";
            default:
                return $"the key '{_keyPath}' is a list or group, not a text or number";
        }
    }
}
