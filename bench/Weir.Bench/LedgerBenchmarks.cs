using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Weir.Engine.Ledger;
using Weir.Sdk.Records;
using Weir.Storage.Embedded;

namespace Weir.Bench;

/// <summary>One batch of 500 documents through the ledger: classify, append, open an attempt, close it. Flushed to disk each time, as in service.</summary>
[MemoryDiagnoser]
public class LedgerBenchmarks
{
    private const int Records = 500;
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"weir-bench-{Guid.NewGuid():N}");
    private readonly RecordSlab _slab = AgentPage.Slab(Records);
    private SqliteLedger _ledger = null!;
    private FlowHandle _handle = null!;
    private long _run;
    private long _next;

    [Params(false, true)]
    public bool RandomKeys { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _ledger = SqliteLedger.Open(_directory, TimeProvider.System);
        _handle = await _ledger.OpenFlowAsync(new FlowRegistration("bench", "", "1", "source", ["target"], 1), CancellationToken.None);
        var slice = new SliceRecord(0, null, null, null, Done: false, SliceCounts.None);
        var opening = new RunOpening(_handle.Version, _handle.Stream, "bench", [slice]);
        _run = (await _ledger.StartRunAsync(Fence, opening, CancellationToken.None)).Id;
    }

    private Fence Fence => new(_handle.Flow, _handle.Epoch);

    [Benchmark]
    public async Task<int> BatchThroughLedgerAsync()
    {
        var (records, keys) = NextKeys();
        var classification = await _ledger.ClassifyAsync(_handle, records, keys, CancellationToken.None);
        var page = new PageAppend
        {
            Fence = Fence,
            Handle = _handle,
            Run = _run,
            Slice = 0,
            Records = records,
            Keys = keys,
            Classification = classification,
            Frame = PayloadFrame.Encode(_slab),
            Places = [.. Enumerable.Range(0, Records)],
            Next = "more",
            Read = Records,
            Bytes = _slab.Length,
        };
        await _ledger.AppendAsync(page, CancellationToken.None);
        var waiting = _ledger.ReadWaiting(_handle, _handle.Queues[0], 0, _ledger.ReadHead(_handle.Queues[0], 0), Records);
        var ids = waiting.Select(d => d.Id).ToArray();
        var attempt = await _ledger.OpenAttemptAsync(
            new AttemptOpening(Fence, _handle.Queues[0], 0, _run, ids, ids[^1], TimeSpan.FromSeconds(5)),
            CancellationToken.None
        );
        var settled = waiting
            .Select(d => new Settlement(d.Id, d.State, DeliveryState.Delivered, 1, 0, null, "100001", "CUST000001", null))
            .ToList();
        await _ledger.CloseAttemptAsync(new AttemptClosing(Fence, _handle.Queues[0], attempt, settled, null, null), CancellationToken.None);
        return waiting.Count;
    }

    private (PageRecord[] Records, byte[] Keys) NextKeys()
    {
        var keys = new StringBuilder();
        var records = new PageRecord[Records];
        for (var i = 0; i < Records; i++)
        {
            var number = RandomKeys ? (long)((ulong)_next * 0x9E3779B97F4A7C15UL >> 8) : _next;
            _next++;
            var key = number.ToString("d18", CultureInfo.InvariantCulture);
            records[i] = new PageRecord(i, keys.Length, key.Length, KeyHash.Of(_handle.Stream, Encoding.UTF8.GetBytes(key)), _next);
            keys.Append(key);
        }
        return (records, Encoding.UTF8.GetBytes(keys.ToString()));
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _ledger.DisposeAsync();
        _slab.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
