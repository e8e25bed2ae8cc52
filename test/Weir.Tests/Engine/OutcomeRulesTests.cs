using Microsoft.Extensions.Time.Testing;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Engine;

public sealed class OutcomeRulesTests
{
    private readonly FakeTimeProvider _clock = new(EngineRig.Start);

    private OutcomeRules Rules(string? identity = "id", DoubtPolicy policy = DoubtPolicy.Hold, int attempts = 3) =>
        new(
            new TargetSettings
            {
                Connection = "c",
                Operation = "o",
                Retry = new RetrySettings
                {
                    Attempts = attempts,
                    First = TimeSpan.FromSeconds(4),
                    Cap = TimeSpan.FromSeconds(60),
                },
                Doubt = new DoubtSettings { Settle = TimeSpan.FromSeconds(7), Confirmations = 2 },
            },
            new Script(_clock) { IdentityField = identity, DoubtPolicy = policy },
            _clock
        );

    private static LaneDocument Document(int tries = 0, int asked = 0, DeliveryState state = DeliveryState.Waiting) =>
        new(5, "k", 1, 1, 0, 1, 0, state, tries, asked, DueAt: null, TargetId: null);

    private static DeliveryError Error(ErrorKind kind) => new(kind, "code", "text");

    [Theory]
    [InlineData(ErrorKind.Rejected, 0, DeliveryState.Failed)]
    [InlineData(ErrorKind.Config, 0, DeliveryState.Failed)]
    [InlineData(ErrorKind.Transient, 0, DeliveryState.Retrying)]
    [InlineData(ErrorKind.Transient, 1, DeliveryState.Retrying)]
    [InlineData(ErrorKind.Transient, 2, DeliveryState.Failed)]
    [InlineData(ErrorKind.RateLimited, 2, DeliveryState.Retrying)]
    [InlineData(ErrorKind.RateLimited, 13, DeliveryState.Retrying)]
    [InlineData(ErrorKind.RateLimited, 14, DeliveryState.Failed)]
    [InlineData(ErrorKind.InDoubt, 0, DeliveryState.InDoubt)]
    [InlineData(ErrorKind.Unknown, 0, DeliveryState.InDoubt)]
    [InlineData(ErrorKind.InDoubt, 99, DeliveryState.InDoubt)]
    public void An_error_leads_to_a_state(ErrorKind kind, int tries, DeliveryState to)
    {
        var settlement = Rules().AfterError(Document(tries), Error(kind), retryAfter: null);
        Assert.Equal((to, tries + 1), (settlement.To, settlement.Tries));
        Assert.Equal(Error(kind), settlement.Error);
        Assert.Equal(to is DeliveryState.Retrying or DeliveryState.InDoubt, settlement.DueAt is not null);
    }

    [Theory]
    [InlineData(DoubtPolicy.Hold, 0, DeliveryState.Held)]
    [InlineData(DoubtPolicy.Resend, 0, DeliveryState.Retrying)]
    [InlineData(DoubtPolicy.Resend, 2, DeliveryState.Failed)]
    public void Doubt_without_a_lookup_follows_the_policy(DoubtPolicy policy, int tries, DeliveryState to)
    {
        var rules = Rules(identity: null, policy);
        Assert.Equal(to, rules.AfterError(Document(tries), Error(ErrorKind.InDoubt), retryAfter: null).To);
        Assert.Equal(to, rules.WithoutLookup(Document(tries + 1, state: DeliveryState.InDoubt)).To);
    }

    [Fact]
    public void A_retry_waits_its_backoff_or_what_the_target_asked_for()
    {
        var wait = Rules().AfterError(Document(1), Error(ErrorKind.Transient), retryAfter: null).DueAt!.Value - EngineRig.Start;
        Assert.InRange(wait, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));
        Assert.Equal(
            EngineRig.Start.AddSeconds(90),
            Rules().AfterError(Document(), Error(ErrorKind.RateLimited), TimeSpan.FromSeconds(90)).DueAt
        );
        Assert.Equal(EngineRig.Start.AddSeconds(7), Rules().AfterError(Document(), Error(ErrorKind.InDoubt), retryAfter: null).DueAt);
    }

    [Fact]
    public void What_has_nothing_to_do_with_the_document_costs_it_no_try()
    {
        var settlement = Rules().Unspent(Document(2), Error(ErrorKind.Auth), TimeSpan.Zero);
        Assert.Equal((DeliveryState.Retrying, 2, EngineRig.Start), (settlement.To, settlement.Tries, settlement.DueAt));
    }

    [Fact]
    public void A_delivery_keeps_the_targets_names()
    {
        var settlement = Rules().AfterAttempt(Document(), Outcome.Ok("T1", "N1"));
        Assert.Equal(
            (DeliveryState.Delivered, "T1", "N1", 1),
            (settlement.To, settlement.TargetId, settlement.TargetNumber, settlement.Tries)
        );
        Assert.Equal("T2", Rules().AfterAttempt(Document(), Outcome.Failed(Error(ErrorKind.Transient), "T2")).TargetId);
    }

    [Theory]
    [InlineData(FoundState.Complete, 1, 0, 1, DeliveryState.Delivered)]
    [InlineData(FoundState.Incomplete, 1, 0, 1, DeliveryState.Retrying)]
    [InlineData(FoundState.Missing, 1, 0, 1, DeliveryState.InDoubt)]
    [InlineData(FoundState.Missing, 1, 1, 1, DeliveryState.Retrying)]
    [InlineData(FoundState.Missing, 1, 1, 3, DeliveryState.Failed)]
    [InlineData(FoundState.Complete, 2, 0, 1, DeliveryState.Held)]
    public void A_lookup_leads_to_a_state(FoundState found, int copies, int asked, int tries, DeliveryState to)
    {
        var settlement = Rules().AfterLookup(Document(tries, asked, DeliveryState.InDoubt), new FoundDocument(found, "T1", "N1", copies));
        Assert.Equal((to, tries), (settlement.To, settlement.Tries));
        if (found != FoundState.Missing)
            Assert.Equal("T1", settlement.TargetId);
        if (to == DeliveryState.InDoubt)
            Assert.Equal((1, EngineRig.Start.AddSeconds(7)), (settlement.Asked, settlement.DueAt));
    }

    [Fact]
    public void A_target_that_cannot_be_asked_just_now_is_asked_later()
    {
        var settlement = Rules().AskLater(Document(1, 1), Error(ErrorKind.Transient), TimeSpan.FromSeconds(3));
        Assert.Equal((DeliveryState.InDoubt, 1, 1), (settlement.To, settlement.Tries, settlement.Asked));
        Assert.Equal(EngineRig.Start.AddSeconds(3), settlement.DueAt);
    }

    [Theory]
    [InlineData(1, DeliveryState.Retrying)]
    [InlineData(3, DeliveryState.Failed)]
    public void An_update_in_doubt_is_sent_again_until_its_attempts_are_used_up(int tries, DeliveryState to) =>
        Assert.Equal(to, Rules().ResendUpdate(Document(tries, 1)).To);

    [Fact]
    public void An_update_in_doubt_is_not_sent_again_while_the_first_may_still_be_carried_out()
    {
        var settlement = Rules().ResendUpdate(Document(1));
        Assert.Equal((DeliveryState.InDoubt, 1), (settlement.To, settlement.Asked));
        Assert.True(settlement.DueAt > EngineRig.Start);
    }
}
