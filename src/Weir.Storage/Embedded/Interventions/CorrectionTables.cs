using System.Text;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Sdk.Records;

namespace Weir.Storage.Embedded.Interventions;

/// <summary>Stores records that people write. Used on the writer's thread.</summary>
internal sealed class CorrectionTables(
    SqliteDb db,
    KeyIndex index,
    FlowTables flows,
    DeliveryTables deliveries,
    Tallies tallies,
    PayloadFiles payloads,
    TimeProvider time
)
{
    /// <summary>Null if the latest revision is another one.</summary>
    public long? Correct(Correction correction)
    {
        var (stream, lanes) = (correction.Flow.Stream, correction.Flow.Lanes);
        flows.LoadTails(stream, lanes);
        var key = Encoding.UTF8.GetBytes(correction.Key);
        var hash = KeyHash.Of(stream, key);
        index.Find(hash, key, content: 0, out var slot, out var latest);
        if (latest != correction.Latest)
            return null;
        var (content, revision) = ContentOf(latest);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        using var slab = RecordSlab.Copy([correction.Record]);
        var frame = payloads.Append(PayloadFrame.Encode(slab), durable: true);
        var lane = DocumentId.Lane(latest);
        var id = DocumentId.Of(stream, lane, ++flows.TailOf(stream, lane));
        using var add = db.Prepare(
            "INSERT INTO document(id, key, key_hash, content, previous, revision, frame, place, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8)"
        );
        // The content is still that of the source: a record that is read again unchanged must not undo the correction.
        add.Bind(1, id)
            .Bind(2, key)
            .Bind(3, hash)
            .Bind(4, content)
            .Bind(5, latest)
            .Bind(6, revision + 1)
            .Bind(7, frame)
            .Bind(8, now)
            .Run();
        index.Put(slot, id, content);
        foreach (var queue in correction.Queues)
        {
            // What follows another target comes into being with an outcome there: until then nothing waits.
            var follows = Scalar("SELECT follows FROM queue WHERE id=?1", queue) != 0;
            if (!follows || Scalar("SELECT 1 FROM delivery WHERE id=?1", DocumentId.Under(latest, queue)) == 1)
                deliveries.Supersede(DocumentId.Under(latest, queue), queue, now);
            if (!follows)
                tallies.Add(queue, DeliveryState.Waiting, 1);
        }
        using var note = db.Prepare("INSERT INTO correction(document, at, who, reason, source) VALUES(?1, ?2, ?3, ?4, ?5)");
        note.Bind(1, id).Bind(2, now).Bind(3, correction.Who).Bind(4, correction.Reason).Bind(5, SourceOf(latest)).Run();
        return id;
    }

    private long? Scalar(string sql, long id)
    {
        using var find = db.Prepare(sql);
        return find.Bind(1, id).Step() ? find.Long(0) : null;
    }

    private (long Content, int Revision) ContentOf(long document)
    {
        using var find = db.Prepare("SELECT content, revision FROM document WHERE id=?1");
        find.Bind(1, document).Step();
        return (find.Long(0), find.Int(1));
    }

    /// <summary>The revision of the source: the latest one that is no correction itself.</summary>
    private long SourceOf(long document)
    {
        using var find = db.Prepare("SELECT source FROM correction WHERE document=?1");
        return find.Bind(1, document).Step() ? find.Long(0) : document;
    }
}
