using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Weir.Engine.Connections;

namespace Weir.Server.Commands;

/// <summary>What the simulated vendors counted.</summary>
/// <param name="Customers">Records of BD_Customer.</param>
/// <param name="Audited">Those with status C.</param>
/// <param name="Duplicates">Values of F_out_id that more than one of them has.</param>
/// <param name="Saves">Calls of BatchSave.</param>
/// <param name="Packages">Packages in them.</param>
/// <param name="Faults">Faults that struck.</param>
internal sealed record DemoCounts(long Customers, long Audited, long Duplicates, long Saves, long Packages, long Faults);

/// <summary>The simulated vendors of a demo, spoken to over HTTP as real ones would be.</summary>
internal sealed class DemoSandbox : IAsyncDisposable
{
    private const int DumpPage = 5000;

    /// <summary>All of them pass: nothing stays failed that a second try can deliver.</summary>
    private const string FaultRules = """
        [
          {"vendor":"zhilong","operation":"agentInfo/list","kind":"http429","everyNth":9},
          {"vendor":"zhilong","operation":"agentInfo/list","kind":"htmlError","everyNth":13},
          {"vendor":"kingdee","operation":"BatchSave","kind":"sessionLost","everyNth":11},
          {"vendor":"kingdee","operation":"BatchSave","kind":"resetAfterCommit","everyNth":10,"times":3},
          {"vendor":"kingdee","operation":"BatchSave","kind":"callLimit14","everyNth":17,"times":2},
          {"vendor":"kingdee","operation":"BatchSave","kind":"slow","everyNth":5,"delayMs":300}
        ]
        """;

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private DemoSandbox(WebApplication app, DemoMemory memory)
    {
        _app = app;
        Agents = memory.Agents;
        Address = Hosting.ServerHost.AddressOf(app);
        _http = new HttpClient { BaseAddress = new Uri(Address) };
    }

    public string Address { get; }

    public int Agents { get; }

    public static async Task<DemoSandbox> StartAsync(DemoMemory memory, bool faults, CancellationToken stop)
    {
        var sandbox = new DemoSandbox(await SandboxCommand.StartAsync(memory.Options, "http://127.0.0.1:0", stop), memory);
        if (faults)
            await sandbox.PutAsync("_sandbox/faults", FaultRules, stop);
        return sandbox;
    }

    private async Task PutAsync(string path, string json, CancellationToken stop)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PutAsync(new Uri(path, UriKind.Relative), body, stop);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Connections to the vendors, with the sandbox's published demo credentials.</summary>
    public IReadOnlyList<ConnectionDefinition> Connections() =>
        ConnectionsFile.Read(
            $$"""
            connections:
              zhilong:
                connector: zhilong
                settings: { baseUrl: "{{Address}}/zhilong", auth: { mode: staticHeader, name: Authorization, value: "Bearer demo-token" } }
              kingdee:
                connector: kingdee-cloud
                settings:
                  serverUrl: "{{Address}}/kingdee/k3cloud/"
                  acctId: 5f0a1b2c3d4e5f
                  userName: demo
                  appId: "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr"
                  appSecret: "0123456789abcdef0123456789abcdef"
            """,
            Inputs.Connectors,
            _ => null
        ) switch
        {
            (var connections, { Count: 0 }) => connections,
            (_, var problems) => throw new CommandException(string.Join("\n", problems)),
        };

    public async Task<DemoCounts> CountAsync(CancellationToken stop)
    {
        var report = await GetAsync("_sandbox/kingdee", stop);
        var faults = await GetAsync("_sandbox/faults", stop);
        long audited = 0;
        var customers = 0L;
        JsonArray rows;
        do
        {
            var dump = await GetAsync($"_sandbox/kingdee/forms/BD_Customer?start={customers}&limit={DumpPage}", stop);
            rows = dump["rows"]!.AsArray();
            customers += rows.Count;
            audited += rows.Count(row => (string?)row!["FDocumentStatus"] is "C");
        } while (rows.Count == DumpPage);
        return new DemoCounts(
            customers,
            audited,
            (long)report["duplicates"]!["BD_Customer"]!,
            (long?)report["counters"]!["calls"]!["BatchSave"] ?? 0,
            (long?)report["counters"]!["packages"]!["BatchSave"] ?? 0,
            faults["rules"]!.AsArray().Sum(rule => (long)rule!["struck"]!)
        );
    }

    private async Task<JsonNode> GetAsync(string path, CancellationToken stop) =>
        (await _http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative), stop))!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
