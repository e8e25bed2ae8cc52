using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Stages;

/// <summary>A record on its way to the ledger, with its key beside it. The bytes are good until the next record is asked for.</summary>
/// <param name="Json">The record.</param>
/// <param name="Key">Its key, UTF-8.</param>
/// <param name="Rejected">The rule that dropped it: it goes on to the ledger as it is, past all other stages; null while it is on its way.</param>
public readonly record struct StageRecord(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Key, string? Rejected)
{
    /// <summary>Stands behind the last record of a page, where more pages follow in one sequence.</summary>
    public static readonly StageRecord PageEnd;

    /// <summary>True for <see cref="PageEnd"/>.</summary>
    public bool IsPageEnd => Json.IsEmpty;

    /// <summary>True if stages leave it alone.</summary>
    public bool GoesPast => Json.IsEmpty || Rejected is not null;
}

/// <summary>
/// A node before the ledger at work on one slice: it turns a sequence of records into another, one at a time, so that a record of a hundred
/// thousand lines is never there in a hundred thousand copies.
/// </summary>
public interface IStage : IDisposable
{
    /// <summary>True if it gives nothing before the slice was read to its end.</summary>
    bool HoldsSlice { get; }

    /// <summary>Takes the records of a page, and gives what comes of them.</summary>
    IEnumerable<StageRecord> Take(IEnumerable<StageRecord> records);

    /// <summary>Gives what was held over the slice, after its last page.</summary>
    IEnumerable<StageRecord> Rest();
}

/// <summary>What stages work with.</summary>
/// <param name="Map">For mappings before the ledger.</param>
/// <param name="SpoolPath">Directory for temporary files.</param>
public sealed record StageSetup(MapContext Map, string SpoolPath);
