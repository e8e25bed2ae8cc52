using System.Text;
using System.Text.Json;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;
using Weir.Sdk.Settings;
using Weir.Tests.Mapping;
using Weir.Tests.Storage;

namespace Weir.Tests.Stages;

/// <summary>One record that came out of a stage.</summary>
internal sealed record Made(string Key, string Json, string? Rejected);

/// <summary>Nodes before the ledger, without a ledger. A record is given as key and JSON.</summary>
internal sealed class StageStand : IDisposable
{
    private readonly TempDirectory _spool = new();
    private readonly StageChain _chain;

    /// <param name="nodes">Type and settings (JSON) of each node.</param>
    public StageStand(params (string Type, string Settings)[] nodes)
    {
        var context = new MapContext(MapStand.Variables, _ => { });
        _chain = new StageChain([.. nodes.Select(Node)], new StageSetup(context, SpoolPath));
    }

    public string SpoolPath => Path.Combine(_spool.Path, "spool");

    public bool HoldsSlice => _chain.HoldsSlice;

    private static FlowNode Node((string Type, string Settings) node)
    {
        var kind = NodeKind.All[node.Type];
        var settings = JsonElement.Parse(node.Settings).Deserialize(kind.SettingsType, SettingsReader.Json)!;
        return new FlowNode(node.Type, kind, [new FlowEdge("source", Port: null)], Label: null, settings);
    }

    /// <summary>Takes one page.</summary>
    public List<Made> Page(params IEnumerable<(string Key, string Json)> records) =>
        Copy(
            _chain.Page(records.Select(r => new StageRecord(Encoding.UTF8.GetBytes(r.Json), Encoding.UTF8.GetBytes(r.Key), Rejected: null)))
        );

    /// <summary>Ends the slice.</summary>
    public List<Made> Rest() => Copy(_chain.Rest());

    /// <summary>Takes one page and ends the slice.</summary>
    public List<Made> Slice(params IEnumerable<(string Key, string Json)> records) => [.. Page(records), .. Rest()];

    private static List<Made> Copy(IEnumerable<StageRecord> records)
    {
        var made = new List<Made>();
        foreach (var record in records)
            if (!record.IsPageEnd)
                made.Add(new Made(Encoding.UTF8.GetString(record.Key.Span), Encoding.UTF8.GetString(record.Json.Span), record.Rejected));
        return made;
    }

    public void Dispose()
    {
        _chain.Dispose();
        _spool.Dispose();
    }
}
