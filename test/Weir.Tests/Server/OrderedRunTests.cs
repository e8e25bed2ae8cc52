using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Server;

/// <summary>Runs that are ordered with values or a range, through the API and on the command line.</summary>
public sealed class OrderedRunTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly string Parametrised =
        StandFiles.Flow(ServerStand.Flow).Replace("FADDRESS: \"{{address}}\"", "FADDRESS: \"{{PARAM.where}}\"", StringComparison.Ordinal)
        + "\nparameters: { where: { default: 总部 }, rows: { type: number } }\n";

    private static async Task<ServerStand> StandAsync(string flow)
    {
        var stand = await ServerStand.StartAsync(agents: 4);
        await stand.StopServerAsync();
        await stand.WriteAsync("flows/customers.yaml", flow);
        await stand.StartServerAsync();
        return stand;
    }

    [Fact]
    public async Task Values_are_checked_used_and_shown_with_the_run()
    {
        await using var stand = await StandAsync(Parametrised);
        var (status, body) = await stand.SendAsync(HttpMethod.Post, "/flows/customers/runs", """{"parameters":{"wher":"x","rows":"3"}}""");
        Assert.Equal((400, "run-parameters"), (status, (string?)body["code"]));
        Assert.Equal(["wher unknown", "rows type"], body["parameters"]!.AsArray().Select(p => $"{p!["name"]} {p["code"]}"));

        (status, body) = await stand.SendAsync(HttpMethod.Post, "/flows/customers/runs", """{"parameters":{"where":"分部"}}""");
        Assert.Equal(202, status);
        await stand.IdleAsync();

        var run = (await stand.GetAsync("/flows/customers/runs"))["items"]![0]!;
        Assert.Equal(
            """{"where":"分部"}""",
            run["parameters"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        );
        var rows = (await stand.VendorAsync("kingdee/forms/BD_Customer"))["rows"]!.AsArray();
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Equal("分部", (string?)row!["FADDRESS"]));
    }

    [Fact]
    public async Task A_backfill_shows_its_slices_and_what_came_of_them()
    {
        await using var stand = await StandAsync(StandFiles.Flow(ServerStand.Flow));
        await stand.RunAsync();
        var watermark = (string?)(await stand.GetAsync("/flows/customers"))["watermark"];
        var to = TimeProvider.System.GetUtcNow();
        var from = to.AddDays(-4000);
        string Range(DateTimeOffset low, DateTimeOffset high, string slice) =>
            new JsonObject
            {
                ["from"] = low,
                ["to"] = high,
                ["slice"] = slice,
            }.ToJsonString();

        var (status, body) = await stand.SendAsync(HttpMethod.Post, "/flows/customers/backfills", Range(to, from, "1d"));
        Assert.Equal((400, "backfill-range"), (status, (string?)body["code"]));
        (status, body) = await stand.SendAsync(HttpMethod.Post, "/flows/customers/backfills", Range(from, to, "soon"));
        Assert.Equal((400, "backfill-range"), (status, (string?)body["code"]));

        (status, body) = await stand.SendAsync(HttpMethod.Post, "/flows/customers/backfills", Range(from, to, "1000d"));
        Assert.True(status == 202, body.ToJsonString());
        var id = (long)body["id"]!;
        await stand.IdleAsync();

        body = await stand.GetAsync($"/flows/customers/backfills/{id}");
        Assert.Equal(("done", 4, 4), ((string?)body["run"]!["state"], (int)body["run"]!["slicesDone"]!, (int)body["run"]!["sliceCount"]!));
        Assert.Equal(0, (int)body["run"]!["read"]!["fresh"]!);
        // At least: 植隆 gives what was created in a slice and changed in another in both.
        Assert.InRange((int)body["run"]!["read"]!["unchanged"]!, 4, 8);
        Assert.Equal(id, (long)Assert.Single((await stand.GetAsync("/flows/customers/backfills"))["items"]!.AsArray())!["id"]!);
        Assert.Equal(watermark, (string?)(await stand.GetAsync("/flows/customers"))["watermark"]);
        (status, body) = await stand.SendAsync(HttpMethod.Post, $"/flows/customers/backfills/{id}/cancel");
        Assert.Equal((409, "backfill-not-under-way"), (status, (string?)body["code"]));
        (status, body) = await stand.SendAsync(HttpMethod.Post, "/flows/customers/backfills/999/cancel");
        Assert.Equal((404, "backfill-unknown"), (status, (string?)body["code"]));
    }

    [Fact]
    public async Task The_command_line_takes_values_and_ranges_and_tells_what_is_wrong_with_them()
    {
        await using var stand = await StandAsync(Parametrised);
        await stand.WriteAsync("flow.yaml", Parametrised);
        await stand.WriteAsync("connections.yaml", StandFiles.Connections(stand.SandboxAddress));
        Task<ProgramResult> RunAsync(params string[] arguments) => WeirProgram.RunAsync(stand.Root, [.. arguments, "--data", "own"]);

        var wrong = await RunAsync("run", "flow.yaml", "--param", "rows=many");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("'rows' takes a number, not \"many\"", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("name=value", (await RunAsync("run", "flow.yaml", "--param", "rows")).Errors, StringComparison.Ordinal);
        Assert.Contains(
            "given twice",
            (await RunAsync("run", "flow.yaml", "--param", "rows=1", "--param", "rows=2")).Errors,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not a time",
            (await RunAsync("backfill", "flow.yaml", "--from", "then", "--to", "2026-01-01")).Errors,
            StringComparison.Ordinal
        );

        var run = await RunAsync("run", "flow.yaml", "--param", "where=门店", "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        var row = (await stand.VendorAsync("kingdee/forms/BD_Customer"))["rows"]![0]!;
        Assert.Equal("门店", (string?)row["FADDRESS"]);
        var day = TimeProvider.System.GetUtcNow().AddDays(-3000).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var backfill = await RunAsync("backfill", "flow.yaml", "--from", day, "--to", "2999-01-01", "--slice", "1000d", "--json");
        Assert.True(backfill.ExitCode == 0, backfill.Errors);
        var result = JsonNode.Parse(backfill.Output.Trim().Split('\n')[^1])!;
        Assert.InRange((int)result["read"]!, 4, 8);
        Assert.Equal((int)result["read"]!, (int)result["unchanged"]!);
    }
}
