using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>Flows, versions, streams, queues, epochs, notes. Used on the writer's thread.</summary>
internal sealed class FlowTables : IDisposable
{
    private readonly SqliteDb _db;
    private readonly KeyIndex _index;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, long> _epochs = [];
    private readonly Dictionary<(int Stream, int Lane), long> _tails = [];
    private readonly Dictionary<int, int[]> _queuesOfStream = [];
    private readonly Dictionary<int, List<(int Queue, FollowOn On)>> _followers = [];
    private readonly HashSet<int> _following = [];

    public FlowTables(SqliteDb db, KeyIndex index, TimeProvider time)
    {
        _db = db;
        _index = index;
        _time = time;
        using var epochs = db.Prepare("SELECT id, epoch FROM flow");
        while (epochs.Step())
            _epochs[epochs.Int(0)] = epochs.Long(1);
    }

    /// <summary>Refuses a writer whose flow was opened by another one since.</summary>
    public void Check(Fence fence)
    {
        if (!_epochs.TryGetValue(fence.Flow, out var epoch) || epoch != fence.Epoch)
            throw new FencedException($"Flow {fence.Flow} is held under epoch {epoch}; a write under epoch {fence.Epoch} was refused.");
    }

    /// <summary>The last sequence of a lane, to be raised by whoever takes the next; valid until another lane is asked for.</summary>
    public ref long TailOf(int stream, int lane) =>
        ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_tails, (stream, lane), out _);

    public int[] QueuesOf(int stream) => _queuesOfStream[stream];

    /// <summary>The queues of a stream that take from the ledger.</summary>
    public IEnumerable<int> RootsOf(int stream) => _queuesOfStream[stream].Where(queue => !_following.Contains(queue));

    /// <summary>True if deliveries of a queue come into being with the outcomes of another.</summary>
    public bool IsFollowing(int queue) => _following.Contains(queue);

    /// <summary>The queues that follow a queue.</summary>
    public IReadOnlyList<(int Queue, FollowOn On)> FollowersOf(int queue) => _followers.TryGetValue(queue, out var found) ? found : [];

    /// <summary>Queues that were added to a stream which may have documents already, and take from the ledger.</summary>
    public List<(int Queue, int Stream)> Added { get; } = [];

    /// <summary>Queues that took from the ledger and now follow another, or the other way round.</summary>
    public List<int> Turned { get; } = [];

    public FlowHandle Open(FlowRegistration registration)
    {
        Added.Clear();
        Turned.Clear();
        var (flow, epoch) = RaiseEpoch(registration.Name);
        var version = SaveVersion(flow, registration);
        var (stream, lanes) = FindOrAddStream(flow, registration.Source, registration.Lanes);
        var queues = new int[registration.Targets.Count];
        for (var i = 0; i < queues.Length; i++)
            queues[i] = FindOrAddQueue(flow, registration.Targets[i], stream, OutcomesOf(registration, registration.Targets[i]));
        Follow(registration, queues);
        _queuesOfStream[stream] = queues;
        LoadTails(stream, lanes);
        _epochs[flow] = epoch;
        return new FlowHandle(flow, epoch, version, stream, lanes, queues) { SuspectBefore = RestoredFlows.SuspectBefore(_db, flow) };
    }

    private (int Flow, long Epoch) RaiseEpoch(string name)
    {
        using var raise = _db.Prepare(
            "INSERT INTO flow(name,epoch,version) VALUES(?1,1,0) ON CONFLICT(name) DO UPDATE SET epoch=epoch+1 RETURNING id, epoch"
        );
        raise.Bind(1, name).Step();
        var result = (raise.Int(0), raise.Long(1));
        while (raise.Step()) { }
        return result;
    }

    private int SaveVersion(int flow, FlowRegistration registration)
    {
        using var last = _db.Prepare("SELECT version, hash FROM flow_version WHERE flow=?1 ORDER BY version DESC LIMIT 1");
        last.Bind(1, flow);
        var version = 0;
        if (last.Step())
        {
            version = last.Int(0);
            if (string.Equals(last.Text(1), registration.Hash, StringComparison.Ordinal))
                return version;
        }
        last.Reset();
        version++;
        using var add = _db.Prepare("INSERT INTO flow_version(flow,version,hash,text,at) VALUES(?1,?2,?3,?4,?5)");
        add.Bind(1, flow).Bind(2, version).Bind(3, registration.Hash).Bind(4, registration.Text).Bind(5, Now).Run();
        using var set = _db.Prepare("UPDATE flow SET version=?2 WHERE id=?1");
        set.Bind(1, flow).Bind(2, version).Run();
        return version;
    }

    private (int Stream, int Lanes) FindOrAddStream(int flow, string node, int lanes)
    {
        using var find = _db.Prepare("SELECT id, lanes FROM stream WHERE flow=?1 AND node=?2");
        find.Bind(1, flow).Bind(2, node);
        if (find.Step())
            return (find.Int(0), find.Int(1));
        find.Reset();
        // A flow has one source: a node that was renamed goes on with its documents, or everything would be delivered again.
        using var rename = _db.Prepare("UPDATE stream SET node=?2 WHERE flow=?1 RETURNING id, lanes");
        rename.Bind(1, flow).Bind(2, node);
        if (rename.Step())
        {
            var renamed = (rename.Int(0), rename.Int(1));
            while (rename.Step()) { }
            return renamed;
        }
        rename.Reset();
        using var add = _db.Prepare("INSERT INTO stream(flow,node,lanes) VALUES(?1,?2,?3)");
        add.Bind(1, flow).Bind(2, node).Bind(3, lanes).Run();
        return ((int)_db.Scalar("SELECT last_insert_rowid()")!.Value, lanes);
    }

    private static FollowOn OutcomesOf(FlowRegistration registration, string target) =>
        registration
            .Follows.Where(follow => string.Equals(follow.Target, target, StringComparison.Ordinal))
            .Aggregate(FollowOn.None, (all, follow) => all | follow.On);

    private void Follow(FlowRegistration registration, int[] queues)
    {
        foreach (var queue in queues)
        {
            _followers.Remove(queue);
            _following.Remove(queue);
        }
        foreach (var follow in registration.Follows)
        {
            var (lead, follower) = (QueueOf(follow.Lead), QueueOf(follow.Target));
            if (!_followers.TryGetValue(lead, out var followers))
                _followers[lead] = followers = [];
            followers.Add((follower, follow.On));
            _following.Add(follower);
        }

        int QueueOf(string target) =>
            queues[registration.Targets.Index().Single(t => string.Equals(t.Item, target, StringComparison.Ordinal)).Index];
    }

    private int FindOrAddQueue(int flow, string node, int stream, FollowOn follows)
    {
        using var find = _db.Prepare("SELECT id, follows FROM queue WHERE flow=?1 AND node=?2");
        find.Bind(1, flow).Bind(2, node);
        if (find.Step())
        {
            var (known, before) = (find.Int(0), (FollowOn)find.Int(1));
            find.Reset();
            using var set = _db.Prepare("UPDATE queue SET follows=?2 WHERE id=?1 AND follows<>?2");
            set.Bind(1, known).Bind(2, (long)follows).Run();
            if (before == FollowOn.None != (follows == FollowOn.None))
                Turned.Add(known);
            return known;
        }
        find.Reset();
        using var add = _db.Prepare("INSERT INTO queue(flow,node,stream,follows) VALUES(?1,?2,?3,?4)");
        add.Bind(1, flow).Bind(2, node).Bind(3, stream).Bind(4, (long)follows).Run();
        var queue = (int)_db.Scalar("SELECT last_insert_rowid()")!.Value;
        if (follows == FollowOn.None)
            Added.Add((queue, stream));
        return queue;
    }

    /// <summary>Makes <see cref="TailOf"/> known for the lanes of a stream.</summary>
    public void LoadTails(int stream, int lanes)
    {
        for (var lane = 0; lane < lanes; lane++)
        {
            if (_tails.ContainsKey((stream, lane)))
                continue;
            using var indexed = _db.Prepare("SELECT sequence FROM indexed WHERE stream=?1 AND lane=?2");
            indexed.Bind(1, stream).Bind(2, lane);
            var sequence = indexed.Step() ? indexed.Long(0) : 0;
            indexed.Reset();
            _tails[(stream, lane)] = _index.Load(stream, lane, sequence);
        }
    }

    public bool Note(int flow, int version, string node, string subject, string text)
    {
        using var add = _db.Prepare("INSERT OR IGNORE INTO note(flow,version,node,subject,text,at) VALUES(?1,?2,?3,?4,?5,?6)");
        add.Bind(1, flow).Bind(2, version).Bind(3, node).Bind(4, subject).Bind(5, text).Bind(6, Now).Run();
        return _db.Changes == 1;
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose() => _epochs.Clear();
}
