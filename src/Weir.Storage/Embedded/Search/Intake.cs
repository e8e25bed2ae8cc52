using System.Buffers.Binary;
using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded.Search;

/// <summary>Takes the ledger into the index, a part at a time: one state of the ledger, one transaction of the index.</summary>
internal sealed class Intake : IDisposable
{
    private const int MostDocuments = 2000;
    private const int MostCommits = 200;
    private const long OwnerMask = (1L << 48) - 1;

    private readonly SqliteDb _ledger;
    private readonly SqliteDb _index;
    private readonly TimeProvider _time;
    private readonly Problems _problems;
    private readonly Entries _entries;
    private readonly Terms _deliveryTerms;
    private readonly DocumentWords _words;
    private readonly SqliteDb.Statement _documents;
    private readonly SqliteDb.Statement _delivery;
    private readonly SqliteDb.Statement _attempt;
    private readonly SqliteDb.Statement _accepted;

    public Intake(SqliteDb ledger, SqliteDb index, PayloadFiles payloads, TimeProvider time)
    {
        _ledger = ledger;
        _index = index;
        _time = time;
        _problems = new Problems(index);
        _deliveryTerms = new Terms(index, "delivery_term");
        _entries = new Entries(index, _problems, _deliveryTerms);
        _words = new DocumentWords(ledger, index, payloads);
        _documents = ledger.Prepare(
            $"SELECT d.id, d.at, {DeliveryRow.Columns} FROM document d LEFT JOIN delivery v ON v.id=(d.id & {OwnerMask}) | ?4 WHERE d.id>?1 AND d.id<=?2 ORDER BY d.id LIMIT ?3"
        );
        _delivery = ledger.Prepare($"SELECT {DeliveryRow.Columns} FROM delivery v WHERE v.id=?1");
        _accepted = ledger.Prepare($"SELECT d.at FROM queue q JOIN document d ON d.id=(?2 & {OwnerMask}) | (q.stream << 48) WHERE q.id=?1");
        _attempt = ledger.Prepare("SELECT queue, documents FROM attempt WHERE id=?1");
    }

    /// <summary>The last commit of the ledger that was taken in.</summary>
    public long Change { get; private set; }

    /// <summary>Takes in a part. False if there was nothing.</summary>
    public bool Step()
    {
        // Both reads and writes of a step belong to one state of the ledger.
        _ledger.Execute("BEGIN");
        try
        {
            _index.Execute("BEGIN IMMEDIATE");
            var worked = TakeChanges();
            worked |= TakeDocuments();
            worked |= _words.Take(MostDocuments);
            _problems.Save(_time.GetUtcNow().ToUnixTimeMilliseconds());
            _deliveryTerms.MergeIfFull();
            _index.Execute("COMMIT");
            return worked;
        }
        finally
        {
            _ledger.Execute("COMMIT");
        }
    }

    private bool TakeChanges()
    {
        var last = Cursors.Progress(_index, "change");
        if (last is null)
        {
            // The index is new: entries are made with what the ledger says now, and what was before does not matter.
            Change = _ledger.Scalar("SELECT max(seq) FROM change") ?? 0;
            Cursors.SetProgress(_index, "change", Change);
            return true;
        }
        var changed = new SortedSet<long>();
        var turned = new HashSet<int>();
        Change = last.Value;
        using (var read = _ledger.Prepare("SELECT seq, subjects FROM change WHERE seq>?1 ORDER BY seq LIMIT ?2"))
        {
            read.Bind(1, last.Value).Bind(2, MostCommits);
            while (read.Step())
            {
                Change = read.Long(0);
                var subjects = read.Blob(1);
                for (var i = 0; i + 8 <= subjects.Length; i += 8)
                    Collect(BinaryPrimitives.ReadInt64LittleEndian(subjects[i..]), changed, turned);
            }
        }
        if (Change == last.Value)
            return false;
        foreach (var queue in turned)
            _entries.Forget(queue);
        foreach (var id in changed)
            TakeChange(id);
        Cursors.SetProgress(_index, "change", Change);
        return true;
    }

    private void TakeChange(long id)
    {
        _delivery.Bind(1, id);
        var hasRow = _delivery.Step();
        var row = hasRow ? DeliveryRow.From(_delivery, 0) : default;
        _delivery.Reset();
        var queue = DocumentId.Owner(id);
        if (!hasRow || _entries.Update(id, queue, row))
            return;
        // A delivery that follows comes into being behind its document, which was passed by already; all others are taken in with theirs.
        var last = Cursors.Lane(_index, "entered", queue, DocumentId.Lane(id));
        if (DocumentId.Sequence(id) <= DocumentId.Sequence(last) && AcceptedAt(id, queue) is { } at)
            _entries.Add(id, queue, at, row);
    }

    private long? AcceptedAt(long id, int queue)
    {
        _accepted.Bind(1, queue).Bind(2, id);
        long? at = _accepted.Step() ? _accepted.Long(0) : null;
        _accepted.Reset();
        return at;
    }

    /// <summary>A delivery, an attempt (negative) with its documents, or a queue.</summary>
    private void Collect(long subject, SortedSet<long> changed, HashSet<int> turned)
    {
        if (subject < ChangeLog.EndOfQueues)
        {
            turned.Add((int)(subject - ChangeLog.QueueMark));
            return;
        }
        if (subject > 0)
        {
            changed.Add(subject);
            return;
        }
        _attempt.Bind(1, -subject);
        if (_attempt.Step())
        {
            var queue = _attempt.Int(0);
            var documents = _attempt.Blob(1);
            for (var i = 0; i + 8 <= documents.Length; i += 8)
                changed.Add(DocumentId.Under(BinaryPrimitives.ReadInt64LittleEndian(documents[i..]), queue));
        }
        _attempt.Reset();
    }

    private bool TakeDocuments()
    {
        var left = MostDocuments;
        foreach (var queue in Cursors.Queues(_ledger))
        {
            for (var lane = 0; lane < queue.Lanes && left > 0; lane++)
                left -= TakeLane(queue, lane, left);
            if (left <= 0)
                break;
        }
        return left < MostDocuments;
    }

    private int TakeLane(QueueInfo queue, int lane, int most)
    {
        var last = Cursors.Lane(_index, "entered", queue.Id, lane);
        var first = last == 0 ? DocumentId.Of(queue.Stream, lane, 0) : last;
        _documents
            .Bind(1, first)
            .Bind(2, DocumentId.Of(queue.Stream, lane, DocumentId.MaxSequence))
            .Bind(3, most)
            .Bind(4, (long)queue.Id << 48);
        var taken = 0;
        while (_documents.Step())
        {
            taken++;
            last = _documents.Long(0);
            if (queue.Follows && _documents.IsNull(2))
                continue;
            var row = DeliveryRow.From(_documents, 2);
            _entries.Add(DocumentId.Under(last, queue.Id), queue.Id, _documents.Long(1), row);
        }
        _documents.Reset();
        if (taken > 0)
            Cursors.SetLane(_index, "entered", queue.Id, lane, last);
        return taken;
    }

    public void Dispose()
    {
        _documents.Dispose();
        _delivery.Dispose();
        _attempt.Dispose();
        _accepted.Dispose();
        _words.Dispose();
        _entries.Dispose();
        _deliveryTerms.Dispose();
        _problems.Dispose();
    }
}
