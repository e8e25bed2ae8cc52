using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded.Search;

/// <summary>Opens the file of the index; one that is damaged, of another version or of another ledger is built again.</summary>
internal static class SearchFile
{
    public static SqliteDb Open(string path, SqliteDb ledger, int cacheKilobytes)
    {
        if (File.Exists(path) && !IsGood(path, ledger, cacheKilobytes))
            foreach (var file in new[] { path, $"{path}-wal", $"{path}-shm" })
                File.Delete(file);
        var db = new SqliteDb(path, readOnly: false, cacheKilobytes);
        db.Execute("PRAGMA journal_mode=WAL");
        // A power failure may take the last steps back, and they are made again.
        db.Execute("PRAGMA synchronous=NORMAL");
        db.Execute("PRAGMA journal_size_limit=67108864");
        if (db.Scalar("PRAGMA user_version") == 0)
        {
            db.Execute("BEGIN IMMEDIATE");
            db.Execute(SearchSchema.Sql);
            db.Execute($"PRAGMA user_version={SearchSchema.Version}");
            db.Execute("COMMIT");
        }
        return db;
    }

    private static bool IsGood(string path, SqliteDb ledger, int cacheKilobytes)
    {
        try
        {
            using var db = new SqliteDb(path, readOnly: false, cacheKilobytes);
            return db.Scalar("PRAGMA user_version") == SearchSchema.Version && !IsAhead(db, ledger);
        }
        catch (StoreException)
        {
            // Damaged; it holds nothing that the ledger does not.
            return false;
        }
    }

    /// <summary>It knows what the ledger does not: the ledger was put back from a backup.</summary>
    private static bool IsAhead(SqliteDb db, SqliteDb ledger)
    {
        if (Cursors.Progress(db, "change") is { } change && change > (ledger.Scalar("SELECT max(seq) FROM change") ?? 0))
            return true;
        var queues = Cursors.Queues(ledger).ToDictionary(q => q.Id);
        using var entered = db.Prepare("SELECT owner, id FROM entered");
        using var document = ledger.Prepare("SELECT 1 FROM document WHERE id=?1");
        while (entered.Step())
        {
            if (!queues.ContainsKey(entered.Int(0)))
                return true;
            document.Bind(1, entered.Long(1));
            var found = document.Step();
            document.Reset();
            if (!found)
                return true;
        }
        return false;
    }
}
