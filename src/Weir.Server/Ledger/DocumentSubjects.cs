using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Ledger.Search;
using Weir.Engine.Runtime;

namespace Weir.Server.Ledger;

/// <summary>Says of deliveries that something is to be done to whether their flow is running.</summary>
internal sealed class DocumentSubjects(FlowCatalog flows, IGrainFactory grains)
{
    /// <summary>True while lanes of the flow are at work.</summary>
    public async Task<bool> IsMovingAsync(string flow) =>
        flows.Find(flow) is not null && (await grains.GetGrain<IFlowGrain>(flow).StatusAsync()).Activity == FlowActivity.Running;

    public async Task<IReadOnlyList<InterventionSubject>> OfAsync(IReadOnlyList<FoundDelivery> found)
    {
        var moving = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var flow in found.Select(f => f.Flow).Distinct(StringComparer.Ordinal))
            moving[flow] = await IsMovingAsync(flow);
        return [.. found.Select(f => new InterventionSubject(f.Queue, f.Document.Id, f.Document.Key, moving[f.Flow]))];
    }
}
