using System.Text.Json;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Server.Commands;

namespace Weir.Server.Cases;

/// <summary>Takes the records of a case through its flow as far as the targets' documents. No connection is opened to anywhere.</summary>
internal static class CaseRun
{
    private const string NoKey = "the record has no key of its own";

    /// <returns>What would become of the documents, by target.</returns>
    /// <exception cref="Sdk.Errors.ConnectorException">A lookup has no rows in the case.</exception>
    /// <exception cref="MapException">A node before the ledger cannot be set up.</exception>
    public static async Task<IReadOnlyDictionary<string, MappedRecords>> RunAsync(FlowCase flowCase, CancellationToken stop)
    {
        // There is none to be opened: whatever would ask a system fails.
        await using var connections = new OpenConnections(
            [],
            name => throw new InvalidOperationException($"A case opens no connection, and '{name}' was asked for."),
            TimeProvider.System,
            (_, _) => { }
        );
        var context = new BatchContext(
            new MapContext(flowCase.Variables, _ => { }),
            connections,
            Ledger: null,
            (name, _, _) => throw new InvalidOperationException($"A case calls no connection, and '{name}' was to be called.")
        )
        {
            GivenRows = flowCase.Rows,
        };
        var flow = flowCase.Flow;
        var records = flowCase.Records.Select(record => (FlowPreview.KeyOf(record, flowCase.KeyPath), record)).ToList();
        var documents = StagePreview.Documents(flow.Stages, flowCase.Variables, records);
        var results = new Dictionary<string, MappedRecords>(StringComparer.Ordinal);
        foreach (var node in flow.OfKind<TargetSettings>())
            if (flowCase.Operations.TryGetValue(node.Id, out var operation))
                results[node.Id] = await TargetMapping.ApplyAsync(
                    StepsTo(flow, node, operation),
                    documents.Select(d => (d.Key ?? "", d.Record, d.Key is null ? NoKey : d.Rejected)),
                    context,
                    stop
                );
        return results;
    }

    private static TargetSteps StepsTo(FlowDefinition flow, FlowNode node, Sdk.Connectors.OperationDescriptor operation)
    {
        var settings = node.As<TargetSettings>().Settings;
        return new TargetSteps(flow, node, operation.KnownFields(settings), operation.IdentityOf?.Invoke(settings));
    }
}
