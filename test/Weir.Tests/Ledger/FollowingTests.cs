using System.Text;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Ledger.Search;
using Weir.Tests.Storage;
using Xunit;

namespace Weir.Tests.Ledger;

/// <summary>Targets behind a target: deliveries that come into being with an outcome.</summary>
public sealed class FollowingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<LedgerStand> OpenAsync(IndexStand stand, bool follows = true)
    {
        var registration = new FlowRegistration("flow", "text", $"{follows}", "source", ["erp", "mail"], 2)
        {
            Follows = follows ? [new FollowRegistration("mail", "erp", FollowOn.Delivered)] : [],
        };
        return new LedgerStand(stand.Store, await stand.Store.OpenFlowAsync(registration, Stop));
    }

    [Fact]
    public async Task A_delivery_is_listed_from_when_it_is_due()
    {
        await using var stand = new IndexStand();
        var flow = await OpenAsync(stand);
        await stand.AcceptKeysAsync(flow, "a", "b");
        var mail = new DocumentFilter { Target = "mail" };
        Assert.Equal("", await stand.KeysAsync(mail));
        Assert.Equal("", await stand.KeysAsync(mail with { Text = "a" }));
        await stand.SettleAsync(flow, "a", DeliveryState.Delivered, "1", "N1");
        Assert.Equal("a", await stand.KeysAsync(mail with { States = [DeliveryState.Waiting] }));
        Assert.Equal("a", await stand.KeysAsync(mail with { Text = "a" }));
        // Built anew it is the same.
        await stand.CloseAsync();
        File.Delete(Path.Combine(stand.Path, "search.db"));
        Assert.Equal("a", await stand.KeysAsync(mail));
        // Nothing waits any more in what turns to take from the ledger and back but what the ledger says.
        flow = await OpenAsync(stand, follows: false);
        Assert.Equal("b a", await stand.KeysAsync(mail));
        await OpenAsync(stand);
        Assert.Equal("", await stand.KeysAsync(mail));
    }

    [Fact]
    public async Task What_is_not_due_is_not_held_and_not_corrected()
    {
        await using var stand = new IndexStand();
        var flow = await OpenAsync(stand);
        await stand.AcceptKeysAsync(flow, "a");
        var mail = flow.Handle.Queues[1];
        var latest = flow.Latest("a")!.Id;
        var held = await stand.Store.Interventions.ActAsync(
            new Intervention("li", InterventionAction.Hold, "why"),
            [new InterventionSubject(mail, latest, "a", IsMoving: false)],
            step: null,
            Stop
        );
        Assert.Equal((0, 1), (held.Done, held.Refusals.Count));
        await stand.CloseAsync();
        var closed = new LedgerStand(stand.Store, flow.Handle);
        var record = Encoding.UTF8.GetBytes(LedgerStand.Record("a", "2"));
        var id = await stand.Store.Interventions.CorrectAsync(
            new Correction(closed.Summary, flow.Handle.Queues, "a", latest, record, "li", "typo"),
            Stop
        );
        Assert.NotNull(id);
        Assert.Equal((1, 0), (stand.Store.Counts(flow.Queue).Waiting, stand.Store.Counts(mail).Waiting));
        flow = await OpenAsync(stand);
        await stand.SettleAsync(flow, "a", DeliveryState.Delivered, "1");
        Assert.Equal(1, stand.Store.Counts(mail).Waiting);
    }
}
