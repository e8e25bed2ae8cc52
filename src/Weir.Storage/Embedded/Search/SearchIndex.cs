using System.Collections.Concurrent;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;

namespace Weir.Storage.Embedded.Search;

/// <summary>The index in a file beside the ledger. One turn at a time takes in; those who look have connections of their own.</summary>
internal sealed class SearchIndex(
    DataDirectory directory,
    PayloadFiles payloads,
    Tallies tallies,
    Func<long, Task> cutChanges,
    TimeProvider time
) : IDocumentIndex, IDisposable
{
    private const int CacheKilobytes = 16 * 1024;
    private const int ReaderCacheKilobytes = 4 * 1024;

    /// <summary>The ledger's changes are cut when so many are behind.</summary>
    private const int CutAt = 1000;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<string, Declared> _declared = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<SearchReader> _idle = [];
    private SqliteDb? _ledger;
    private SqliteDb? _index;
    private Intake? _intake;
    private long _cut;
    private bool _declarationsChanged;
    private int _generation;

    /// <inheritdoc />
    public void Declare(string flow, bool hasNumber, IReadOnlyList<string> fields)
    {
        _declared[flow] = new Declared(hasNumber, fields);
        Volatile.Write(ref _declarationsChanged, value: true);
    }

    /// <inheritdoc />
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Disk and decompression: not on the caller's turn.
            var worked = await Task.Run(Step, cancellationToken);
            await CutAsync();
            return worked;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public async Task CatchUpAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (!await _turn.WaitAsync(most, cancellationToken))
            return;
        try
        {
            await Task.Run(
                () =>
                {
                    while (Step() && time.GetElapsedTime(started) < most)
                        cancellationToken.ThrowIfCancellationRequested();
                },
                cancellationToken
            );
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool Step()
    {
        try
        {
            Open();
            SaveDeclarations();
            return _intake!.Step();
        }
        catch
        {
            // What it holds in memory may be ahead of the file: the next turn begins with what was committed.
            Close();
            throw;
        }
    }

    private async Task CutAsync()
    {
        if (_intake is not { } intake || intake.Change - _cut < CutAt)
            return;
        _cut = intake.Change;
        await cutChanges(_cut);
    }

    private void Open()
    {
        if (_intake is not null)
            return;
        _ledger = new SqliteDb(directory.LedgerPath, readOnly: true, ReaderCacheKilobytes);
        _index = SearchFile.Open(directory.SearchPath, _ledger, CacheKilobytes);
        _intake = new Intake(_ledger, _index, payloads, time);
        Volatile.Write(ref _declarationsChanged, value: true);
        Interlocked.Increment(ref _generation);
    }

    private void Close()
    {
        _intake?.Dispose();
        _index?.Dispose();
        _ledger?.Dispose();
        (_intake, _index, _ledger) = (null, null, null);
    }

    private void SaveDeclarations()
    {
        if (!Volatile.Read(ref _declarationsChanged))
            return;
        Volatile.Write(ref _declarationsChanged, value: false);
        _index!.Execute("BEGIN IMMEDIATE");
        foreach (var (flow, declared) in _declared)
            if (declared.Save(_index, flow))
                ReadAgain(flow);
        _index.Execute("COMMIT");
    }

    private void ReadAgain(string flow)
    {
        using var forget = _index!.Prepare("DELETE FROM worded WHERE owner=?1");
        foreach (var queue in Cursors.Queues(_ledger!).Where(q => string.Equals(q.FlowName, flow, StringComparison.Ordinal)))
            forget.Bind(1, queue.Stream).Run();
    }

    /// <inheritdoc />
    public Task<IndexLag> LagAsync(CancellationToken cancellationToken) => ReadAsync(reader => reader.Lag(), cancellationToken);

    /// <inheritdoc />
    public Task<FoundDeliveries> FindAsync(DocumentFilter filter, string? after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(reader => new DocumentFinder(reader, filter, limit, cancellationToken).Find(after), cancellationToken);

    /// <inheritdoc />
    public Task<long?> CountAsync(DocumentFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(reader => new DocumentFinder(reader, filter, limit: 1, cancellationToken).Count(tallies), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ErrorGroup>> GroupsAsync(IReadOnlyList<string>? flows, bool solved, CancellationToken cancellationToken) =>
        ReadAsync(reader => ErrorGroups.Read(reader, flows, solved, time.GetUtcNow()), cancellationToken);

    private async Task<T> ReadAsync<T>(Func<SearchReader, T> read, CancellationToken cancellationToken)
    {
        // Opened by whoever takes in first: a file that is of no use is built again then.
        if (Volatile.Read(ref _generation) == 0)
            await StepAsync(cancellationToken);
        return await Task.Run(
            () =>
            {
                var reader = Take();
                try
                {
                    return reader.AtOnce(read);
                }
                finally
                {
                    _idle.Add(reader);
                }
            },
            cancellationToken
        );
    }

    /// <summary>One whose file is the one that is written now.</summary>
    private SearchReader Take()
    {
        var generation = Volatile.Read(ref _generation);
        while (_idle.TryTake(out var reader))
        {
            if (reader.Generation == generation)
                return reader;
            reader.Dispose();
        }
        return new SearchReader(directory, ReaderCacheKilobytes, generation);
    }

    public void Dispose()
    {
        Close();
        while (_idle.TryTake(out var reader))
            reader.Dispose();
        _turn.Dispose();
    }
}
