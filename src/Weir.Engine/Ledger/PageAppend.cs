using Weir.Sdk.Records;

namespace Weir.Engine.Ledger;

/// <summary>One record of a page on its way into the ledger.</summary>
/// <param name="Index">Its place in the page.</param>
/// <param name="KeyOffset">Where its key begins in <see cref="PageAppend.Keys"/>.</param>
/// <param name="KeyLength">Length of its key in bytes.</param>
/// <param name="KeyHash">Hash of stream and key.</param>
/// <param name="Content">Hash of its content.</param>
public readonly record struct PageRecord(int Index, int KeyOffset, int KeyLength, long KeyHash, long Content);

/// <summary>What the ledger knows of a record before it is stored.</summary>
public enum Novelty : byte
{
    /// <summary>The key is new.</summary>
    Fresh,

    /// <summary>The key is known with other content.</summary>
    Changed,

    /// <summary>The key is known with this content.</summary>
    Unchanged,
}

/// <summary>What the ledger knew of a page's records.</summary>
/// <param name="Novelties">One per record, in the order given.</param>
/// <param name="Merges">State of the key index at that time; opaque.</param>
public sealed record Classification(Novelty[] Novelties, long Merges);

/// <summary>Stores a page: its new and changed documents, the slice's cursor and, with the last page, the watermark, in one transaction.</summary>
public sealed class PageAppend
{
    /// <summary>Who writes.</summary>
    public required Fence Fence { get; init; }

    /// <summary>The flow.</summary>
    public required FlowHandle Handle { get; init; }

    /// <summary>The run.</summary>
    public required long Run { get; init; }

    /// <summary>The slice.</summary>
    public required int Slice { get; init; }

    /// <summary>
    /// Its place among the pages of the slice, from 0. Refused as stale while a page before it is not stored, so that pages can be on their way one
    /// behind the other and the cursor still never passes one that is missing. Null: not checked.
    /// </summary>
    public long? Ordinal { get; init; }

    /// <summary>Told the frame's name when the page is durable, before the lanes are told that there is something to take; on the store's thread.</summary>
    public Action<long>? Stored { get; init; }

    /// <summary>The records; those that are unchanged when it comes to storing are left out.</summary>
    public required IReadOnlyList<PageRecord> Records { get; init; }

    /// <summary>The keys, UTF-8, one after the other.</summary>
    public required ReadOnlyMemory<byte> Keys { get; init; }

    /// <summary>What the ledger said of them.</summary>
    public required Classification Classification { get; init; }

    /// <summary>Records that are not to be delivered, by their place in the page, with the reason; stored as rejected documents for every queue.</summary>
    public IReadOnlyDictionary<int, string> Rejected { get; init; } = new Dictionary<int, string>();

    /// <summary>Payload of the records that were new or changed when classified, encoded by <see cref="PayloadFrame"/>; null if there were none.</summary>
    public ReadOnlyMemory<byte>? Frame { get; init; }

    /// <summary>For each place in the page, its place in the frame, or -1.</summary>
    public required int[] Places { get; init; }

    /// <summary>True if every record of the page is in the frame, at its own place.</summary>
    public bool KeepsEveryRecord => Places.Length > 0 && Places[^1] == Places.Length - 1;

    /// <summary>Cursor of the next page; null when this was the last.</summary>
    public required string? Next { get; init; }

    /// <summary>
    /// True while more documents follow from what was read before the next cursor: the slice stays where it is, so that a process that is killed here
    /// reads them again. <see cref="Next"/> is not looked at.
    /// </summary>
    public bool KeepsCursor { get; init; }

    /// <summary>Records that the source gave for it, with those that were left out.</summary>
    public required long Read { get; init; }

    /// <summary>False for a slice that was read beside the flow's way from watermark to watermark.</summary>
    public bool MovesWatermark { get; init; } = true;

    /// <summary>Bytes of the page.</summary>
    public required long Bytes { get; init; }
}

/// <summary>What was stored of a page.</summary>
/// <param name="Frame">Where the payload lies, 0 if there was none.</param>
/// <param name="Counts">What the page brought.</param>
/// <param name="Watermark">The watermark after it.</param>
public sealed record PageAppended(long Frame, SliceCounts Counts, DateTimeOffset? Watermark);
