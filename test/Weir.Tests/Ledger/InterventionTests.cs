using System.Text;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Ledger.Search;
using Weir.Sdk.Errors;
using Weir.Tests.Storage;
using Xunit;

namespace Weir.Tests.Ledger;

public sealed class InterventionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<(int Done, string Reasons)> ActAsync(
        IndexStand stand,
        LedgerStand flow,
        InterventionAction action,
        string key,
        bool isMoving = false,
        bool evenInDoubt = false
    )
    {
        var latest = flow.Latest(key)!;
        var result = await stand.Store.Interventions.ActAsync(
            new Intervention("li", action, "because") { EvenInDoubt = evenInDoubt },
            [new InterventionSubject(flow.Queue, latest.Id, key, isMoving)],
            step: null,
            Stop
        );
        return (result.Done, string.Join(' ', result.Refusals.Select(r => r.Reason)));
    }

    [Theory]
    [InlineData(InterventionAction.Retry, DeliveryState.Failed, DeliveryState.Retrying)]
    [InlineData(InterventionAction.Retry, DeliveryState.Retrying, DeliveryState.Retrying)]
    [InlineData(InterventionAction.Retry, DeliveryState.Held, null)]
    [InlineData(InterventionAction.Retry, DeliveryState.Waiting, null)]
    [InlineData(InterventionAction.Retry, DeliveryState.Delivered, null)]
    [InlineData(InterventionAction.Retry, DeliveryState.InDoubt, null)]
    [InlineData(InterventionAction.Release, DeliveryState.Failed, DeliveryState.Retrying)]
    [InlineData(InterventionAction.Release, DeliveryState.Held, DeliveryState.Retrying)]
    [InlineData(InterventionAction.Release, DeliveryState.Waiting, null)]
    [InlineData(InterventionAction.Release, DeliveryState.Retrying, null)]
    [InlineData(InterventionAction.Release, DeliveryState.InDoubt, null)]
    [InlineData(InterventionAction.Release, DeliveryState.Rejected, null)]
    [InlineData(InterventionAction.Hold, DeliveryState.Failed, DeliveryState.Held)]
    [InlineData(InterventionAction.Hold, DeliveryState.Waiting, DeliveryState.Held)]
    [InlineData(InterventionAction.Hold, DeliveryState.Retrying, DeliveryState.Held)]
    [InlineData(InterventionAction.Hold, DeliveryState.Held, null)]
    [InlineData(InterventionAction.Hold, DeliveryState.InDoubt, null)]
    [InlineData(InterventionAction.Hold, DeliveryState.Delivered, null)]
    [InlineData(InterventionAction.Skip, DeliveryState.Failed, DeliveryState.Rejected)]
    [InlineData(InterventionAction.Skip, DeliveryState.Held, DeliveryState.Rejected)]
    [InlineData(InterventionAction.Skip, DeliveryState.Waiting, DeliveryState.Rejected)]
    [InlineData(InterventionAction.Skip, DeliveryState.InDoubt, null)]
    [InlineData(InterventionAction.Skip, DeliveryState.Delivered, null)]
    public async Task An_action_does_what_the_state_allows(InterventionAction action, DeliveryState from, DeliveryState? to)
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "a");
        var error = from is DeliveryState.Delivered ? null : new DeliveryError(ErrorKind.Transient, "5", "no");
        var due = from is DeliveryState.Retrying or DeliveryState.InDoubt ? stand.Clock.GetUtcNow().AddHours(1) : (DateTimeOffset?)null;
        if (from != DeliveryState.Waiting)
            await stand.SettleAsync(flow, "a", from, error: error, due: due);
        var (done, reasons) = await ActAsync(stand, flow, action, "a");
        Assert.Equal(to is null ? 0 : 1, done);
        Assert.Equal(to is null, reasons.Length > 0);
        var after = flow.Latest("a")!;
        Assert.Equal(to ?? from, after.State);
        var past = stand.Store.Interventions.Of(flow.Queue, after.Id);
        Assert.Equal(to is null ? [] : [("li", action, "because")], past.Select(p => (p.Who, p.Action, p.Reason!)));
        if (to == DeliveryState.Retrying)
            Assert.Equal(stand.Clock.GetUtcNow(), after.DueAt);
        // The counts say the same as the rows.
        Assert.Equal(1, new[] { flow.Counts }.Sum(c => c.Waiting + c.Delivered + c.Retrying + c.InDoubt + c.Failed + c.Held + c.Rejected));
        Assert.Equal("a", await stand.KeysAsync(new DocumentFilter { States = [after.State] }));
    }

    [Theory]
    [InlineData(InterventionAction.Hold, DeliveryState.Waiting)]
    [InlineData(InterventionAction.Hold, DeliveryState.Retrying)]
    [InlineData(InterventionAction.Skip, DeliveryState.Retrying)]
    [InlineData(InterventionAction.Retry, DeliveryState.Retrying)]
    public async Task What_a_running_flow_may_be_sending_is_left_to_it(InterventionAction action, DeliveryState state)
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "a");
        if (state == DeliveryState.Retrying)
            await stand.SettleAsync(flow, "a", state, due: stand.Clock.GetUtcNow().AddHours(1));
        Assert.Equal(0, (await ActAsync(stand, flow, action, "a", isMoving: true)).Done);
        Assert.Equal(state, flow.Latest("a")!.State);
    }

    [Fact]
    public async Task What_the_target_may_have_is_released_one_by_one_only()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "a");
        await stand.SettleAsync(
            flow,
            "a",
            DeliveryState.Held,
            error: new DeliveryError(ErrorKind.InDoubt, "doubt", "sent, and nobody knows")
        );
        var (done, reasons) = await ActAsync(stand, flow, InterventionAction.Release, "a");
        Assert.Equal(0, done);
        Assert.Contains("look there", reasons, StringComparison.Ordinal);
        Assert.Equal(1, (await ActAsync(stand, flow, InterventionAction.Release, "a", evenInDoubt: true)).Done);
    }

    [Fact]
    public async Task An_older_revision_is_left_alone()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "a");
        await stand.FailAsync(flow, "a", "refused");
        var older = flow.Latest("a")!.Id;
        await stand.AcceptAsync(flow, LedgerStand.Record("a", "2"));
        var result = await stand.Store.Interventions.ActAsync(
            new Intervention("li", InterventionAction.Release, Reason: null),
            [new InterventionSubject(flow.Queue, older, "a", IsMoving: false)],
            step: null,
            Stop
        );
        Assert.Equal((0, 1), (result.Done, result.Refusals.Count));
    }

    [Fact]
    public async Task A_step_of_a_job_is_stored_with_its_progress_and_a_job_that_has_ended_does_nothing()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "a", "b");
        await stand.FailAsync(flow, "a", "refused");
        await stand.FailAsync(flow, "b", "refused");
        var job = await OrderAsync(stand);
        await StepAsync(stand, flow, job, "a", "there");
        await stand.CloseAsync();
        var again = Assert.Single(stand.Store.Interventions.RunningJobs());
        Assert.Equal((1, 0, "there"), (again.Done, again.Refused, again.Cursor!));
        Assert.Equal(["refused"], again.Filter.Text is { } text ? [text] : []);
        flow = await stand.FlowAsync("flow");
        // The same step once more: what is retrying already is refused, with the reason.
        await StepAsync(stand, flow, again, "a", "there");
        Assert.Equal((1, 1), (stand.Store.Interventions.Job(job.Id)!.Done, stand.Store.Interventions.Job(job.Id)!.Refused));
        Assert.Equal("a", Assert.Single(stand.Store.Interventions.Refusals(job.Id, (0, 0), 10)).Key);
        Assert.True(await stand.Store.Interventions.EndAsync(job.Id, DocumentJobState.Cancelled, error: null, Stop));
        Assert.False((await StepAsync(stand, flow, again, "b", "end")).Goes);
        Assert.Equal(DeliveryState.Failed, flow.Latest("b")!.State);
        Assert.False(await stand.Store.Interventions.EndAsync(job.Id, DocumentJobState.Done, error: null, Stop));
        Assert.Equal(DocumentJobState.Cancelled, Assert.Single(stand.Store.Interventions.Jobs("w", long.MaxValue, 10)).State);
        Assert.Empty(stand.Store.Interventions.Jobs("other", long.MaxValue, 10));
    }

    private static Task<DocumentJob> OrderAsync(IndexStand stand) =>
        stand.Store.Interventions.OrderAsync(
            new DocumentJob(
                0,
                "w",
                default,
                "li",
                InterventionAction.Release,
                new DocumentFilter { Text = "refused", Flows = ["flow"] },
                "fixed",
                Format: null,
                DocumentJobState.Running,
                Cursor: null,
                0,
                2,
                0,
                0,
                Error: null,
                EndedAt: null
            ),
            Stop
        );

    private static Task<InterventionResult> StepAsync(IndexStand stand, LedgerStand flow, DocumentJob job, string key, string cursor) =>
        stand.Store.Interventions.ActAsync(
            new Intervention("li", job.Action, job.Reason, job.Id),
            [new InterventionSubject(flow.Queue, flow.Latest(key)!.Id, key, IsMoving: false)],
            new JobStep(job.Id, cursor, 0),
            Stop
        );

    private static Task<long?> CorrectAsync(IndexStand stand, LedgerStand flow, string key, string content, long? latest = null)
    {
        stand.Clock.Advance(TimeSpan.FromSeconds(1));
        return stand.Store.Interventions.CorrectAsync(
            new Correction(
                flow.Summary,
                [flow.Queue],
                key,
                latest ?? flow.Latest(key)!.Id,
                Encoding.UTF8.GetBytes(LedgerStand.Record(key, content)),
                "li",
                "typo"
            ),
            Stop
        );
    }

    [Fact]
    public async Task A_correction_stands_until_the_source_changes()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptAsync(flow, LedgerStand.Record("a", "wrong"));
        await stand.FailAsync(flow, "a", "refused");
        var source = flow.Latest("a")!;
        var corrected = await CorrectAsync(stand, flow, "a", "right");
        Assert.NotNull(corrected);
        Assert.Equal((0, 1), (flow.Counts.Failed, flow.Counts.Waiting));
        var waiting = flow.Find("a");
        Assert.Equal((corrected.Value, 2, LedgerStand.Record("a", "right")), (waiting.Id, waiting.Revision, flow.Payload(waiting)));
        var note = stand.Store.Interventions.CorrectionOf(corrected.Value)!;
        Assert.Equal(("li", "typo", source.Id), (note.Who, note.Reason, note.Source));
        Assert.Null(stand.Store.Interventions.CorrectionOf(source.Id));
        // Read again as it was: the correction stands, also after the ledger was opened anew.
        await stand.AcceptAsync(flow, LedgerStand.Record("a", "wrong"));
        await stand.CloseAsync();
        flow = await stand.FlowAsync("flow");
        await stand.AcceptAsync(flow, LedgerStand.Record("a", "wrong"));
        Assert.Equal(2, flow.Latest("a")!.Revision);
        Assert.Equal("a", await stand.KeysAsync(new DocumentFilter { States = [DeliveryState.Waiting] }));
        // A second correction stands beside the same revision of the source.
        var second = await CorrectAsync(stand, flow, "a", "right too");
        Assert.Equal(source.Id, stand.Store.Interventions.CorrectionOf(second!.Value)!.Source);
        await stand.AcceptAsync(flow, LedgerStand.Record("a", "changed"));
        Assert.Equal((4, LedgerStand.Record("a", "changed")), (flow.Latest("a")!.Revision, flow.Payload(flow.Find("a"))));
        Assert.Equal(1, flow.Counts.Waiting);
    }

    [Fact]
    public async Task A_correction_of_what_has_changed_since_is_refused()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptAsync(flow, LedgerStand.Record("a", "1"));
        var seen = flow.Latest("a")!.Id;
        await stand.AcceptAsync(flow, LedgerStand.Record("a", "2"));
        Assert.Null(await CorrectAsync(stand, flow, "a", "3", seen));
        Assert.Null(await CorrectAsync(stand, flow, "unknown", "3", seen));
        Assert.Equal(2, flow.Latest("a")!.Revision);
    }

    [Fact]
    public async Task A_correction_in_a_ledger_whose_flow_is_not_open_goes_behind_what_is_there()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "a", "b", "c", "d");
        await stand.CloseAsync();
        var closed = new LedgerStand(stand.Store, flow.Handle);
        Assert.NotNull(await CorrectAsync(stand, closed, "b", "2"));
        flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "e", "f");
        Assert.Equal(6, flow.Waiting().Count);
        Assert.Equal(6, flow.Counts.Waiting);
        Assert.Equal("f e b d c a", await stand.KeysAsync(new DocumentFilter()));
    }
}
