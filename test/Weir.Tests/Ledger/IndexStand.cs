using Microsoft.Extensions.Time.Testing;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;
using Weir.Sdk.Errors;
using Weir.Storage.Embedded;
using Weir.Tests.Storage;
using Xunit;

namespace Weir.Tests.Ledger;

/// <summary>A ledger in a directory of its own, and short ways to fill it and to look for things.</summary>
internal sealed class IndexStand : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private SqliteLedger? _store;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero));

    public string Path => _directory.Path;

    public SqliteLedger Store => _store ??= SqliteLedger.Open(Path, Clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task CloseAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _store = null;
    }

    public async Task<LedgerStand> FlowAsync(string name, params string[] targets) =>
        await LedgerStand.OpenAsync(Store, name, lanes: 2, source: "source", targets);

    /// <summary>Stores documents, one page each, a second apart.</summary>
    public async Task AcceptAsync(LedgerStand flow, params string[] records)
    {
        var run = await flow.RunAsync();
        foreach (var record in records)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await flow.AppendAsync(run, 0, "more", record);
        }
    }

    public Task AcceptKeysAsync(LedgerStand flow, params string[] keys) =>
        AcceptAsync(flow, [.. keys.Select(key => LedgerStand.Record(key, "1"))]);

    /// <summary>Sends a document that waits, and settles it.</summary>
    public async Task SettleAsync(
        LedgerStand flow,
        string key,
        DeliveryState state,
        string? id = null,
        string? number = null,
        DeliveryError? error = null,
        DateTimeOffset? due = null
    )
    {
        var document = flow.Find(key);
        var settlement = new Settlement(document.Id, document.State, state, document.Tries + 1, 0, due, id, number, error);
        await flow.CloseAsync(await flow.OpenAttemptAsync(document), settlement);
    }

    public Task FailAsync(LedgerStand flow, string key, string text, string? code = "7") =>
        SettleAsync(flow, key, DeliveryState.Failed, error: new DeliveryError(ErrorKind.Rejected, code, text));

    public async Task<IReadOnlyList<FoundDelivery>> FindAsync(DocumentFilter filter, int limit = 3)
    {
        await Store.Index.CatchUpAsync(TimeSpan.FromMinutes(1), Stop);
        var found = new List<FoundDelivery>();
        string? after = null;
        var pages = 0;
        do
        {
            var page = await Store.Index.FindAsync(filter, after, limit, Stop);
            Assert.True(page.Items.Count <= limit);
            found.AddRange(page.Items);
            after = page.Next;
            Assert.True(++pages < 10_000, "the pages have no end");
        } while (after is not null);
        return found;
    }

    public async Task<string> KeysAsync(DocumentFilter filter, int limit = 3) =>
        string.Join(' ', (await FindAsync(filter, limit)).Select(f => f.Document.Key));

    public Task<string> KeysAsync(string text) => KeysAsync(new DocumentFilter { Text = text });

    public async Task<IReadOnlyList<ErrorGroup>> GroupsAsync(bool solved = false)
    {
        await Store.Index.CatchUpAsync(TimeSpan.FromMinutes(1), Stop);
        return await Store.Index.GroupsAsync(flows: null, solved, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _directory.Dispose();
    }
}
