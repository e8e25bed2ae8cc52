using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Weir.Sandbox;
using Xunit;

namespace Weir.Tests.Sandbox;

/// <summary>The sandbox behind a real server on a free port, with a clock that the test moves.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private const string Services = "kingdee/k3cloud/Kingdee.BOS.WebApi.ServicesStub.";

    private readonly WebApplication _app;

    private SandboxHost(WebApplication app, HttpClient http, FakeTimeProvider clock)
    {
        _app = app;
        Http = http;
        Clock = clock;
    }

    public HttpClient Http { get; }

    public FakeTimeProvider Clock { get; }

    /// <summary>The session of 金蝶 that calls are made with.</summary>
    public string? Session { get; set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<SandboxHost> StartAsync(int agents = 100)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        new Weir.Sandbox.Sandbox(new SandboxOptions { Agents = agents, Seed = 1 }, clock).Map(app);
        await app.StartAsync(Stop);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SandboxHost(
            app,
            new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(address) },
            clock
        );
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    public Task<JsonNode> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, "_sandbox/" + path, json);

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync("_sandbox/" + path, Stop))!;

    public Task<JsonNode> ListAsync(string query, string body = "{}", string path = "agentInfo/list") =>
        SendAsync(HttpMethod.Post, $"zhilong/api/{path}?{query}", body, "Bearer demo-token");

    public async Task LoginAsync()
    {
        var answer = await CallAsync("AuthService.ValidateUser", """{"parameters":["5f0a1b2c3d4e5f","demo","demo-password",2052]}""");
        Assert.Equal(1, (int)answer["LoginResultType"]!);
        Session = (string?)answer["KDSVCSessionId"];
    }

    public Task<JsonNode> CallAsync(string method, string body) => SendAsync(HttpMethod.Post, $"{Services}{method}.common.kdsvc", body);

    public Task<JsonNode> FormAsync(string operation, string data, string form = "BD_Customer") =>
        CallAsync("DynamicFormService." + operation, $$"""{"formid":"{{form}}","data":{{data}}}""");

    public Task<JsonNode> QueryAsync(string keys, string filter, string more = "") =>
        CallAsync(
            "DynamicFormService.ExecuteBillQuery",
            new JsonObject
            {
                ["data"] = JsonNode
                    .Parse($$"""{"FormId":"BD_Customer","FieldKeys":"{{keys}}"{{more}}}""")!
                    .AsObject()
                    .With("FilterString", filter),
            }.ToJsonString()
        );

    public async Task<JsonNode> SendAsync(HttpMethod method, string path, string body, string? authorization = null)
    {
        using var response = await RawAsync(method, path, body, authorization);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!;
    }

    public async Task<HttpResponseMessage> RawAsync(HttpMethod method, string path, string body, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (authorization is not null)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        if (Session is not null)
            request.Headers.Add("kdservice-sessionid", Session);
        return await Http.SendAsync(request, Stop);
    }
}

internal static class JsonObjectText
{
    public static JsonObject With(this JsonObject target, string key, string value)
    {
        target[key] = value;
        return target;
    }
}
