using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;

namespace Weir.Storage.Embedded;

/// <summary>Reads that do not go through the writer: each uses a connection of its own from a small pool and sees the last commit.</summary>
internal sealed class LedgerReader(string path, Tallies tallies) : ILedgerQueries, IDisposable
{
    private const int CacheKilobytes = 1024;
    private const long OwnerMask = (1L << 48) - 1;

    private const string LaneColumns =
        "d.id, d.key, d.key_hash, d.revision, d.previous, d.frame, d.place, v.state, v.tries, v.asked, v.due, v.target_id";

    private const string LeadColumns = "f.lead, f.frame, f.place, f.again";

    internal const string SummaryColumns = """
        d.id, d.key, d.revision, d.at, d.frame, d.place, v.state, v.tries, v.due, v.target_id, v.target_number, v.kind, v.code, v.text, v.advice,
            v.at
        """;

    private readonly ConcurrentBag<Reader> _idle = [];

    public IReadOnlyList<LaneDocument> Waiting(int stream, int queue, int lane, long after, int limit) =>
        Use(reader =>
        {
            var find = reader.Prepared(
                $"SELECT {LaneColumns}, d.at FROM document d LEFT JOIN delivery v ON v.id = (d.id & {OwnerMask}) | ?4 WHERE d.id>?1 AND d.id<=?2 AND v.id IS NULL ORDER BY d.id LIMIT ?3"
            );
            var first = Math.Max(after, DocumentId.Of(stream, lane, 0));
            find.Bind(1, first).Bind(2, DocumentId.Of(stream, lane, DocumentId.MaxSequence)).Bind(3, limit).Bind(4, (long)queue << 48);
            return LaneDocuments(find);
        });

    public IReadOnlyList<LaneDocument> Following(int stream, int queue, int lane, int limit, DateTimeOffset before) =>
        Use(reader =>
        {
            var find = reader.Prepared(
                $"SELECT {LaneColumns}, v.at, {LeadColumns}, NULL, NULL FROM delivery v JOIN document d ON d.id = (v.id & {OwnerMask}) | ?4 LEFT JOIN follow f ON f.id=v.id WHERE v.state=0 AND v.state NOT IN (2, 16, 18) AND v.id>?1 AND v.id<=?2 AND v.at<=?5 ORDER BY v.id LIMIT ?3"
            );
            BindLane(find, stream, queue, lane, limit).Bind(5, before.ToUnixTimeMilliseconds());
            return LaneDocuments(find, withLead: true);
        });

    public IReadOnlyList<LaneDocument> Unsettled(int stream, int queue, int lane, int limit) =>
        Use(reader =>
        {
            var find = reader.Prepared(
                $"SELECT {LaneColumns}, d.at, {LeadColumns}, a.documents, a.identities FROM delivery v INDEXED BY delivery_unsettled JOIN document d ON d.id = (v.id & {OwnerMask}) | ?4 LEFT JOIN follow f ON f.id=v.id LEFT JOIN attempt a ON a.id=v.attempt AND (v.state & 15)=4 WHERE v.due IS NOT NULL AND v.id>?1 AND v.id<=?2 ORDER BY (v.state & 15) <> 4, v.id LIMIT ?3"
            );
            BindLane(find, stream, queue, lane, limit);
            return LaneDocuments(find, withLead: true);
        });

    private static SqliteDb.Statement BindLane(SqliteDb.Statement find, int stream, int queue, int lane, int limit) =>
        find.Bind(1, DocumentId.Of(queue, lane, 0))
            .Bind(2, DocumentId.Of(queue, lane, DocumentId.MaxSequence))
            .Bind(3, limit)
            .Bind(4, (long)stream << 48);

    public long Head(int queue, int lane) =>
        Use(reader =>
        {
            var find = reader.Prepared("SELECT id FROM head WHERE queue=?1 AND lane=?2");
            find.Bind(1, queue).Bind(2, lane);
            return find.Step() ? find.Long(0) : 0;
        });

    public string? TargetId(int queue, long previous) =>
        Use(reader =>
        {
            var find = reader.Prepared("SELECT d.previous, v.target_id FROM document d LEFT JOIN delivery v ON v.id=?2 WHERE d.id=?1");
            while (previous != 0)
            {
                find.Bind(1, previous).Bind(2, DocumentId.Under(previous, queue));
                if (!find.Step())
                    return null;
                if (find.TextOrNull(1) is { Length: > 0 } id)
                    return id;
                previous = find.Long(0);
                find.Reset();
            }
            return null;
        });

    private static List<LaneDocument> LaneDocuments(SqliteDb.Statement find, bool withLead = false)
    {
        var documents = new List<LaneDocument>();
        while (find.Step())
            documents.Add(
                new LaneDocument(
                    find.Long(0),
                    find.Text(1),
                    find.Long(2),
                    find.Int(3),
                    find.Long(4),
                    find.Long(5),
                    find.Int(6),
                    (DeliveryState)(find.Int(7) & ~DeliveryTables.Superseded),
                    find.Int(8),
                    find.Int(9),
                    Rows.Time(find.LongOrNull(10)),
                    find.TextOrNull(11)
                )
                {
                    AcceptedAt = Rows.Time(find.Long(12))!.Value,
                    Lead =
                        withLead && find.LongOrNull(13) is { } lead
                            ? new FollowedDelivery((int)lead, find.Long(14), find.Int(15), find.Int(16) > 0)
                            : null,
                    Identity =
                        withLead && find.TextOrNull(18) is { } identities ? IdentityOf(find.Long(0), find.Blob(17), identities) : null,
                }
            );
        return documents;
    }

    private static string? IdentityOf(long document, ReadOnlySpan<byte> documents, string identities)
    {
        var place = PlaceOf(documents, document);
        return place < 0 ? null : JsonElement.Parse(identities)[place].GetString();
    }

    public IReadOnlyList<FlowSummary> Flows() =>
        Use(reader =>
        {
            var queues = new List<(int Flow, QueueSummary Queue)>();
            var findQueues = reader.Prepared("SELECT flow, id, node, follows FROM queue ORDER BY id");
            while (findQueues.Step())
                queues.Add(
                    (
                        findQueues.Int(0),
                        new QueueSummary(findQueues.Int(1), findQueues.Text(2), tallies.Counts(findQueues.Int(1)))
                        {
                            Follows = (FollowOn)findQueues.Int(3),
                        }
                    )
                );
            var flows = new List<FlowSummary>();
            var find = reader.Prepared(
                "SELECT f.id, f.name, f.version, f.epoch, s.id, s.lanes, s.watermark FROM flow f JOIN stream s ON s.flow=f.id GROUP BY f.id HAVING s.id=max(s.id) ORDER BY f.name"
            );
            while (find.Step())
            {
                var id = find.Int(0);
                flows.Add(
                    new FlowSummary(
                        id,
                        find.Text(1),
                        find.Int(2),
                        find.Long(3),
                        find.Int(4),
                        find.Int(5),
                        [.. queues.Where(q => q.Flow == id).Select(q => q.Queue)],
                        Rows.Time(find.LongOrNull(6))
                    )
                );
            }
            return flows;
        });

    public IReadOnlyList<RunRecord> Runs(int flow, long before, int limit) =>
        Use(reader =>
        {
            var find = reader.Prepared($"SELECT {Rows.RunColumns} FROM run WHERE flow=?1 AND id<?2 ORDER BY id DESC LIMIT ?3");
            find.Bind(1, flow).Bind(2, before).Bind(3, limit);
            var runs = new List<RunRecord>();
            while (find.Step())
                runs.Add(Rows.Run(find, Rows.Slices(reader.Db, find.Long(0))));
            return runs;
        });

    public IReadOnlyList<RunRecord> RunsBy(int flow, string trigger, long before, int limit) =>
        Use(reader =>
        {
            var find = reader.Prepared(
                $"SELECT {Rows.RunColumns} FROM run WHERE flow=?1 AND id<?2 AND trigger=?4 ORDER BY id DESC LIMIT ?3"
            );
            find.Bind(1, flow).Bind(2, before).Bind(3, limit).Bind(4, trigger);
            var runs = new List<RunRecord>();
            while (find.Step())
                runs.Add(Rows.Run(find, Rows.Slices(reader.Db, find.Long(0))));
            return runs;
        });

    public RunRecord? Run(long run) => Use(reader => Rows.Run(reader.Db, run));

    public IReadOnlyList<DocumentSummary> Documents(FlowSummary flow, int queue, DeliveryState? state, long after, int limit) =>
        Use(reader =>
        {
            var mask = $"(d.id & {OwnerMask}) | {(long)queue << 48}";
            SqliteDb.Statement find;
            if (IsFollowing(flow, queue) && state is (null or DeliveryState.Delivered))
            {
                // Only what has come into being there.
                var filter = state is null ? "" : "AND v.state=2";
                find = reader.Prepared(
                    $"SELECT {SummaryColumns} FROM delivery v JOIN document d ON d.id = (v.id & {OwnerMask}) | {(long)flow.Stream << 48} WHERE v.id>?1 AND v.id<=?2 {filter} ORDER BY v.id LIMIT ?3"
                );
                find.Bind(1, Math.Max(DocumentId.Under(after, queue), DocumentId.Of(queue, 0, 0)))
                    .Bind(2, DocumentId.Of(queue + 1, 0, 0) - 1)
                    .Bind(3, limit);
            }
            else if (!IsFollowing(flow, queue) && state is (null or DeliveryState.Waiting or DeliveryState.Delivered))
            {
                var filter = state switch
                {
                    DeliveryState.Waiting => "AND v.id IS NULL",
                    DeliveryState.Delivered => "AND v.state=2",
                    _ => "",
                };
                find = reader.Prepared(
                    $"SELECT {SummaryColumns} FROM document d LEFT JOIN delivery v ON v.id={mask} WHERE d.id>?1 AND d.id<=?2 {filter} ORDER BY d.id LIMIT ?3"
                );
                find.Bind(1, Math.Max(after, DocumentId.Of(flow.Stream, 0, 0)))
                    .Bind(2, DocumentId.Of(flow.Stream + 1, 0, 0) - 1)
                    .Bind(3, limit);
            }
            else
            {
                find = reader.Prepared(
                    $"SELECT {SummaryColumns} FROM delivery v JOIN document d ON d.id = (v.id & {OwnerMask}) | {(long)flow.Stream << 48} WHERE v.state=?4 AND v.state NOT IN (2, 16, 18) AND v.id>?1 AND v.id<=?2 ORDER BY v.id LIMIT ?3"
                );
                find.Bind(1, Math.Max(DocumentId.Under(after, queue), DocumentId.Of(queue, 0, 0)))
                    .Bind(2, DocumentId.Of(queue + 1, 0, 0) - 1);
                find.Bind(3, limit).Bind(4, (long)state!.Value);
            }
            return Summaries(find);
        });

    private static bool IsFollowing(FlowSummary flow, int queue) => flow.Queues.Any(q => q.Id == queue && q.Follows != FollowOn.None);

    public long CountDocuments(IReadOnlyList<int> queues, IReadOnlyList<DeliveryState> states) =>
        Use(reader =>
        {
            var parts =
                from queue in queues
                from state in states
                select $"SELECT id & {OwnerMask} AS d FROM delivery WHERE state={(int)state} AND state NOT IN (2, 16, 18) AND id>{DocumentId.Of(queue, 0, 0)} AND id<{DocumentId.Of(queue + 1, 0, 0)}";
            using var count = reader.Db.Prepare($"SELECT count(DISTINCT d) FROM ({string.Join(" UNION ALL ", parts)})");
            return count.Step() ? count.Long(0) : 0;
        });

    public IReadOnlyList<DocumentSummary> History(FlowSummary flow, int queue, string key) =>
        Use(reader =>
        {
            var keyBytes = Encoding.UTF8.GetBytes(key);
            var slot = KeyHash.Of(flow.Stream, keyBytes);
            var id = LatestOf(reader, flow, slot, key);
            var isFollowing = IsFollowing(flow, queue);
            var found = new List<DocumentSummary>();
            var find = reader.Prepared(
                $"SELECT {SummaryColumns}, d.previous FROM document d LEFT JOIN delivery v ON v.id=(d.id & {OwnerMask}) | ?2 WHERE d.id=?1"
            );
            while (id != 0)
            {
                find.Bind(1, id).Bind(2, (long)queue << 48);
                if (!find.Step())
                    break;
                if (!(isFollowing && find.IsNull(6)))
                    found.Add(Summary(find));
                id = find.Long(16);
                find.Reset();
            }
            return found;
        });

    /// <summary>In the tree, or newer than the tree: in the tail of the key's lane.</summary>
    private static long LatestOf(Reader reader, FlowSummary flow, long slot, string key)
    {
        var lane = (int)((ulong)slot % (ulong)flow.Lanes);
        var tail = reader.Prepared(
            "SELECT id FROM document WHERE id > ?1 + coalesce((SELECT sequence FROM indexed WHERE stream=?3 AND lane=?4), 0) AND id<=?2 AND key_hash=?5 AND key=?6 ORDER BY id DESC LIMIT 1"
        );
        tail.Bind(1, DocumentId.Of(flow.Stream, lane, 0)).Bind(2, DocumentId.Of(flow.Stream, lane, DocumentId.MaxSequence));
        tail.Bind(3, flow.Stream).Bind(4, lane).Bind(5, slot).Bind(6, key);
        if (tail.Step())
            return tail.Long(0);
        var find = reader.Prepared("SELECT k.id, d.key FROM key_index k JOIN document d ON d.id=k.id WHERE k.hash=?1");
        for (; ; slot++)
        {
            find.Bind(1, slot);
            if (!find.Step())
                return 0;
            if (string.Equals(find.Text(1), key, StringComparison.Ordinal))
                return find.Long(0);
            find.Reset();
        }
    }

    public IReadOnlyList<AttemptSummary> Attempts(int queue, long document, int limit) =>
        Use(reader =>
        {
            // Numbers of attempts ascend with time: none that carried it is older than the document, or newer than the one its delivery names, save those that are open.
            var at = reader.Prepared(
                $"SELECT d.at, coalesce(v.attempt, 0) FROM queue q JOIN document d ON d.id=(?2 & {OwnerMask}) | (q.stream << 48) LEFT JOIN delivery v ON v.id=(?2 & {OwnerMask}) | (?1 << 48) WHERE q.id=?1"
            );
            if (!at.Bind(1, queue).Bind(2, document).Step())
                return [];
            var (low, high) = (FirstAttemptAt(reader, at.Long(0)), at.Long(1));
            var find = reader.Prepared(
                """
                SELECT id, opened, closed, count, trace, error, documents FROM attempt WHERE queue=?1 AND lane=?3 AND first<=?2 AND last>=?2 AND id>=?4 AND id<=?5
                    UNION ALL SELECT id, opened, closed, count, trace, error, documents FROM attempt
                        WHERE queue=?1 AND closed IS NULL AND id>?5 AND lane=?3 AND first<=?2 AND last>=?2
                    ORDER BY id DESC
                """
            );
            find.Bind(1, queue).Bind(2, document).Bind(3, DocumentId.Lane(document)).Bind(4, low).Bind(5, high);
            var attempts = new List<AttemptSummary>();
            while (attempts.Count < limit && find.Step())
                if (PlaceOf(find.Blob(6), document) >= 0)
                    attempts.Add(
                        new AttemptSummary(
                            find.Long(0),
                            Rows.Time(find.Long(1))!.Value,
                            Rows.Time(find.LongOrNull(2)),
                            find.Int(3),
                            find.Long(4),
                            find.TextOrNull(5)
                        )
                    );
            return attempts;
        });

    /// <summary>The first attempt that was opened at a time or later.</summary>
    private static long FirstAttemptAt(Reader reader, long time)
    {
        var last = reader.Prepared("SELECT coalesce(max(id), 0) FROM attempt");
        last.Step();
        var (low, high) = (0L, last.Long(0) + 1);
        var next = reader.Prepared("SELECT opened FROM attempt WHERE id>=?1 ORDER BY id LIMIT 1");
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var isBefore = next.Bind(1, middle).Step() && next.Long(0) < time;
            next.Reset();
            if (isBefore)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static int PlaceOf(ReadOnlySpan<byte> documents, long document)
    {
        for (var i = 0; i + 8 <= documents.Length; i += 8)
            if (System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(documents[i..]) == document)
                return i / 8;
        return -1;
    }

    private static List<DocumentSummary> Summaries(SqliteDb.Statement find)
    {
        var documents = new List<DocumentSummary>();
        while (find.Step())
            documents.Add(Summary(find));
        return documents;
    }

    internal static DocumentSummary Summary(SqliteDb.Statement row)
    {
        var state = row.Int(6);
        var error = row.IsNull(11) ? null : new DeliveryError((ErrorKind)row.Int(11), row.TextOrNull(12), row.Text(13), row.TextOrNull(14));
        return new DocumentSummary(
            row.Long(0),
            row.Text(1),
            row.Int(2),
            Rows.Time(row.Long(3))!.Value,
            (DeliveryState)(state & ~DeliveryTables.Superseded),
            (state & DeliveryTables.Superseded) != 0,
            row.Int(7),
            Rows.Time(row.LongOrNull(8)),
            row.TextOrNull(9),
            row.TextOrNull(10),
            error,
            row.Long(4),
            row.Int(5)
        )
        {
            UpdatedAt = Rows.Time(row.LongOrNull(15)),
        };
    }

    internal T Use<T>(Func<Reader, T> read)
    {
        if (!_idle.TryTake(out var reader))
            reader = new Reader(new SqliteDb(path, readOnly: true, CacheKilobytes));
        try
        {
            return read(reader);
        }
        finally
        {
            reader.ResetAll();
            _idle.Add(reader);
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var reader))
            reader.Dispose();
    }

    /// <summary>A connection with its prepared statements.</summary>
    internal sealed class Reader(SqliteDb db) : IDisposable
    {
        private readonly Dictionary<string, SqliteDb.Statement> _statements = [];

        public SqliteDb Db { get; } = db;

        public SqliteDb.Statement Prepared(string sql)
        {
            if (!_statements.TryGetValue(sql, out var statement))
                _statements[sql] = statement = Db.Prepare(sql);
            return statement;
        }

        /// <summary>A statement left in the middle of its rows would hold the file's old state.</summary>
        public void ResetAll()
        {
            foreach (var statement in _statements.Values)
                statement.Reset();
        }

        public void Dispose()
        {
            foreach (var statement in _statements.Values)
                statement.Dispose();
            Db.Dispose();
        }
    }
}
