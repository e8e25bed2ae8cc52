using System.Text.Json;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Reconciling;

/// <summary>
/// Compares what a source has in a period with what the targets have: by key, number and fields. Reads both sides anew; the ledger only says what it knows of a document
/// that is not as it should be, and delivers it again when that is wanted and safe.
/// </summary>
public sealed class Reconciliation(EngineServices services, IGrainFactory grains)
{
    private const int Batch = 200;

    /// <summary>Compares.</summary>
    /// <param name="flow">Name of the flow.</param>
    /// <param name="order">What is compared.</param>
    /// <param name="report">Takes each row as it is found.</param>
    /// <param name="cancellationToken">Ends it; what was delivered again stays so.</param>
    /// <exception cref="ConnectorException">A side cannot be asked.</exception>
    public async Task<ReconcileResult> RunAsync(
        string flow,
        ReconcileOrder order,
        Action<ReconcileRow> report,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        var plan = await services.Flows.PlanAsync(flow, services.Connections, cancellationToken);
        Check(plan, order);
        var permits = new ConnectionPermits(grains);
        var variables = new RunVariables(order.From, order.To, plan.Zone);
        var stored = services.Ledger.Queries.Flows().FirstOrDefault(f => string.Equals(f.Name, flow, StringComparison.Ordinal));
        var source = new SourceDocuments(services, plan, stored?.Stream ?? 0, variables, permits);
        var batches = new BatchContext(
            new MapContext(variables, _ => { }),
            services.Connections,
            services.Ledger,
            (connection, call, token) => permits.CallAsync(connection, flow, call, token)
        );
        // What follows another target is made of its answers, which are not here.
        var sides = plan
            .Targets.Where(target => target.Follows.Count == 0)
            .Select(target => new TargetSide(services, target, stored, batches, permits, order, flow))
            .ToList();
        var redrive = order.Redrive ? new Redrive(services, grains, plan) : null;
        long documents = 0;
        await foreach (
            var batch in source
                .ReadAsync(new SourceSlice(order.From, order.To), cancellationToken)
                .Chunk(Batch)
                .WithCancellation(cancellationToken)
        )
        {
            documents += batch.Length;
            var rows = new List<ReconcileRow>();
            foreach (var side in sides)
                rows.AddRange(await side.CompareAsync(batch, cancellationToken));
            if (redrive is not null && rows.Count > 0)
                rows = await redrive.ApplyAsync(stored, batch, rows, cancellationToken);
            foreach (var row in rows)
                report(row);
            foreach (var side in sides)
                side.Tally.Redriven += rows.Where(row => string.Equals(row.Target, side.Tally.Target, StringComparison.Ordinal))
                    .Where(row => row.Redriven is Redriven.Accepted or Redriven.Released or Redriven.Updated)
                    .Select(row => row.Key)
                    .Distinct(StringComparer.Ordinal)
                    .Count();
        }
        return new ReconcileResult(flow, source.Read, documents, [.. sides.Select(side => side.Tally)]);
    }

    private static void Check(FlowPlan plan, ReconcileOrder order)
    {
        foreach (var target in plan.Targets.Where(target => target.Follows.Count == 0))
        {
            if (target.Target.IdentityField is null)
                throw new ConnectorException(
                    ErrorKind.Config,
                    $"'{target.Node.Id}' cannot be compared: its documents cannot be found again. Name the identity field in its settings."
                );
            if (order.Fields.Count > 0 && target.Target is not IReadBack)
                throw new ConnectorException(
                    ErrorKind.Config,
                    $"Fields of '{target.Node.Id}' cannot be compared: {target.Settings.Operation} cannot read its documents back. Compare without fields."
                );
        }
    }
}
