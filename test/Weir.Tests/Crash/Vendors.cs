using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Weir.Tests.Crash;

/// <summary>Both vendors in a process of their own, steered by the control API.</summary>
internal sealed partial class Vendors : IAsyncDisposable
{
    private readonly HttpClient _http;

    private Vendors(WeirProcess process, Uri address)
    {
        Process = process;
        Address = address;
        _http = new HttpClient { BaseAddress = address };
    }

    public WeirProcess Process { get; }

    public Uri Address { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [GeneratedRegex(@"control (?<address>http://[^/]+)/_sandbox", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ControlLine { get; }

    public static async Task<Vendors> StartAsync(int agents, int seed = 1)
    {
        var process = WeirProcess.Start("sandbox", "--agents", $"{agents}", "--seed", $"{seed}", "--urls", "http://127.0.0.1:0");
        for (var i = 0; i < 600 && !process.HasExited; i++)
        {
            if (ControlLine.Match(process.Output) is { Success: true } line)
                return new Vendors(process, new Uri(line.Groups["address"].Value));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
        var errors = process.Errors;
        await process.DisposeAsync();
        throw new InvalidOperationException($"The sandbox did not start: {errors}");
    }

    public Task SetZhilongAsync(JsonObject settings) => PutAsync("/_sandbox/zhilong", settings);

    public Task SetKingdeeAsync(JsonObject settings) => PutAsync("/_sandbox/kingdee", settings);

    /// <summary>Replaces all faults; none given = none.</summary>
    public Task SetFaultsAsync(params Fault[] faults) => PutAsync("/_sandbox/faults", new JsonArray([.. faults.Select(f => f.ToJson())]));

    public async Task ChangeAgentsAsync(int insert, int edit)
    {
        using var answer = await _http.PostAsJsonAsync("/_sandbox/zhilong/changes", new { insert, edit }, Stop);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>All agents, as 植隆 has them now.</summary>
    public async Task<List<JsonNode>> AgentsAsync() => Rows(await GetAsync("/_sandbox/zhilong/agents?limit=1000000"));

    /// <summary>All customers, as 金蝶 has them now.</summary>
    public async Task<List<JsonNode>> CustomersAsync() => Rows(await GetAsync("/_sandbox/kingdee/forms/BD_Customer?limit=1000000"));

    /// <summary>How often a shipment was sent to the shop.</summary>
    public async Task<long> ShipmentCallsAsync() => (long?)(await GetAsync("/_sandbox/shop"))["counters"]!["calls"]!["shipments"] ?? 0;

    /// <summary>All shipments, as the shop has them now.</summary>
    public async Task<List<JsonNode>> ShipmentsAsync() => [.. (await GetAsync("/_sandbox/shop/shipments")).AsArray().Select(row => row!)];

    /// <summary>All messages that robots posted, in their order.</summary>
    public async Task<List<JsonNode>> MessagesAsync() =>
        [.. (await GetAsync("/_sandbox/notify"))["messages"]!.AsArray().Select(row => row!)];

    private static List<JsonNode> Rows(JsonNode answer) => [.. answer["rows"]!.AsArray().Select(row => row!)];

    public async Task<KingdeeFigures> FiguresAsync()
    {
        var report = await GetAsync("/_sandbox/kingdee");
        var counters = report["counters"]!;
        long Calls(string operation) => (long?)counters["calls"]![operation] ?? 0;
        return new KingdeeFigures(
            Calls("BatchSave"),
            (long?)counters["packages"]!["BatchSave"] ?? 0,
            Calls("UnAudit"),
            Calls("Submit") + Calls("Audit"),
            Calls("ExecuteBillQuery"),
            (long)counters["logins"]!,
            (long)report["records"]!["BD_Customer"]!,
            (long)report["duplicates"]!["BD_Customer"]!
        );
    }

    /// <summary>Waits until no call is still to be carried out late.</summary>
    public async Task SettleAsync()
    {
        while ((long)(await GetAsync("/_sandbox/faults"))["lateCommitsPending"]! > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
    }

    private async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonNode>(path, Stop))!;

    private async Task PutAsync(string path, JsonNode body)
    {
        using var answer = await _http.PutAsJsonAsync(path, body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }
}

/// <summary>One fault of the sandbox.</summary>
internal sealed record Fault(string Vendor, string Operation, string Kind, double Probability, int DelayMs = 1000, int? Times = null)
{
    public JsonNode ToJson() =>
        new JsonObject
        {
            ["vendor"] = Vendor,
            ["operation"] = Operation,
            ["kind"] = Kind,
            ["probability"] = Probability,
            ["delayMs"] = DelayMs,
            ["times"] = Times,
        };
}

/// <summary>What 金蝶 was asked to do.</summary>
internal sealed record KingdeeFigures(
    long BatchSaves,
    long Packages,
    long UnAudits,
    long Completions,
    long Queries,
    long Logins,
    long Customers,
    long Duplicates
);
