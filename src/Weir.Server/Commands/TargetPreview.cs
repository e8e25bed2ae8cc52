using System.Text;
using Weir.Engine.Connections;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;

namespace Weir.Server.Commands;

/// <summary>Takes records to one target's requests.</summary>
internal sealed class TargetPreview(TargetPlan plan, RunVariables variables, IReadOnlyCollection<string> names)
{
    public async Task<PreviewTarget> LookAsync(IReadOnlyList<PreviewDocument> records, OpenConnections connections, CancellationToken stop)
    {
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        // One call at a time, so that no permits are needed.
        var context = new BatchContext(
            new MapContext(variables, path => missing.Add(path)),
            connections,
            Ledger: null,
            (_, call, token) => call(token)
        );
        var mapped = await TargetMapping.ApplyAsync(
            plan.Steps,
            records.Where(r => r.Key is not null).Select(r => (r.Key!, r.Record, r.Rejected)),
            context,
            stop
        );
        var requests = mapped
            .Documents.Select(document => new TargetDocument(document.Body, document.Identity, WriteIntent.Create, TargetId: null))
            .Chunk(Math.Max(1, plan.Target.Limits.Rows))
            .SelectMany(plan.Target.Preview)
            .Select(View)
            .ToList();
        // Nothing is called, so there is no answer; none is made up.
        var answers = missing.Where(path => names.Contains(path.Split('.', '[')[0], StringComparer.Ordinal)).ToList();
        return new PreviewTarget(
            plan.Node.Id,
            plan.Settings.Connection,
            plan.Settings.Operation,
            requests,
            mapped.Dropped,
            [
                .. records.Where(r => r.Key is null).Select(_ => new PreviewFault("", "the record has no key of its own")),
                .. mapped.Held,
                .. mapped.Failed,
            ],
            [.. missing.Except(answers, StringComparer.Ordinal)],
            [.. plan.Follows.Select(f => f.On == FollowOn.Failed ? $"{f.Lead}.failed" : $"{f.Lead}.delivered")],
            answers
        );
    }

    private static PreviewRequest View(RequestPreview request) =>
        new(request.Method, request.Url, Encoding.UTF8.GetString(request.Body.Span));
}
