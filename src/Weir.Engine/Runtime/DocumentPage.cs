using Weir.Engine.Ledger;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>Documents that were made before the ledger. The receiver owns and disposes the records.</summary>
/// <param name="Records">The documents.</param>
/// <param name="Parsed">Their keys and hashes.</param>
/// <param name="IsLast">False if more follow of what they were made of.</param>
internal sealed record DocumentPage(RecordSlab Records, ParsedPage Parsed, bool IsLast);

/// <summary>Documents on their way into the ledger.</summary>
/// <param name="Records">The documents.</param>
/// <param name="Parsed">Their keys and hashes.</param>
/// <param name="Next">Cursor of the page that follows in the source, or null.</param>
/// <param name="KeepsCursor">True if the slice stays where it is: more documents follow from what was read.</param>
/// <param name="Read">Records that the source gave for it.</param>
/// <param name="Bytes">Bytes that the source gave for it.</param>
internal readonly record struct LedgerPage(RecordSlab Records, ParsedPage Parsed, string? Next, bool KeepsCursor, long Read, long Bytes)
{
    /// <summary>Takes what is new or changed: for each record its place in the frame or -1, and the frame; null if there is none.</summary>
    public (int[] Places, ReadOnlyMemory<byte>? Frame) Keep(Classification classification)
    {
        var places = new int[Records.Count];
        var kept = new List<int>(places.Length);
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = -1;
            if (classification.Novelties[i] == Novelty.Unchanged)
                continue;
            places[i] = kept.Count;
            kept.Add(i);
        }
        return kept.Count == 0 ? (places, null) : (places, PayloadFrame.Encode(Records, kept));
    }
}
