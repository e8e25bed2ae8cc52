using System.Diagnostics;
using System.Globalization;
using System.Text;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;
using Weir.Storage.Embedded;

namespace Weir.Bench;

/// <summary>
/// Fills a data directory with documents as readers and lanes would, without sources and targets: <c>fill DIR DOCUMENTS [FAILED]</c>. Every so-many-th document fails, with one of
/// 40 reasons; the last thousand wait.
/// </summary>
internal static class LedgerFill
{
    public const string Flow = "fill";
    private const int Page = 2000;
    private const int Waiting = 1000;
    private static readonly string[] Cities = ["深圳", "苏州", "杭州", "成都", "武汉", "西安", "青岛", "长沙"];
    private static readonly string[] Trades =
    [
        "华北科技",
        "永兴贸易",
        "新光电器",
        "大明水暖",
        "天和家居",
        "东方净水",
        "宏达机电",
        "中盛建材",
    ];

    /// <summary>The key of a document; some 19 digits, as 植隆 has them.</summary>
    public static string Key(long number) => (1_700_000_000_000_000_000L + number * 7919).ToString(CultureInfo.InvariantCulture);

    /// <summary>Its number in the target.</summary>
    public static string Number(long number) => string.Create(CultureInfo.InvariantCulture, $"CUST{number:d8}");

    /// <summary>Its customer's name.</summary>
    public static string Name(long number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Cities[number % 8]}市{(char)(0x4e00 + number * 31 % 20_000)}{(char)(0x4e00 + number * 17 % 19_997)}{Trades[number / 8 % 8]}有限公司"
        );

    public static async Task RunAsync(string directory, long documents, long failed)
    {
        await using var ledger = SqliteLedger.Open(directory, TimeProvider.System);
        var handle = await ledger.OpenFlowAsync(new FlowRegistration(Flow, "", "1", "source", ["target"], 4), default);
        var slice = new SliceRecord(0, null, null, null, Done: false, SliceCounts.None);
        var opening = new RunOpening(handle.Version, handle.Stream, "fill", [slice]);
        var run = await ledger.StartRunAsync(new Fence(handle.Flow, handle.Epoch), opening, default);
        var every = failed == 0 ? long.MaxValue : Math.Max(1, documents / failed);
        var clock = Stopwatch.StartNew();
        for (long first = 0; first < documents; first += Page)
        {
            var count = (int)Math.Min(Page, documents - first);
            await AppendAsync(ledger, handle, run.Id, first, count);
            if (first + count <= documents - Waiting)
                await SettleAsync(ledger, handle, every);
            if (first / Page % 250 == 0)
                Console.Error.WriteLine($"{first + count:n0} documents, {(first + count) / clock.Elapsed.TotalSeconds:n0} a second");
        }
        Console.Error.WriteLine($"{documents:n0} documents in {clock.Elapsed.TotalSeconds:n0} s");
    }

    private static async Task AppendAsync(SqliteLedger ledger, FlowHandle handle, long run, long first, int count)
    {
        var records = new List<ReadOnlyMemory<byte>>(count);
        var keys = new StringBuilder();
        var rows = new PageRecord[count];
        for (var i = 0; i < count; i++)
        {
            var key = Key(first + i);
            var record = Encoding.UTF8.GetBytes(
                $$"""{"agentId":{{key}},"agentName":"{{Name(first + i)}}","mobile":"1{{3_000_000_000 + first + i}}","remark":""}"""
            );
            rows[i] = new PageRecord(
                i,
                keys.Length,
                key.Length,
                KeyHash.Of(handle.Stream, Encoding.UTF8.GetBytes(key)),
                KeyHash.OfContent(record)
            );
            keys.Append(key);
            records.Add(record);
        }
        var text = Encoding.UTF8.GetBytes(keys.ToString());
        using var slab = RecordSlab.Copy(records);
        var classification = await ledger.ClassifyAsync(handle, rows, text, default);
        await ledger.AppendAsync(
            new PageAppend
            {
                Fence = new Fence(handle.Flow, handle.Epoch),
                Handle = handle,
                Run = run,
                Slice = 0,
                Records = rows,
                Keys = text,
                Classification = classification,
                Frame = PayloadFrame.Encode(slab),
                Places = [.. Enumerable.Range(0, count)],
                Next = "more",
                Read = count,
                Bytes = slab.Length,
            },
            default
        );
    }

    private static async Task SettleAsync(SqliteLedger ledger, FlowHandle handle, long every)
    {
        var (queue, fence) = (handle.Queues[0], new Fence(handle.Flow, handle.Epoch));
        for (var lane = 0; lane < handle.Lanes; lane++)
        {
            var waiting = ledger.ReadWaiting(handle, queue, lane, ledger.ReadHead(queue, lane), Page);
            if (waiting.Count == 0)
                continue;
            var ids = waiting.Select(d => d.Id).ToArray();
            var attempt = await ledger.OpenAttemptAsync(
                new AttemptOpening(fence, queue, lane, 0, ids, ids[^1], TimeSpan.FromSeconds(5)),
                default
            );
            var settled = waiting.Select(d => Settle(d, every)).ToList();
            await ledger.CloseAttemptAsync(new AttemptClosing(fence, queue, attempt, settled, Trace: null, Error: null), default);
        }
    }

    private static Settlement Settle(LaneDocument document, long every)
    {
        var number = (long.Parse(document.Key, CultureInfo.InvariantCulture) - 1_700_000_000_000_000_000L) / 7919;
        if (number % every != every - 1)
            return new Settlement(
                document.Id,
                document.State,
                DeliveryState.Delivered,
                1,
                0,
                null,
                $"{100_000 + number}",
                Number(number),
                null
            );
        var reason = number / every % 40;
        var error = new DeliveryError(
            ErrorKind.Rejected,
            string.Create(CultureInfo.InvariantCulture, $"{reason % 8}"),
            $"字段{(char)('A' + reason)}的编码值[KH{number:d8}]在系统中不存在"
        );
        return new Settlement(document.Id, document.State, DeliveryState.Failed, 1, 0, null, null, null, error);
    }
}
