using System.Text.Json;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Reconciling;

/// <summary>One target of a flow: maps documents as a lane would, and asks the target for them.</summary>
internal sealed class TargetSide(
    EngineServices services,
    TargetPlan plan,
    FlowSummary? stored,
    BatchContext batches,
    ConnectionPermits permits,
    ReconcileOrder order,
    string flow
)
{
    public TargetTally Tally { get; } = new() { Target = plan.Node.Id };

    public async Task<IReadOnlyList<ReconcileRow>> CompareAsync(
        IReadOnlyList<SourceDocument> documents,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<ReconcileRow>();
        var expected = await MapAsync(documents, rows, cancellationToken);
        if (expected.Count == 0)
            return rows;
        Tally.Expected += expected.Count;
        var identities = expected.ConvertAll(e => e.Identity);
        var found = await CallAsync(token => plan.Target.FindAsync(identities, token), cancellationToken);
        var there = new List<(SourceDocument Document, string Identity, JsonElement Body)>();
        foreach (var (index, (document, identity, body)) in expected.Index())
        {
            Finding? wrong =
                found[index].State == FoundState.Missing ? Finding.Missing
                : found[index].Copies > 1 ? Finding.Copies
                : found[index].State == FoundState.Incomplete ? Finding.Incomplete
                : null;
            if (wrong is null)
                there.Add((document, identity, body));
            else
                rows.Add(Row(document.Key, identity, wrong.Value));
            Tally.Missing += wrong == Finding.Missing ? 1 : 0;
            Tally.Copies += wrong == Finding.Copies ? 1 : 0;
            Tally.Incomplete += wrong == Finding.Incomplete ? 1 : 0;
        }
        var different = order.Fields.Count == 0 || there.Count == 0 ? 0 : await CompareFieldsAsync(there, rows, cancellationToken);
        Tally.Different += different;
        Tally.Matched += there.Count - different;
        return rows;
    }

    private async Task<List<(SourceDocument Document, string Identity, JsonElement Body)>> MapAsync(
        IReadOnlyList<SourceDocument> documents,
        List<ReconcileRow> rows,
        CancellationToken cancellationToken
    )
    {
        using var batch = new RecordBatch();
        foreach (var document in documents)
            batch.Add(document.Record);
        await plan.ApplyAsync(batch, new string?[batch.Count], batches, cancellationToken);
        var expected = new List<(SourceDocument, string, JsonElement)>(documents.Count);
        for (var i = 0; i < documents.Count; i++)
        {
            if (batch.EndOf(i) is { State: DeliveryState.Rejected })
                Tally.Filtered++;
            else if (batch.EndOf(i) is { } end)
                AddUnmapped(rows, documents[i].Key, end.Error.Text);
            else if (plan.IdentityOf(batch[i]) is { Length: > 0 } identity)
                expected.Add((documents[i], identity, JsonElement.Parse(batch[i])));
            else
                AddUnmapped(rows, documents[i].Key, $"the identity field {plan.Target.IdentityField} is empty");
        }
        return expected;
    }

    private void AddUnmapped(List<ReconcileRow> rows, string key, string reason)
    {
        Tally.Unmapped++;
        rows.Add(Row(key, identity: null, Finding.Unmapped) with { Source = reason });
    }

    /// <summary>How many documents have a field that differs.</summary>
    private async Task<int> CompareFieldsAsync(
        List<(SourceDocument Document, string Identity, JsonElement Body)> there,
        List<ReconcileRow> rows,
        CancellationToken cancellationToken
    )
    {
        var fields = new ComparedFields(order.Fields, there.ConvertAll(t => t.Body));
        var identities = there.ConvertAll(t => t.Identity);
        var inTarget = new Dictionary<string, ILookup<string, ReadBackRow>>(StringComparer.Ordinal);
        foreach (var (list, names) in fields.Groups)
        {
            var read = await CallAsync(token => ((IReadBack)plan.Target).ReadBackAsync(identities, names, list, token), cancellationToken);
            inTarget[list ?? ""] = read.ToLookup(row => row.Identity, StringComparer.Ordinal);
        }
        var different = 0;
        foreach (var (document, identity, body) in there)
        {
            var before = rows.Count;
            foreach (var (field, source, other) in fields.Differences(body, list => [.. inTarget[list ?? ""][identity.Trim()]], Tally))
                rows.Add(Row(document.Key, identity, Finding.Different) with { Field = field, Source = source, InTarget = other });
            different += rows.Count > before ? 1 : 0;
        }
        return different;
    }

    private ReconcileRow Row(string key, string? identity, Finding finding)
    {
        var queue = stored?.Queues.FirstOrDefault(q => string.Equals(q.Node, plan.Node.Id, StringComparison.Ordinal));
        var latest = queue is not null && services.Ledger.Queries.History(stored!, queue.Id, key) is [var newest, ..] ? newest : null;
        return new ReconcileRow(
            plan.Node.Id,
            key,
            identity,
            finding,
            Field: null,
            Source: null,
            InTarget: null,
            latest is null ? null : JsonNamingPolicy.CamelCase.ConvertName(latest.State.ToString()),
            latest?.TargetId,
            Redriven.No
        );
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        permits.CallAsync(plan.Settings.Connection, flow, call, cancellationToken);
}
