using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Sandbox;
using Weir.Server.Commands;
using Weir.Server.Hosting;
using Weir.Server.Secrets;
using Weir.Storage.Embedded;
using Xunit;

namespace Weir.Tests.Server;

/// <summary>A sandbox and a server that works with it, both listening, on a data directory of their own.</summary>
internal sealed class ServerStand : IAsyncDisposable
{
    public const string Flow = "customers";
    private static readonly string OwnToken = Guid.NewGuid().ToString("N");
    private readonly WebApplication _sandbox;
    private readonly HttpClient _vendor;
    private WebApplication? _server;
    private SqliteLedger? _ledger;
    private HttpClient? _http;

    private ServerStand(WebApplication sandbox)
    {
        _sandbox = sandbox;
        _vendor = new HttpClient { BaseAddress = new Uri(SandboxAddress) };
        Directory.CreateDirectory(FlowsPath);
    }

    /// <summary>Everything of the stand; removed with it.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("weir-server-test-").FullName;

    /// <summary>Whether connections that a test makes may go to the sandbox.</summary>
    public bool AllowLoopback { get; set; } = true;

    public string FlowsPath => Path.Combine(Root, "flows");

    public string DataPath => Path.Combine(Root, "data");

    public string SandboxAddress => ServerHost.AddressOf(_sandbox);

    public WebApplication Server => _server!;

    public HttpClient Http => _http!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ServerStand> StartAsync(
        int agents,
        string secret = StandFiles.Secret,
        string? token = null,
        string? publicUrl = null
    )
    {
        var options = new SandboxOptions { Agents = agents, Seed = 1 };
        var stand = new ServerStand(await SandboxCommand.StartAsync(options, "http://127.0.0.1:0", Stop));
        await stand.WriteAsync(Path.Combine("flows", "customers.yaml"), StandFiles.Flow(Flow));
        await stand.StartServerAsync(secret, token, publicUrl);
        return stand;
    }

    public Task WriteAsync(string path, string text) => File.WriteAllTextAsync(Path.Combine(Root, path), text, Stop);

    /// <summary>Calls show a token of the stand's own, unless the test gives one and shows it itself.</summary>
    public async Task StartServerAsync(string secret = StandFiles.Secret, string? token = null, string? publicUrl = null)
    {
        var connections = Connections(secret);
        var flows = await FlowFiles.LoadAsync(FlowsPath, except: null, connections, Stop);
        await WriteAsync("token", token ?? OwnToken);
        var access = await AccessRules.ReadAsync(Path.Combine(Root, "token"), publicUrl, Stop);
        _ledger = SqliteLedger.Open(DataPath, TimeProvider.System);
        var setup = new ServerSetup(DataPath, _ledger, connections, flows, ["http://127.0.0.1:0"], access)
        {
            Master = MasterKey.Load(DataPath, file: null),
            AllowLoopback = AllowLoopback,
        };
        _server = ServerHost.Build(setup, LogLevel.Error);
        await ServerHost.StartAsync(_server);
        _http = new HttpClient { BaseAddress = new Uri(ServerHost.AddressOf(_server)) };
        _http.DefaultRequestHeaders.Add("X-Requested-With", "test");
        if (token is null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OwnToken);
    }

    public IReadOnlyList<ConnectionDefinition> Connections(string secret = StandFiles.Secret)
    {
        var (connections, problems) = ConnectionsFile.Read(StandFiles.Connections(SandboxAddress, secret), Inputs.Connectors, _ => null);
        Assert.Empty(problems);
        return connections;
    }

    public FlowDefinition ReadFlow() => new FlowReader(Inputs.Connectors).Read(StandFiles.Flow(Flow), connections: null).Flow!;

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri("/api/v1" + path, UriKind.Relative), Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    public async Task<(int Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request, Stop);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!);
    }

    /// <summary>Starts a run, or waits for the one under way, until it is over.</summary>
    public async Task<JsonNode> RunAsync()
    {
        var (status, body) = await SendAsync(HttpMethod.Post, $"/flows/{Flow}/runs");
        Assert.True(status == 202, body.ToJsonString());
        return await IdleAsync();
    }

    public Task<JsonNode> IdleAsync(string name = Flow) => UntilAsync(name, flow => (string?)flow["state"] is not "running");

    /// <summary>Looks at a flow until it is as it is meant to be.</summary>
    public async Task<JsonNode> UntilAsync(string name, Func<JsonNode, bool> isSo)
    {
        while (true)
        {
            var flow = await GetAsync($"/flows/{name}");
            if (isSo(flow))
                return flow;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
    }

    /// <summary>Changes the vendors through their control API.</summary>
    public async Task ChangeVendorAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _vendor.PutAsync(new Uri("/_sandbox/" + path, UriKind.Relative), body, Stop);
        response.EnsureSuccessStatusCode();
    }

    public async Task<JsonNode> VendorAsync(string path) =>
        JsonNode.Parse(await _vendor.GetStringAsync(new Uri("/_sandbox/" + path, UriKind.Relative), Stop))!;

    public async Task StopServerAsync()
    {
        _http?.Dispose();
        if (_server is not null)
        {
            await _server.StopAsync(CancellationToken.None);
            await _server.DisposeAsync();
        }
        if (_ledger is not null)
            await _ledger.DisposeAsync();
        (_http, _server, _ledger) = (null, null, null);
    }

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        _vendor.Dispose();
        await _sandbox.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }
}
