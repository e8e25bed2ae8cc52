using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Sandbox;

public sealed class FaultTests
{
    private const string Save = """
        {"Model":{"FName":"甲","FNumber":"C1","F_out_id":"1","FCreateOrgId":{"FNumber":"100"},"FTRADINGCURRID":{"FNumber":"PRE001"}}}
        """;

    [Theory]
    [InlineData("resetBeforeCommit", 0)]
    [InlineData("resetAfterCommit", 1)]
    public async Task A_reset_leaves_the_caller_without_answer_and_the_record_as_promised(string kind, int records)
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        await host.PutAsync("faults", $$"""[{"vendor":"kingdee","operation":"Save","kind":"{{kind}}","times":1}]""");
        await Assert.ThrowsAsync<HttpRequestException>(() => host.FormAsync("Save", Save));
        Assert.Equal(records, (await host.QueryAsync("FNumber", "F_out_id='1'")).AsArray().Count);
        var again = await host.FormAsync("Save", Save);
        Assert.Equal(records == 0, (bool)again["Result"]!["ResponseStatus"]!["IsSuccess"]!);
    }

    [Fact]
    public async Task A_late_commit_happens_only_after_its_delay()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        await host.PutAsync("faults", """[{"vendor":"kingdee","operation":"Save","kind":"lateCommit","delayMs":5000,"times":1}]""");
        await Assert.ThrowsAsync<HttpRequestException>(() => host.FormAsync("Save", Save));
        Assert.Empty((await host.QueryAsync("FNumber", "F_out_id='1'")).AsArray());
        host.Clock.Advance(TimeSpan.FromSeconds(6));
        for (var tries = 0; tries < 500 && (int)(await host.GetAsync("faults"))["lateCommitsPending"]! > 0; tries++)
            await Task.Yield();
        Assert.Single((await host.QueryAsync("FNumber", "F_out_id='1'")).AsArray());
    }

    [Fact]
    public async Task A_package_without_verdict_is_saved_all_the_same()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        await host.PutAsync("faults", """[{"vendor":"kingdee","operation":"BatchSave","kind":"missingDIndex","share":0}]""");
        var models = string.Join(
            ',',
            Enumerable
                .Range(0, 4)
                .Select(i => $$$"""{"FName":"N{{{i}}}","FCreateOrgId":{"FNumber":"100"},"FTRADINGCURRID":{"FNumber":"PRE001"}}""")
        );
        var status = (await host.FormAsync("BatchSave", $$"""{"Model":[{{models}}]}"""))["Result"]!["ResponseStatus"]!;
        Assert.Equal(3, status["SuccessEntitys"]!.AsArray().Count);
        Assert.Empty(status["Errors"]!.AsArray());
        Assert.Equal(4, (int)(await host.GetAsync("kingdee/forms/BD_Customer"))["total"]!);
    }

    [Fact]
    public async Task Faults_strike_the_same_calls_for_the_same_seed()
    {
        await using var host = await SandboxHost.StartAsync();
        const string rule = """[{"vendor":"zhilong","kind":"unauthorized401InBody","probability":0.5,"seed":7}]""";
        var first = await TurnsAsync(host, rule);
        Assert.Equal(first, await TurnsAsync(host, rule));
        Assert.Contains(401, first);
        Assert.Contains(200, first);
        Assert.Equal(
            [200, 200, 401, 200, 401],
            (await TurnsAsync(host, """[{"kind":"unauthorized401InBody","everyNth":2,"after":1,"times":2}]"""))[..5]
        );
    }

    [Fact]
    public async Task Transport_faults_look_like_a_proxy_in_between()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.PutAsync("faults", """[{"kind":"htmlError","times":1},{"kind":"http429","times":1,"after":1,"delayMs":2500}]""");
        using var gateway = await host.RawAsync(HttpMethod.Post, "zhilong/api/agentInfo/list", "{}", "Bearer demo-token");
        Assert.Equal(502, (int)gateway.StatusCode);
        using var limited = await host.RawAsync(HttpMethod.Post, "zhilong/api/agentInfo/list", "{}", "Bearer demo-token");
        Assert.Equal(TimeSpan.FromSeconds(3), limited.Headers.RetryAfter!.Delta);
        await host.PutAsync("faults", """{"kind":"truncated"}""");
        using var cut = await host.RawAsync(HttpMethod.Post, "zhilong/api/agentInfo/list", "{}", "Bearer demo-token");
        var text = await cut.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(text));
    }

    [Fact]
    public async Task An_unknown_kind_is_refused()
    {
        await using var host = await SandboxHost.StartAsync();
        using var answer = await host.RawAsync(HttpMethod.Put, "_sandbox/faults", """[{"kind":"noSuchKind"}]""");
        Assert.Equal(400, (int)answer.StatusCode);
    }

    private static async Task<List<int>> TurnsAsync(SandboxHost host, string rules)
    {
        await host.PutAsync("faults", rules);
        var codes = new List<int>();
        for (var i = 0; i < 12; i++)
            codes.Add((int)(await host.ListAsync(""))["code"]!);
        return codes;
    }
}
