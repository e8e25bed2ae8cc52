using Weir.Engine.Ledger;
using Weir.Engine.Mapping;

namespace Weir.Storage.Embedded.Search;

/// <summary>Takes in keys and declared fields of documents. Payload is read for flows with declared fields only.</summary>
internal sealed class DocumentWords : IDisposable
{
    private readonly SqliteDb _ledger;
    private readonly SqliteDb _index;
    private readonly PayloadFiles _payloads;
    private readonly Terms _terms;
    private readonly SqliteDb.Statement _read;
    private readonly SqliteDb.Statement _value;
    private readonly SqliteDb.Statement _words;
    private readonly Dictionary<string, ValuePlan> _plans = new(StringComparer.Ordinal);

    public DocumentWords(SqliteDb ledger, SqliteDb index, PayloadFiles payloads)
    {
        _ledger = ledger;
        _index = index;
        _payloads = payloads;
        _terms = new Terms(index, "document_term");
        _read = ledger.Prepare("SELECT id, key, frame, place FROM document WHERE id>?1 AND id<=?2 ORDER BY id LIMIT ?3");
        _value = index.Prepare("INSERT OR REPLACE INTO field_value(document, no, value) VALUES(?1, ?2, ?3)");
        _words = index.Prepare("INSERT INTO document_word(rowid, words) VALUES(?1, ?2)");
    }

    /// <summary>Takes in at most so many documents. False if there were none.</summary>
    public bool Take(int most)
    {
        var declared = Declared.All(_index);
        var left = most;
        foreach (var stream in Cursors.Queues(_ledger).DistinctBy(q => q.Stream))
        {
            var fields = declared.GetValueOrDefault(stream.FlowName, Declared.Nothing).Fields;
            for (var lane = 0; lane < stream.Lanes && left > 0; lane++)
                left -= TakeLane(stream.Stream, lane, fields, left);
            if (left <= 0)
                break;
        }
        _terms.MergeIfFull();
        return left < most;
    }

    private int TakeLane(int stream, int lane, IReadOnlyList<string> fields, int most)
    {
        var last = Cursors.Lane(_index, "worded", stream, lane);
        _read.Bind(1, last == 0 ? DocumentId.Of(stream, lane, 0) : last);
        _read.Bind(2, DocumentId.Of(stream, lane, DocumentId.MaxSequence)).Bind(3, most);
        using var frame = new OpenFrame(_payloads);
        var taken = 0;
        while (_read.Step())
        {
            taken++;
            last = _read.Long(0);
            _terms.Add(stream, _read.Text(1), last);
            if (fields.Count > 0 && _payloads.Has(_read.Long(2)))
                TakeFields(stream, last, fields, frame.Record(_read.Long(2), _read.Int(3)));
        }
        _read.Reset();
        if (taken > 0)
            Cursors.SetLane(_index, "worded", stream, lane, last);
        return taken;
    }

    private void TakeFields(int stream, long id, IReadOnlyList<string> fields, ReadOnlySpan<byte> record)
    {
        var words = new List<string>(fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            if (FieldText.Of(record, PlanOf(fields[i])) is not { Length: > 0 } value)
                continue;
            _value.Bind(1, id).Bind(2, i).Bind(3, value).Run();
            _terms.Add(stream, value, id);
            words.Add(Words.Of(value));
        }
        if (words.Count > 0)
            _words.Bind(1, id).Bind(2, string.Join(' ', words)).Run();
    }

    private ValuePlan PlanOf(string field)
    {
        if (!_plans.TryGetValue(field, out var plan))
            _plans[field] = plan = FieldText.PlanOf(field);
        return plan;
    }

    public void Dispose()
    {
        _terms.Dispose();
        _read.Dispose();
        _value.Dispose();
        _words.Dispose();
    }
}
