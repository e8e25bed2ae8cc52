namespace Weir.Storage.Embedded.Search;

/// <summary>Writes beginnings of texts, into the small table first.</summary>
internal sealed class Terms(SqliteDb db, string table) : IDisposable
{
    private readonly SqliteDb.Statement _insert = db.Prepare($"INSERT OR IGNORE INTO {table}_recent(owner, value, id) VALUES(?1, ?2, ?3)");
    private long _recent = db.Scalar($"SELECT count(*) FROM {table}_recent")!.Value;

    public void Add(int owner, string? text, long id)
    {
        if (string.IsNullOrEmpty(text))
            return;
        _insert.Bind(1, owner).Bind(2, Term.Of(text)).Bind(3, id).Run();
        _recent += db.Changes;
    }

    /// <summary>Inside a transaction.</summary>
    public void MergeIfFull()
    {
        if (_recent < SearchSchema.MergeAt)
            return;
        db.Execute($"INSERT OR IGNORE INTO {table} SELECT owner, value, id FROM {table}_recent");
        db.Execute($"DELETE FROM {table}_recent");
        _recent = 0;
    }

    public void Dispose() => _insert.Dispose();
}
