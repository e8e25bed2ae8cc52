using System.Runtime.InteropServices;
using System.Text.Json;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;

namespace Weir.Server.Commands;

/// <summary>A document as the target would get it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Body">The mapped JSON object, UTF-8.</param>
/// <param name="Identity">Value of the identity field; null when the target has none.</param>
internal sealed record MappedRecord(string Key, ReadOnlyMemory<byte> Body, string? Identity);

/// <summary>What became of documents on their way to one target, before anything is sent.</summary>
/// <param name="Documents">Those that would be sent.</param>
/// <param name="Dropped">Those that a rule dropped.</param>
/// <param name="Failed">Those that cannot be mapped.</param>
/// <param name="Held">Those that would wait for a person.</param>
internal sealed record MappedRecords(
    IReadOnlyList<MappedRecord> Documents,
    IReadOnlyList<PreviewFault> Dropped,
    IReadOnlyList<PreviewFault> Failed,
    IReadOnlyList<PreviewFault> Held
);

/// <summary>Takes documents through the steps to a target, as a lane does, and stops before the target.</summary>
internal static class TargetMapping
{
    /// <exception cref="Sdk.Errors.ConnectorException">A step could not ask what it had to.</exception>
    public static async Task<MappedRecords> ApplyAsync(
        TargetSteps steps,
        IEnumerable<(string Key, JsonElement Record, string? Rejected)> records,
        BatchContext context,
        CancellationToken stop
    )
    {
        var (documents, dropped) = (new List<MappedRecord>(), new List<PreviewFault>());
        var (failed, held) = (new List<PreviewFault>(), new List<PreviewFault>());
        using var batch = new RecordBatch();
        var keys = new List<string>();
        foreach (var (key, record, rejected) in records)
            if (rejected is not null)
                dropped.Add(new PreviewFault(key, rejected));
            else
            {
                keys.Add(key);
                batch.Add(JsonMarshal.GetRawUtf8Value(record));
            }
        await steps.ApplyAsync(batch, new string?[batch.Count], context, stop);
        foreach (var (i, key) in keys.Index())
            if (batch.EndOf(i) is { } end)
                (
                    end.State switch
                    {
                        DeliveryState.Rejected => dropped,
                        DeliveryState.Held => held,
                        _ => failed,
                    }
                ).Add(new PreviewFault(key, end.Error.Text));
            else if (steps.IdentityOf(batch[i]) is var identity && steps.IdentityField is { } field && string.IsNullOrEmpty(identity))
                failed.Add(
                    new PreviewFault(key, $"the identity field {field} is empty: the document could not be found again in the target")
                );
            else
                documents.Add(new MappedRecord(key, batch[i].ToArray(), identity));
        return new MappedRecords(documents, dropped, failed, held);
    }
}
