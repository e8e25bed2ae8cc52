using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>The nodes behind the ledger that lead to a target, compiled: what they make is the target's document. Needs no connection.</summary>
public sealed class TargetSteps
{
    private readonly IReadOnlyList<(FlowLead? Lead, StepRow Steps)> _ways;
    private readonly PathPlan _identity = new();

    /// <summary>Compiles the ways to a target.</summary>
    /// <param name="flow">A flow that was checked.</param>
    /// <param name="node">The target.</param>
    /// <param name="fields">Fields of the target as they are written.</param>
    /// <param name="identityField">The field that identifies a document in the target, or null.</param>
    public TargetSteps(FlowDefinition flow, FlowNode node, IReadOnlyList<FieldDescription> fields, string? identityField)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(node);
        Node = node;
        IdentityField = identityField;
        _ways = [.. flow.WaysTo(node).Select(way => (way.Lead, new StepRow(flow, way, fields)))];
        if (identityField is not null)
            _identity.Add(identityField);
    }

    /// <summary>The target's node.</summary>
    public FlowNode Node { get; }

    /// <summary>The field that identifies a document in the target, or null.</summary>
    public string? IdentityField { get; }

    /// <summary>True if a step works on many records at once: then <see cref="ApplyAsync"/> is the way, else <see cref="Apply"/>.</summary>
    public bool WorksOnBatches => _ways.Any(way => way.Steps.WorksOnBatches);

    /// <summary>Takes a batch through the steps. What is alive afterwards is the target's document.</summary>
    /// <param name="batch">The records.</param>
    /// <param name="leads">For each record the target it follows; null where it follows none, or where none is known yet.</param>
    /// <param name="context">What the steps work with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConnectorException">A step could not ask what it had to; nothing became of the records.</exception>
    public async Task ApplyAsync(RecordBatch batch, IReadOnlyList<string?> leads, BatchContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(leads);
        ArgumentNullException.ThrowIfNull(context);
        if (_ways.Count == 1)
        {
            await _ways[0].Steps.ApplyAsync(batch, context, cancellationToken);
            return;
        }
        var open = Enumerable.Range(0, batch.Count).Where(batch.IsAlive).ToList();
        var reasons = new List<string>?[batch.Count];
        foreach (var (lead, steps) in _ways)
        {
            var mine = open.FindAll(i => Serves(lead, leads[i]));
            if (mine.Count == 0)
                continue;
            using var part = new RecordBatch();
            foreach (var i in mine)
                part.Add(batch[i]);
            await steps.ApplyAsync(part, context, cancellationToken);
            var block = batch.NewBlock();
            foreach (var (place, i) in mine.Index())
                if (part.EndOf(place) is { State: DeliveryState.Rejected } dropped)
                    (reasons[i] ??= []).Add(dropped.Error.Text);
                else
                {
                    open.Remove(i);
                    Take(batch, i, part, place, block);
                }
        }
        foreach (var i in open)
            batch.Drop(i, NoWay(reasons[i]));
    }

    private static void Take(RecordBatch batch, int index, RecordBatch part, int place, Utf8Output block)
    {
        if (part.EndOf(place) is { } end)
        {
            batch.End(index, end);
            return;
        }
        var start = block.Length;
        block.Add(part[place]);
        batch.Replace(index, start);
    }

    /// <summary>Takes a record through the steps and appends the target's document to the output.</summary>
    /// <returns>Where the document lies, or the rule that dropped the record.</returns>
    /// <exception cref="MapException">The record cannot be mapped.</exception>
    public (int Offset, int Length, string? Dropped) Apply(
        ReadOnlySpan<byte> record,
        string? follows,
        MapContext context,
        Utf8Output output
    )
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_ways.Count == 1)
            return _ways[0].Steps.Apply(record, context, output);
        var reasons = new List<string>();
        foreach (var (lead, steps) in _ways)
        {
            if (!Serves(lead, follows))
                continue;
            var start = output.Length;
            var (offset, length, dropped) = steps.Apply(record, context, output);
            if (dropped is null)
                return (offset, length, null);
            output.CutBack(start);
            reasons.Add(dropped);
        }
        return (0, 0, NoWay(reasons));
    }

    private static bool Serves(FlowLead? lead, string? follows) =>
        follows is null || string.Equals(lead?.Target.Id, follows, StringComparison.Ordinal);

    private string NoWay(List<string>? reasons) =>
        reasons is null or []
            ? $"'{Node.Id}' no longer follows the target that the document came from"
            : string.Join("; ", reasons.Distinct(StringComparer.Ordinal));

    /// <summary>The identity of a mapped document, or null if it has none.</summary>
    public string? IdentityOf(ReadOnlySpan<byte> document)
    {
        if (_identity.Count == 0)
            return null;
        Span<FieldValue> value = stackalloc FieldValue[1];
        _identity.Extract(document, value);
        if (value[0].IsMissing)
            return null;
        var json = document.Slice(value[0].Offset, value[0].Length);
        if (json[0] != (byte)'"')
            return System.Text.Encoding.UTF8.GetString(json);
        if (!json.Contains((byte)'\\'))
            return System.Text.Encoding.UTF8.GetString(json[1..^1]);
        var reader = new System.Text.Json.Utf8JsonReader(json);
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a character (a lone surrogate) names nothing that could be looked up.
            return null;
        }
    }
}
