using System.Text.Json;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Flows.Parameters;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;

namespace Weir.Server.Commands;

/// <summary>Takes source records through a flow as far as the requests, and stops there.</summary>
internal static class FlowPreview
{
    /// <summary>A source that keeps answering empty pages is not asked for ever.</summary>
    private const int MostPages = 20;

    public static async Task<PreviewResult> LookAsync(
        FlowDefinition flow,
        OpenConnections connections,
        int records,
        TimeProvider time,
        RunParameters parameters,
        CancellationToken stop
    )
    {
        var plan = await FlowPlan.CompileAsync(flow, connections, stop);
        var (variables, sampled) = await SampleAsync(plan, connections, records, time, parameters, stop);
        var keyed = sampled.Select(record => (Key: KeyOf(record, plan.KeyPath), Record: record)).ToList();
        var documents = StagePreview.Documents(plan.Stages, variables, keyed);
        var targets = new List<PreviewTarget>();
        var names = plan.Targets.Select(target => TargetNode.NameOf(target.Node)).ToList();
        foreach (var target in plan.Targets)
            targets.Add(await new TargetPreview(target, variables, names).LookAsync(documents, connections, stop));
        return new PreviewResult(flow.Name, flow.Title, [.. keyed.Select(k => new PreviewRecord(k.Key, k.Record))], targets);
    }

    /// <summary>The first records that the first run of the flow would read, and that run's variables.</summary>
    public static async Task<(RunVariables Variables, List<JsonElement> Records)> SampleAsync(
        FlowPlan plan,
        OpenConnections connections,
        int records,
        TimeProvider time,
        RunParameters parameters,
        CancellationToken stop
    )
    {
        var slice = SliceOf(plan, time.GetUtcNow());
        var variables = new RunVariables(slice.From, slice.To ?? time.GetUtcNow(), plan.Zone) { Parameters = parameters };
        return (variables, await SampleAsync(plan.OpenSource(connections, variables), slice, records, stop));
    }

    /// <summary>What the first run of the flow would read.</summary>
    private static SourceSlice SliceOf(FlowPlan plan, DateTimeOffset now)
    {
        if (!plan.Operation.Windowed)
            return new SourceSlice(From: null, To: null);
        var start = plan.Source.As<SourceSettings>().Window.Start;
        DateTimeOffset? from = start is not null && DateText.TryParse(start, plan.Zone, out var written) ? written : null;
        return new SourceSlice(from, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));
    }

    private static async Task<List<JsonElement>> SampleAsync(ISource source, SourceSlice slice, int most, CancellationToken stop)
    {
        var records = new List<JsonElement>();
        string? cursor = null;
        for (var page = 0; page < MostPages && records.Count < most; page++)
        {
            var read = await source.ReadAsync(slice, cursor, stop);
            using var slab = read.Records;
            for (var i = 0; i < slab.Count && records.Count < most; i++)
                records.Add(JsonElement.Parse(slab[i]));
            cursor = read.Next;
            if (cursor is null)
                break;
        }
        return records;
    }

    /// <summary>The record's key as the ledger would have it, or null.</summary>
    public static string? KeyOf(JsonElement record, string path)
    {
        foreach (var name in path.Split('.'))
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(name, out record))
                return null;
        return record.ValueKind switch
        {
            JsonValueKind.String => record.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => record.GetRawText(),
            _ => null,
        };
    }
}
