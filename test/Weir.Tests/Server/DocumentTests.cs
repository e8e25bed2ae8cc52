using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Server;

public sealed class DocumentTests
{
    private const string Documents = $"/flows/{ServerStand.Flow}/documents";

    [Fact]
    public async Task Pages_of_documents_hold_each_document_once()
    {
        await using var stand = await ServerStand.StartAsync(agents: 23);
        await stand.RunAsync();
        var keys = new List<string>();
        string? after = null;
        do
        {
            var page = await stand.GetAsync($"{Documents}?state=delivered&limit=10{(after is null ? "" : $"&after={after}")}");
            keys.AddRange(page["items"]!.AsArray().Select(item => (string)item!["key"]!));
            after = (string?)page["next"];
        } while (after is not null);
        Assert.Equal(23, keys.Count);
        Assert.Equal(23, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_history_of_a_key_has_the_ids_of_both_sides_and_the_calls_that_carried_it()
    {
        await using var stand = await ServerStand.StartAsync(agents: 5);
        await stand.RunAsync();
        var history = await stand.GetAsync($"{Documents}/10002");
        var revision = history["targets"]![0]!["revisions"]![0]!;
        var document = revision["document"]!;
        Assert.Equal("10002", (string?)document["key"]);
        Assert.Equal("delivered", (string?)document["state"]);
        var customer = await CustomerAsync(stand, "10002");
        Assert.Equal((string?)customer["FNumber"], (string?)document["targetNumber"]);
        Assert.NotEmpty((string?)document["targetId"] ?? "");
        var attempt = (long)revision["attempts"]![0]!["id"]!;
        var trace = await stand.GetAsync($"{Documents}/10002/attempts/{attempt}");
        var call = trace["calls"]![0]!;
        Assert.Equal(200, (int)call["status"]!);
        Assert.EndsWith("BatchSave.common.kdsvc", (string?)call["url"], StringComparison.Ordinal);
        Assert.Contains("10002", (string?)call["request"], StringComparison.Ordinal);
        Assert.Contains("IsSuccess", (string?)call["answer"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_source_record_of_a_document_is_shown_as_the_source_gave_it()
    {
        await using var stand = await ServerStand.StartAsync(agents: 97);
        await stand.RunAsync();
        // The 97th id has 19 digits.
        var page = await stand.GetAsync($"{Documents}?limit=500");
        var key = page["items"]!.AsArray().Select(item => (string)item!["key"]!).Single(k => k.Length == 19);
        var record = await stand.GetAsync($"{Documents}/{key}/record");
        Assert.Equal(key, record["agentId"]!.ToJsonString());
        Assert.Equal(404, (await stand.SendAsync(HttpMethod.Get, $"{Documents}/{key}/record?revision=2")).Status);
    }

    [Fact]
    public async Task A_failed_document_says_why_and_is_delivered_after_its_release()
    {
        await using var stand = await ServerStand.StartAsync(agents: 5);
        await stand.ChangeVendorAsync("kingdee", """{"requestFilterMarker":"10003"}""");
        await stand.RunAsync();
        var failed = await stand.GetAsync($"{Documents}?state=failed");
        var item = Assert.Single(failed["items"]!.AsArray())!;
        Assert.Equal("10003", (string?)item["key"]);
        Assert.NotEmpty((string?)item["error"]!["text"] ?? "");
        await stand.ChangeVendorAsync("kingdee", """{"requestFilterMarker":null}""");
        var (status, release) = await stand.SendAsync(HttpMethod.Post, $"{Documents}/release", """{"keys":["10003","10001"]}""");
        Assert.Equal(200, status);
        Assert.Equal(1, (int)release["released"]!);
        Assert.Equal("""["10001"]""", release["skipped"]!.ToJsonString());
        var counts = (await stand.IdleAsync())["targets"]![0]!["counts"]!;
        Assert.Equal((5, 0), ((int)counts["delivered"]!, (int)counts["failed"]!));
    }

    [Fact]
    public async Task All_failed_documents_are_released_by_their_state()
    {
        await using var stand = await ServerStand.StartAsync(agents: 12);
        await stand.ChangeVendorAsync("kingdee", """{"requestFilterMarker":"1000"}""");
        var counts = (await stand.RunAsync())["targets"]![0]!["counts"]!;
        Assert.Equal(9, (int)counts["failed"]!);
        await stand.ChangeVendorAsync("kingdee", """{"requestFilterMarker":null}""");
        var (_, held) = await stand.SendAsync(HttpMethod.Post, $"{Documents}/release", """{"state":"failed","start":false}""");
        Assert.Equal((9, "idle"), ((int)held["released"]!, (string?)held["state"]));
        Assert.Equal(12, (int)(await stand.RunAsync())["targets"]![0]!["counts"]!["delivered"]!);
    }

    private static async Task<JsonNode> CustomerAsync(ServerStand stand, string outId)
    {
        var dump = await stand.VendorAsync("kingdee/forms/BD_Customer");
        return dump["rows"]!.AsArray().Single(row => string.Equals((string?)row!["F_out_id"], outId, StringComparison.Ordinal))!;
    }
}
