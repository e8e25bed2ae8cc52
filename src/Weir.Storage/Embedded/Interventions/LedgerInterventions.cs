using System.Buffers.Binary;
using Weir.Engine.Ledger.Interventions;

namespace Weir.Storage.Embedded.Interventions;

/// <summary>Takes interventions to the writer, and reads what was kept of them.</summary>
internal sealed class LedgerInterventions(
    LedgerWriter writer,
    LedgerReader reader,
    InterventionTables tables,
    CorrectionTables corrections,
    JobTables jobs
) : IInterventions
{
    /// <inheritdoc />
    public Task<InterventionResult> ActAsync(
        Intervention intervention,
        IReadOnlyList<InterventionSubject> subjects,
        JobStep? step,
        CancellationToken cancellationToken
    ) => writer.WriteAsync(() => tables.Act(intervention, subjects, step), cancellationToken, arrives: true);

    /// <inheritdoc />
    public Task<long?> CorrectAsync(Correction correction, CancellationToken cancellationToken) =>
        writer.WriteAsync(() => corrections.Correct(correction), cancellationToken, arrives: true);

    /// <inheritdoc />
    public Task<DocumentJob> OrderAsync(DocumentJob job, CancellationToken cancellationToken) =>
        writer.WriteAsync(() => jobs.Order(job), cancellationToken);

    /// <inheritdoc />
    public Task<bool> EndAsync(long job, DocumentJobState state, string? error, CancellationToken cancellationToken) =>
        writer.WriteAsync(() => jobs.End(job, state, error), cancellationToken);

    /// <inheritdoc />
    public IReadOnlyList<PastIntervention> Of(int queue, long document) =>
        reader.Use(r =>
        {
            var find = r.Prepared(
                "SELECT at, who, action, reason, job, documents FROM intervention WHERE queue=?1 AND first<=?2 AND last>=?2 ORDER BY id"
            );
            find.Bind(1, queue).Bind(2, document);
            var past = new List<PastIntervention>();
            while (find.Step())
                if (Holds(find.Blob(5), document))
                    past.Add(
                        new PastIntervention(
                            Rows.Time(find.Long(0))!.Value,
                            find.Text(1),
                            (InterventionAction)find.Int(2),
                            find.TextOrNull(3),
                            find.Long(4)
                        )
                    );
            return past;
        });

    private static bool Holds(ReadOnlySpan<byte> documents, long document)
    {
        for (var i = 0; i + 8 <= documents.Length; i += 8)
            if (BinaryPrimitives.ReadInt64LittleEndian(documents[i..]) == document)
                return true;
        return false;
    }

    /// <inheritdoc />
    public PastCorrection? CorrectionOf(long document) =>
        reader.Use(r =>
        {
            var find = r.Prepared("SELECT at, who, reason, source FROM correction WHERE document=?1");
            return find.Bind(1, document).Step()
                ? new PastCorrection(document, Rows.Time(find.Long(0))!.Value, find.Text(1), find.Text(2), find.Long(3))
                : null;
        });

    /// <inheritdoc />
    public DocumentJob? Job(long job) =>
        reader.Use(r =>
        {
            var find = r.Prepared($"SELECT {JobTables.Columns} FROM document_job WHERE id=?1");
            return find.Bind(1, job).Step() ? JobTables.Job(find) : null;
        });

    /// <inheritdoc />
    public IReadOnlyList<DocumentJob> Jobs(string workspace, long before, int limit) =>
        reader.Use(r =>
        {
            var find = r.Prepared($"SELECT {JobTables.Columns} FROM document_job WHERE id<?1 AND workspace=?3 ORDER BY id DESC LIMIT ?2");
            return All(find.Bind(1, before).Bind(2, limit).Bind(3, workspace));
        });

    /// <inheritdoc />
    public IReadOnlyList<DocumentJob> RunningJobs() =>
        reader.Use(r => All(r.Prepared($"SELECT {JobTables.Columns} FROM document_job WHERE state=0 ORDER BY id")));

    private static List<DocumentJob> All(SqliteDb.Statement find)
    {
        var found = new List<DocumentJob>();
        while (find.Step())
            found.Add(JobTables.Job(find));
        return found;
    }

    /// <inheritdoc />
    public IReadOnlyList<Refusal> Refusals(long job, (int Queue, long Document) after, int limit) =>
        reader.Use(r =>
        {
            var find = r.Prepared(
                "SELECT queue, document, key, reason FROM document_job_refusal WHERE job=?1 AND (queue, document) > (?2, ?3) ORDER BY queue, document LIMIT ?4"
            );
            find.Bind(1, job).Bind(2, after.Queue).Bind(3, after.Document).Bind(4, limit);
            var refusals = new List<Refusal>();
            while (find.Step())
                refusals.Add(new Refusal(find.Int(0), find.Long(1), find.Text(2), find.Text(3)));
            return refusals;
        });
}
