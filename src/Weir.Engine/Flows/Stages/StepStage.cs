using System.Text.Json;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Stages;

/// <summary>A filter or map that stands before the ledger.</summary>
internal sealed class StepStage(string node, IStep step, MapContext context) : IStage
{
    private readonly Utf8Output _output = new();

    public bool HoldsSlice => false;

    public IEnumerable<StageRecord> Take(IEnumerable<StageRecord> records)
    {
        foreach (var record in records)
            yield return record.GoesPast ? record : Apply(record);
    }

    public IEnumerable<StageRecord> Rest() => [];

    private StageRecord Apply(StageRecord record)
    {
        _output.CutBack(0);
        try
        {
            var result = step.Apply(record.Json.Span, context, _output);
            if (result.Dropped is { } rule)
                return record with { Rejected = rule };
            return result.Written ? record with { Json = _output.Slice(0, _output.Length) } : record;
        }
        catch (Exception e) when (e is MapException or JsonException or InvalidOperationException)
        {
            return record with { Rejected = $"error in '{node}': {e.Message}" };
        }
    }

    public void Dispose() => _output.Dispose();
}
