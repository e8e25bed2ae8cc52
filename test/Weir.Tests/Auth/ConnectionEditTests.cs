using System.Text;
using System.Text.Json.Nodes;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Auth;

public sealed class ConnectionEditTests
{
    private const string Canary = "canary-5d41402abc4b2a76b9719d911017c592";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static JsonObject Zhilong(string address, string name = "shop") =>
        new()
        {
            ["name"] = name,
            ["connector"] = "zhilong",
            ["settings"] = new JsonObject
            {
                ["baseUrl"] = $"{address}/zhilong",
                ["auth"] = new JsonObject { ["value"] = $"Bearer {Canary}" },
            },
        };

    [Fact]
    public async Task A_secret_is_kept_sealed_and_is_shown_to_nobody()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        var (status, made) = await owner.SendAsync("POST", "/connections", Zhilong(stand.SandboxAddress));
        Assert.True(status == 201, made?.ToJsonString());
        var (_, list) = await owner.SendAsync("GET", "/connections");
        var (_, audit) = await owner.SendAsync("GET", "/audit");
        Assert.DoesNotContain(Canary, made!.ToJsonString() + list!.ToJsonString() + audit!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("***", (string?)made["settings"]!["auth"]!["value"]);
        await stand.StopServerAsync();
        foreach (var file in Directory.EnumerateFiles(stand.DataPath, "*", SearchOption.AllDirectories))
            Assert.False(
                (await File.ReadAllBytesAsync(file, Stop)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)) >= 0,
                $"{file} holds the secret"
            );
    }

    [Fact]
    public async Task A_secret_stays_when_it_is_sent_as_it_was_shown_but_not_for_another_server()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        var body = Zhilong(stand.SandboxAddress);
        body["settings"]!["auth"]!["value"] = "Bearer demo-token";
        Assert.Equal(201, (await owner.SendAsync("POST", "/connections", body)).Status);
        var change = new JsonObject
        {
            ["connector"] = "zhilong",
            ["settings"] = JsonNode.Parse($$"""{"baseUrl":"{{stand.SandboxAddress}}/zhilong","auth":{"value":"***"} }"""),
            ["limits"] = new JsonObject { ["callsPerSecond"] = 5 },
        };
        var (status, problem) = await owner.SendAsync("PUT", "/connections/shop", change.DeepClone());
        Assert.Equal((428, "if-match-required"), (status, (string?)problem!["code"]));
        (status, problem) = await owner.SendAsync("PUT", "/connections/shop", change.DeepClone(), match: 7);
        Assert.Equal((412, "changed-meanwhile"), (status, (string?)problem!["code"]));
        (status, var changed) = await owner.SendAsync("PUT", "/connections/shop", change.DeepClone(), match: 1);
        Assert.True(status == 200, changed?.ToJsonString());
        Assert.Equal(5, (double)changed!["limits"]!["callsPerSecond"]!);
        var (_, test) = await owner.SendAsync("POST", "/connections/shop/test");
        Assert.True((bool)test!["ok"]!, test.ToJsonString());
        change["settings"]!["baseUrl"] = "http://127.0.0.1:9/zhilong";
        foreach (var (method, path) in new[] { ("PUT", "/connections/shop"), ("POST", "/connections/shop/try") })
        {
            (status, problem) = await owner.SendAsync(method, path, change.DeepClone(), match: 2);
            Assert.Equal((400, "secrets-needed"), (status, (string?)problem!["code"]));
        }
        change["settings"]!["auth"]!["value"] = "Bearer another";
        (status, test) = await owner.SendAsync("POST", "/connections/shop/try", change.DeepClone());
        Assert.Equal((200, false), (status, (bool)test!["ok"]!));
    }

    [Fact]
    public async Task What_is_wrong_with_settings_is_told_all_at_once_and_nothing_is_kept()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        var body = JsonNode.Parse(
            """{"name":"bad","connector":"kingdee-cloud","settings":{"acctId":5,"nonsense":1},"limits":{"concurrentCalls":0}}"""
        );
        var (status, problem) = await owner.SendAsync("POST", "/connections", body);
        Assert.Equal((400, "connection-invalid"), (status, (string?)problem!["code"]));
        foreach (var part in new[] { "serverUrl", "acctId", "nonsense", "concurrentCalls" })
            Assert.Contains(part, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(404, (await owner.SendAsync("GET", "/connections/bad")).Status);
        (status, problem) = await owner.SendAsync("POST", "/connections", Zhilong(stand.SandboxAddress, "zhilong"));
        Assert.Equal((409, "connection-taken"), (status, (string?)problem!["code"]));
        (status, problem) = await owner.SendAsync("DELETE", "/connections/zhilong");
        Assert.Equal((409, "connection-from-file"), (status, (string?)problem!["code"]));
        Assert.Equal(400, (await owner.SendAsync("POST", "/connections", Zhilong(stand.SandboxAddress, "../x"))).Status);
    }

    [Fact]
    public async Task A_flow_made_of_connections_made_here_runs_and_goes_on_after_a_restart()
    {
        await using var stand = await ServerStand.StartAsync(agents: 30);
        using var owner = await Browser.OwnerAsync(stand);
        var shop = Zhilong(stand.SandboxAddress);
        shop["settings"]!["auth"]!["value"] = "Bearer demo-token";
        Assert.Equal(201, (await owner.SendAsync("POST", "/connections", shop)).Status);
        var yaml = StandFiles.Flow("own").Replace("connection: zhilong", "connection: shop", StringComparison.Ordinal);
        Assert.Equal(201, (await owner.SendAsync("POST", "/flows", new JsonObject { ["yaml"] = yaml })).Status);
        Assert.Equal(404, (await owner.SendAsync("GET", "/flows/own")).Status);
        var (status, published) = await owner.SendAsync("POST", "/flows/own/publish", new JsonObject { ["note"] = "first" }, match: 1);
        Assert.True(status == 200, published?.ToJsonString());
        Assert.Equal(202, (await owner.SendAsync("POST", "/flows/own/runs")).Status);
        var flow = await stand.IdleAsync("own");
        Assert.Equal(30, (int)flow["targets"]![0]!["counts"]!["delivered"]!);
        var (used, problem) = await owner.SendAsync("DELETE", "/connections/shop");
        Assert.Equal((409, "connection-used"), (used, (string?)problem!["code"]));
        await stand.StopServerAsync();
        await stand.StartServerAsync();
        Assert.Equal(202, (await stand.SendAsync(HttpMethod.Post, "/flows/own/runs")).Status);
        flow = await stand.IdleAsync("own");
        Assert.Equal(("idle", 30), ((string?)flow["state"], (int)flow["targets"]![0]!["counts"]!["delivered"]!));
    }
}
