using System.Text.Json;
using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Ledger.Search;

namespace Weir.Storage.Embedded.Interventions;

/// <summary>Jobs. Written on the writer's thread.</summary>
internal sealed class JobTables(SqliteDb db, TimeProvider time)
{
    public const string Columns =
        "id, workspace, at, who, action, filter, reason, format, state, cursor, bytes, total, done, refused, error, ended";

    /// <summary>Refusals that are kept of a job one by one; the rest is only counted.</summary>
    private const long MostRefusals = 100_000;

    public DocumentJob Order(DocumentJob job)
    {
        using var add = db.Prepare(
            "INSERT INTO document_job(at, who, action, filter, reason, format, state, bytes, total, done, refused, workspace) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7, 0, 0, ?8)"
        );
        var now = time.GetUtcNow();
        add.Bind(1, now.ToUnixTimeMilliseconds()).Bind(2, job.Who).Bind(3, (long)job.Action);
        add.Bind(4, JsonSerializer.Serialize(job.Filter))
            .Bind(5, job.Reason)
            .Bind(6, job.Format)
            .Bind(7, job.Total)
            .Bind(8, job.Workspace)
            .Run();
        return job with { Id = db.Scalar("SELECT last_insert_rowid()")!.Value, At = now };
    }

    public bool IsRunning(long job)
    {
        using var find = db.Prepare("SELECT 1 FROM document_job WHERE id=?1 AND state=0");
        return find.Bind(1, job).Step();
    }

    public void Advance(JobStep step, int done, IReadOnlyList<Refusal> refusals)
    {
        using var advance = db.Prepare(
            "UPDATE document_job SET cursor=?2, bytes=?3, done=done+?4, refused=refused+?5 WHERE id=?1 RETURNING refused"
        );
        advance.Bind(1, step.Job).Bind(2, step.Cursor).Bind(3, step.Bytes).Bind(4, done).Bind(5, refusals.Count).Step();
        var refused = advance.Long(0);
        advance.Reset();
        if (refused > MostRefusals)
            return;
        using var refuse = db.Prepare(
            "INSERT OR REPLACE INTO document_job_refusal(job, queue, document, key, reason) VALUES(?1, ?2, ?3, ?4, ?5)"
        );
        foreach (var refusal in refusals)
            refuse.Bind(1, step.Job).Bind(2, refusal.Queue).Bind(3, refusal.Document).Bind(4, refusal.Key).Bind(5, refusal.Reason).Run();
    }

    public bool End(long job, DocumentJobState state, string? error)
    {
        using var end = db.Prepare("UPDATE document_job SET state=?2, error=?3, ended=?4 WHERE id=?1 AND state=0");
        end.Bind(1, job).Bind(2, (long)state).Bind(3, error).Bind(4, time.GetUtcNow().ToUnixTimeMilliseconds()).Run();
        return db.Changes == 1;
    }

    /// <summary>Reads a job from <see cref="Columns"/>.</summary>
    public static DocumentJob Job(SqliteDb.Statement row) =>
        new(
            row.Long(0),
            row.Text(1),
            Rows.Time(row.Long(2))!.Value,
            row.Text(3),
            (InterventionAction)row.Int(4),
            JsonSerializer.Deserialize<DocumentFilter>(row.Text(5))!,
            row.TextOrNull(6),
            row.TextOrNull(7),
            (DocumentJobState)row.Int(8),
            row.TextOrNull(9),
            row.Long(10),
            row.LongOrNull(11),
            row.Long(12),
            row.Long(13),
            row.TextOrNull(14),
            Rows.Time(row.LongOrNull(15))
        );
}
