using System.Threading.Channels;
using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>
/// The one thread that writes. Commands that wait while a commit is being flushed are committed together by the next one, so the cost of a flush is shared.
/// A command checks first and writes afterwards; if a write or the commit fails, nothing of the group is kept and the ledger takes no
/// more writes until it is opened again, because what it holds in memory no longer matches the file.
/// </summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int GroupLimit = 32;
    private readonly Channel<ICommand> _commands = Channel.CreateBounded<ICommand>(
        new BoundedChannelOptions(128) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );
    private readonly SqliteDb _db;
    private readonly PayloadFiles _payloads;
    private readonly Action _beforeCommit;
    private readonly LedgerSignal _signal;
    private readonly LedgerSignal _arrived;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteDb.Statement _begin;
    private readonly SqliteDb.Statement _commit;
    private StoreException? _fault;

    public LedgerWriter(SqliteDb db, PayloadFiles payloads, Action beforeCommit, LedgerSignal signal, LedgerSignal arrived)
    {
        _db = db;
        _begin = db.Prepare("BEGIN IMMEDIATE");
        _commit = db.Prepare("COMMIT");
        _payloads = payloads;
        _signal = signal;
        _arrived = arrived;
        _beforeCommit = beforeCommit;
        new Thread(Loop) { IsBackground = true, Name = "weir-ledger" }.Start();
    }

    /// <summary>Runs work inside a transaction; completes when it is durable.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Gives up while the work waits its turn; work that has begun is finished.</param>
    /// <param name="arrives">True if it gives lanes something to take.</param>
    /// <param name="committed">Told the result when it is durable, before anybody else.</param>
    public async Task<T> WriteAsync<T>(Func<T> work, CancellationToken cancellationToken, bool arrives = false, Action<T>? committed = null)
    {
        var command = new Command<T>(work, Writes: true, arrives, committed);
        await _commands.Writer.WriteAsync(command, cancellationToken);
        return await command.Done.Task;
    }

    /// <summary>Runs work on the writer's thread that only reads; completes at once, without waiting for a commit.</summary>
    public async Task<T> ReadAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var command = new Command<T>(work, Writes: false, Arrives: false, committed: null);
        await _commands.Writer.WriteAsync(command, cancellationToken);
        return await command.Done.Task;
    }

    private void Loop()
    {
        var group = new List<ICommand>(GroupLimit);
        var reader = _commands.Reader;
#pragma warning disable VSTHRD002 // This is a thread of its own, made to block.
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
#pragma warning restore VSTHRD002
        {
            while (reader.TryRead(out var first))
                RunGroup(first, reader, group);
        }
        _ended.SetResult();
    }

    private void RunGroup(ICommand? next, ChannelReader<ICommand> reader, List<ICommand> group)
    {
        group.Clear();
        var open = false;
        try
        {
            do
            {
                if (_fault is not null)
                {
                    next!.Fail(_fault);
                    continue;
                }
                if (!open)
                {
                    // For reads as well: outside of a transaction each of a page's look-ups would take and give back the file's locks.
                    _begin.Run();
                    open = true;
                }
                if (next!.Writes)
                    group.Add(next);
                if (next.Run())
                    continue;
                group.Remove(next);
            } while (group.Count < GroupLimit && reader.TryRead(out next));
            if (!open)
                return;
            if (group.Count > 0)
            {
                _beforeCommit();
                _payloads.Flush();
            }
            _commit.Run();
            if (group.Count == 0)
                return;
        }
        catch (StoreException e)
        {
            next?.Fail(e);
            Fault(e, group, open);
            return;
        }
        foreach (var command in group)
            command.Complete();
        if (group.Exists(command => command.Arrives))
            _arrived.Set();
        _signal.Set();
    }

    private void Fault(StoreException e, List<ICommand> group, bool open)
    {
        _fault = e;
        foreach (var command in group)
            command.Fail(e);
        if (!open)
            return;
        try
        {
            _db.Execute("ROLLBACK");
        }
        catch (StoreException)
        {
            // SQLite has rolled back by itself already; the first error is the one that counts.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _commands.Writer.TryComplete();
        await _ended.Task;
        _begin.Dispose();
        _commit.Dispose();
    }

    private interface ICommand
    {
        bool Writes { get; }

        bool Arrives { get; }

        /// <summary>True if the command is to be committed (or was a read that is answered); false if it refused before writing anything.</summary>
        bool Run();

        void Complete();

        void Fail(Exception e);
    }

    private sealed class Command<T>(Func<T> work, bool Writes, bool Arrives, Action<T>? committed) : ICommand
    {
        private T? _result;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Writes { get; } = Writes;

        public bool Arrives { get; } = Arrives;

        public bool Run()
        {
            try
            {
                _result = work();
                if (!Writes)
                    Done.SetResult(_result);
                return true;
            }
            catch (StoreException e)
            {
                Done.TrySetException(e);
                throw;
            }
            catch (Exception e) when (e is FencedException or StaleClassificationException)
            {
                Done.SetException(e);
                return false;
            }
            catch (Exception e)
            {
                // Anything else is a defect that may have left half a write behind: the group must not be committed.
                var wrapped = new StoreException($"The ledger failed unexpectedly: {e.Message}", e);
                Done.TrySetException(wrapped);
                throw wrapped;
            }
        }

        public void Complete()
        {
            committed?.Invoke(_result!);
            Done.TrySetResult(_result!);
        }

        public void Fail(Exception e) => Done.TrySetException(e);
    }
}
