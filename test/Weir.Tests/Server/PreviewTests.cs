using System.Text.Json.Nodes;
using Weir.Engine.Connections;
using Weir.Server.Commands;
using Xunit;

namespace Weir.Tests.Server;

public sealed class PreviewTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_preview_shows_the_very_body_that_a_run_sends()
    {
        await using var stand = await ServerStand.StartAsync(agents: 4);
        var preview = await LookAsync(stand, records: 4);
        var target = Assert.Single(preview.Targets);
        var request = Assert.Single(target.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal(["address"], target.Missing);
        Assert.Empty(target.Errors);
        Assert.Equal(0, (long)(await stand.VendorAsync("kingdee"))["records"]!["BD_Customer"]!);
        await stand.RunAsync();
        var history = await stand.GetAsync("/flows/customers/documents/10001");
        var attempt = (long)history["targets"]![0]!["revisions"]![0]!["attempts"]![0]!["id"]!;
        var call = (await stand.GetAsync($"/flows/customers/documents/10001/attempts/{attempt}"))["calls"]![0]!;
        Assert.Equal((string?)call["url"], request.Url);
        Assert.Equal((string?)call["request"], request.Body);
        Assert.Contains("10004", preview.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_preview_reads_no_more_records_than_asked_for_and_prints_one_json_object()
    {
        await using var stand = await ServerStand.StartAsync(agents: 30);
        var preview = await LookAsync(stand, records: 2);
        var json = JsonNode.Parse(preview.ToJson())!;
        Assert.Equal(2, json["records"]!.AsArray().Count);
        Assert.DoesNotContain('\n', preview.ToJson());
        Assert.Equal("kingdee", (string?)json["targets"]![0]!["target"]);
    }

    private static async Task<PreviewResult> LookAsync(ServerStand stand, int records)
    {
        OpenConnections? open = null;
        await using var connections = open = new OpenConnections(
            stand.Connections(),
            name => new LocalSession(token => open!.Get(name).SignInAsync(token)),
            TimeProvider.System,
            (_, _) => { }
        );
        return await FlowPreview.LookAsync(
            stand.ReadFlow(),
            connections,
            records,
            TimeProvider.System,
            Weir.Engine.Flows.Parameters.RunParameters.None,
            Stop
        );
    }
}
