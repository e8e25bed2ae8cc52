namespace Weir.Storage.Embedded;

/// <summary>The tables. One statement block per schema version, forward only.</summary>
internal static class LedgerSchema
{
    /// <summary>What a new ledger has; older ones are brought up to it when they are opened.</summary>
    public static int Version => Steps.Length;

    private const string Following = """
        -- Bits of FollowOn; 0: the queue takes from the ledger, and a document without a delivery is waiting there.
        ALTER TABLE queue ADD COLUMN follows INTEGER NOT NULL DEFAULT 0;
        -- JSON list beside documents, while the attempt is open or one of them is in doubt.
        ALTER TABLE attempt ADD COLUMN identities TEXT;
        -- Beside deliveries of a queue that follows: the queue that it followed, and what came of the delivery there.
        CREATE TABLE follow(id INTEGER PRIMARY KEY, lead INTEGER NOT NULL, frame INTEGER NOT NULL, place INTEGER NOT NULL, again INTEGER NOT NULL);
        """;

    private const string First = """
        CREATE TABLE flow(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL, version INTEGER NOT NULL);
        CREATE TABLE flow_version(flow INTEGER NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY(flow, version)) WITHOUT ROWID;
        CREATE TABLE stream(id INTEGER PRIMARY KEY, flow INTEGER NOT NULL, node TEXT NOT NULL, lanes INTEGER NOT NULL, watermark INTEGER,
            UNIQUE(flow, node));
        -- Documents of a lane up to this sequence are in key_index; later ones are found by reading the lane's tail when the store opens.
        CREATE TABLE indexed(stream INTEGER NOT NULL, lane INTEGER NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY(stream, lane)) WITHOUT ROWID;
        CREATE TABLE queue(id INTEGER PRIMARY KEY, flow INTEGER NOT NULL, node TEXT NOT NULL, stream INTEGER NOT NULL, UNIQUE(flow, node));
        CREATE TABLE head(queue INTEGER NOT NULL, lane INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(queue, lane)) WITHOUT ROWID;
        CREATE TABLE tally(queue INTEGER NOT NULL, state INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(queue, state)) WITHOUT ROWID;

        CREATE TABLE run(id INTEGER PRIMARY KEY, flow INTEGER NOT NULL, version INTEGER NOT NULL, stream INTEGER NOT NULL, trigger TEXT NOT NULL,
            state INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER, error TEXT);
        CREATE INDEX run_by_flow ON run(flow, id);
        CREATE TABLE slice(run INTEGER NOT NULL, no INTEGER NOT NULL, low INTEGER, high INTEGER, cursor TEXT, done INTEGER NOT NULL,
            pages INTEGER NOT NULL, read INTEGER NOT NULL, fresh INTEGER NOT NULL, changed INTEGER NOT NULL, unchanged INTEGER NOT NULL,
            bytes INTEGER NOT NULL, PRIMARY KEY(run, no)) WITHOUT ROWID;

        -- A row is written once and never changed. Its id says stream, lane and order (DocumentId).
        CREATE TABLE document(id INTEGER PRIMARY KEY, key TEXT NOT NULL, key_hash INTEGER NOT NULL, content INTEGER NOT NULL,
            previous INTEGER NOT NULL, revision INTEGER NOT NULL, frame INTEGER NOT NULL, place INTEGER NOT NULL, at INTEGER NOT NULL);
        -- A document without a row here is waiting. state + 16: a newer revision of the key has been accepted.
        CREATE TABLE delivery(id INTEGER PRIMARY KEY, state INTEGER NOT NULL, attempt INTEGER NOT NULL, tries INTEGER NOT NULL, asked INTEGER NOT NULL,
            due INTEGER, target_id TEXT, target_number TEXT, kind INTEGER, code TEXT, text TEXT, advice TEXT, at INTEGER NOT NULL);
        CREATE INDEX delivery_unsettled ON delivery(id) WHERE due IS NOT NULL;
        CREATE INDEX delivery_problem ON delivery(state, id) WHERE state NOT IN (2, 16, 18);
        CREATE TABLE attempt(id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, lane INTEGER NOT NULL, run INTEGER NOT NULL, opened INTEGER NOT NULL,
            closed INTEGER, documents BLOB NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, doubt INTEGER NOT NULL,
            trace INTEGER NOT NULL, error TEXT);
        CREATE INDEX attempt_by_lane ON attempt(queue, lane, id);
        CREATE INDEX attempt_open ON attempt(queue) WHERE closed IS NULL;

        CREATE TABLE key_index(hash INTEGER PRIMARY KEY, id INTEGER NOT NULL, content INTEGER NOT NULL);
        CREATE TABLE note(flow INTEGER NOT NULL, version INTEGER NOT NULL, node TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
            at INTEGER NOT NULL, PRIMARY KEY(flow, version, node, subject)) WITHOUT ROWID;
        """;

    private const string Orders = """
        -- What a run was given: one JSON object.
        ALTER TABLE run ADD COLUMN parameters TEXT;
        """;

    private const string People = """
        -- What changed, one row for each commit: ids of deliveries, attempts as negative numbers, queues as the most negative ones. Read by the index beside the ledger, and cut behind it.
        CREATE TABLE change(seq INTEGER PRIMARY KEY, subjects BLOB NOT NULL);
        -- What people did: documents of a queue, ascending.
        CREATE TABLE intervention(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, action INTEGER NOT NULL, reason TEXT, job INTEGER NOT NULL,
            queue INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, documents BLOB NOT NULL);
        CREATE INDEX intervention_by_queue ON intervention(queue, id);
        -- Documents that a person wrote. source: the revision of the source that it stands beside.
        CREATE TABLE correction(document INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL, source INTEGER NOT NULL);
        CREATE TABLE document_job(id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL, action INTEGER NOT NULL, filter TEXT NOT NULL, reason TEXT,
            format TEXT, state INTEGER NOT NULL, cursor TEXT, bytes INTEGER NOT NULL, total INTEGER, done INTEGER NOT NULL, refused INTEGER NOT NULL, error TEXT,
            ended INTEGER);
        CREATE TABLE document_job_refusal(job INTEGER NOT NULL, queue INTEGER NOT NULL, document INTEGER NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY(job, queue, document)) WITHOUT ROWID;
        """;

    private const string Restored = """
        -- Flows of a ledger that was put back from a backup, as of at. until: when a run had read the time since then again; until then, and of what was
        -- accepted before, a document may be in the target though the ledger does not know.
        CREATE TABLE restored(flow INTEGER PRIMARY KEY, at INTEGER NOT NULL, watermark INTEGER, until INTEGER);
        """;

    /// <summary>Step n takes a ledger of version n to n + 1.</summary>
    public static readonly string[] Steps = [First, Orders, Following, People, Restored];
}
