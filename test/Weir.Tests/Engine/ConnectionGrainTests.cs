using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>The one owner of a connection.</summary>
public sealed class ConnectionGrainTests : IDisposable
{
    private readonly EngineRig _rig = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _rig.Dispose();

    private int SignIns => _rig.Target.Calls.Count(c => c.What is "signIn");

    [Fact]
    public async Task Callers_that_need_a_session_at_once_share_one_sign_in()
    {
        var go = new TaskCompletionSource<SessionToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        _rig.Target.SignIn = _ => go.Task;
        await using var engine = await _rig.StartAsync();
        var grain = engine.Connection("target");
        var callers = Enumerable.Range(0, 20).Select(_ => grain.SessionAsync(0)).ToList();
        await engine.UntilAsync(() => SignIns == 1);
        go.SetResult(new SessionToken("one"));
        var replies = await Task.WhenAll(callers);
        Assert.All(replies, r => Assert.Equal(("one", 1), (r.Value, r.Version)));
        Assert.Equal(1, SignIns);
        // The session is known now; a caller that lost an older one gets it without a sign-in.
        Assert.Equal(1, (await grain.SessionAsync(0)).Version);
        Assert.Equal(1, SignIns);
        Assert.Equal(2, (await grain.SessionAsync(1)).Version);
        Assert.Equal((2, 2), (SignIns, (await grain.SessionAsync(1)).Version));
    }

    [Fact]
    public async Task A_refused_sign_in_is_told_to_all_who_waited_and_tried_again_by_the_next()
    {
        _rig.Target.SignIn = _ => throw Error(ErrorKind.Auth, "5", "wrong password");
        await using var engine = await _rig.StartAsync();
        var grain = engine.Connection("target");
        var reply = await grain.SessionAsync(0);
        Assert.Equal((null, ErrorKind.Auth, "5", "wrong password"), (reply.Value, reply.Kind, reply.Code, reply.Error));
        Assert.Equal("wrong password", (await grain.StatusAsync()).LastError);
        _rig.Target.SignIn = _ => Task.FromResult(new SessionToken("two"));
        Assert.Equal("two", (await grain.SessionAsync(0)).Value);
        Assert.Null((await grain.StatusAsync()).LastError);
    }

    [Fact]
    public async Task Lanes_that_lose_the_same_session_sign_in_once()
    {
        _rig.Flow = EngineRig.OneTarget(lanes: 4);
        _rig.Source.Gives(Many(80));
        var signedIn = 0;
        _rig.Target.SignIn = _ => Task.FromResult(new SessionToken($"s{++signedIn}"));
        _rig.Target.Write = async batch =>
        {
            var token = await _rig.Target.Session!.GetAsync(Stop);
            if (token.Value is "s1")
                token = await _rig.Target.Session.RenewAsync(token, Stop);
            Assert.Equal("s2", token.Value);
            return _rig.Target.KeepAll(batch);
        };
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal((80L, 2), (counts.Delivered, SignIns));
    }

    [Fact]
    public async Task No_more_calls_are_made_at_once_than_the_connection_allows()
    {
        _rig.Flow = EngineRig.OneTarget(lanes: 8);
        _rig.Limits = new ConnectionLimits { ConcurrentCalls = 2 };
        _rig.Source.Gives(Many(200));
        var now = 0;
        var most = 0;
        var two = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _rig.Target.Write = async batch =>
        {
            var running = Interlocked.Increment(ref now);
            most = Math.Max(most, running);
            if (running == 2)
                two.TrySetResult();
            await two.Task.WaitAsync(Stop);
            Interlocked.Decrement(ref now);
            return _rig.Target.KeepAll(batch);
        };
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal((200L, 2), (counts.Delivered, most));
    }

    [Fact]
    public async Task A_connection_that_asks_to_slow_down_is_left_alone_for_that_long()
    {
        _rig.Source.Gives(Many(30));
        _rig.Target.Write = batch =>
            _rig.Target.Writes.Count() == 1
                ? throw new ConnectorException(ErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(40) }
                : Task.FromResult(_rig.Target.KeepAll(batch));
        var (_, counts) = await _rig.RunAsync();
        Assert.Equal(30, counts.Delivered);
        var writes = _rig.Target.Writes.ToList();
        Assert.True(writes[1].At - writes[0].At >= TimeSpan.FromSeconds(40), $"called again after {writes[1].At - writes[0].At}");
        Assert.All(_rig.Target.Kept.Values, k => Assert.Equal(1, k.Copies));
    }
}
