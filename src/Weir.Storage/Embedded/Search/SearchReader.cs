using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;

namespace Weir.Storage.Embedded.Search;

/// <summary>A connection that reads the index with the ledger beside it.</summary>
internal sealed class SearchReader : IDisposable
{
    private readonly Dictionary<string, SqliteDb.Statement> _statements = new(StringComparer.Ordinal);

    public SearchReader(DataDirectory directory, int cacheKilobytes, int generation)
    {
        Generation = generation;
        Db = new SqliteDb(directory.SearchPath, readOnly: true, cacheKilobytes);
        using var attach = Db.Prepare("ATTACH ?1 AS ledger");
        attach.Bind(1, directory.LedgerPath).Run();
    }

    public SqliteDb Db { get; }

    /// <summary>Which opening of the index it belongs to.</summary>
    public int Generation { get; }

    public List<QueueInfo> Queues { get; private set; } = [];

    /// <summary>Declared fields by flow.</summary>
    public IReadOnlyDictionary<string, Declared> Declared { get; private set; } = new Dictionary<string, Declared>(StringComparer.Ordinal);

    public SqliteDb.Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = Db.Prepare(sql);
        return statement;
    }

    /// <summary>Reads one state of both files.</summary>
    public T AtOnce<T>(Func<SearchReader, T> read)
    {
        Db.Execute("BEGIN");
        try
        {
            Queues = Cursors.Queues(Db, "ledger");
            Declared = Search.Declared.All(Db);
            return read(this);
        }
        finally
        {
            foreach (var statement in _statements.Values)
                statement.Reset();
            Db.Execute("COMMIT");
        }
    }

    public IndexLag Lag()
    {
        long documents = 0;
        foreach (var queue in Queues)
            for (var lane = 0; lane < queue.Lanes; lane++)
            {
                var last = Prepared("SELECT max(id) FROM ledger.document WHERE id>?1 AND id<=?2");
                last.Bind(1, DocumentId.Of(queue.Stream, lane, 0)).Bind(2, DocumentId.Of(queue.Stream, lane, DocumentId.MaxSequence));
                last.Step();
                var end = DocumentId.Sequence(last.Long(0));
                last.Reset();
                var taken = Math.Min(Cursors.Lane(Db, "entered", queue.Id, lane), Cursors.Lane(Db, "worded", queue.Stream, lane));
                documents += Math.Max(0, end - DocumentId.Sequence(taken));
            }
        var changes = (Db.Scalar("SELECT max(seq) FROM ledger.change") ?? 0) - (Cursors.Progress(Db, "change") ?? 0);
        return new IndexLag(documents, Math.Max(0, changes));
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        Db.Dispose();
    }
}
