using System.Globalization;

namespace Weir.Storage.Embedded.Search;

/// <summary>Writes entries of deliveries, and what hangs on them: the problem, words of the error, the target's number and id.</summary>
internal sealed class Entries(SqliteDb db, Problems problems, Terms terms) : IDisposable
{
    private readonly SqliteDb.Statement _find = db.Prepare("SELECT state, problem FROM entry WHERE id=?1");
    private readonly SqliteDb.Statement _add = db.Prepare("INSERT INTO entry(id, queue, state, at, problem) VALUES(?1, ?2, ?3, ?4, ?5)");
    private readonly SqliteDb.Statement _update = db.Prepare("UPDATE entry SET state=?2, problem=?3 WHERE id=?1");
    private readonly SqliteDb.Statement _words = db.Prepare("INSERT INTO delivery_word(rowid, words) VALUES(?1, ?2)");

    /// <summary>A delivery that has no entry yet.</summary>
    public void Add(long id, int queue, long acceptedAt, in DeliveryRow row)
    {
        var problem = ProblemOf(queue, row);
        _add.Bind(1, id).Bind(2, queue).Bind(3, row.State).Bind(4, acceptedAt).Bind(5, problem).Run();
        Note(id, queue, row, before: null, problem);
    }

    /// <summary>A queue whose deliveries are taken in anew. Before anything else of a step.</summary>
    public void Forget(int queue)
    {
        foreach (
            var sql in new[]
            {
                "DELETE FROM entry WHERE queue=?1",
                "DELETE FROM problem_count WHERE problem IN (SELECT id FROM problem WHERE queue=?1)",
                "DELETE FROM entered WHERE owner=?1",
            }
        )
        {
            using var forget = db.Prepare(sql);
            forget.Bind(1, queue).Run();
        }
    }

    /// <summary>A delivery that changed; false if it has no entry.</summary>
    public bool Update(long id, int queue, in DeliveryRow row)
    {
        _find.Bind(1, id);
        if (!_find.Step())
        {
            _find.Reset();
            return false;
        }
        var (state, before) = (_find.Int(0), _find.LongOrNull(1));
        _find.Reset();
        if (before is { } left)
            problems.Count(left, state, -1);
        var problem = ProblemOf(queue, row);
        if (state != row.State || problem != before)
            _update.Bind(1, id).Bind(2, row.State).Bind(3, problem).Run();
        Note(id, queue, row, before, problem);
        return true;
    }

    private long? ProblemOf(int queue, in DeliveryRow row) =>
        row.Text is not null && Problems.IsOpen(row.State) ? problems.Of(queue, row) : null;

    private void Note(long id, int queue, in DeliveryRow row, long? before, long? problem)
    {
        if (problem is { } now)
        {
            problems.Count(now, row.State, 1);
            if (now != before)
            {
                problems.Happened(now, row);
                _words.Bind(1, id).Bind(2, Words.Of(string.Create(CultureInfo.InvariantCulture, $"{row.Code} {row.Text}"))).Run();
            }
        }
        terms.Add(queue, row.TargetNumber, id);
        if (row.TargetId is { } targetId && !string.Equals(targetId, row.TargetNumber, StringComparison.Ordinal))
            terms.Add(queue, targetId, id);
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _find, _add, _update, _words })
            statement.Dispose();
    }
}
