using Weir.Engine.Flows.Nodes;

namespace Weir.Engine.Flows.Stages;

/// <summary>The nodes before the ledger, opened for one slice.</summary>
public sealed class StageChain : IDisposable
{
    private readonly List<IStage> _stages = [];

    /// <summary>Opens the nodes, in their order.</summary>
    public StageChain(IReadOnlyList<FlowNode> nodes, StageSetup setup)
    {
        foreach (var node in nodes)
            if (Open(node, setup) is { } stage)
                _stages.Add(stage);
    }

    /// <summary>True if there are documents only after the slice was read to its end.</summary>
    public bool HoldsSlice => _stages.Exists(stage => stage.HoldsSlice);

    /// <summary>What comes of the records of a page.</summary>
    public IEnumerable<StageRecord> Page(IEnumerable<StageRecord> records) => Through(0, records);

    /// <summary>What comes of the slice after its last page.</summary>
    public IEnumerable<StageRecord> Rest()
    {
        for (var i = 0; i < _stages.Count; i++)
            foreach (var record in Through(i + 1, _stages[i].Rest()))
                yield return record;
    }

    private IEnumerable<StageRecord> Through(int first, IEnumerable<StageRecord> records)
    {
        for (var i = first; i < _stages.Count; i++)
            records = _stages[i].Take(records);
        return records;
    }

    private static IStage? Open(FlowNode node, StageSetup setup) =>
        node.Kind.OpenStage(node, setup) ?? (node.Kind.Compile(node, []) is { } step ? new StepStage(node.Id, step, setup.Map) : null);

    /// <inheritdoc />
    public void Dispose() => _stages.ForEach(stage => stage.Dispose());
}
