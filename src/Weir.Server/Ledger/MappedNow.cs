using System.Text;
using Weir.Engine.Flows;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Sdk.Errors;

namespace Weir.Server.Ledger;

/// <summary>Works out what a flow makes of a document, as it is published now. Asks no other system.</summary>
internal sealed class MappedNow(EngineServices services, TimeProvider time)
{
    /// <summary>Null if there is nothing to say: the payload was dropped, or the target is no longer in the flow.</summary>
    public async Task<TimelineEntry?> OfAsync(FlowDefinition? definition, string target, DocumentSummary document, CancellationToken stop)
    {
        if (definition is null || !services.Ledger.HasFrame(document.Frame))
            return null;
        var entry = new TimelineEntry(document.AcceptedAt, TimelineKind.Mapped, document.Revision) { Target = target };
        try
        {
            var flow = await services.Flows.PlanAsync(definition.Name, services.Connections, stop);
            if (flow.Targets.FirstOrDefault(t => string.Equals(t.Node.Id, target, StringComparison.Ordinal)) is not { } plan)
                return null;
            if (plan.Follows.Count > 0)
                return entry with { Text = "This target takes what another one answered; what it sent is in the attempts." };
            return plan.WorksOnBatches
                ? entry with
                {
                    Text = "The flow looks things up on the way to this target; what it sent is in the attempts.",
                }
                : Map(entry, plan, flow.Zone, document);
        }
        catch (ConnectorException e)
        {
            return entry with { Text = $"The target could not be asked for its fields: {e.Message}" };
        }
    }

    private TimelineEntry Map(TimelineEntry entry, TargetPlan plan, TimeZoneInfo zone, DocumentSummary document)
    {
        using var slab = PayloadFrame.Decode(services.Ledger.ReadFrame(document.Frame));
        using var output = new Utf8Output();
        var variables = new RunVariables(LastSync: null, time.GetUtcNow(), zone);
        try
        {
            var (offset, length, dropped) = plan.Apply(slab[document.Place], follows: null, new MapContext(variables, _ => { }), output);
            return dropped is null
                ? entry with
                {
                    Body = Encoding.UTF8.GetString(output.Slice(offset, length).Span),
                }
                : entry with
                {
                    Text = dropped,
                };
        }
        catch (MapException e)
        {
            return entry with { Error = e.Error };
        }
    }
}
