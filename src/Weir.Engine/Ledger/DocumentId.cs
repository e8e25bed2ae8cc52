namespace Weir.Engine.Ledger;

/// <summary>
/// Names of documents and deliveries: stream or queue (15 bits), lane (8 bits), sequence (40 bits). A lane's documents lie next to each other and in
/// order, so a queue is read by walking forward, and rows are appended, not scattered.
/// </summary>
public static class DocumentId
{
    private const int LaneShift = 40;
    private const int OwnerShift = 48;

    /// <summary>Largest sequence in a lane.</summary>
    public const long MaxSequence = (1L << LaneShift) - 1;

    /// <summary>Most lanes a stream can have.</summary>
    public const int MaxLanes = 256;

    /// <summary>Most streams or queues a data directory can have.</summary>
    public const int MaxOwners = (1 << 15) - 1;

    /// <summary>Builds an id.</summary>
    public static long Of(int owner, int lane, long sequence) => ((long)owner << OwnerShift) | ((long)lane << LaneShift) | sequence;

    /// <summary>The stream or queue of an id.</summary>
    public static int Owner(long id) => (int)(id >> OwnerShift);

    /// <summary>The lane of an id.</summary>
    public static int Lane(long id) => (int)(id >> LaneShift) & 0xFF;

    /// <summary>The sequence of an id.</summary>
    public static long Sequence(long id) => id & MaxSequence;

    /// <summary>The same lane and sequence under another owner: from a document to its delivery and back.</summary>
    public static long Under(long id, int owner) => ((long)owner << OwnerShift) | (id & ((1L << OwnerShift) - 1));
}
