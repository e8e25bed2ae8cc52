using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Flows.Nodes.Lookup;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Flows.Parameters;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Server.Commands;

namespace Weir.Server.Cases;

/// <summary>Makes a case of real records: reads them, and the rows their lookups find; writes to no target and moves no watermark.</summary>
internal sealed class CaseRecording(FlowDefinition flow, CommandConnections connections, Scrubber scrubber, TimeProvider time)
{
    private readonly Dictionary<string, JsonArray> _rows = new(StringComparer.Ordinal);

    /// <summary>The case without what it expects.</summary>
    public async Task<JsonObject> ReadAsync(string name, int limit, JsonObject parameters, RunParameters run, CancellationToken stop)
    {
        var plan = await FlowPlan.CompileAsync(flow, connections.Open, stop);
        var (variables, records) = await FlowPreview.SampleAsync(plan, connections.Open, limit, time, run, stop);
        if (records.Count == 0)
            throw new CommandException($"{flow.Name}: the source gave no records, so that there is nothing to make a case of.");
        await LookUpAsync(plan, variables, records, stop);
        var source = records.Select(NodeOf).ToList();
        scrubber.Look(parameters);
        foreach (var row in _rows.Values.SelectMany(rows => rows))
            scrubber.Look(row);
        var document = new JsonObject
        {
            ["name"] = name,
            ["now"] = Local(variables.Current, variables.Zone),
            ["zone"] = variables.Zone.Id,
            ["connectors"] = Connectors(),
        };
        if (variables.LastSync is { } last)
            document["lastSync"] = Local(last, variables.Zone);
        if (parameters.Count > 0)
            document["parameters"] = scrubber.Scrub(parameters);
        document["source"] = new JsonArray([.. source.Select(scrubber.Scrub)]);
        var lookups = flow.OfKind<LookupSettings>().Where(n => n.As<LookupSettings>().Table is null).ToList();
        if (lookups.Count > 0)
            document["lookups"] = new JsonObject(
                lookups.Select(n => KeyValuePair.Create(n.Id, scrubber.Scrub(_rows.GetValueOrDefault(n.Id) ?? []))!)
            );
        return document;
    }

    /// <summary>What a run of the case gives, as what it expects.</summary>
    public static JsonObject Expect(IReadOnlyDictionary<string, MappedRecords> results)
    {
        var expect = new JsonObject();
        foreach (var (target, mapped) in results)
        {
            var lists = new JsonObject
            {
                ["documents"] = new JsonArray([
                    .. mapped.Documents.Select(d => new JsonObject { ["key"] = d.Key, ["body"] = JsonNode.Parse(d.Body.Span) }),
                ]),
            };
            Faults(lists, "rejected", "rule", mapped.Dropped);
            Faults(lists, "failed", "message", mapped.Failed);
            Faults(lists, "held", "message", mapped.Held);
            expect[target] = lists;
        }
        return expect;
    }

    private static void Faults(JsonObject lists, string list, string text, IReadOnlyList<PreviewFault> faults)
    {
        if (faults.Count > 0)
            lists[list] = new JsonArray([.. faults.Select(f => new JsonObject { ["key"] = f.Key, [text] = f.Reason })]);
    }

    /// <summary>Takes the records as far as the documents, for what their lookups find on the way.</summary>
    private async Task LookUpAsync(FlowPlan plan, RunVariables variables, List<JsonElement> records, CancellationToken stop)
    {
        var documents = StagePreview.Documents(
            plan.Stages,
            variables,
            [.. records.Select(record => (FlowPreview.KeyOf(record, plan.KeyPath), record))]
        );
        var context = new BatchContext(new MapContext(variables, _ => { }), connections.Open, Ledger: null, (_, call, token) => call(token))
        {
            Found = Note,
        };
        foreach (var target in plan.Targets)
            await TargetMapping.ApplyAsync(
                target.Steps,
                documents.Where(d => d.Key is not null).Select(d => (d.Key!, d.Record, d.Rejected)),
                context,
                stop
            );
    }

    private void Note(string node, ReadOnlyMemory<byte> row)
    {
        var settings = flow.Find(node)!.As<LookupSettings>();
        var whole = JsonNode.Parse(row.Span)!.AsObject();
        // Of a whole row only what the node compares and takes, unless it takes all.
        var kept = settings.As is not null
            ? whole
            : new JsonObject(
                settings
                    .Where.Keys.Concat(settings.Take.Values)
                    .Distinct(StringComparer.Ordinal)
                    .Where(whole.ContainsKey)
                    .Select(field => KeyValuePair.Create(field, whole[field]?.DeepClone()))
            );
        if (!_rows.TryGetValue(node, out var rows))
            _rows[node] = rows = [];
        // A lookup on the way to several targets finds its rows for each.
        if (!rows.Any(other => JsonNode.DeepEquals(other, kept)))
            rows.Add((JsonNode)kept);
    }

    private JsonObject Connectors()
    {
        var names = flow.OfKind<TargetSettings>().Select(n => n.As<TargetSettings>().Connection);
        return new JsonObject(
            names
                .Append(flow.OfKind<SourceSettings>().Single().As<SourceSettings>().Connection)
                .Distinct(StringComparer.Ordinal)
                .Select(name => KeyValuePair.Create(name, (JsonNode?)connections.Open.Definition(name).Connector.Manifest.Id))
        );
    }

    private JsonNode? NodeOf(JsonElement record, int index)
    {
        try
        {
            var node = JsonNode.Parse(record.GetRawText());
            scrubber.Look(node);
            return node;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            throw new CommandException($"{flow.Name}: record {index + 1} cannot be written into a case: {e.Message}");
        }
    }

    private static string Local(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
