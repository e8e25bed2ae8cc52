using Weir.Tests.Docs;
using Xunit;

namespace Weir.Tests.Server;

public sealed class FlowGraphTests
{
    [Fact]
    public async Task A_flow_is_shown_with_its_nodes_what_they_take_from_and_its_file()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        var graph = await stand.GetAsync($"/flows/{ServerStand.Flow}/graph");
        var nodes = graph["nodes"]!.AsArray();
        Assert.Equal("source", (string?)nodes[0]!["type"]);
        Assert.Null(nodes[0]!["from"]);
        Assert.Equal((string?)nodes[0]!["id"], (string?)nodes[1]!["from"]);
        Assert.Empty(nodes[0]!["inputs"]!.AsArray());
        Assert.Equal((string?)nodes[0]!["id"], (string?)Assert.Single(nodes[1]!["inputs"]!.AsArray())!["from"]);
        Assert.Equal("target", (string?)nodes[^1]!["type"]);
        Assert.Equal(("kingdee", "batchSave"), ((string?)nodes[^1]!["connection"], (string?)nodes[^1]!["operation"]));
        Assert.Equal(StandFiles.Flow(ServerStand.Flow), (string?)graph["yaml"]);
        Assert.Empty(graph["triggers"]!.AsArray());
    }

    [Fact]
    public async Task Triggers_are_shown_with_their_next_times()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        await stand.StopServerAsync();
        var flow = StandFiles.Flow(ServerStand.Flow) + "\ntriggers:\n  nightly: { cron: '15 2 * * *' }\n  after: { after: other }\n";
        await stand.WriteAsync("flows/customers.yaml", flow);
        await stand.StartServerAsync();
        var triggers = (await stand.GetAsync($"/flows/{ServerStand.Flow}/graph"))["triggers"]!.AsArray();
        Assert.Equal("15 2 * * *", (string?)triggers[0]!["cron"]);
        var next = (DateTimeOffset)triggers[0]!["nextAt"]!;
        Assert.Equal((2, 15), (next.ToOffset(TimeSpan.FromHours(8)).Hour, next.Minute));
        Assert.Equal("other", (string?)triggers[1]!["after"]);
        Assert.Null(triggers[1]!["nextAt"]);
    }

    [Fact]
    public async Task A_node_where_branches_join_is_shown_with_all_its_inputs()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        await stand.StopServerAsync();
        await stand.WriteAsync("flows/union.yaml", CommittedFile.Read("samples/union/flow.yaml"));
        await stand.StartServerAsync();
        var nodes = (await stand.GetAsync("/flows/sample-union/graph"))["nodes"]!.AsArray();
        var joined = Assert.Single(nodes, n => n!["inputs"]!.AsArray().Count > 1)!;
        Assert.Equal(((string?)joined["from"], (string?)joined["port"]), Edge(joined["inputs"]![0]!));
        Assert.Equal(2, joined["inputs"]!.AsArray().Select(input => Edge(input!)).Distinct().Count());
        Assert.All(
            joined["inputs"]!.AsArray(),
            input => Assert.Contains(nodes, n => Edge(input!).Item1!.Equals((string?)n!["id"], StringComparison.Ordinal))
        );

        static (string?, string?) Edge(System.Text.Json.Nodes.JsonNode input) => ((string?)input["from"], (string?)input["port"]);
    }

    [Fact]
    public async Task A_broken_file_is_shown_as_it_is_written()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        await stand.StopServerAsync();
        const string Broken = "name: broken\nnodes:\n  a: { type: sorce }\n";
        await stand.WriteAsync("flows/broken.yaml", Broken);
        await stand.StartServerAsync();
        var graph = await stand.GetAsync("/flows/broken/graph");
        Assert.Empty(graph["nodes"]!.AsArray());
        Assert.Equal(Broken, (string?)graph["yaml"]);
    }

    [Fact]
    public async Task A_flow_that_is_not_there_is_said_to_be_unknown()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        var (status, problem) = await stand.SendAsync(HttpMethod.Get, "/flows/nobody/graph");
        Assert.Equal((404, "flow-unknown"), (status, (string?)problem["code"]));
    }
}
