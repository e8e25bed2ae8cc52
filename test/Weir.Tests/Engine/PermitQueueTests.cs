using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Engine;

public sealed class PermitQueueTests
{
    private readonly FakeTimeProvider _clock = new();

    private PermitQueue Queue(int concurrent = 1, double perSecond = 0) =>
        new(new ConnectionLimits { ConcurrentCalls = concurrent, CallsPerSecond = perSecond }, _clock);

    private static bool In(PermitQueue.Waiter waiter) => waiter.Admitted.IsCompletedSuccessfully;

    [Fact]
    public void No_more_are_let_in_than_may_call_at_once()
    {
        var queue = Queue(concurrent: 3);
        var waiters = Enumerable.Range(0, 10).Select(_ => queue.Enter("f", 1)).ToList();
        Assert.Null(queue.Admit());
        Assert.Equal((3, 3, 7), (waiters.Count(In), queue.Running, queue.Waiting));
        queue.Leave(error: null, retryAfter: null);
        queue.Admit();
        Assert.Equal((4, 3), (waiters.Count(In), queue.Running));
    }

    [Fact]
    public void Calls_a_second_are_kept_and_the_wait_is_told()
    {
        var queue = Queue(concurrent: 100, perSecond: 4);
        var waiters = Enumerable.Range(0, 5).Select(_ => queue.Enter("f", 1)).ToList();
        Assert.Equal(TimeSpan.FromMilliseconds(250), queue.Admit());
        Assert.Equal(1, waiters.Count(In));
        _clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal(TimeSpan.FromMilliseconds(1), queue.Admit());
        Assert.Equal(1, waiters.Count(In));
        for (var n = 2; n <= 5; n++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(n == 2 ? 1 : 250));
            queue.Admit();
            Assert.Equal(n, waiters.Count(In));
        }
        // Time in which nobody called gives no credit.
        _clock.Advance(TimeSpan.FromHours(1));
        var more = Enumerable.Range(0, 3).Select(_ => queue.Enter("f", 1)).ToList();
        queue.Admit();
        Assert.Equal(1, more.Count(In));
    }

    [Fact]
    public void A_flow_of_twice_the_weight_gets_twice_the_calls()
    {
        var queue = Queue();
        var waiters = new List<(string Flow, PermitQueue.Waiter Waiter)>();
        for (var i = 0; i < 60; i++)
        {
            waiters.Add(("light", queue.Enter("light", 1)));
            waiters.Add(("heavy", queue.Enter("heavy", 2)));
        }
        var served = Serve(queue, waiters, 45);
        Assert.InRange(served.Count(f => f is "heavy"), 29, 31);
    }

    [Fact]
    public void A_flow_with_a_long_queue_does_not_starve_one_that_comes_later()
    {
        var queue = Queue();
        var waiters = Enumerable.Range(0, 1000).Select(_ => ("busy", queue.Enter("busy", 1))).ToList();
        Serve(queue, waiters, 100);
        waiters.AddRange(Enumerable.Range(0, 3).Select(_ => ("late", queue.Enter("late", 1))));
        Assert.Equal(3, Serve(queue, waiters, 8).Count(f => f is "late"));
    }

    [Fact]
    public void A_flow_that_gave_up_waiting_is_not_charged_for_it()
    {
        var queue = Queue();
        var running = queue.Enter("other", 1);
        queue.Admit();
        Assert.True(In(running));
        for (var i = 0; i < 50; i++)
            Assert.True(queue.Enter("patient", 1).Cancel());
        var waiters = new List<(string, PermitQueue.Waiter)> { ("patient", queue.Enter("patient", 1)) };
        waiters.AddRange(Enumerable.Range(0, 20).Select(_ => ("other", queue.Enter("other", 1))));
        queue.Leave(error: null, retryAfter: null);
        Assert.Contains("patient", Serve(queue, waiters, 3, leaveLast: false));
    }

    /// <summary>One call after the other; whose turn it was.</summary>
    private static List<string> Serve(
        PermitQueue queue,
        List<(string Flow, PermitQueue.Waiter Waiter)> waiters,
        int calls,
        bool leaveLast = true
    )
    {
        var served = new List<string>();
        for (var i = 0; i < calls; i++)
        {
            queue.Admit();
            var turn = Assert.Single(waiters, w => In(w.Waiter));
            waiters.Remove(turn);
            served.Add(turn.Flow);
            if (leaveLast || i < calls - 1)
                queue.Leave(error: null, retryAfter: null);
        }
        return served;
    }

    [Fact]
    public void The_breaker_opens_after_five_failures_lets_one_call_try_and_closes_when_it_succeeds()
    {
        var queue = Queue(concurrent: 10);
        for (var i = 0; i < 5; i++)
        {
            var call = queue.Enter("f", 1);
            Assert.Null(queue.Admit());
            Assert.True(In(call));
            queue.Leave(ErrorKind.Transient, retryAfter: null);
        }
        Assert.Equal(5, queue.Failures);
        var waiters = Enumerable.Range(0, 4).Select(_ => queue.Enter("f", 1)).ToList();
        Assert.Equal(TimeSpan.FromSeconds(1), queue.Admit());
        Assert.Equal(0, waiters.Count(In));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(queue.Admit());
        Assert.Equal(1, waiters.Count(In));
        queue.Leave(ErrorKind.Unknown, retryAfter: null);
        Assert.Equal(TimeSpan.FromSeconds(2), queue.Admit());
        _clock.Advance(TimeSpan.FromSeconds(2));
        queue.Admit();
        Assert.Equal(2, waiters.Count(In));
        queue.Leave(error: null, retryAfter: null);
        queue.Admit();
        Assert.Equal((4, 0), (waiters.Count(In), queue.Failures));
    }

    [Fact]
    public void An_open_breaker_never_waits_longer_than_thirty_seconds()
    {
        var queue = Queue();
        for (var i = 0; i < 40; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(31));
            queue.Enter("f", 1);
            queue.Admit();
            queue.Leave(ErrorKind.InDoubt, retryAfter: null);
        }
        queue.Enter("f", 1);
        Assert.Equal(TimeSpan.FromSeconds(30), queue.Admit());
    }

    [Theory]
    [InlineData(ErrorKind.Rejected)]
    [InlineData(ErrorKind.Auth)]
    [InlineData(ErrorKind.Config)]
    public void An_answer_that_is_about_the_call_does_not_open_the_breaker(ErrorKind kind)
    {
        var queue = Queue();
        for (var i = 0; i < 10; i++)
        {
            queue.Enter("f", 1);
            queue.Admit();
            queue.Leave(kind, retryAfter: null);
        }
        Assert.Equal(0, queue.Failures);
    }

    [Fact]
    public void A_connection_that_asks_for_a_pause_gets_it_and_the_longest_counts()
    {
        var queue = Queue(concurrent: 5);
        queue.Enter("f", 1);
        queue.Enter("f", 1);
        queue.Admit();
        queue.Leave(ErrorKind.RateLimited, TimeSpan.FromSeconds(30));
        queue.Leave(ErrorKind.RateLimited, TimeSpan.FromSeconds(5));
        var waiter = queue.Enter("f", 1);
        Assert.Equal(TimeSpan.FromSeconds(30), queue.Admit());
        _clock.Advance(TimeSpan.FromSeconds(30));
        queue.Admit();
        Assert.True(In(waiter));
    }

    [Fact]
    public void A_waiter_that_was_cancelled_is_passed_over_and_takes_no_permit()
    {
        var queue = Queue();
        queue.Enter("f", 1);
        queue.Admit();
        var gone = queue.Enter("f", 1);
        var next = queue.Enter("f", 1);
        Assert.True(gone.Cancel());
        queue.Leave(error: null, retryAfter: null);
        queue.Admit();
        Assert.Equal((true, 1), (In(next), queue.Running));
        // Too late to cancel: the permit was given and must be given back.
        Assert.False(next.Cancel());
    }

    [Fact]
    public void Waits_double_up_to_the_cap_with_jitter_of_at_most_half()
    {
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 100_000], Gen.Int[1, 10_000_000], Gen.Int)
            .Sample(
                (tries, first, cap, seed) =>
                {
                    var wait = Backoff
                        .After(tries, TimeSpan.FromMilliseconds(first), TimeSpan.FromMilliseconds(cap), new Random(seed))
                        .TotalMilliseconds;
                    var full = Math.Min(cap, first * Math.Pow(2, Math.Min(tries - 1, 30)));
                    return wait >= (full / 2) - 0.001 && wait <= full + 0.001;
                }
            );
    }
}
