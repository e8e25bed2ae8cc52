using System.Text.Json.Nodes;
using Weir.Server.Versions;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Auth;

public sealed class FlowVersionTests
{
    private static readonly string Text = StandFiles.Flow(ServerStand.Flow);

    [Fact]
    public async Task A_draft_runs_only_when_it_is_published_and_can_be_taken_back()
    {
        await using var stand = await ServerStand.StartAsync(agents: 5);
        using var owner = await Browser.OwnerAsync(stand);
        var (_, source) = await owner.SendAsync("GET", "/flows/customers/source");
        Assert.Equal((false, 1), ((bool)source!["draft"]!, (int)source["published"]!));
        var changed = Text.Replace("FADDRESS: \"{{address}}\"", "FDescription: \"{{remark}}\"", StringComparison.Ordinal);
        var (status, draft) = await owner.SendAsync("PUT", "/flows/customers/draft", Yaml(changed), match: 1);
        Assert.True(status == 200, draft?.ToJsonString());
        // Somebody who has read it before is told, and loses nothing of the other's.
        Assert.Equal(412, (await owner.SendAsync("PUT", "/flows/customers/draft", Yaml(Text), match: 1)).Status);
        var (_, diff) = await owner.SendAsync("GET", "/flows/customers/diff");
        Assert.Equal(
            ["节点「customer」新增目标字段 FDescription = {{remark}}", "节点「customer」删除目标字段 FADDRESS（原为 {{address}}）"],
            diff!.AsArray().Select(d => (string?)d!["zh"])
        );
        Assert.Equal(200, (await owner.SendAsync("POST", "/flows/customers/publish", Note("remark"), match: 2)).Status);
        var (_, versions) = await owner.SendAsync("GET", "/flows/customers/versions");
        Assert.Equal(
            [(2, "remark", true), (1, "customers.yaml", false)],
            versions!["items"]!.AsArray().Select(v => ((int)v!["number"]!, (string)v["note"]!, (bool)v["running"]!))
        );
        await stand.RunAsync();
        var rows = (await stand.VendorAsync("kingdee/forms/BD_Customer"))["rows"]!.AsArray();
        Assert.Equal(5, rows.Count);
        Assert.All(rows, row => Assert.Null(row!["FADDRESS"]));
        Assert.Equal(
            200,
            (await owner.SendAsync("POST", "/flows/customers/rollback", JsonNode.Parse("""{"version":1}"""), match: 3)).Status
        );
        (_, source) = await owner.SendAsync("GET", "/flows/customers/source");
        Assert.Equal((3, Text), ((int)source!["published"]!, (string?)source["yaml"]));
    }

    [Fact]
    public async Task A_broken_or_renamed_draft_is_kept_and_not_published()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        var broken = Text.Replace("operation: batchSave", "operation: batchSaev", StringComparison.Ordinal);
        var (status, draft) = await owner.SendAsync("PUT", "/flows/customers/draft", Yaml(broken), match: 1);
        Assert.Equal(200, status);
        Assert.Contains("batchSave", draft!["problems"]!.ToJsonString(), StringComparison.Ordinal);
        (status, var problem) = await owner.SendAsync("POST", "/flows/customers/publish", Note(""), match: 2);
        Assert.Equal((400, "flow-broken"), (status, (string?)problem!["code"]));
        Assert.Contains("batchSave", (string?)problem["detail"], StringComparison.Ordinal);
        (status, problem) = await owner.SendAsync("PUT", "/flows/customers/draft", Yaml(StandFiles.Flow("other")), match: 2);
        Assert.Equal((400, "flow-renamed"), (status, (string?)problem!["code"]));
        Assert.Equal(409, (await owner.SendAsync("POST", "/flows", Yaml(Text))).Status);
        Assert.Equal(400, (await owner.SendAsync("POST", "/flows", Yaml(": : ["))).Status);
        Assert.Equal(204, (await owner.SendAsync("DELETE", "/flows/customers/draft", match: 2)).Status);
        (status, problem) = await owner.SendAsync("POST", "/flows/customers/publish", Note(""), match: 3);
        Assert.Equal((409, "no-draft"), (status, (string?)problem!["code"]));
    }

    [Fact]
    public async Task A_run_under_way_goes_on_with_what_is_published()
    {
        await using var stand = await ServerStand.StartAsync(agents: 400);
        using var owner = await Browser.OwnerAsync(stand);
        await stand.ChangeVendorAsync("faults", """[{"vendor":"kingdee","operation":"BatchSave","kind":"slow","delayMs":100}]""");
        Assert.Equal(202, (await owner.SendAsync("POST", "/flows/customers/runs")).Status);
        await stand.UntilAsync(ServerStand.Flow, flow => (int)flow["targets"]![0]!["counts"]!["delivered"]! > 20);
        var changed = Text.Replace("\"{{agentName}}\"", "\"_function CONCAT('新 ', '{{agentName}}')\"", StringComparison.Ordinal);
        Assert.Equal(200, (await owner.SendAsync("PUT", "/flows/customers/draft", Yaml(changed), match: 1)).Status);
        var (status, body) = await owner.SendAsync("POST", "/flows/customers/publish", Note("names"), match: 2);
        Assert.True(status == 200, body?.ToJsonString());
        var flow = await stand.IdleAsync();
        Assert.Equal(("idle", 400), ((string?)flow["state"], (int)flow["targets"]![0]!["counts"]!["delivered"]!));
        var names = (await stand.VendorAsync("kingdee/forms/BD_Customer?limit=1000"))["rows"]!
            .AsArray()
            .Select(r => r!["FName"]!.ToString())
            .ToList();
        Assert.Equal(400, names.Count);
        Assert.InRange(names.Count(n => n.Contains("新 ", StringComparison.Ordinal)), 1, 399);
        Assert.Equal(0, (int)(await stand.VendorAsync("kingdee"))["duplicates"]!["BD_Customer"]!);
    }

    [Fact]
    public async Task A_start_takes_in_a_file_that_has_changed_and_undoes_nothing_that_was_published()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        var changed = Text.Replace("title: 客户", "title: 客户 2", StringComparison.Ordinal);
        await owner.SendAsync("PUT", "/flows/customers/draft", Yaml(changed), match: 1);
        Assert.Equal(200, (await owner.SendAsync("POST", "/flows/customers/publish", Note(""), match: 2)).Status);
        await stand.StopServerAsync();
        await stand.StartServerAsync();
        Assert.Equal("客户 2", (string?)(await stand.GetAsync("/flows/customers"))["title"]);
        await stand.StopServerAsync();
        await stand.WriteAsync("flows/customers.yaml", Text.Replace("title: 客户", "title: 客户 3", StringComparison.Ordinal));
        await stand.StartServerAsync();
        Assert.Equal("客户 3", (string?)(await stand.GetAsync("/flows/customers"))["title"]);
        Assert.Equal(3, (await stand.GetAsync("/flows/customers/versions"))["items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("lanes: 1", "lanes: 2", "节点「kingdee」的通道数由 1 改为 2")]
    [InlineData("batchRows: 10", "batchRows: 20", "节点「kingdee」的接口参数 batchRows 由 10 改为 20")]
    [InlineData("{{agentName}}", "{{name}}", "节点「customer」的目标字段 FName 由 {{agentName}} 改为 {{name}}")]
    [InlineData("title: 客户", "title: Customers", "标题由 客户 改为 Customers")]
    [InlineData("title: 客户", "title:   客户   # a comment", null)]
    public void A_difference_is_told_in_words(string before, string after, string? words)
    {
        var found = FlowDiff.Of(Text, Text.Replace(before, after, StringComparison.Ordinal));
        Assert.Equal(words is null ? [] : [words], found.Select(d => d.Zh));
    }

    [Fact]
    public void Nodes_that_come_and_go_are_told_once()
    {
        var found = FlowDiff.Of("{}", Text);
        Assert.Contains("新增节点「kingdee」 (target)", found.Select(d => d.Zh));
        Assert.Contains("Removed node 'kingdee' (target)", FlowDiff.Of(Text, "{}").Select(d => d.En));
        Assert.Single(FlowDiff.Of(Text, ": ["));
    }

    private static JsonObject Yaml(string text) => new() { ["yaml"] = text };

    private static JsonObject Note(string note) => new() { ["note"] = note };
}
