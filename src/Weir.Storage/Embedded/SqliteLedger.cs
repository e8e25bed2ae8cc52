using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Ledger.Search;
using Weir.Storage.Embedded.Interventions;
using Weir.Storage.Embedded.Search;

namespace Weir.Storage.Embedded;

/// <summary>The ledger in a data directory: SQLite in WAL mode, flushed at every commit, and payload files beside it.</summary>
public sealed class SqliteLedger : ILedgerStore
{
    private const int WriterCacheKilobytes = 24 * 1024;
    private readonly DataDirectory _directory;
    private readonly SqliteDb _db;
    private readonly PayloadFiles _payloads;
    private readonly LedgerWriter _writer;
    private readonly KeyIndex _index;
    private readonly Tallies _tallies;
    private readonly FlowTables _flows;
    private readonly RunTables _runs;
    private readonly PageTables _pages;
    private readonly DeliveryTables _deliveries;
    private readonly LedgerReader _reader;
    private readonly LookupIndex _lookups;
    private readonly ChangeLog _changes;
    private readonly SearchIndex _search;
    private readonly InterventionTables _interventions;

    private SqliteLedger(DataDirectory directory, SqliteDb db, TimeProvider time)
    {
        _directory = directory;
        _db = db;
        _payloads = new PayloadFiles(directory.PayloadPath, time);
        _index = new KeyIndex(db);
        _tallies = new Tallies(db);
        _flows = new FlowTables(db, _index, time);
        _runs = new RunTables(db, time);
        _changes = new ChangeLog(db);
        _deliveries = new DeliveryTables(db, _tallies, _payloads, _flows, _changes, time);
        _pages = new PageTables(db, _index, _tallies, _payloads, _flows, _deliveries, time);
        _writer = new LedgerWriter(db, _payloads, BeforeCommit, Signal, Arrived);
        _reader = new LedgerReader(directory.LedgerPath, _tallies);
        var jobs = new JobTables(db, time);
        _interventions = new InterventionTables(db, _deliveries, jobs, time);
        var corrections = new CorrectionTables(db, _index, _flows, _deliveries, _tallies, _payloads, time);
        Interventions = new LedgerInterventions(_writer, _reader, _interventions, corrections, jobs);
        _lookups = new LookupIndex(directory, _payloads);
        _search = new SearchIndex(directory, _payloads, _tallies, CutChangesAsync, time);
    }

    /// <inheritdoc />
    public LedgerSignal Signal { get; } = new();

    /// <inheritdoc />
    public LedgerSignal Arrived { get; } = new();

    /// <inheritdoc />
    public string SpoolPath => _directory.SpoolPath;

    /// <inheritdoc />
    public ILedgerQueries Queries => _reader;

    /// <inheritdoc />
    public IInterventions Interventions { get; }

    /// <inheritdoc />
    public IDocumentIndex Index => _search;

    /// <summary>Opens the ledger of a data directory, making it if it is new.</summary>
    /// <exception cref="StoreException">The directory is in use, cannot be written, or is damaged.</exception>
    public static SqliteLedger Open(string path, TimeProvider time)
    {
        var directory = DataDirectory.Open(path);
        SqliteDb? db = null;
        try
        {
            db = new SqliteDb(directory.LedgerPath, readOnly: false, WriterCacheKilobytes);
            if (db.Scalar("PRAGMA user_version") == 0 && db.Scalar("SELECT count(*) FROM sqlite_master") == 0)
                db.Execute("PRAGMA page_size=4096");
            Configure(db);
            Upgrade(db);
            var version = db.Scalar("PRAGMA user_version");
            if (version > LedgerSchema.Version)
                throw new StoreException(
                    $"The ledger {directory.LedgerPath} has schema {version}; this program knows {LedgerSchema.Version}. Use the program it was written by, or a newer one."
                );
            RestoredFlows.TakeIn(directory, db);
            return new SqliteLedger(directory, db, time);
        }
        catch
        {
            db?.Dispose();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Brings an older or empty ledger up to this program's schema, each step in a transaction of its own.</summary>
    private static void Upgrade(SqliteDb db)
    {
        for (var version = db.Scalar("PRAGMA user_version") ?? 0; version < LedgerSchema.Version; version++)
        {
            db.Execute("BEGIN IMMEDIATE");
            db.Execute(LedgerSchema.Steps[version]);
            db.Execute($"PRAGMA user_version={version + 1}");
            db.Execute("COMMIT");
        }
    }

    private static void Configure(SqliteDb db)
    {
        db.Execute("PRAGMA journal_mode=WAL");
        db.Execute("PRAGMA synchronous=FULL");
        db.Execute("PRAGMA wal_autocheckpoint=8000");
        db.Execute("PRAGMA journal_size_limit=67108864");
    }

    private void BeforeCommit()
    {
        _index.MergeIfFull();
        _tallies.Save();
        _changes.Save();
    }

    /// <summary>Changes that the index has taken in need not be kept. The last one stays, so that numbers are never used twice.</summary>
    private Task<bool> CutChangesAsync(long before) =>
        _writer.WriteAsync(
            () =>
            {
                _db.Execute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"DELETE FROM change WHERE seq<{before}"));
                return true;
            },
            CancellationToken.None
        );

    /// <inheritdoc />
    public Task<FlowHandle> OpenFlowAsync(FlowRegistration registration, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            () =>
            {
                var handle = _flows.Open(registration);
                foreach (var queue in _flows.Turned)
                    _deliveries.Turn(queue, handle.Stream);
                foreach (var (queue, stream) in _flows.Added)
                    _deliveries.TakeOver(queue, stream);
                _deliveries.PutOpenAttemptsInDoubt(handle);
                return handle;
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<RunRecord?> FindOpenRunAsync(int flow, CancellationToken cancellationToken) =>
        _writer.ReadAsync(() => _runs.FindOpen(flow), cancellationToken);

    /// <inheritdoc />
    public Task<DateTimeOffset?> WatermarkAsync(int stream, CancellationToken cancellationToken) =>
        _writer.ReadAsync(() => _runs.Watermark(stream), cancellationToken);

    /// <inheritdoc />
    public Task<RunRecord> StartRunAsync(Fence fence, RunOpening opening, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            () =>
            {
                _flows.Check(fence);
                return _runs.Start(fence.Flow, opening);
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task EndRunAsync(Fence fence, long run, RunState state, string? error, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            () =>
            {
                _flows.Check(fence);
                _runs.End(run, state, error);
                return true;
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<Classification> ClassifyAsync(
        FlowHandle handle,
        IReadOnlyList<PageRecord> records,
        ReadOnlyMemory<byte> keys,
        CancellationToken cancellationToken
    ) => _writer.ReadAsync(() => _pages.Classify(records, keys.Span), cancellationToken);

    /// <inheritdoc />
    public Task<PageAppended> AppendAsync(PageAppend page, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            () =>
            {
                _flows.Check(page.Fence);
                return _pages.Append(page, _runs);
            },
            cancellationToken,
            arrives: true,
            committed: appended => page.Stored?.Invoke(appended.Frame)
        );

    /// <inheritdoc />
    public IReadOnlyList<LaneDocument> ReadWaiting(FlowHandle handle, int queue, int lane, long after, int limit) =>
        _reader.Waiting(handle.Stream, queue, lane, after, limit);

    /// <inheritdoc />
    public IReadOnlyList<LaneDocument> ReadFollowing(FlowHandle handle, int queue, int lane, int limit, DateTimeOffset before) =>
        _reader.Following(handle.Stream, queue, lane, limit, before);

    /// <inheritdoc />
    public IReadOnlyList<LaneDocument> ReadUnsettled(FlowHandle handle, int queue, int lane, int limit) =>
        _reader.Unsettled(handle.Stream, queue, lane, limit);

    /// <inheritdoc />
    public long ReadHead(int queue, int lane) => _reader.Head(queue, lane);

    /// <inheritdoc />
    public string? FindTargetId(int queue, long previous) => _reader.TargetId(queue, previous);

    /// <inheritdoc />
    public Task<long> OpenAttemptAsync(AttemptOpening opening, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            () =>
            {
                _flows.Check(opening.Fence);
                return _deliveries.OpenAttempt(opening);
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task CloseAttemptAsync(AttemptClosing closing, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            () =>
            {
                _flows.Check(closing.Fence);
                _deliveries.CloseAttempt(closing);
                return true;
            },
            cancellationToken,
            arrives: closing.Members is not null
        );

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, byte[]>> FindRecordsAsync(
        string flow,
        IReadOnlyList<string> fields,
        IReadOnlyList<string> keys,
        CancellationToken cancellationToken
    ) => _lookups.FindAsync(flow, fields, keys, cancellationToken);

    /// <inheritdoc />
    public byte[] ReadFrame(long frame) => _payloads.Read(frame);

    /// <inheritdoc />
    public bool HasFrame(long frame) => _payloads.Has(frame);

    /// <inheritdoc />
    public QueueCounts Counts(int queue) => _tallies.Counts(queue);

    /// <inheritdoc />
    public Task<bool> NoteOnceAsync(int flow, int version, string node, string subject, string text, CancellationToken cancellationToken) =>
        _writer.WriteAsync(() => _flows.Note(flow, version, node, subject, text), cancellationToken);

    /// <inheritdoc />
    public async Task<int> ReleaseAsync(int queue, IReadOnlyList<long> documents, CancellationToken cancellationToken) =>
        await _writer.WriteAsync(() => _deliveries.Release(queue, documents), cancellationToken, arrives: true);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _reader.Dispose();
        _lookups.Dispose();
        _search.Dispose();
        _interventions.Dispose();
        _changes.Dispose();
        _deliveries.Dispose();
        _pages.Dispose();
        _runs.Dispose();
        _flows.Dispose();
        _index.Dispose();
        _tallies.Dispose();
        _payloads.Dispose();
        _db.Dispose();
        _directory.Dispose();
    }
}
