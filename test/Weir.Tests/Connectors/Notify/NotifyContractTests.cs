using System.Text.Json.Nodes;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Tests.Connectors.Http;
using Weir.Tests.Sandbox;
using Xunit;

namespace Weir.Tests.Connectors.Notify;

/// <summary>The connectors against the simulated groups, over real sockets.</summary>
public sealed class NotifyContractTests : IAsyncLifetime
{
    private SandboxHost _host = null!;

    private string Root => $"{_host.Http.BaseAddress!.ToString().TrimEnd('/')}/notify";

    public async ValueTask InitializeAsync() => _host = await SandboxHost.StartAsync(agents: 1);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private string Settings(string id) =>
        id switch
        {
            "dingtalk" =>
                $$"""{"webhook":"{{Root}}/dingtalk/robot/send?access_token=demo-dingtalk-token","secret":"SECdemo0123456789abcdef0123456789abcdef"}""",
            "wecom" => $$"""{"webhook":"{{Root}}/wecom/cgi-bin/webhook/send?key=demo-wecom-key"}""",
            "feishu" => $$"""{"webhook":"{{Root}}/feishu/open-apis/bot/v2/hook/demo-feishu-hook","secret":"demo-feishu-secret"}""",
            _ => $$$"""{"webhook":"{{{Root}}}/webhook","signature":{"secret":"demo-webhook-secret"}}""",
        };

    private IConnection Open(string id, string? settings = null) =>
        new NotifyStand().Open(id, settings ?? Settings(id), _host.Http, _host.Clock);

    private ITarget Target(string id, string? settings = null) =>
        NotifyStand.Target(id, Open(id, settings), """{"title":"失败 {count} 张","lines":2}""");

    private async Task<JsonArray> MessagesAsync() => (await _host.GetAsync("notify"))["messages"]!.AsArray();

    private static async Task<ConnectorException> FailsAsync(ITarget target) =>
        await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop));

    [Theory]
    [InlineData("dingtalk")]
    [InlineData("wecom")]
    [InlineData("feishu")]
    [InlineData("webhook")]
    public async Task A_batch_arrives_as_one_message(string id)
    {
        var answer = await Target(id).WriteAsync(NotifyStand.Many(5), NotifyStand.Stop);
        Assert.All(answer.Outcomes, o => Assert.Equal(Outcome.Ok(id: null, number: null), o));
        var message = Assert.Single(await MessagesAsync())!;
        Assert.Equal((id, "失败 5 张\n第 1 张\n第 2 张\n… 还有 3 条"), ((string?)message["channel"], (string?)message["text"]));
    }

    [Theory]
    [InlineData("dingtalk")]
    [InlineData("wecom")]
    [InlineData("feishu")]
    [InlineData("webhook")]
    public async Task A_test_of_the_connection_says_so_in_the_group(string id)
    {
        Assert.Contains("127.0.0.1", await Open(id).TestAsync(NotifyStand.Stop), StringComparison.Ordinal);
        Assert.Contains("连接测试", (string?)Assert.Single(await MessagesAsync())!["text"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dingtalk", "secret", "SECwrong", "310000")]
    [InlineData("dingtalk", "webhook", "/dingtalk/robot/send?access_token=wrong", "300005")]
    [InlineData("wecom", "webhook", "/wecom/cgi-bin/webhook/send?key=wrong", "93000")]
    [InlineData("feishu", "secret", "wrong", "19021")]
    [InlineData("feishu", "webhook", "/feishu/open-apis/bot/v2/hook/wrong", "19001")]
    public async Task Wrong_credentials_are_auth_errors(string id, string setting, string value, string code)
    {
        var settings = JsonNode.Parse(Settings(id))!.AsObject();
        settings[setting] = setting is "webhook" ? Root + value : value;
        var error = await FailsAsync(Target(id, settings.ToJsonString()));
        Assert.Equal((ErrorKind.Auth, code), (error.Kind, error.Code));
        Assert.Empty(await MessagesAsync());
    }

    [Theory]
    [InlineData("dingtalk", ErrorKind.Config, "310000")]
    [InlineData("feishu", ErrorKind.Auth, "19021")]
    public async Task A_clock_that_is_off_by_more_than_an_hour_is_told(string id, ErrorKind kind, string code)
    {
        await _host.PutAsync("faults", """[{"vendor":"notify","kind":"clockSkew","delayMs":3700000}]""");
        var error = await FailsAsync(Target(id));
        Assert.Equal((kind, code), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData("dingtalk", "dingTalkKeyword")]
    [InlineData("feishu", "feishuKeyword")]
    public async Task A_keyword_that_is_missing_is_a_setting(string id, string keyword)
    {
        await _host.PutAsync("notify", $$"""{"{{keyword}}":"告警"}""");
        Assert.Equal(ErrorKind.Config, (await FailsAsync(Target(id))).Kind);
        var settings = JsonNode.Parse(Settings(id))!.AsObject().With("keyword", "告警").ToJsonString();
        await Target(id, settings).WriteAsync(NotifyStand.Many(1), NotifyStand.Stop);
        Assert.Single(await MessagesAsync());
    }

    [Theory]
    [InlineData("dingtalk", 20)]
    [InlineData("wecom", 20)]
    [InlineData("feishu", 5)]
    public async Task One_message_too_many_waits(string id, int most)
    {
        var target = Target(id);
        for (var i = 0; i < most; i++)
            await target.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop);
        var error = await FailsAsync(target);
        Assert.Equal((ErrorKind.RateLimited, TimeSpan.FromSeconds(60)), (error.Kind, error.RetryAfter));
        _host.Clock.Advance(TimeSpan.FromSeconds(60));
        await target.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop);
        Assert.Equal(most + 1, (await MessagesAsync()).Count);
    }

    [Fact]
    public async Task DingTalk_mutes_for_ten_minutes_where_that_is_set()
    {
        await _host.PutAsync("notify", """{"dingTalkMutes":true}""");
        var target = Target("dingtalk");
        for (var i = 0; i < 20; i++)
            await target.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop);
        await FailsAsync(target);
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        await FailsAsync(target);
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        await target.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop);
    }

    [Fact]
    public void The_limits_of_a_connection_stay_below_those_of_its_vendor()
    {
        static double PerMinute(string id) => NotifyStand.Connector(id).Manifest.Limits.CallsPerSecond * 60;
        Assert.InRange(PerMinute("dingtalk"), 1, 19);
        Assert.InRange(PerMinute("wecom"), 1, 19);
        Assert.InRange(PerMinute("feishu"), 1, 99);
    }

    [Theory]
    [InlineData("resetBeforeCommit", ErrorKind.InDoubt, 0)]
    [InlineData("resetAfterCommit", ErrorKind.InDoubt, 1)]
    [InlineData("htmlError", ErrorKind.InDoubt, 0)]
    [InlineData("emptyBody", ErrorKind.InDoubt, 0)]
    [InlineData("truncated", ErrorKind.InDoubt, 1)]
    [InlineData("malformed", ErrorKind.InDoubt, 1)]
    [InlineData("http429", ErrorKind.RateLimited, 0)]
    public async Task Faults_are_typed_and_what_may_have_arrived_is_in_doubt(string fault, ErrorKind kind, int arrived)
    {
        await _host.PutAsync("faults", $$"""[{"vendor":"notify","kind":"{{fault}}"}]""");
        foreach (var id in new[] { "dingtalk", "wecom", "feishu" })
            Assert.Equal(kind, (await FailsAsync(Target(id))).Kind);
        Assert.Equal(3 * arrived, (await MessagesAsync()).Count);
    }

    [Theory]
    [InlineData("""{"secret":"demo-webhook-secret","timestampHeader":"X-Timestamp"}""", true)]
    [InlineData("""{"secret":"wrong"}""", false)]
    public async Task A_webhook_is_signed(string signature, bool taken)
    {
        var target = Target("webhook", $$"""{"webhook":"{{Root}}/webhook","signature":{{signature}}}""");
        if (taken)
            await target.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop);
        else
            Assert.Equal((ErrorKind.Auth, "HTTP 401"), (await FailsAsync(target)) is var e ? (e.Kind, e.Code) : default);
        Assert.Equal(taken ? 1 : 0, (await MessagesAsync()).Count);
    }
}
