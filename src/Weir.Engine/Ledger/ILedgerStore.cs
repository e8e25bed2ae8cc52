using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Ledger.Search;

namespace Weir.Engine.Ledger;

/// <summary>
/// The store of documents, deliveries, attempts, runs and watermarks. It is also the queue. Two implementations are meant: SQLite
/// (embedded) and PostgreSQL (cluster); one contract suite runs against both.
/// </summary>
public interface ILedgerStore : IAsyncDisposable
{
    /// <summary>Raised after every commit.</summary>
    LedgerSignal Signal { get; }

    /// <summary>Raised after a commit that gave lanes something to take: documents stored or released.</summary>
    LedgerSignal Arrived { get; }

    /// <summary>A directory for temporary files of this process, made when the first is written; what is left in it is deleted when the store is opened.</summary>
    string SpoolPath { get; }

    /// <summary>Opens a flow: registers its version, raises its epoch, and puts the deliveries of attempts found open in doubt.</summary>
    Task<FlowHandle> OpenFlowAsync(FlowRegistration registration, CancellationToken cancellationToken);

    /// <summary>The flow's run that is not over, or null.</summary>
    Task<RunRecord?> FindOpenRunAsync(int flow, CancellationToken cancellationToken);

    /// <summary>How far the stream has been read; null if never.</summary>
    Task<DateTimeOffset?> WatermarkAsync(int stream, CancellationToken cancellationToken);

    /// <summary>Starts a run with its slices.</summary>
    Task<RunRecord> StartRunAsync(Fence fence, RunOpening opening, CancellationToken cancellationToken);

    /// <summary>Ends a run.</summary>
    Task EndRunAsync(Fence fence, long run, RunState state, string? error, CancellationToken cancellationToken);

    /// <summary>Tells which records are new, changed or unchanged, in the order given.</summary>
    Task<Classification> ClassifyAsync(
        FlowHandle handle,
        IReadOnlyList<PageRecord> records,
        ReadOnlyMemory<byte> keys,
        CancellationToken cancellationToken
    );

    /// <summary>Stores a page.</summary>
    /// <exception cref="FencedException">Another owner has opened the flow since.</exception>
    /// <exception cref="StoreException">The store could not write; nothing of the page was stored.</exception>
    Task<PageAppended> AppendAsync(PageAppend page, CancellationToken cancellationToken);

    /// <summary>Documents of a lane after a document that have no delivery row yet, in order.</summary>
    IReadOnlyList<LaneDocument> ReadWaiting(FlowHandle handle, int queue, int lane, long after, int limit);

    /// <summary>
    /// Deliveries of a queue that follows another which are waiting and came into being up to a moment, in order of their documents; those that were read
    /// before are read again.
    /// </summary>
    IReadOnlyList<LaneDocument> ReadFollowing(FlowHandle handle, int queue, int lane, int limit, DateTimeOffset before);

    /// <summary>The lane's deliveries that are retrying or in doubt, those in doubt first.</summary>
    IReadOnlyList<LaneDocument> ReadUnsettled(FlowHandle handle, int queue, int lane, int limit);

    /// <summary>
    /// Finds records among the latest revisions of a flow's documents by the values of fields: for each key (values joined by U+001F, compared as text)
    /// the first document that has them, as its record; keys without one are not in the result, nor are all when the flow is not known. Sees what was committed before the call.
    /// </summary>
    /// <exception cref="StoreException">The index or a payload cannot be read.</exception>
    Task<IReadOnlyDictionary<string, byte[]>> FindRecordsAsync(
        string flow,
        IReadOnlyList<string> fields,
        IReadOnlyList<string> keys,
        CancellationToken cancellationToken
    );

    /// <summary>Where a lane was when its last attempt was opened.</summary>
    long ReadHead(int queue, int lane);

    /// <summary>The id in the target under which an earlier revision was delivered, or null.</summary>
    string? FindTargetId(int queue, long previous);

    /// <summary>Opens an attempt; it is durable when this returns.</summary>
    Task<long> OpenAttemptAsync(AttemptOpening opening, CancellationToken cancellationToken);

    /// <summary>Closes an attempt with its outcomes.</summary>
    Task CloseAttemptAsync(AttemptClosing closing, CancellationToken cancellationToken);

    /// <summary>Puts deliveries that failed or are held back into the queue. Returns how many.</summary>
    Task<int> ReleaseAsync(int queue, IReadOnlyList<long> documents, CancellationToken cancellationToken);

    /// <summary>Reads a payload frame.</summary>
    /// <exception cref="StoreException">The frame is missing or damaged.</exception>
    byte[] ReadFrame(long frame);

    /// <summary>True while the file of a frame is there; retention drops it.</summary>
    bool HasFrame(long frame);

    /// <summary>Counts of a queue; kept up to date, costs nothing.</summary>
    QueueCounts Counts(int queue);

    /// <summary>Notes something once per flow version, node and subject. True if it is new.</summary>
    Task<bool> NoteOnceAsync(int flow, int version, string node, string subject, string text, CancellationToken cancellationToken);

    /// <summary>What people look up.</summary>
    ILedgerQueries Queries { get; }

    /// <summary>What people do to deliveries.</summary>
    IInterventions Interventions { get; }

    /// <summary>Search and error groups.</summary>
    IDocumentIndex Index { get; }
}

/// <summary>A write was refused because another owner has opened the flow since.</summary>
public sealed class FencedException(string message) : Exception(message);

/// <summary>The store could not do what was asked; says on which file and what to do.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Between classifying and storing a page, another slice stored one of its keys; the page is to be classified again.</summary>
public sealed class StaleClassificationException() : Exception("A key of the page was stored by another slice in between.");
