namespace Weir.Storage.Embedded.Search;

/// <summary>The tables of the index. A file of another version is deleted and built again.</summary>
internal static class SearchSchema
{
    public const int Version = 1;

    /// <summary>Terms in the small tables before they are merged into the large ones.</summary>
    public const int MergeAt = 200_000;

    public const string Sql = """
        -- change: the last row of the ledger's table of that name that was taken in.
        CREATE TABLE progress(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        -- How far documents of a lane have entries (owner: queue) and words (owner: stream).
        CREATE TABLE entered(owner INTEGER NOT NULL, lane INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(owner, lane)) WITHOUT ROWID;
        CREATE TABLE worded(owner INTEGER NOT NULL, lane INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(owner, lane)) WITHOUT ROWID;
        CREATE TABLE declared(flow TEXT PRIMARY KEY, number INTEGER NOT NULL, fields TEXT NOT NULL) WITHOUT ROWID;

        -- One row for each delivery; id is that of the delivery, state as in the ledger.
        CREATE TABLE entry(id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, state INTEGER NOT NULL, at INTEGER NOT NULL, problem INTEGER);
        CREATE INDEX entry_list ON entry(queue, state, at);
        CREATE INDEX entry_problem ON entry(problem, state, at) WHERE problem IS NOT NULL;

        CREATE TABLE problem(id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, hash INTEGER NOT NULL, kind INTEGER NOT NULL, code TEXT, text TEXT NOT NULL,
            sample TEXT NOT NULL, advice TEXT, first INTEGER NOT NULL, last INTEGER NOT NULL, UNIQUE(queue, hash));
        CREATE INDEX problem_hash ON problem(hash);
        CREATE TABLE problem_count(problem INTEGER NOT NULL, state INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(problem, state)) WITHOUT ROWID;
        CREATE TABLE problem_hour(problem INTEGER NOT NULL, hour INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(problem, hour)) WITHOUT ROWID;

        -- Beginnings of keys and fields (owner: stream) and of the target's numbers and ids (owner: queue), in small letters. The recent ones lie in a small table
        -- and are merged in their order, so that each page of the large one is written once for many.
        CREATE TABLE document_term(owner INTEGER NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(owner, value, id)) WITHOUT ROWID;
        CREATE TABLE document_term_recent(owner INTEGER NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(owner, value, id)) WITHOUT ROWID;
        CREATE TABLE delivery_term(owner INTEGER NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(owner, value, id)) WITHOUT ROWID;
        CREATE TABLE delivery_term_recent(owner INTEGER NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(owner, value, id)) WITHOUT ROWID;
        CREATE TABLE field_value(document INTEGER NOT NULL, no INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY(document, no)) WITHOUT ROWID;
        -- Words and pairs of characters of fields, and of texts of errors; only the names of rows are kept.
        CREATE VIRTUAL TABLE document_word USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii');
        CREATE VIRTUAL TABLE delivery_word USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii');
        """;
}
