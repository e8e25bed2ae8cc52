using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Dedupe;

/// <summary>
/// Keeps one of several records that are the same, over a whole slice and in bounded memory: a sort on disk by value and arrival brings them together
/// with the one that is kept first, and another brings the kept ones back into the order in which they came.
/// </summary>
internal sealed class DedupeStage : IStage
{
    private const int HashBytes = 16;
    private const int PageBytes = 4 * 1024 * 1024;
    private readonly string _node;
    private readonly DedupeSettings _settings;
    private readonly string _spoolPath;
    private readonly PathPlan _paths = new();
    private readonly Utf8Output _text = new();
    private readonly Utf8Output _entry = new();
    private readonly Utf8Output _kept = new();
    private readonly Utf8Output _ownKey = new();
    private Spool _records;
    private long _arrived;

    public DedupeStage(string node, DedupeSettings settings, string spoolPath)
    {
        (_node, _settings, _spoolPath) = (node, settings, spoolPath);
        if (settings.By == SameBy.Key)
            _paths.Add(settings.Path!);
        _records = new Spool(spoolPath);
    }

    public bool HoldsSlice => true;

    public IEnumerable<StageRecord> Take(IEnumerable<StageRecord> records)
    {
        foreach (var record in records)
            if (record.GoesPast)
                yield return record;
            else
                Hold(record);
    }

    private void Hold(StageRecord record)
    {
        Span<byte> key = stackalloc byte[HashBytes + 8];
        Hash(record.Json.Span, key);
        BinaryPrimitives.WriteInt64BigEndian(key[HashBytes..], _settings.Keep == KeptRecord.First ? _arrived : long.MaxValue - _arrived);
        _arrived++;
        _entry.CutBack(0);
        FieldBytes.Write(record.Key.Span, _entry);
        _entry.Add(record.Json.Span);
        _records.Add(key, _entry.Written);
    }

    private void Hash(ReadOnlySpan<byte> record, Span<byte> into)
    {
        if (_paths.Count == 0)
        {
            XxHash128.Hash(record, into);
            return;
        }
        Span<FieldValue> value = stackalloc FieldValue[1];
        _paths.Extract(record, value);
        _text.CutBack(0);
        ValueText.Write(record.Slice(value[0].Offset, value[0].Length), _text);
        if (_text.Length > 0)
        {
            XxHash128.Hash(_text.Written, into);
            return;
        }
        // Records without the value are the same as no other.
        into.Clear();
        BinaryPrimitives.WriteInt64BigEndian(into[8..], _arrived);
    }

    public IEnumerable<StageRecord> Rest()
    {
        using var byArrival = new Spool(_spoolPath);
        var last = new byte[HashBytes];
        var any = false;
        foreach (var entry in _records.Sorted())
        {
            if (any && entry.Key.Span[..HashBytes].SequenceEqual(last))
            {
                yield return Drop(entry.Value);
                continue;
            }
            any = true;
            entry.Key.Span[..HashBytes].CopyTo(last);
            Keep(entry, byArrival);
        }
        _records.Dispose();
        long given = 0;
        foreach (var entry in byArrival.Sorted())
        {
            yield return Read(entry.Value);
            given += entry.Value.Length;
            if (given < PageBytes)
                continue;
            given = 0;
            yield return StageRecord.PageEnd;
        }
        // It may begin anew: the stage is as it was at first.
        _records = new Spool(_spoolPath);
        _arrived = 0;
    }

    private void Keep(SpoolEntry entry, Spool byArrival)
    {
        Span<byte> place = stackalloc byte[8];
        var arrival = BinaryPrimitives.ReadInt64BigEndian(entry.Key.Span[HashBytes..]);
        BinaryPrimitives.WriteInt64BigEndian(place, _settings.Keep == KeptRecord.First ? arrival : long.MaxValue - arrival);
        byArrival.Add(place, entry.Value.Span);
        _kept.CutBack(0);
        _kept.Add(Read(entry.Value).Key.Span);
    }

    /// <summary>A dropped record with the key of the one kept must not become a revision of it: it gets a key made of its content.</summary>
    private StageRecord Drop(ReadOnlyMemory<byte> value)
    {
        var record = Read(value);
        var reason = $"rule of '{_node}': the same {(_settings.By == SameBy.Key ? _settings.Path : "content")} as '{_kept}', which is kept";
        if (!record.Key.Span.SequenceEqual(_kept.Written))
            return record with { Rejected = reason };
        _ownKey.CutBack(0);
        _ownKey.Add(record.Key.Span);
        var content = XxHash3.HashToUInt64(record.Json.Span);
        _ownKey.Add(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" (duplicate {content:x16})")));
        return record with { Key = _ownKey.Slice(0, _ownKey.Length), Rejected = reason };
    }

    private static StageRecord Read(ReadOnlyMemory<byte> value)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(value.Span);
        return new StageRecord(value[(4 + length)..], value.Slice(4, length), Rejected: null);
    }

    public void Dispose()
    {
        _records.Dispose();
        _text.Dispose();
        _entry.Dispose();
        _kept.Dispose();
        _ownKey.Dispose();
    }
}
