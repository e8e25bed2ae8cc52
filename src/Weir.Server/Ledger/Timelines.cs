using System.Text;
using System.Text.Json;
using Weir.Engine.Flows;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Runtime;
using Weir.Server.Api;

namespace Weir.Server.Ledger;

/// <summary>Puts the life of a document together from what the ledger keeps.</summary>
internal sealed class Timelines(ILedgerStore ledger, MappedNow mapping)
{
    private const int MostRevisions = 100;
    private const int MostAttempts = 100;

    /// <summary>Attempts of a target whose calls are shown at once; a batch may be a megabyte.</summary>
    private const int AttemptsWithCalls = 10;
    private const int MostText = 64 * 1024;

    public async Task<IReadOnlyList<TimelineEntry>> OfAsync(
        FlowSummary flow,
        FlowDefinition? definition,
        string key,
        CancellationToken stop
    )
    {
        var entries = new List<TimelineEntry>();
        foreach (var (i, queue) in flow.Queues.Index())
        {
            var revisions = ledger.Queries.History(flow, queue.Id, key).Take(MostRevisions).ToList();
            if (revisions.Count == 0)
                continue;
            if (i == 0)
                AddRevisions(revisions, entries);
            if (await mapping.OfAsync(definition, queue.Node, revisions[0], stop) is { } mapped)
                entries.Add(mapped);
            var left = AttemptsWithCalls;
            foreach (var revision in revisions)
                AddDelivery(queue, revision, ref left, entries);
        }
        // What belongs to one moment in the order in which it comes about.
        return [.. entries.OrderBy(e => e.At).ThenBy(e => e.Revision).ThenBy(e => e.Kind)];
    }

    private void AddRevisions(List<DocumentSummary> revisions, List<TimelineEntry> entries)
    {
        DocumentSummary? newer = null;
        PastCorrection? correctionOfNewer = null;
        foreach (var revision in revisions)
        {
            var correction = ledger.Interventions.CorrectionOf(revision.Id);
            entries.Add(
                new TimelineEntry(
                    revision.AcceptedAt,
                    correction is null ? TimelineKind.Accepted : TimelineKind.Correction,
                    revision.Revision
                )
                {
                    Who = correction?.Who,
                    Reason = correction?.Reason,
                }
            );
            if (correction is not null && newer is not null && correctionOfNewer is null)
                entries.Add(
                    new TimelineEntry(newer.AcceptedAt, TimelineKind.Note, newer.Revision)
                    {
                        Text =
                            $"The source changed the document after it was corrected (revision {revision.Revision}): the source's content counts.",
                    }
                );
            (newer, correctionOfNewer) = (revision, correction);
        }
    }

    private void AddDelivery(QueueSummary queue, DocumentSummary revision, ref int withCalls, List<TimelineEntry> entries)
    {
        foreach (var attempt in ledger.Queries.Attempts(queue.Id, revision.Id, MostAttempts))
            entries.Add(
                new TimelineEntry(attempt.OpenedAt, TimelineKind.Attempt, revision.Revision)
                {
                    Target = queue.Node,
                    Attempt = DocumentsApi.View(attempt),
                    Calls = withCalls-- > 0 ? CallsOf(attempt) : null,
                }
            );
        foreach (var past in ledger.Interventions.Of(queue.Id, revision.Id))
            entries.Add(
                new TimelineEntry(past.At, KindOf(past.Action), revision.Revision)
                {
                    Target = queue.Node,
                    Who = past.Who,
                    Reason = past.Reason,
                    Job = past.Job == 0 ? null : Paging.Text(past.Job),
                }
            );
        if (revision.UpdatedAt is { } at)
            entries.Add(
                new TimelineEntry(at, TimelineKind.Settled, revision.Revision)
                {
                    Target = queue.Node,
                    State = revision.State,
                    Superseded = revision.Superseded ? true : null,
                    TargetId = revision.TargetId,
                    TargetNumber = revision.TargetNumber,
                    Error = revision.Error,
                    DueAt = revision.DueAt,
                }
            );
    }

    private static TimelineKind KindOf(InterventionAction action) =>
        action switch
        {
            InterventionAction.Retry => TimelineKind.Retried,
            InterventionAction.Release => TimelineKind.Released,
            InterventionAction.Hold => TimelineKind.Held,
            _ => TimelineKind.Skipped,
        };

    private IReadOnlyList<TimelineCall>? CallsOf(AttemptSummary attempt)
    {
        if (attempt.Trace == 0 || !ledger.HasFrame(attempt.Trace))
            return null;
        return [.. Trace.Decode(ledger.ReadFrame(attempt.Trace)).Select(call => Call(call.Facts, call.Request, call.Answer))];
    }

    private static TimelineCall Call(string facts, string request, string answer)
    {
        var read = JsonElement.Parse(facts);
        return new TimelineCall(
            read.GetProperty("method").GetString()!,
            read.GetProperty("url").GetString()!,
            read.GetProperty("status").GetInt32(),
            Cut(request),
            Cut(answer),
            Encoding.UTF8.GetByteCount(request),
            Encoding.UTF8.GetByteCount(answer)
        );
    }

    private static string Cut(string text)
    {
        if (text.Length <= MostText)
            return text;
        return char.IsHighSurrogate(text[MostText - 1]) ? text[..(MostText - 1)] : text[..MostText];
    }
}
