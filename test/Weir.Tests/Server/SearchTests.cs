using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Server;

public sealed class SearchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string[] Keys(JsonNode page) => [.. page["items"]!.AsArray().Select(item => (string)item!["key"]!)];

    /// <summary>Names of the sandbox's companies by id, as the ledger has them.</summary>
    private static async Task<string> NameOfAsync(ServerStand stand, string key) =>
        (string)(await stand.GetAsync($"/flows/{ServerStand.Flow}/documents/{key}/record"))["agentName"]!;

    private static async Task<ServerStand> StartAsync(int agents)
    {
        var stand = await ServerStand.StartAsync(agents);
        await stand.StopServerAsync();
        var flow = StandFiles.Flow(ServerStand.Flow).Replace("nodes:", "search: [agentName, mobile]\nnodes:", StringComparison.Ordinal);
        await stand.WriteAsync(Path.Combine("flows", "customers.yaml"), flow);
        await stand.StartServerAsync();
        return stand;
    }

    [Fact]
    public async Task A_customer_is_found_by_a_part_of_the_name_and_by_the_number_of_the_target()
    {
        await using var stand = await StartAsync(agents: 23);
        await stand.RunAsync();
        var name = await NameOfAsync(stand, "10007");
        var found = await stand.GetAsync($"/documents?q={Uri.EscapeDataString(name[2..])}");
        var item = found["items"]!.AsArray().Single(i => (string)i!["key"]! is "10007")!;
        Assert.Equal((name, "delivered", 0), ((string)item["fields"]!["agentName"]!, (string)item["state"]!, (int)found["behind"]!));
        var number = (string)item["targetNumber"]!;
        Assert.Equal(
            ["10007"],
            Keys(await stand.GetAsync($"/documents?q={number}&flow={ServerStand.Flow}&target=kingdee&state=delivered"))
        );
        Assert.Equal(["10007"], Keys(await stand.GetAsync("/documents?q=10007")));
        Assert.Empty(Keys(await stand.GetAsync("/documents?q=10007&state=failed,held")));
        var summary = Assert.Single((await stand.GetAsync("/documents/summary")).AsArray())!;
        Assert.Equal((ServerStand.Flow, 23), ((string)summary["flow"]!, (int)summary["counts"]!["delivered"]!));
    }

    [Fact]
    public async Task Pages_over_all_flows_hold_each_delivery_once()
    {
        await using var stand = await StartAsync(agents: 23);
        await stand.RunAsync();
        var keys = new List<string>();
        for (var path = "/documents?limit=5"; ; )
        {
            var page = await stand.GetAsync(path);
            keys.AddRange(Keys(page));
            if ((string?)page["next"] is not { } next)
                break;
            path = $"/documents?limit=5&after={next}";
        }
        Assert.Equal((23, 23), (keys.Count, keys.Distinct(StringComparer.Ordinal).Count()));
    }

    [Theory]
    [InlineData("state=wrong", 400)]
    [InlineData("state=sending", 400)]
    [InlineData("limit=0", 400)]
    [InlineData("limit=abc", 400)]
    [InlineData("after=nonsense", 400)]
    [InlineData("from=yesterday", 400)]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", 400)]
    [InlineData("group=1", 400)]
    [InlineData("group=ffffffffffffffff", 200)]
    [InlineData("flow=unknown", 404)]
    [InlineData("target=unknown", 200)]
    [InlineData("q=%27%20OR%201%3D1%20--", 200)]
    [InlineData("q=%25", 200)]
    [InlineData("q=%00", 200)]
    [InlineData("q=%F0%9F%98%80", 200)]
    [InlineData("q=%22%20NEAR(", 200)]
    [InlineData("q=%ED%A0%80", 200)]
    public async Task A_bad_search_is_refused_and_an_odd_one_finds_nothing(string query, int status)
    {
        await using var stand = await StartAsync(agents: 3);
        await stand.RunAsync();
        var (answered, body) = await stand.SendAsync(HttpMethod.Get, $"/documents?{query}");
        Assert.True(answered == status, body.ToJsonString());
        if (status == 200)
            Assert.Empty(Keys(body));
        else
            Assert.NotEmpty((string)body["code"]!);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused()
    {
        await using var stand = await StartAsync(agents: 1);
        Assert.Equal(400, (await stand.SendAsync(HttpMethod.Get, $"/documents?q={new string('a', 201)}")).Status);
        using var huge = await stand.Http.GetAsync(new Uri($"/api/v1/documents?q={new string('a', 60_000)}", UriKind.Relative), Stop);
        Assert.Equal(414, (int)huge.StatusCode);
    }

    [Fact]
    public async Task Failures_become_one_group_and_a_job_on_it_delivers_them_all()
    {
        await using var stand = await StartAsync(agents: 30);
        await stand.ChangeVendorAsync("kingdee", """{"requestFilterMarker":"1000"}""");
        await stand.RunAsync();
        var group = Assert.Single((await stand.GetAsync("/error-groups"))["items"]!.AsArray())!;
        Assert.Equal((9, 9), ((int)group["count"]!, (int)group["states"]!["failed"]!));
        Assert.Equal([ServerStand.Flow], group["flows"]!.AsArray().Select(f => (string)f!));
        // Good ones that were in a refused batch came into it as well, and left it.
        Assert.InRange(group["trend"]!.AsArray().Sum(n => (int)n!), 9, 30);
        var id = (string)group["id"]!;
        Assert.Equal(9, Keys(await stand.GetAsync($"/documents?group={id}")).Length);
        await stand.ChangeVendorAsync("kingdee", """{"requestFilterMarker":null}""");
        var job = await JobAsync(stand, $$"""{"filter":{"group":"{{id}}"},"action":"release","reason":"网关已修好"}""");
        Assert.Equal(("done", 9, 9, 0), ((string)job["state"]!, (int)job["total"]!, (int)job["done"]!, (int)job["failed"]!));
        Assert.Equal(30, (int)(await stand.IdleAsync())["targets"]![0]!["counts"]!["delivered"]!);
        Assert.Empty((await stand.GetAsync("/error-groups"))["items"]!.AsArray());
        Assert.Equal(id, (string)Assert.Single((await stand.GetAsync("/error-groups?state=solved"))["items"]!.AsArray())!["id"]!);
        var timeline = await stand.GetAsync($"/flows/{ServerStand.Flow}/documents/10003/timeline");
        var kinds = timeline["entries"]!.AsArray().Select(e => (string)e!["kind"]!).ToList();
        Assert.Equal(["accepted", "mapped"], kinds[..2]);
        Assert.Equal("settled", kinds[^1]);
        Assert.True(kinds.IndexOf("attempt") < kinds.IndexOf("released") && kinds.IndexOf("released") < kinds.LastIndexOf("attempt"));
        var released = timeline["entries"]!.AsArray().Single(e => (string)e!["kind"]! is "released")!;
        Assert.Equal(("网关已修好", (string)job["id"]!), ((string)released["reason"]!, (string)released["job"]!));
        var mapped = timeline["entries"]!.AsArray().Single(e => (string)e!["kind"]! is "mapped")!;
        Assert.Equal("10003", (string)JsonNode.Parse((string)mapped["body"]!)!["F_out_id"]!);
        var last = timeline["entries"]!.AsArray().Last(e => (string)e!["kind"]! is "attempt")!;
        Assert.Contains("10003", (string)last["calls"]![0]!["request"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_says_what_it_could_not_do()
    {
        await using var stand = await StartAsync(agents: 12);
        await stand.ChangeVendorAsync("kingdee", """{"requestFilterMarker":"10003"}""");
        await stand.RunAsync();
        var job = await JobAsync(stand, """{"filter":{},"action":"skip","reason":"not needed"}""");
        Assert.Equal((12, 1, 11), ((int)job["total"]!, (int)job["done"]!, (int)job["failed"]!));
        var refusals = (await stand.GetAsync($"/document-jobs/{(string)job["id"]!}/refusals?limit=4"))!;
        Assert.Equal((4, "it is delivered"), (refusals["items"]!.AsArray().Count, (string)refusals["items"]![0]!["reason"]!));
        var rest = await stand.GetAsync($"/document-jobs/{(string)job["id"]!}/refusals?after={(string)refusals["next"]!}");
        Assert.Equal(7, rest["items"]!.AsArray().Count);
        Assert.Equal(["10003"], Keys(await stand.GetAsync("/documents?state=rejected")));
        Assert.Equal((string)job["id"]!, (string)(await stand.GetAsync("/document-jobs"))["items"]![0]!["id"]!);
        Assert.Equal(409, (await stand.SendAsync(HttpMethod.Post, $"/document-jobs/{(string)job["id"]!}/cancel")).Status);
        Assert.Equal(409, (await stand.SendAsync(HttpMethod.Get, $"/document-jobs/{(string)job["id"]!}/file")).Status);
        Assert.Equal(404, (await stand.SendAsync(HttpMethod.Get, "/document-jobs/999")).Status);
    }

    [Theory]
    [InlineData("""{"action":"release"}""")]
    [InlineData("""{"filter":{},"action":"destroy"}""")]
    [InlineData("""{"filter":{},"action":"hold"}""")]
    [InlineData("""{"filter":{},"action":"skip","reason":"  "}""")]
    [InlineData("""{"filter":{"unknown":1},"action":"release"}""")]
    [InlineData("""{"filter":{"state":"failed;DROP TABLE delivery"},"action":"release"}""")]
    [InlineData("""{"filter":{},"action":"release","format":"csv"}""")]
    [InlineData("""{"filter":{},"action":"export","format":"pdf"}""")]
    [InlineData("""{"filter":{},"action":4}""")]
    [InlineData("[]")]
    public async Task A_bad_job_is_refused(string json)
    {
        await using var stand = await StartAsync(agents: 1);
        var (status, body) = await stand.SendAsync(HttpMethod.Post, "/document-jobs", json);
        Assert.True(status == 400, body.ToJsonString());
        Assert.Empty((await stand.GetAsync("/document-jobs"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Exports_are_files_that_spreadsheets_open()
    {
        await using var stand = await StartAsync(agents: 7);
        await stand.RunAsync();
        var csv = await JobAsync(stand, """{"filter":{"state":"delivered"},"action":"export"}""");
        using var file = await stand.Http.GetAsync(new Uri($"/api/v1/document-jobs/{(string)csv["id"]!}/file", UriKind.Relative), Stop);
        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        var lines = (await file.Content.ReadAsStringAsync(Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, lines.Length);
        Assert.Contains(
            lines,
            line => line.Contains(",10003,", StringComparison.Ordinal) && line.Contains("agentName=", StringComparison.Ordinal)
        );
        var xlsx = await JobAsync(stand, """{"filter":{"q":"1000"},"action":"export","format":"xlsx"}""");
        var bytes = await stand.Http.GetByteArrayAsync(
            new Uri($"/api/v1/document-jobs/{(string)xlsx["id"]!}/file", UriKind.Relative),
            Stop
        );
        using var sheet = new MemoryStream(bytes);
        var rows = MiniExcelLibs.MiniExcel.Query(sheet, useHeaderRow: true).Cast<IDictionary<string, object>>().ToList();
        Assert.Equal(7, rows.Count);
        Assert.Contains(rows, row => row["key"] is "10003");
    }

    [Fact]
    public async Task A_correction_is_delivered_in_place_of_what_the_source_gave()
    {
        await using var stand = await StartAsync(agents: 5);
        await stand.ChangeVendorAsync("kingdee", """{"requestFilterMarker":"10003"}""");
        await stand.RunAsync();
        await stand.ChangeVendorAsync("kingdee", """{"requestFilterMarker":null}""");
        const string path = $"/flows/{ServerStand.Flow}/documents/10003";
        var record = await stand.GetAsync($"{path}/record");
        record["agentName"] = "更正后的名称";
        var body = new JsonObject
        {
            ["record"] = record.DeepClone(),
            ["reason"] = "名称有误",
            ["revision"] = 1,
        };
        var (status, answer) = await stand.SendAsync(HttpMethod.Post, $"{path}/correction", body.ToJsonString());
        Assert.True(status == 200, answer.ToJsonString());
        await stand.IdleAsync();
        Assert.Equal(["10003"], Keys(await stand.GetAsync($"/documents?q={Uri.EscapeDataString("更正后")}&state=delivered")));
        var dump = await stand.VendorAsync("kingdee/forms/BD_Customer");
        Assert.Contains(dump["rows"]!.AsArray(), row => (string?)row!["FName"] is "更正后的名称");
        // Read again as it was in the source: the correction stands.
        await stand.RunAsync();
        Assert.Equal(2, (int)(await stand.GetAsync(path))["targets"]![0]!["revisions"]![0]!["document"]!["revision"]!);
        var entry = (await stand.GetAsync($"{path}/timeline"))["entries"]!.AsArray().Single(e => (string)e!["kind"]! is "correction")!;
        Assert.Equal(("名称有误", 2), ((string)entry["reason"]!, (int)entry["revision"]!));
        Assert.Equal(409, (await stand.SendAsync(HttpMethod.Post, $"{path}/correction", body.ToJsonString())).Status);
        record["agentId"] = 99;
        foreach (
            var bad in new[]
            {
                new JsonObject { ["record"] = record.DeepClone(), ["reason"] = "x" },
                new JsonObject { ["record"] = 1, ["reason"] = "x" },
                new JsonObject { ["record"] = new JsonObject(), ["reason"] = "x" },
                new JsonObject
                {
                    ["record"] = new JsonObject { ["agentId"] = 10003 },
                    ["reason"] = "",
                },
                new JsonObject { ["reason"] = "x" },
            }
        )
            Assert.Equal(400, (await stand.SendAsync(HttpMethod.Post, $"{path}/correction", bad.ToJsonString())).Status);
        Assert.Equal(
            404,
            (
                await stand.SendAsync(
                    HttpMethod.Post,
                    $"/flows/{ServerStand.Flow}/documents/99/correction",
                    """{"record":{"agentId":99},"reason":"x"}"""
                )
            ).Status
        );
    }

    [Fact]
    public async Task Events_tell_first_how_it_is_and_then_what_changes_and_end_with_the_server()
    {
        await using var stand = await StartAsync(agents: 40);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events?flow={ServerStand.Flow}");
        using var response = await stand.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        Assert.Equal("idle", (string)(await NextAsync(reader, "flow", _ => true))["state"]!);
        await stand.RunAsync();
        await NextAsync(reader, "counts", data => (int)data["counts"]!["delivered"]! == 40);
        await NextAsync(reader, "log", data => ((string)data["text"]!).Contains("ended", StringComparison.Ordinal));
        var stopping = stand.StopServerAsync();
        Assert.Equal("stopping", (string)(await NextAsync(reader, "end", _ => true))["reason"]!);
        await stopping;
    }

    private static async Task<JsonNode> NextAsync(StreamReader reader, string name, Func<JsonNode, bool> isIt)
    {
        var current = "";
        while (await reader.ReadLineAsync(Stop) is { } line)
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                current = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && string.Equals(current, name, StringComparison.Ordinal))
                if (JsonNode.Parse(line["data: ".Length..])! is var data && isIt(data))
                    return data;
        throw new InvalidOperationException($"The events ended without '{name}'.");
    }

    /// <summary>Orders a job and waits for its end.</summary>
    private static async Task<JsonNode> JobAsync(ServerStand stand, string json)
    {
        var (status, body) = await stand.SendAsync(HttpMethod.Post, "/document-jobs", json);
        Assert.True(status == 202, body.ToJsonString());
        while (true)
        {
            var job = await stand.GetAsync($"/document-jobs/{(string)body["id"]!}");
            if ((string?)job["state"] is not "running")
                return job;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
    }
}
