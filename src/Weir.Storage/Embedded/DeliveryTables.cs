using System.Buffers.Binary;
using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;

namespace Weir.Storage.Embedded;

/// <summary>Attempts and deliveries. Used on the writer's thread.</summary>
internal sealed class DeliveryTables(
    SqliteDb db,
    Tallies tallies,
    PayloadFiles payloads,
    FlowTables flows,
    ChangeLog changes,
    TimeProvider time
) : IDisposable
{
    /// <summary>Added to a state when a newer revision of the key has been accepted: the delivery no longer counts.</summary>
    public const int Superseded = 16;

    private const int DeliverColumns = 8;
    private const string Columns = "id,state,attempt,tries,asked,due,target_id,target_number,kind,code,text,advice,at";

    private readonly SqliteDb.Statement _insert = db.Prepare(
        $"INSERT OR IGNORE INTO delivery({Columns}) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)"
    );
    private readonly BulkInsert _deliver = new(
        db,
        "INSERT OR IGNORE INTO delivery(id,state,attempt,tries,asked,target_id,target_number,at)",
        DeliverColumns
    );
    private readonly SqliteDb.Statement _update = db.Prepare(
        """
        UPDATE delivery SET state=?2 | (state & 16), attempt=CASE WHEN ?3=0 THEN attempt ELSE ?3 END, tries=?4, asked=?5, due=?6,
            target_id=coalesce(?7, target_id), target_number=coalesce(?8, target_number), kind=?9, code=?10, text=?11, advice=?12, at=?13 WHERE id=?1
        """
    );
    private readonly SqliteDb.Statement _state = db.Prepare("SELECT state, attempt FROM delivery WHERE id=?1");
    private readonly SqliteDb.Statement _supersede = db.Prepare(
        "UPDATE delivery SET state=?2, due=CASE WHEN state=4 THEN due ELSE NULL END WHERE id=?1"
    );
    private readonly SqliteDb.Statement _open = db.Prepare(
        "INSERT INTO attempt(queue,lane,run,opened,documents,count,first,last,doubt,trace,identities) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,0,?10)"
    );
    private readonly SqliteDb.Statement _head = db.Prepare(
        "INSERT INTO head(queue,lane,id) VALUES(?1,?2,?3) ON CONFLICT(queue,lane) DO UPDATE SET id=max(id, ?3)"
    );
    private readonly SqliteDb.Statement _close = db.Prepare(
        "UPDATE attempt SET closed=?2, trace=?3, error=?4, identities=CASE WHEN ?5=1 THEN identities END WHERE id=?1"
    );
    private readonly SqliteDb.Statement _follow = db.Prepare("INSERT INTO follow(id,lead,frame,place,again) VALUES(?1,?2,?3,?4,0)");
    private readonly SqliteDb.Statement _followAgain = db.Prepare(
        "UPDATE follow SET lead=?2, frame=?3, place=?4, again=again+1 WHERE id=?1"
    );
    private readonly SqliteDb.Statement _again = db.Prepare(
        "UPDATE delivery SET state=0, tries=0, asked=0, due=NULL, kind=NULL, code=NULL, text=NULL, advice=NULL, at=?2 WHERE id=?1"
    );
    private readonly SqliteDb.Statement _lastRow = db.Prepare("SELECT last_insert_rowid()");

    public long OpenAttempt(AttemptOpening opening)
    {
        var documents = new byte[opening.Documents.Length * 8];
        for (var i = 0; i < opening.Documents.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(documents.AsSpan(i * 8), opening.Documents[i]);
        _open.Bind(1, opening.Queue).Bind(2, opening.Lane).Bind(3, opening.Run).Bind(4, Now).BindBlob(5, documents);
        _open.Bind(6, opening.Documents.Length).Bind(7, opening.Documents[0]).Bind(8, opening.Documents[^1]);
        _open.Bind(9, (long)opening.DoubtUntil.TotalMilliseconds);
        _open.Bind(10, opening.Identities.Count == 0 ? null : JsonSerializer.Serialize(opening.Identities)).Run();
        _lastRow.Step();
        var attempt = _lastRow.Long(0);
        _lastRow.Reset();
        if (opening.Head > 0)
            _head.Bind(1, opening.Queue).Bind(2, opening.Lane).Bind(3, opening.Head).Run();
        return attempt;
    }

    public void CloseAttempt(AttemptClosing closing)
    {
        var now = Now;
        var members = closing.Members is { } seen ? payloads.Append(seen.Span, durable: true) : 0;
        var mayBulk = closing.Attempt != 0 && !flows.IsFollowing(closing.Queue);
        for (var i = 0; i < closing.Settlements.Count; )
        {
            var delivered = 0;
            while (mayBulk && i + delivered < closing.Settlements.Count && IsDeliveredAtOnce(closing.Settlements[i + delivered]))
                delivered++;
            if (delivered > 1)
                Deliver(closing, i, delivered, members, now);
            else
                SettleAndFollow(closing, i, members, now);
            i += Math.Max(1, delivered);
        }
        if (closing.Attempt == 0)
        {
            foreach (var settlement in closing.Settlements)
                changes.Delivery(DocumentId.Under(settlement.Document, closing.Queue));
            return;
        }
        changes.Attempt(closing.Attempt);
        var trace = closing.Trace is { } bytes ? payloads.Append(bytes.Span, durable: false) : 0;
        var mayBeAsked = closing.Settlements.Any(s => s.To == DeliveryState.InDoubt);
        _close.Bind(1, closing.Attempt).Bind(2, now).Bind(3, trace).Bind(4, closing.Error).Bind(5, mayBeAsked ? 1 : 0).Run();
    }

    private static bool IsDeliveredAtOnce(in Settlement s) =>
        s is { From: DeliveryState.Waiting, To: DeliveryState.Delivered, DueAt: null, Error: null };

    /// <summary>The usual case, many rows at once: they waited, and the first attempt delivered them.</summary>
    private void Deliver(AttemptClosing closing, int first, int count, long members, long now)
    {
        for (var done = 0; done < count; )
        {
            var insert = _deliver.Take(count - done, out var rows);
            for (var i = 0; i < rows; i++)
            {
                var s = closing.Settlements[first + done + i];
                var at = i * DeliverColumns;
                insert.Bind(at + 1, DocumentId.Under(s.Document, closing.Queue)).Bind(at + 2, (long)s.To).Bind(at + 3, closing.Attempt);
                insert.Bind(at + 4, s.Tries).Bind(at + 5, s.Asked).Bind(at + 6, s.TargetId).Bind(at + 7, s.TargetNumber).Bind(at + 8, now);
            }
            insert.Run();
            var inserted = db.Changes;
            tallies.Add(closing.Queue, DeliveryState.Waiting, -inserted);
            tallies.Add(closing.Queue, DeliveryState.Delivered, inserted);
            // Those that have a row already were superseded while they were on their way.
            for (var i = first + done; (inserted < rows || members != 0) && i < first + done + rows; i++)
                if (inserted == rows || WasInserted(DocumentId.Under(closing.Settlements[i].Document, closing.Queue), closing.Attempt))
                    Follow(closing, i, members, now);
                else
                    SettleAndFollow(closing, i, members, now);
            done += rows;
        }
    }

    private bool WasInserted(long id, long attempt)
    {
        _state.Bind(1, id);
        var inserted = _state.Step() && _state.Long(1) == attempt;
        _state.Reset();
        return inserted;
    }

    private void SettleAndFollow(AttemptClosing closing, int index, long members, long now)
    {
        if (Settle(closing.Queue, closing.Attempt, closing.Settlements[index], now))
            Follow(closing, index, members, now);
    }

    /// <summary>Writes what became of a delivery; false if it no longer counts because a newer revision was accepted.</summary>
    private bool Settle(int queue, long attempt, in Settlement s, long now)
    {
        var id = DocumentId.Under(s.Document, queue);
        if (s.From == DeliveryState.Waiting && !flows.IsFollowing(queue))
        {
            BindRow(_insert, id, attempt, s, now).Run();
            if (db.Changes == 1)
            {
                tallies.Move(queue, DeliveryState.Waiting, s.To);
                return true;
            }
        }
        var before = StateOf(id);
        BindRow(_update, id, attempt, s, now).Run();
        // A superseded delivery left the counts when it was superseded.
        if ((before & Superseded) != 0)
            return false;
        tallies.Move(queue, (DeliveryState)before, s.To);
        return true;
    }

    /// <summary>Brings the deliveries that follow this outcome into being, and withdraws those that waited because it had failed.</summary>
    private void Follow(AttemptClosing closing, int index, long members, long now)
    {
        var s = closing.Settlements[index];
        foreach (var (follower, on) in flows.FollowersOf(closing.Queue))
        {
            var isMet = on == FollowOn.Delivered ? s.To == DeliveryState.Delivered : s.To is DeliveryState.Failed or DeliveryState.Held;
            if (isMet)
            {
                var place = members == 0 || closing.Places.Count == 0 ? -1 : closing.Places[index];
                Due(s.Document, follower, closing.Queue, place < 0 ? 0 : members, Math.Max(0, place), now);
            }
            else if (on == FollowOn.Failed && s.To == DeliveryState.Delivered)
                Withdraw(s.Document, follower, now);
        }
    }

    /// <summary>A delivery that follows is due: for the first time, or once more when what it told is over and has come again.</summary>
    private void Due(long document, int queue, int lead, long frame, int place, long now)
    {
        var id = DocumentId.Under(document, queue);
        var state = StateOf(id);
        changes.Delivery(id);
        if (state < 0)
        {
            var nothing = new Settlement(document, default, default, 0, 0, DueAt: null, TargetId: null, TargetNumber: null, Error: null);
            BindRow(_insert, id, 0, nothing, now).Run();
            _follow.Bind(1, id).Bind(2, lead).Bind(3, frame).Bind(4, place).Run();
            tallies.Add(queue, DeliveryState.Waiting, 1);
        }
        else if ((DeliveryState)state is DeliveryState.Delivered or DeliveryState.Failed or DeliveryState.Held or DeliveryState.Rejected)
        {
            _again.Bind(1, id).Bind(2, now).Run();
            _followAgain.Bind(1, id).Bind(2, lead).Bind(3, frame).Bind(4, place).Run();
            tallies.Move(queue, (DeliveryState)state, DeliveryState.Waiting);
        }
    }

    /// <summary>The failure that a delivery was to tell is over before it was told.</summary>
    private void Withdraw(long document, int queue, long now)
    {
        var state = (DeliveryState)StateOf(DocumentId.Under(document, queue));
        if (state is not (DeliveryState.Waiting or DeliveryState.Retrying or DeliveryState.Failed or DeliveryState.Held))
            return;
        var error = new DeliveryError(
            ErrorKind.Rejected,
            "over",
            "What it follows had failed, and has been delivered since: there is nothing to tell."
        );
        changes.Delivery(DocumentId.Under(document, queue));
        var over = new Settlement(document, state, DeliveryState.Rejected, 0, 0, DueAt: null, TargetId: null, TargetNumber: null, error);
        Settle(queue, 0, over, now);
    }

    private static SqliteDb.Statement BindRow(SqliteDb.Statement statement, long id, long attempt, in Settlement s, long now)
    {
        statement
            .Bind(1, id)
            .Bind(2, (long)s.To)
            .Bind(3, attempt)
            .Bind(4, s.Tries)
            .Bind(5, s.Asked)
            .Bind(6, s.DueAt?.ToUnixTimeMilliseconds());
        statement.Bind(7, s.TargetId).Bind(8, s.TargetNumber);
        if (s.Error is { } error)
            statement.Bind(9, (long)error.Kind).Bind(10, error.Code).Bind(11, error.Text).Bind(12, error.Advice);
        else
            statement.BindNull(9).BindNull(10).BindNull(11).BindNull(12);
        return statement.Bind(13, now);
    }

    /// <summary>A newer revision was accepted: the older delivery no longer counts, and is not sent if it has not been.</summary>
    public void Supersede(long id, int queue, long now)
    {
        changes.Delivery(id);
        var state = StateOf(id);
        // What never came into being there is not waiting there.
        if (state < 0 && flows.IsFollowing(queue))
            return;
        if (state < 0)
        {
            tallies.Add(queue, DeliveryState.Waiting, -1);
            var nothing = new Settlement(
                id,
                DeliveryState.Waiting,
                DeliveryState.Waiting,
                0,
                0,
                DueAt: null,
                TargetId: null,
                TargetNumber: null,
                Error: null
            );
            BindRow(_insert, id, 0, nothing, now).Bind(2, Superseded).Run();
            return;
        }
        if ((state & Superseded) != 0)
            return;
        tallies.Add(queue, (DeliveryState)state, -1);
        // What is in doubt must still be found out; everything else that waits is overtaken by the newer revision.
        _supersede.Bind(1, id).Bind(2, state | Superseded).Run();
    }

    /// <summary>
    /// A queue that took from the ledger follows another from now on: nothing waits in it. Or the other way round: it gets what it has not seen, as a
    /// target that is added later.
    /// </summary>
    public void Turn(int queue, int stream)
    {
        var (low, high) = (DocumentId.Of(queue, 0, 0), DocumentId.Of(queue + 1, 0, 0));
        db.Execute($"DELETE FROM delivery WHERE state=0 AND id>{low} AND id<{high}");
        db.Execute($"DELETE FROM head WHERE queue={queue}");
        changes.Queue(queue);
        tallies.Add(queue, DeliveryState.Waiting, -tallies.Counts(queue).Waiting);
        if (!flows.IsFollowing(queue))
            TakeOver(queue, stream);
    }

    /// <summary>A target that is added later gets the latest revisions of what was accepted before; all others are told apart here.</summary>
    public void TakeOver(int queue, int stream)
    {
        var (low, high) = (DocumentId.Of(stream, 0, 0), DocumentId.Of(stream + 1, 0, 0));
        const string mine = "(d.id & ((1 << 48) - 1)) | (?1 << 48)";
        using var older = db.Prepare(
            $"INSERT OR IGNORE INTO delivery(id,state,attempt,tries,asked,at) SELECT {mine},{Superseded},0,0,0,?2 FROM document n JOIN document d ON d.id=n.previous WHERE n.id>?3 AND n.id<?4"
        );
        older.Bind(1, queue).Bind(2, Now).Bind(3, low).Bind(4, high).Run();
        // Records without a key were rejected for every target.
        using var keyless = db.Prepare(
            $"""
            INSERT OR IGNORE INTO delivery(id,state,attempt,tries,asked,kind,text,at)
                SELECT {mine},{(int)
                DeliveryState.Rejected},0,0,0,v.kind,v.text,?2 FROM delivery v JOIN document d ON d.id = (v.id & ((1 << 48) - 1)) | (?3 << 48)
                WHERE v.state={(int)DeliveryState.Rejected} AND v.code IS NULL AND (v.id >> 48) IN (SELECT id FROM queue WHERE stream=?3)
            """
        );
        keyless.Bind(1, queue).Bind(2, Now).Bind(3, stream).Run();
        tallies.Add(queue, DeliveryState.Rejected, db.Changes);
        using var open = db.Prepare(
            $"SELECT count(*) FROM document d LEFT JOIN delivery v ON v.id={mine} WHERE d.id>?2 AND d.id<?3 AND v.id IS NULL"
        );
        open.Bind(1, queue).Bind(2, low).Bind(3, high).Step();
        tallies.Add(queue, DeliveryState.Waiting, open.Long(0));
    }

    /// <summary>A document that is not delivered because of a rule.</summary>
    public void Reject(long document, int queue, string reason, long now)
    {
        var error = new DeliveryError(ErrorKind.Rejected, Code: null, reason);
        var rejected = new Settlement(
            document,
            DeliveryState.Waiting,
            DeliveryState.Rejected,
            0,
            0,
            DueAt: null,
            TargetId: null,
            TargetNumber: null,
            error
        );
        changes.Delivery(DocumentId.Under(document, queue));
        Settle(queue, 0, rejected, now);
    }

    /// <summary>Attempts found open belong to a process that is gone: nobody knows whether their calls arrived.</summary>
    public void PutOpenAttemptsInDoubt(FlowHandle handle)
    {
        var now = Now;
        foreach (var queue in handle.Queues)
        {
            var open = new List<(long Attempt, long[] Documents, long Doubt)>();
            using (var find = db.Prepare("SELECT id, documents, doubt FROM attempt WHERE queue=?1 AND closed IS NULL"))
            {
                find.Bind(1, queue);
                while (find.Step())
                    open.Add((find.Long(0), Unpack(find.Blob(1)), find.Long(2)));
            }
            foreach (var (attempt, documents, doubt) in open)
            {
                changes.Attempt(attempt);
                var due = DateTimeOffset.FromUnixTimeMilliseconds(now + doubt);
                var error = new DeliveryError(ErrorKind.InDoubt, "crash", "The process ended while the call was open.");
                foreach (var document in documents)
                {
                    var (state, tries) = Tried(DocumentId.Under(document, queue));
                    Settle(
                        queue,
                        attempt,
                        new Settlement(
                            document,
                            state,
                            DeliveryState.InDoubt,
                            tries + 1,
                            0,
                            due,
                            TargetId: null,
                            TargetNumber: null,
                            error
                        ),
                        now
                    );
                }
                _close.Bind(1, attempt).Bind(2, now).Bind(3, 0L).Bind(4, "the process ended while the call was open").Bind(5, 1).Run();
            }
        }
    }

    /// <summary>Puts deliveries that a person has to act on back into the queue. Returns how many.</summary>
    public int Release(int queue, IReadOnlyList<long> documents)
    {
        var now = Now;
        var released = 0;
        foreach (var document in documents)
        {
            var state = StateOf(DocumentId.Under(document, queue));
            if (state is not ((int)DeliveryState.Failed or (int)DeliveryState.Held))
                continue;
            var due = DateTimeOffset.FromUnixTimeMilliseconds(now);
            Settle(
                queue,
                0,
                new Settlement(
                    document,
                    (DeliveryState)state,
                    DeliveryState.Retrying,
                    0,
                    0,
                    due,
                    TargetId: null,
                    TargetNumber: null,
                    Error: null
                ),
                now
            );
            changes.Delivery(DocumentId.Under(document, queue));
            released++;
        }
        return released;
    }

    /// <summary>Writes what a person did to a delivery.</summary>
    public void Intervene(int queue, in Settlement settlement)
    {
        changes.Delivery(DocumentId.Under(settlement.Document, queue));
        Settle(queue, 0, settlement, Now);
    }

    private (DeliveryState State, int Tries) Tried(long id)
    {
        using var find = db.Prepare("SELECT state, tries FROM delivery WHERE id=?1");
        find.Bind(1, id);
        return find.Step() ? ((DeliveryState)(find.Int(0) & ~Superseded), find.Int(1)) : (DeliveryState.Waiting, 0);
    }

    private int StateOf(long id)
    {
        _state.Bind(1, id);
        var state = _state.Step() ? _state.Int(0) : -1;
        _state.Reset();
        return state;
    }

    private static long[] Unpack(ReadOnlySpan<byte> blob)
    {
        var documents = new long[blob.Length / 8];
        for (var i = 0; i < documents.Length; i++)
            documents[i] = BinaryPrimitives.ReadInt64LittleEndian(blob[(i * 8)..]);
        return documents;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose()
    {
        _deliver.Dispose();
        foreach (
            var statement in new[] { _insert, _update, _state, _supersede, _open, _head, _close, _follow, _followAgain, _again, _lastRow }
        )
            statement.Dispose();
    }
}
