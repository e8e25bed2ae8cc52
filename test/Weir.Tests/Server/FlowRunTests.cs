using Xunit;

namespace Weir.Tests.Server;

public sealed class FlowRunTests
{
    [Fact]
    public async Task A_run_that_is_started_over_the_api_delivers_every_document()
    {
        await using var stand = await ServerStand.StartAsync(agents: 25);
        var (status, started) = await stand.SendAsync(HttpMethod.Post, $"/flows/{ServerStand.Flow}/runs");
        Assert.Equal(202, status);
        var flow = await stand.IdleAsync();
        Assert.Equal("idle", (string?)flow["state"]);
        Assert.Equal(25, (long)flow["targets"]![0]!["counts"]!["delivered"]!);
        Assert.NotNull((string?)flow["watermark"]);
        var run = await stand.GetAsync($"/runs/{(long)started["run"]!["id"]!}");
        Assert.Equal("done", (string?)run["run"]!["state"]);
        Assert.Equal(25, (long)run["run"]!["read"]!["read"]!);
        Assert.True((bool)run["slices"]![0]!["done"]!);
        var vendor = await stand.VendorAsync("kingdee");
        Assert.Equal(25, (long)vendor["records"]!["BD_Customer"]!);
        Assert.Equal(0, (long)vendor["duplicates"]!["BD_Customer"]!);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_and_page_by_page()
    {
        await using var stand = await ServerStand.StartAsync(agents: 5);
        await stand.RunAsync();
        await stand.RunAsync();
        var first = await stand.GetAsync($"/flows/{ServerStand.Flow}/runs?limit=1");
        var second = await stand.GetAsync($"/flows/{ServerStand.Flow}/runs?limit=1&before={(string?)first["next"]}");
        Assert.Equal(2, (long)first["items"]![0]!["id"]!);
        Assert.Equal(1, (long)second["items"]![0]!["id"]!);
    }

    [Fact]
    public async Task A_paused_run_refuses_a_start_and_goes_on_when_resumed()
    {
        await using var stand = await ServerStand.StartAsync(agents: 60);
        await stand.ChangeVendorAsync("faults", """[{"vendor":"kingdee","operation":"BatchSave","kind":"slow","delayMs":400}]""");
        await stand.SendAsync(HttpMethod.Post, $"/flows/{ServerStand.Flow}/runs");
        var (paused, flow) = await stand.SendAsync(HttpMethod.Post, $"/flows/{ServerStand.Flow}/pause");
        Assert.Equal((200, "paused"), (paused, (string?)flow["state"]));
        var (refused, problem) = await stand.SendAsync(HttpMethod.Post, $"/flows/{ServerStand.Flow}/runs");
        Assert.Equal((409, "run-paused"), (refused, (string?)problem["code"]));
        await stand.ChangeVendorAsync("faults", "[]");
        Assert.Equal(200, (await stand.SendAsync(HttpMethod.Post, $"/flows/{ServerStand.Flow}/resume")).Status);
        Assert.Equal(60, (long)(await stand.IdleAsync())["targets"]![0]!["counts"]!["delivered"]!);
    }

    [Fact]
    public async Task A_server_that_stops_pauses_its_run_and_the_next_one_resumes_it()
    {
        await using var stand = await ServerStand.StartAsync(agents: 60);
        await stand.ChangeVendorAsync("faults", """[{"vendor":"kingdee","operation":"BatchSave","kind":"slow","delayMs":400}]""");
        await stand.SendAsync(HttpMethod.Post, $"/flows/{ServerStand.Flow}/runs");
        await stand.StopServerAsync();
        await stand.ChangeVendorAsync("faults", "[]");
        await stand.StartServerAsync();
        var flow = await stand.GetAsync($"/flows/{ServerStand.Flow}");
        Assert.Equal("interrupted", (string?)flow["state"]);
        Assert.Equal(0, (long)flow["targets"]![0]!["counts"]!["inDoubt"]!);
        Assert.Equal(200, (await stand.SendAsync(HttpMethod.Post, $"/flows/{ServerStand.Flow}/resume")).Status);
        Assert.Equal(60, (long)(await stand.IdleAsync())["targets"]![0]!["counts"]!["delivered"]!);
        Assert.Equal(0, (long)(await stand.VendorAsync("kingdee"))["duplicates"]!["BD_Customer"]!);
    }

    [Fact]
    public async Task A_broken_flow_file_is_listed_with_line_and_problem_and_the_others_run()
    {
        await using var stand = await ServerStand.StartAsync(agents: 3);
        await stand.StopServerAsync();
        await stand.WriteAsync("flows/broken.yaml", "name: broken\nnodes:\n  a: { type: sorce }\n");
        await stand.WriteAsync("flows/twice.yaml", StandFiles.Flow(ServerStand.Flow));
        await stand.StartServerAsync();
        var broken = await stand.GetAsync("/flows/broken");
        Assert.Equal("broken", (string?)broken["state"]);
        Assert.Equal(3, (int)broken["problems"]![0]!["line"]!);
        Assert.Contains("source", (string?)broken["problems"]![0]!["message"], StringComparison.Ordinal);
        Assert.Equal("broken", (string?)(await stand.GetAsync("/flows/twice.yaml"))["state"]);
        var (status, problem) = await stand.SendAsync(HttpMethod.Post, "/flows/broken/runs");
        Assert.Equal((409, "flow-broken"), (status, (string?)problem["code"]));
        Assert.Equal(3, (long)(await stand.RunAsync())["targets"]![0]!["counts"]!["delivered"]!);
    }

    [Fact]
    public async Task A_start_that_the_target_refuses_to_sign_in_is_told_as_a_problem_with_the_vendors_words()
    {
        await using var stand = await ServerStand.StartAsync(agents: 3, secret: "ffffffffffffffffffffffffffffffff");
        var (status, problem) = await stand.SendAsync(HttpMethod.Post, $"/flows/{ServerStand.Flow}/runs");
        Assert.Equal((502, "connector-auth"), (status, (string?)problem["code"]));
        Assert.Contains("校验失败", (string?)problem["detail"], StringComparison.Ordinal);
    }
}
