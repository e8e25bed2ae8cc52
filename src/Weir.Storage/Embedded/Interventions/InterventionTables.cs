using System.Buffers.Binary;
using System.Globalization;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Sdk.Errors;

namespace Weir.Storage.Embedded.Interventions;

/// <summary>Does what people want done to deliveries, and notes it. Used on the writer's thread.</summary>
internal sealed class InterventionTables(SqliteDb db, DeliveryTables deliveries, JobTables jobs, TimeProvider time) : IDisposable
{
    private readonly SqliteDb.Statement _now = db.Prepare("SELECT state, tries, due, kind, code, text, advice FROM delivery WHERE id=?1");
    private readonly SqliteDb.Statement _note = db.Prepare(
        "INSERT INTO intervention(at, who, action, reason, job, queue, first, last, documents) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    );

    public InterventionResult Act(Intervention intervention, IReadOnlyList<InterventionSubject> subjects, JobStep? step)
    {
        if (step is not null && !jobs.IsRunning(step.Job))
            return new InterventionResult(0, [], Goes: false);
        var now = time.GetUtcNow();
        var refusals = new List<Refusal>();
        var done = new List<InterventionSubject>(subjects.Count);
        foreach (var subject in subjects)
        {
            if (intervention.Action == InterventionAction.Export)
            {
                done.Add(subject);
                continue;
            }
            var (settlement, refusal) = Now(subject) is { } found
                ? InterventionRules.Decide(intervention, subject, found, now)
                : (null, "nothing of it is due at this target");
            if (settlement is { } settled)
            {
                deliveries.Intervene(subject.Queue, settled);
                done.Add(subject);
            }
            else
                refusals.Add(new Refusal(subject.Queue, subject.Document, subject.Key, refusal!));
        }
        if (intervention.Action != InterventionAction.Export)
            foreach (var queue in done.GroupBy(subject => subject.Queue))
                Note(intervention, queue.Key, [.. queue.Select(subject => subject.Document).Order()], now);
        if (step is not null)
            jobs.Advance(step, done.Count, refusals);
        return new InterventionResult(done.Count, refusals);
    }

    /// <summary>Null when there is no delivery: in a queue that follows another, it may never come into being.</summary>
    private DeliveryNow? Now(in InterventionSubject subject)
    {
        _now.Bind(1, DocumentId.Under(subject.Document, subject.Queue));
        if (!_now.Step())
        {
            _now.Reset();
            if (db.Scalar(string.Create(CultureInfo.InvariantCulture, $"SELECT follows FROM queue WHERE id={subject.Queue}")) != 0)
                return null;
            return new DeliveryNow(DeliveryState.Waiting, Superseded: false, 0, DueAt: null, Error: null);
        }
        var state = _now.Int(0);
        var found = new DeliveryNow(
            (DeliveryState)(state & ~DeliveryTables.Superseded),
            (state & DeliveryTables.Superseded) != 0,
            _now.Int(1),
            Rows.Time(_now.LongOrNull(2)),
            _now.IsNull(3) ? null : new DeliveryError((ErrorKind)_now.Int(3), _now.TextOrNull(4), _now.Text(5), _now.TextOrNull(6))
        );
        _now.Reset();
        return found;
    }

    private void Note(Intervention intervention, int queue, long[] documents, DateTimeOffset now)
    {
        var blob = new byte[documents.Length * 8];
        for (var i = 0; i < documents.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(blob.AsSpan(i * 8), documents[i]);
        _note
            .Bind(1, now.ToUnixTimeMilliseconds())
            .Bind(2, intervention.Who)
            .Bind(3, (long)intervention.Action)
            .Bind(4, intervention.Reason);
        _note.Bind(5, intervention.Job).Bind(6, queue).Bind(7, documents[0]).Bind(8, documents[^1]).BindBlob(9, blob).Run();
    }

    public void Dispose()
    {
        _now.Dispose();
        _note.Dispose();
    }
}
