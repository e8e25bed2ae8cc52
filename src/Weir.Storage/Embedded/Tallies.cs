using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>Counts of deliveries by state, kept with every write and stored in the same transaction.</summary>
internal sealed class Tallies : IDisposable
{
    private const int States = 8;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, long[]> _counts = [];
    private readonly HashSet<(int Queue, int State)> _dirty = [];
    private readonly SqliteDb.Statement _save;

    public Tallies(SqliteDb db)
    {
        _save = db.Prepare("INSERT INTO tally(queue,state,n) VALUES(?1,?2,?3) ON CONFLICT(queue,state) DO UPDATE SET n=?3");
        using var read = db.Prepare("SELECT queue, state, n FROM tally");
        while (read.Step())
            Of(read.Int(0))[read.Int(1)] = read.Long(2);
    }

    public void Add(int queue, DeliveryState state, long n)
    {
        lock (_lock)
            Of(queue)[(int)state] += n;
        _dirty.Add((queue, (int)state));
    }

    public void Move(int queue, DeliveryState from, DeliveryState to)
    {
        if (from == to)
            return;
        Add(queue, from, -1);
        Add(queue, to, 1);
    }

    /// <summary>Stores what has changed. Inside the writer's transaction.</summary>
    public void Save()
    {
        foreach (var (queue, state) in _dirty)
            _save.Bind(1, queue).Bind(2, state).Bind(3, Count(queue, state)).Run();
        _dirty.Clear();
    }

    public QueueCounts Counts(int queue)
    {
        lock (_lock)
        {
            var n = Of(queue);
            return new QueueCounts(
                n[(int)DeliveryState.Waiting],
                n[(int)DeliveryState.Delivered],
                n[(int)DeliveryState.Retrying],
                n[(int)DeliveryState.InDoubt],
                n[(int)DeliveryState.Failed],
                n[(int)DeliveryState.Held],
                n[(int)DeliveryState.Rejected]
            );
        }
    }

    /// <summary>Readers add queues to the table while the writer saves.</summary>
    public long Count(int queue, int state)
    {
        lock (_lock)
            return Of(queue)[state];
    }

    public void Dispose() => _save.Dispose();

    private long[] Of(int queue)
    {
        if (!_counts.TryGetValue(queue, out var counts))
            _counts[queue] = counts = new long[States];
        return counts;
    }
}
