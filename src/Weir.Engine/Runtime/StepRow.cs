using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>The nodes of one way to a target, compiled.</summary>
internal sealed class StepRow
{
    private readonly List<object> _all;
    private readonly IReadOnlyList<IStep> _steps;

    /// <param name="flow">The flow.</param>
    /// <param name="way">The way.</param>
    /// <param name="fields">Fields of the target.</param>
    public StepRow(FlowDefinition flow, FlowWay way, IReadOnlyList<FieldDescription> fields)
    {
        _all = Compile(flow, way.Steps, fields);
        _steps = [.. _all.OfType<IStep>()];
    }

    /// <summary>True if a step works on many records at once: then <see cref="ApplyAsync"/> is the way, else <see cref="Apply"/>.</summary>
    public bool WorksOnBatches => _steps.Count < _all.Count;

    private static List<object> Compile(FlowDefinition flow, IReadOnlyList<FlowStep> way, IReadOnlyList<FieldDescription> fields)
    {
        var steps = new List<object>();
        foreach (var (i, (node, output)) in way.Index())
        {
            // Only the last mapping writes for the target; one before it writes for the next node.
            var last = !way.Skip(i + 1).Any(later => ReferenceEquals(later.Node.Kind, node.Kind));
            object? step = output is not null
                ? node.Kind.CompileOutput(node, output)
                : (object?)node.Kind.CompileBatch(node, flow) ?? node.Kind.Compile(node, last ? fields : []);
            if (step is not null)
                steps.Add(step);
        }
        return steps;
    }

    /// <summary>Takes a batch through the steps. What is alive afterwards is the target's document.</summary>
    /// <exception cref="ConnectorException">A step could not ask what it had to; nothing became of the records.</exception>
    public async Task ApplyAsync(RecordBatch batch, BatchContext context, CancellationToken cancellationToken)
    {
        foreach (var step in _all)
            if (step is IBatchStep many)
                await many.ApplyAsync(batch, context, cancellationToken);
            else
                ApplyToEach((IStep)step, batch, context.Map);
    }

    private static void ApplyToEach(IStep step, RecordBatch batch, MapContext context)
    {
        var block = batch.NewBlock();
        for (var i = 0; i < batch.Count; i++)
        {
            if (!batch.IsAlive(i))
                continue;
            var start = block.Length;
            try
            {
                var result = step.Apply(batch[i], context, block);
                if (result.Dropped is { } rule)
                    batch.Drop(i, rule);
                else if (result.Written)
                    batch.Replace(i, start);
            }
            catch (MapException e)
            {
                block.CutBack(start);
                batch.Fail(i, e.Error);
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
            {
                block.CutBack(start);
                batch.Fail(i, new DeliveryError(ErrorKind.Rejected, "record", e.Message));
            }
        }
    }

    /// <summary>Takes a record through the steps and appends the target's document to the output.</summary>
    /// <returns>Where the document lies, or the rule that dropped the record.</returns>
    /// <exception cref="MapException">The record cannot be mapped.</exception>
    public (int Offset, int Length, string? Dropped) Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        // Two, in turn: a step never appends to the block its record lies in, which may move when it grows.
        using var even = _steps.Count > 1 ? new Utf8Output() : null;
        using var odd = _steps.Count > 2 ? new Utf8Output() : null;
        var start = output.Length;
        var current = record;
        var spare = (Into: even, Next: odd);
        for (var i = 0; i < _steps.Count; i++)
        {
            // All but the last new record are written aside, so that only the document stays in the output.
            var isLast = i == _steps.Count - 1;
            var into = isLast ? output : spare.Into!;
            var before = into.Length;
            var result = _steps[i].Apply(current, context, into);
            if (result.Dropped is { } rule)
                return (0, 0, rule);
            if (!result.Written)
                continue;
            current = into.Written[before..];
            spare = (spare.Next, spare.Into);
        }
        if (output.Length == start)
            output.Add(current);
        return (start, output.Length - start, null);
    }
}
