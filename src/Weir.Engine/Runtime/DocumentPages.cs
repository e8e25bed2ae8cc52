using System.Buffers;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>
/// Collects what comes out of the stages into pages for the ledger, cut by bytes and number: one record of the source may become more documents
/// than memory is meant for. The keys come beside the records, and nothing is read a second time.
/// </summary>
internal sealed class DocumentPages
{
    /// <summary>Not passed, so that a page lies in a block of this size and not in one of twice that; a larger document is a page of its own.</summary>
    private const int MostBytes = 2 * 1024 * 1024;
    private const int MostDocuments = 4096;

    /// <summary>A document that passes after it was rejected is another revision, even if nothing but the rule has changed; and the other way round.</summary>
    private const long RejectedMark = 0x5bd1_e995_7f4a_7c15;
    private readonly int _stream;
    private readonly PathPlan _paths = new();
    private readonly ContentHash _content;

    public DocumentPages(int stream, IReadOnlyList<string> ignored)
    {
        _stream = stream;
        _content = new ContentHash(_paths, ignored);
    }

    /// <summary>Cuts a sequence into pages; at least one, which may be empty.</summary>
    public IEnumerable<DocumentPage> Cut(IEnumerable<StageRecord> records)
    {
        using var sequence = records.GetEnumerator();
        var more = true;
        var waiting = false;
        while (more)
        {
            var page = Fill(sequence, ref waiting);
            more = !page.IsLast;
            yield return page;
        }
    }

    /// <param name="sequence">The documents.</param>
    /// <param name="waiting">True if the one the sequence is at was not taken yet.</param>
    private DocumentPage Fill(IEnumerator<StageRecord> sequence, ref bool waiting)
    {
        var buffer = SlabPool.Rent(64 * 1024);
        var used = 0;
        var extents = new List<RecordExtent>();
        var records = new List<PageRecord>();
        var keys = new ArrayBufferWriter<byte>(1024);
        Dictionary<int, string>? rejected = null;
        try
        {
            while (records.Count < MostDocuments)
            {
                if (!waiting && !sequence.MoveNext())
                    return Page(isLast: true);
                var record = sequence.Current;
                var json = record.Json.Span;
                waiting = used > 0 && used + (long)json.Length > MostBytes;
                if (waiting)
                    break;
                if (record.IsPageEnd)
                    continue;
                Grow(ref buffer, used, json.Length);
                json.CopyTo(buffer.AsSpan(used));
                extents.Add(new RecordExtent(used, json.Length));
                used += json.Length;
                if (record.Rejected is { } rule)
                    (rejected ??= [])[records.Count] = rule;
                records.Add(Identify(record, records.Count, keys));
            }
            return Page(isLast: false);
        }
        catch
        {
            SlabPool.Return(buffer);
            throw;
        }

        DocumentPage Page(bool isLast) =>
            new(RecordSlab.Own(buffer, used, [.. extents]), new ParsedPage(records, keys.WrittenMemory, rejected ?? []), isLast);
    }

    private PageRecord Identify(StageRecord record, int index, ArrayBufferWriter<byte> keys)
    {
        var key = record.Key.Span;
        var start = keys.WrittenCount;
        keys.Write(key);
        var content = ContentOf(record.Json.Span);
        return new PageRecord(
            index,
            start,
            key.Length,
            KeyHash.Of(_stream, key),
            record.Rejected is null ? content : content ^ RejectedMark
        );
    }

    private long ContentOf(ReadOnlySpan<byte> record)
    {
        // A record that is no object was rejected for it; there is nothing to look for in it.
        if (!_content.NeedsValues || FieldValue.KindOf(record) != System.Text.Json.JsonValueKind.Object)
            return KeyHash.OfContent(record);
        Span<FieldValue> values = _paths.Count <= 64 ? stackalloc FieldValue[_paths.Count] : new FieldValue[_paths.Count];
        _paths.Extract(record, values);
        return _content.Of(record, values);
    }

    private static void Grow(ref byte[] buffer, int used, int more)
    {
        if (more <= buffer.Length - used)
            return;
        var larger = SlabPool.Rent(Math.Max(buffer.Length * 2, used + more));
        buffer.AsSpan(0, used).CopyTo(larger);
        SlabPool.Return(buffer);
        buffer = larger;
    }
}
