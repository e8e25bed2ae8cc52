using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Weir.Sdk.Records;

namespace Weir.Bench;

/// <summary>What is done with each record, for a page of 500: cut, read, map, pack. The baseline is JsonDocument over the page.</summary>
[MemoryDiagnoser]
public class RecordBenchmarks : IDisposable
{
    private const int Records = 500;
    private readonly byte[] _json = AgentPage.Json(Records);
    private readonly RecordSlab _slab = AgentPage.Slab(Records);
    private readonly Utf8Output _output = new();
    private readonly MapContext _context = new(new RunVariables(null, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc), _ => { });
    private readonly MapPlan _map = MapPlan.Compile(
        JsonElement.Parse(
            """
            {"FCreateOrgId":100,"FUseOrgId":100,"FName":"{{agentName}}","FGroup":"02","FTRADINGCURRID":"PRE001",
             "FDescription":"{{remark}}","FADDRESS":"{{address}}","F_out_id":"{{agentId}}","F_KHLX":"KHLX02_SYS"}
            """
        ),
        [
            new FieldDescription("FCreateOrgId", FieldKind.Reference, "") { Wrap = "FNumber" },
            new FieldDescription("F_out_id", FieldKind.Text, ""),
        ]
    );
    private byte[] _frame = [];

    [GlobalSetup]
    public void Setup() => _frame = PayloadFrame.Encode(_slab);

    [Benchmark(Baseline = true)]
    public int ParseWithJsonDocument()
    {
        using var document = JsonDocument.Parse(_json);
        return document.RootElement.GetProperty("rows").GetArrayLength();
    }

    [Benchmark]
    public int CutPage() => JsonScan.Elements(_json, _json.AsSpan().IndexOf((byte)'['), out _).Length;

    [Benchmark]
    public int MapRecords()
    {
        _output.CutBack(0);
        for (var i = 0; i < Records; i++)
            _map.Apply(_slab[i], _context, _output);
        return _output.Length;
    }

    [Benchmark]
    public int PackFrame() => PayloadFrame.Encode(_slab).Length;

    [Benchmark]
    public int UnpackFrame()
    {
        using var slab = PayloadFrame.Decode(_frame);
        return slab.Count;
    }

    public void Dispose()
    {
        _output.Dispose();
        _slab.Dispose();
        GC.SuppressFinalize(this);
    }
}
