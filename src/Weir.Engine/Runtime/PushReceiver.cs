using System.Runtime.InteropServices;
using System.Text.Json;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Flows.Triggers;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>What became of a push.</summary>
/// <param name="Run">The run that it is counted under; 0 when there was nothing in it.</param>
/// <param name="Received">Records in it.</param>
/// <param name="New">Documents whose key was new.</param>
/// <param name="Changed">Documents whose key was known with other content.</param>
/// <param name="Unchanged">Documents that were known.</param>
public sealed record PushReceipt(long Run, long Received, long New, long Changed, long Unchanged);

/// <summary>A push was not taken; nothing of it is stored, unless it says otherwise.</summary>
public sealed class PushRefusedException(PushRefusal reason, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public PushRefusal Reason { get; } = reason;
}

/// <summary>Why a push was not taken.</summary>
public enum PushRefusal
{
    /// <summary>It is not what was expected.</summary>
    Malformed,

    /// <summary>It has too many records.</summary>
    TooMany,

    /// <summary>The flow's queues are full: later.</summary>
    Full,
}

/// <summary>Stores what is pushed to a flow, as documents like those that are read; when it returns they are durable, and the lanes are at work.</summary>
public sealed class PushReceiver(EngineServices services, IGrainFactory grains)
{
    private const int MostOwners = 10;
    private const int MostStale = 50;
    private const long HighWaterBytes = 10L * 1024 * 1024;
    private const long MostWaiting = 20_000;

    /// <summary>Stores a body.</summary>
    /// <exception cref="PushRefusedException">It cannot be taken, or not now.</exception>
    /// <exception cref="StoreException">The ledger could not store it.</exception>
    /// <exception cref="Weir.Sdk.Errors.ConnectorException">The flow cannot be opened.</exception>
    public async Task<PushReceipt> ReceiveAsync(
        string flow,
        Trigger trigger,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(trigger);
        var settings =
            trigger.Settings.Webhook ?? throw new ArgumentException($"The trigger '{trigger.Name}' is no webhook.", nameof(trigger));
        var plan = await services.Flows.PlanAsync(flow, services.Connections, cancellationToken);
        using var records = Records(body, settings);
        if (records.Count == 0)
            return new PushReceipt(Run: 0, Received: 0, New: 0, Changed: 0, Unchanged: 0);
        var grain = grains.GetGrain<IFlowGrain>(flow);
        for (var tries = 1; ; tries++)
        {
            var run = await grain.OpenPushAsync(trigger.Text);
            try
            {
                RefuseWhenFull(run, records);
                return await StoreAsync(plan, run, records);
            }
            catch (FencedException) when (tries < MostOwners)
            {
                // Another run has begun in between: it takes what is pushed as well.
            }
            finally
            {
                await grain.ClosePushAsync(trigger.Text);
            }
        }
    }

    /// <summary>The records of a body. Each is an object; what is wrong with one beyond that is its own affair.</summary>
    private static RecordSlab Records(ReadOnlyMemory<byte> body, WebhookSettings settings)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var at = document.RootElement;
            foreach (var name in settings.Records?.Split('.') ?? [])
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                    throw Malformed($"the body has nothing at '{settings.Records}', where the records are");
            IReadOnlyList<JsonElement> list = at.ValueKind == JsonValueKind.Array ? [.. at.EnumerateArray()] : [at];
            if (list.Count > settings.MaxRecords)
                throw new PushRefusedException(
                    PushRefusal.TooMany,
                    $"{list.Count} records were pushed at once, and at most {settings.MaxRecords} are taken: send them in several calls."
                );
            foreach (var (index, record) in list.Index())
                if (record.ValueKind != JsonValueKind.Object)
                    throw Malformed($"record {index} is no JSON object but {record.ValueKind}");
            return RecordSlab.Copy([.. list.Select(record => (ReadOnlyMemory<byte>)JsonMarshal.GetRawUtf8Value(record).ToArray())]);
        }
        catch (JsonException e)
        {
            throw Malformed($"the body is not JSON: {e.Message}");
        }
    }

    private static PushRefusedException Malformed(string what) => new(PushRefusal.Malformed, $"Nothing was taken: {what}.");

    /// <summary>Back-pressure: what does not fit stays with the sender.</summary>
    private void RefuseWhenFull(RunContext run, RecordSlab records)
    {
        var average = Math.Max(64, records.Length / Math.Max(1, records.Count));
        var high = Math.Clamp(HighWaterBytes / average, 100, MostWaiting);
        if (run.Handle.Queues.Any(queue => services.Ledger.Counts(queue).Waiting >= high))
            throw new PushRefusedException(
                PushRefusal.Full,
                $"'{run.Flow}' has {high:N0} documents or more waiting for a target: send it again later."
            );
    }

    private async Task<PushReceipt> StoreAsync(FlowPlan plan, RunContext run, RecordSlab records)
    {
        var parser = new PageParser(run.Handle.Stream, plan.KeyPath, plan.Source.As<SourceSettings>().Ignore);
        ParsedPage parsed;
        try
        {
            parsed = parser.Parse(records);
        }
        catch (JsonException e)
        {
            throw Malformed(e.Message);
        }
        var counts = SliceCounts.None;
        if (plan.Stages.Count == 0)
            counts = await AppendAsync(
                services.Ledger,
                run,
                new LedgerPage(records, parsed, Next: null, KeepsCursor: true, records.Count, records.Length)
            );
        else
            foreach (var page in DocumentsOf(plan, run, records, parsed))
                using (page.Records)
                    counts += await AppendAsync(
                        services.Ledger,
                        run,
                        new LedgerPage(
                            page.Records,
                            page.Parsed,
                            Next: null,
                            KeepsCursor: true,
                            page.IsLast ? records.Count : 0,
                            page.Records.Length
                        )
                    );
        return new PushReceipt(run.Run, records.Count, counts.Fresh, counts.Changed, counts.Unchanged);
    }

    /// <summary>A push goes through the nodes before the ledger as a slice of its own.</summary>
    private IEnumerable<DocumentPage> DocumentsOf(FlowPlan plan, RunContext run, RecordSlab records, ParsedPage parsed)
    {
        using var documents = new SliceDocuments(
            plan,
            run.Handle.Stream,
            new StageSetup(new MapContext(run.Variables(plan.Zone), _ => { }), services.Ledger.SpoolPath)
        );
        foreach (var page in documents.Page(records, parsed))
            yield return documents.HoldsSlice ? page with { IsLast = false } : page;
        if (documents.HoldsSlice)
            foreach (var page in documents.Rest())
                yield return page;
    }

    internal static async Task<SliceCounts> AppendAsync(ILedgerStore ledger, RunContext run, LedgerPage page)
    {
        for (var tries = 1; ; tries++)
        {
            var classification = await ledger.ClassifyAsync(run.Handle, page.Parsed.Records, page.Parsed.Keys, CancellationToken.None);
            var (places, frame) = page.Keep(classification);
            try
            {
                var stored = await ledger.AppendAsync(
                    new PageAppend
                    {
                        Fence = run.Fence,
                        Handle = run.Handle,
                        Run = run.Run,
                        Slice = SliceRecord.Pushed,
                        MovesWatermark = false,
                        Records = page.Parsed.Records,
                        Keys = page.Parsed.Keys,
                        Classification = classification,
                        Rejected = page.Parsed.Rejected,
                        Frame = frame,
                        Places = places,
                        Next = null,
                        KeepsCursor = true,
                        Read = page.Read,
                        Bytes = page.Bytes,
                    },
                    CancellationToken.None
                );
                return stored.Counts;
            }
            catch (StaleClassificationException) when (tries < MostStale)
            {
                // A reader has stored one of the keys in between.
            }
        }
    }
}
