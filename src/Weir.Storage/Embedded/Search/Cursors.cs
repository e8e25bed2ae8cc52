namespace Weir.Storage.Embedded.Search;

/// <summary>A queue of the ledger.</summary>
internal readonly record struct QueueInfo(int Id, string Node, int Flow, string FlowName, int Stream, int Lanes, bool Follows);

/// <summary>How far the index has come.</summary>
internal static class Cursors
{
    /// <summary>All queues of the ledger.</summary>
    /// <param name="db">A connection to it.</param>
    /// <param name="schema">Under which name it is attached.</param>
    public static List<QueueInfo> Queues(SqliteDb db, string schema = "main")
    {
        using var read = db.Prepare(
            $"SELECT q.id, q.node, f.id, f.name, s.id, s.lanes, q.follows FROM {schema}.queue q JOIN {schema}.stream s ON s.id=q.stream JOIN {schema}.flow f ON f.id=q.flow ORDER BY q.id"
        );
        var queues = new List<QueueInfo>();
        while (read.Step())
            queues.Add(new QueueInfo(read.Int(0), read.Text(1), read.Int(2), read.Text(3), read.Int(4), read.Int(5), read.Int(6) != 0));
        return queues;
    }

    public static long? Progress(SqliteDb index, string name)
    {
        using var read = index.Prepare("SELECT value FROM progress WHERE name=?1");
        read.Bind(1, name);
        return read.Step() ? read.Long(0) : null;
    }

    public static void SetProgress(SqliteDb index, string name, long value)
    {
        using var write = index.Prepare("INSERT INTO progress(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value=?2");
        write.Bind(1, name).Bind(2, value).Run();
    }

    /// <summary>The last document of a lane that was taken in; 0 if none.</summary>
    public static long Lane(SqliteDb index, string table, int owner, int lane)
    {
        using var read = index.Prepare($"SELECT id FROM {table} WHERE owner=?1 AND lane=?2");
        read.Bind(1, owner).Bind(2, lane);
        return read.Step() ? read.Long(0) : 0;
    }

    public static void SetLane(SqliteDb index, string table, int owner, int lane, long id)
    {
        using var write = index.Prepare(
            $"INSERT INTO {table}(owner, lane, id) VALUES(?1, ?2, ?3) ON CONFLICT(owner, lane) DO UPDATE SET id=?3"
        );
        write.Bind(1, owner).Bind(2, lane).Bind(3, id).Run();
    }
}
