using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>Takes the source's records of one slice through the nodes before the ledger.</summary>
internal sealed class SliceDocuments(FlowPlan plan, int stream, StageSetup setup) : IDisposable
{
    private readonly StageChain _stages = new(plan.Stages, setup);
    private readonly DocumentPages _pages = new(stream, plan.Source.As<SourceSettings>().Ignore);

    /// <summary>True if there are documents only after the slice was read to its end.</summary>
    public bool HoldsSlice => _stages.HoldsSlice;

    /// <summary>Documents made of a page; the page must live until they were all taken.</summary>
    public IEnumerable<DocumentPage> Page(RecordSlab records, ParsedPage parsed) => _pages.Cut(_stages.Page(Records(records, parsed)));

    /// <summary>Documents that were held over the slice.</summary>
    public IEnumerable<DocumentPage> Rest() => _pages.Cut(_stages.Rest());

    private static IEnumerable<StageRecord> Records(RecordSlab slab, ParsedPage parsed)
    {
        foreach (var record in parsed.Records)
            yield return new StageRecord(
                slab.Memory(record.Index),
                parsed.Keys.Slice(record.KeyOffset, record.KeyLength),
                parsed.Rejected.GetValueOrDefault(record.Index)
            );
    }

    public void Dispose() => _stages.Dispose();
}
