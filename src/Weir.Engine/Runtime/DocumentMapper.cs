using System.Text.Json;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>Takes documents of a lane from their payload through the flow's steps to the target's documents.</summary>
internal sealed class DocumentMapper(EngineServices services, TargetPlan plan, LeadMembers leads, int queue, BatchContext batches)
{
    private readonly MapContext _context = batches.Map;
    private PayloadCache.Lease? _lease;
    private long _leased;

    /// <summary>
    /// Maps documents until the batch is full; those that do not reach the target are settled at once. Bodies lie in <paramref name="output"/>.
    /// </summary>
    /// <returns>How many of the documents were looked at.</returns>
    /// <exception cref="ConnectorException">A step of the flow could not ask what it had to; nothing became of the documents.</exception>
    public async Task<int> MapAsync(
        IReadOnlyList<LaneDocument> documents,
        int maxBytes,
        Utf8Output output,
        List<MappedDocument> mapped,
        List<Settlement> settled,
        CancellationToken cancellationToken
    )
    {
        if (!plan.WorksOnBatches)
            return Map(documents, maxBytes, output, mapped, settled);
        using var batch = new RecordBatch();
        var taken = new List<LaneDocument>(documents.Count);
        var looked = Take(documents, maxBytes, batch, taken, settled);
        await plan.ApplyAsync(batch, taken.ConvertAll(leads.TargetOf), batches, cancellationToken);
        var places = new List<(LaneDocument, int, int)>(taken.Count);
        for (var i = 0; i < taken.Count; i++)
            if (batch.EndOf(i) is { } end)
                settled.Add(Settle(taken[i], end.State, end.Error));
            else
            {
                places.Add((taken[i], output.Length, batch[i].Length));
                output.Add(batch[i]);
            }
        Hand(places, output, mapped, settled);
        return looked;
    }

    private int Take(
        IReadOnlyList<LaneDocument> documents,
        int maxBytes,
        RecordBatch batch,
        List<LaneDocument> taken,
        List<Settlement> settled
    )
    {
        var looked = 0;
        try
        {
            foreach (var document in documents)
            {
                if (batch.Bytes > maxBytes && taken.Count > 0)
                    break;
                looked++;
                try
                {
                    batch.Add(RecordOf(document));
                    taken.Add(document);
                }
                catch (MapException e)
                {
                    settled.Add(Failed(document, e.Error));
                }
                catch (StoreException e)
                {
                    settled.Add(Failed(document, new DeliveryError(ErrorKind.Rejected, "record", e.Message)));
                }
            }
            return looked;
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        _lease?.Dispose();
        _lease = null;
        _leased = 0;
    }

    private int Map(
        IReadOnlyList<LaneDocument> documents,
        int maxBytes,
        Utf8Output output,
        List<MappedDocument> mapped,
        List<Settlement> settled
    )
    {
        var places = new List<(LaneDocument Document, int Offset, int Length)>(documents.Count);
        var looked = 0;
        try
        {
            foreach (var document in documents)
            {
                if (output.Length > maxBytes && places.Count > 0)
                    break;
                looked++;
                MapOne(document, output, places, settled);
            }
        }
        finally
        {
            Release();
        }
        Hand(places, output, mapped, settled);
        return looked;
    }

    private void Hand(
        List<(LaneDocument Document, int Offset, int Length)> places,
        Utf8Output output,
        List<MappedDocument> mapped,
        List<Settlement> settled
    )
    {
        // Only now is the output's block final, so that memory of it can be handed out.
        foreach (var (document, offset, length) in places)
        {
            var body = output.Slice(offset, length);
            var identity = plan.IdentityOf(body.Span);
            if (plan.Target.IdentityField is { } field && string.IsNullOrEmpty(identity))
                settled.Add(
                    Failed(
                        document,
                        new DeliveryError(
                            ErrorKind.Rejected,
                            "identity",
                            $"The identity field {field} is empty: the document could not be found again in the target."
                        )
                    )
                );
            else
                mapped.Add(new MappedDocument(document, Address(document, body, identity)));
        }
    }

    private void MapOne(LaneDocument document, Utf8Output output, List<(LaneDocument, int, int)> places, List<Settlement> settled)
    {
        var start = output.Length;
        try
        {
            var (offset, length, dropped) = plan.Apply(RecordOf(document), leads.TargetOf(document), _context, output);
            if (dropped is null)
                places.Add((document, offset, length));
            else
                settled.Add(Settle(document, DeliveryState.Rejected, new DeliveryError(ErrorKind.Rejected, "rule", dropped)));
        }
        catch (MapException e)
        {
            output.CutBack(start);
            settled.Add(Failed(document, e.Error));
        }
        catch (Exception e) when (e is JsonException or StoreException or InvalidOperationException)
        {
            output.CutBack(start);
            settled.Add(Failed(document, new DeliveryError(ErrorKind.Rejected, "record", e.Message)));
        }
    }

    private ReadOnlySpan<byte> RecordOf(LaneDocument document)
    {
        if (_lease is null || _leased != document.Frame)
        {
            _lease?.Dispose();
            _lease = null;
            _lease = services.Cache.Get(document.Frame);
            _leased = document.Frame;
        }
        var record = _lease.Take(document.Place);
        return document.Lead is null ? record : leads.Join(record, document);
    }

    /// <summary>New in the target, known there from an earlier revision, or left half-way by an earlier attempt.</summary>
    private TargetDocument Address(LaneDocument document, ReadOnlyMemory<byte> body, string? identity)
    {
        var (intent, id) = IntentOf(document);
        return new TargetDocument(body, identity, intent, id);
    }

    /// <summary>What is to be done with a document in the target, and the target's id for it if it is known.</summary>
    public (WriteIntent Intent, string? TargetId) IntentOf(LaneDocument document)
    {
        // What follows a failure that came again has the id of what it told the first time: that is changed, not completed.
        if (document.Previous == 0 && document.Lead?.Again != true)
            return document.TargetId is null ? (WriteIntent.Create, null) : (WriteIntent.Complete, document.TargetId);
        var known = document.TargetId ?? services.Ledger.FindTargetId(queue, document.Previous);
        return known is null ? (WriteIntent.Create, null) : (WriteIntent.Update, known);
    }

    public static Settlement Failed(LaneDocument document, DeliveryError error) => Settle(document, DeliveryState.Failed, error);

    private static Settlement Settle(LaneDocument document, DeliveryState to, DeliveryError error) =>
        new(document.Id, document.State, to, document.Tries, document.Asked, DueAt: null, TargetId: null, TargetNumber: null, error);
}
