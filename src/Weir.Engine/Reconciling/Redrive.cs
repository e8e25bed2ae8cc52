using System.Text;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Records;

namespace Weir.Engine.Reconciling;

/// <summary>
/// Has the ledger deliver again what a reconciliation found. Nothing is created blindly: what the ledger does not know and the target does not have is new; what was delivered
/// goes out as an update of the target's own document; what was delivered and is gone is left to a person.
/// </summary>
internal sealed class Redrive(EngineServices services, IGrainFactory grains, FlowPlan plan)
{
    private const string Trigger = "reconcile";

    public async Task<List<ReconcileRow>> ApplyAsync(
        FlowSummary? stored,
        IReadOnlyList<SourceDocument> documents,
        List<ReconcileRow> rows,
        CancellationToken cancellationToken
    )
    {
        var decided = rows.ConvertAll(row => row with { Redriven = Decide(row) });
        var released = await ReleaseAsync(stored, decided, cancellationToken);
        var wanted = decided
            .Where(row => row.Redriven is Redriven.Accepted or Redriven.Updated)
            .Select(row => row.Key)
            .ToHashSet(StringComparer.Ordinal);
        if (wanted.Count + released == 0)
            return decided;
        var grain = grains.GetGrain<IFlowGrain>(plan.Flow.Name);
        var run = await grain.OpenPushAsync(Trigger);
        try
        {
            if (wanted.Count > 0)
                await StoreAsync(run, [.. documents.Where(d => wanted.Contains(d.Key))], decided);
        }
        finally
        {
            await grain.ClosePushAsync(Trigger);
        }
        return decided;
    }

    private static Redriven Decide(ReconcileRow row) =>
        (row.Finding, row.Ledger) switch
        {
            (Finding.Unmapped or Finding.Copies, _) => Redriven.Left,
            (Finding.Missing, null) => Redriven.Accepted,
            (_, "failed" or "held") => Redriven.Released,
            (_, "waiting" or "retrying" or "inDoubt") => Redriven.UnderWay,
            (Finding.Different or Finding.Incomplete, "delivered") when row.TargetId is not null => Redriven.Updated,
            _ => Redriven.Left,
        };

    private async Task<int> ReleaseAsync(FlowSummary? stored, List<ReconcileRow> rows, CancellationToken cancellationToken)
    {
        var released = 0;
        foreach (var group in rows.Where(row => row.Redriven == Redriven.Released).GroupBy(row => row.Target, StringComparer.Ordinal))
        {
            var queue = stored!.Queues.Single(q => string.Equals(q.Node, group.Key, StringComparison.Ordinal)).Id;
            var ids = group
                .Select(row => row.Key)
                .Distinct(StringComparer.Ordinal)
                .Select(key => services.Ledger.Queries.History(stored, queue, key)[0].Id);
            released += await services.Ledger.ReleaseAsync(queue, [.. ids], cancellationToken);
        }
        return released;
    }

    private async Task StoreAsync(RunContext run, IReadOnlyList<SourceDocument> documents, List<ReconcileRow> rows)
    {
        var again = rows.Where(row => row.Redriven == Redriven.Updated).Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        using var slab = RecordSlab.Copy([.. documents.Select(d => (ReadOnlyMemory<byte>)d.Record)]);
        var keys = new System.Buffers.ArrayBufferWriter<byte>(Math.Max(16, documents.Count * 20));
        var records = new List<PageRecord>(documents.Count);
        foreach (var (index, document) in documents.Index())
        {
            var start = keys.WrittenCount;
            var key = Encoding.UTF8.GetBytes(document.Key);
            System.Buffers.BuffersExtensions.Write(keys, key);
            // The same content under another mark is another revision, which is delivered as an update.
            var content = again.Contains(document.Key) ? document.Content ^ MarkOf(run.Run) : document.Content;
            records.Add(new PageRecord(index, start, key.Length, KeyHash.Of(run.Handle.Stream, key), content));
        }
        var page = new LedgerPage(
            slab,
            new ParsedPage(records, keys.WrittenMemory, new Dictionary<int, string>()),
            Next: null,
            KeepsCursor: true,
            documents.Count,
            slab.Length
        );
        await PushReceiver.AppendAsync(services.Ledger, run, page);
    }

    private static long MarkOf(long run) => unchecked((run + 1) * (long)0x9E37_79B9_7F4A_7C15);
}
