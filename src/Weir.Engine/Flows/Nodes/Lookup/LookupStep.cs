using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;

namespace Weir.Engine.Flows.Nodes.Lookup;

/// <summary>A compiled lookup: the keys of a batch are worked out, those not known yet are asked for at once, and records get what was found.</summary>
internal sealed class LookupStep : IBatchStep
{
    private const int MostCached = 50_000;
    private readonly FlowNode _node;
    private readonly LookupSettings _settings;
    private readonly ILookupPlace _place;
    private readonly (string Field, ValuePlan Value)[] _where;
    private readonly LookupWriter _writer;
    private readonly Lock _lock = new();
    private readonly Dictionary<LookupKey, byte[]> _known = [];

    public LookupStep(FlowNode node, FlowDefinition flow)
    {
        _node = node;
        _settings = node.As<LookupSettings>();
        _where = [.. _settings.Where.Select(w => (w.Key, ValuePlan.Compile(w.Value, flow.Tables)))];
        string[] fields = [.. _settings.Where.Keys];
        _place =
            _settings.Table is { } table ? new TablePlace(table, flow.Tables, _settings.Take.Values.FirstOrDefault() ?? "value")
            : _settings.Flow is { } other ? new FlowPlace(other, fields)
            : new ConnectionPlace(_settings, fields, [.. _settings.Take.Values]);
        _writer = new LookupWriter(_settings);
    }

    public async Task ApplyAsync(RecordBatch batch, BatchContext context, CancellationToken cancellationToken)
    {
        var keys = new LookupKey[batch.Count][];
        for (var i = 0; i < batch.Count; i++)
            if (batch.IsAlive(i))
                keys[i] = KeysOf(batch, i, context.Map);
        var found = await FindAsync(
            [.. keys.Where(k => k is not null).SelectMany(k => k).Where(k => !k.IsEmpty).Distinct()],
            context,
            cancellationToken
        );
        var block = batch.NewBlock();
        for (var i = 0; i < batch.Count; i++)
            if (batch.IsAlive(i))
                Take(batch, i, keys[i], found, block);
    }

    private LookupKey[] KeysOf(RecordBatch batch, int index, MapContext context)
    {
        try
        {
            if (_settings.Lines is not { } lines)
                return [KeyOf(batch[index], context)];
            return [.. LookupLines.Views(batch[index], lines).Select(view => KeyOf(view, context))];
        }
        catch (Exception e) when (e is ExpressionException or MapException or JsonException)
        {
            batch.Fail(index, new DeliveryError(ErrorKind.Rejected, "lookup", $"lookup '{_node.Id}': {e.Message}"));
            return [];
        }
    }

    private LookupKey KeyOf(ReadOnlySpan<byte> record, MapContext context)
    {
        var values = new string[_where.Length];
        using var output = new Utf8Output();
        for (var i = 0; i < values.Length; i++)
        {
            output.CutBack(0);
            var kind = _where[i].Value.Apply(record, context, output);
            values[i] = kind == ValueKind.Null ? "" : TextOf(output.Written);
        }
        return new LookupKey(values);
    }

    private static string TextOf(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != (byte)'"')
            return Encoding.UTF8.GetString(json);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>Only what was found is remembered: what is missing now may be there for the next batch.</summary>
    private async Task<Dictionary<LookupKey, byte[]>> FindAsync(
        IReadOnlyList<LookupKey> keys,
        BatchContext context,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<LookupKey, byte[]>();
        lock (_lock)
            foreach (var key in keys)
                if (_known.TryGetValue(key, out var row))
                    found[key] = row;
        var ask = keys.Where(key => !found.ContainsKey(key)).ToList();
        if (ask.Count == 0)
            return found;
        var place =
            _place is not TablePlace && context.GivenRows is { } given
                ? GivenPlace.Of(_node.Id, _place.Name, [.. _where.Select(w => w.Field)], given)
                : _place;
        var rows = await place.FindAsync(ask, context, cancellationToken);
        if (place is not TablePlace && context.Found is { } tell)
            foreach (var row in rows.Values)
                tell(_node.Id, row);
        lock (_lock)
        {
            if (_known.Count + rows.Count > MostCached)
                _known.Clear();
            foreach (var (key, row) in rows)
                found[key] = _known[key] = row;
        }
        return found;
    }

    private void Take(RecordBatch batch, int index, LookupKey[] keys, Dictionary<LookupKey, byte[]> found, Utf8Output block)
    {
        var missing = keys.FirstOrDefault(key => !found.ContainsKey(key));
        if (missing is not null && _settings.Missing != MissingPolicy.Default)
        {
            var error = new DeliveryError(
                ErrorKind.Rejected,
                "lookup",
                $"lookup '{_node.Id}': {_place.Name} has nothing where {string.Join(" and ", _where.Select((w, i) => $"{w.Field} = '{missing.Values[i]}'"))}.",
                "在对方补齐数据后放行，或在联查节点设置默认值。"
            );
            if (_settings.Missing == MissingPolicy.Hold)
                batch.Hold(index, error);
            else
                batch.Fail(index, error);
            return;
        }
        var start = block.Length;
        // The record may lie in a block that is not this one, so that it can be read while this one grows.
        _writer.Write(batch[index], [.. keys.Select(found.GetValueOrDefault)], block);
        batch.Replace(index, start);
    }
}
