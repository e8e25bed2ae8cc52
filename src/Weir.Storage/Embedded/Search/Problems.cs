using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;

namespace Weir.Storage.Embedded.Search;

/// <summary>Errors of deliveries, grouped queue by queue, with their counts. What a step changes is added up and written at its end.</summary>
internal sealed class Problems(SqliteDb db) : IDisposable
{
    /// <summary>Different texts of a queue; when there are more, those without deliveries go, and then errors are told apart by their code alone.</summary>
    private const int MostOfQueue = 1000;
    private const long HourMilliseconds = 3_600_000;
    private const int KeptHours = 48;

    private readonly Dictionary<(int Queue, long Hash), long> _known = [];
    private readonly Dictionary<int, int> _sizes = [];
    private readonly Dictionary<(long Problem, int State), long> _counts = [];
    private readonly Dictionary<(long Problem, long Hour), long> _hours = [];
    private readonly Dictionary<long, Seen> _seen = [];
    private readonly SqliteDb.Statement _find = db.Prepare("SELECT id FROM problem WHERE queue=?1 AND hash=?2");
    private readonly SqliteDb.Statement _add = db.Prepare(
        "INSERT INTO problem(queue, hash, kind, code, text, sample, advice, first, last) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)"
    );
    private readonly SqliteDb.Statement _touch = db.Prepare(
        "UPDATE problem SET kind=?2, sample=?3, advice=?4, first=min(first, ?5), last=max(last, ?6) WHERE id=?1"
    );
    private readonly SqliteDb.Statement _count = db.Prepare(
        "INSERT INTO problem_count(problem, state, n) VALUES(?1, ?2, ?3) ON CONFLICT(problem, state) DO UPDATE SET n=n+?3"
    );
    private readonly SqliteDb.Statement _hour = db.Prepare(
        "INSERT INTO problem_hour(problem, hour, n) VALUES(?1, ?2, ?3) ON CONFLICT(problem, hour) DO UPDATE SET n=n+?3"
    );

    /// <summary>True for states that are an open problem when there is an error.</summary>
    public static bool IsOpen(int state) =>
        (DeliveryState)state is DeliveryState.Failed or DeliveryState.Held or DeliveryState.Retrying or DeliveryState.InDoubt;

    /// <summary>The problem of a delivery; it is made if it is new.</summary>
    public long Of(int queue, in DeliveryRow row)
    {
        var normal = ErrorText.Normal(row.Text!);
        var hash = ErrorText.Group(row.Code, normal);
        if (Find(queue, hash) is { } known)
            return known;
        if (SizeOf(queue) >= MostOfQueue && !Purge(queue))
        {
            normal = "";
            hash = ErrorText.Group(row.Code, normal);
            if (Find(queue, hash) is { } byCode)
                return byCode;
        }
        _add.Bind(1, queue).Bind(2, hash).Bind(3, row.Kind).Bind(4, row.Code).Bind(5, normal);
        _add.Bind(6, row.Text).Bind(7, row.Advice).Bind(8, row.At).Run();
        var id = db.Scalar("SELECT last_insert_rowid()")!.Value;
        _known[(queue, hash)] = id;
        _sizes[queue] = SizeOf(queue) + 1;
        return id;
    }

    /// <summary>A delivery came into a state of the problem, or left it (-1).</summary>
    public void Count(long problem, int state, int n) => _counts[(problem, state)] = _counts.GetValueOrDefault((problem, state)) + n;

    /// <summary>A delivery got the error.</summary>
    public void Happened(long problem, in DeliveryRow row)
    {
        var hour = row.At / HourMilliseconds;
        _hours[(problem, hour)] = _hours.GetValueOrDefault((problem, hour)) + 1;
        var seen = _seen.GetValueOrDefault(problem, new Seen(row.At, 0, 0, "", Advice: null));
        _seen[problem] =
            row.At >= seen.Last
                ? new Seen(Math.Min(seen.First, row.At), row.At, row.Kind, row.Text!, row.Advice)
                : seen with
                {
                    First = Math.Min(seen.First, row.At),
                };
    }

    /// <summary>Writes what was added up.</summary>
    public void Save(long now)
    {
        foreach (var ((problem, state), n) in _counts)
            if (n != 0)
                _count.Bind(1, problem).Bind(2, state).Bind(3, n).Run();
        foreach (var ((problem, hour), n) in _hours)
            _hour.Bind(1, problem).Bind(2, hour).Bind(3, n).Run();
        foreach (var (problem, seen) in _seen)
            _touch
                .Bind(1, problem)
                .Bind(2, seen.Kind)
                .Bind(3, seen.Sample)
                .Bind(4, seen.Advice)
                .Bind(5, seen.First)
                .Bind(6, seen.Last)
                .Run();
        if (_hours.Count > 0)
        {
            using var old = db.Prepare("DELETE FROM problem_hour WHERE hour<?1");
            old.Bind(1, now / HourMilliseconds - KeptHours).Run();
        }
        _counts.Clear();
        _hours.Clear();
        _seen.Clear();
    }

    private long? Find(int queue, long hash)
    {
        if (_known.TryGetValue((queue, hash), out var known))
            return known;
        _find.Bind(1, queue).Bind(2, hash);
        long? found = _find.Step() ? _find.Long(0) : null;
        _find.Reset();
        if (found is { } id)
            _known[(queue, hash)] = id;
        return found;
    }

    private int SizeOf(int queue)
    {
        if (_sizes.TryGetValue(queue, out var size))
            return size;
        using var count = db.Prepare("SELECT count(*) FROM problem WHERE queue=?1");
        count.Bind(1, queue).Step();
        return _sizes[queue] = count.Int(0);
    }

    /// <summary>Forgets problems that no delivery has. False if all are still open.</summary>
    private bool Purge(int queue)
    {
        var open = _counts.Keys.Select(k => k.Problem).ToHashSet();
        var solved = new List<long>();
        using (
            var find = db.Prepare(
                "SELECT id FROM problem p WHERE queue=?1 AND NOT EXISTS (SELECT 1 FROM problem_count c WHERE c.problem=p.id AND c.n<>0)"
            )
        )
        {
            find.Bind(1, queue);
            while (find.Step())
                if (!open.Contains(find.Long(0)))
                    solved.Add(find.Long(0));
        }
        using var drop = db.Prepare("DELETE FROM problem WHERE id=?1");
        using var dropCounts = db.Prepare("DELETE FROM problem_count WHERE problem=?1");
        foreach (var id in solved)
        {
            drop.Bind(1, id).Run();
            dropCounts.Bind(1, id).Run();
            _seen.Remove(id);
        }
        _known.Clear();
        _sizes.Remove(queue);
        return solved.Count > 0;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _find, _add, _touch, _count, _hour })
            statement.Dispose();
    }

    private readonly record struct Seen(long First, long Last, int Kind, string Sample, string? Advice);
}
