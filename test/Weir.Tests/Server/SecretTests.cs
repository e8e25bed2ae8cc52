using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Connectors.Zhilong;
using Weir.Server.Api;
using Xunit;

namespace Weir.Tests.Server;

public sealed class SecretTests
{
    private const string Canary = "canary-0123456789abcdef01234567";
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_answer_of_the_api_holds_a_secret_of_a_connection()
    {
        await using var stand = await ServerStand.StartAsync(agents: 3, secret: Canary);
        await stand.ChangeVendorAsync("kingdee", $$"""{"appSecret":"{{Canary}}"}""");
        await stand.RunAsync();
        var (_, tested) = await stand.SendAsync(HttpMethod.Post, "/connections/kingdee/test");
        Assert.True((bool)tested["ok"]!, tested.ToJsonString());
        var document = (await stand.GetAsync("/flows/customers/documents/10001"))["targets"]![0]!["revisions"]![0]!;
        string[] paths =
        [
            "/flows",
            "/flows/customers",
            "/flows/customers/runs",
            "/runs/1",
            "/flows/customers/documents",
            "/flows/customers/documents/10001",
            "/flows/customers/documents/10001/record",
            $"/flows/customers/documents/10001/attempts/{(long)document["attempts"]![0]!["id"]!}",
            "/connections",
            "/connectors",
            "/health",
            "/health/ready",
        ];
        foreach (var path in paths)
        {
            var text = await stand.Http.GetStringAsync(new Uri("/api/v1" + path, UriKind.Relative), Stop);
            Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
            Assert.DoesNotContain("demo-token", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Settings_of_a_connection_are_shown_with_its_secrets_masked()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        var connections = (await stand.GetAsync("/connections")).AsArray();
        var kingdee = connections.Single(c => (string?)c!["name"] is "kingdee")!;
        Assert.Equal("***", (string?)kingdee["settings"]!["appSecret"]);
        Assert.Equal("demo", (string?)kingdee["settings"]!["userName"]);
        Assert.Equal(0, (int)kingdee["status"]!["running"]!);
    }

    [Fact]
    public void Passwords_and_keys_inside_an_address_are_masked()
    {
        var settings = JsonElement.Parse("""{"baseUrl":"https://me:hidden@erp.example.com/api?key=hidden","auth":{"value":"hidden"}}""");
        JsonObject shown = MaskedSettings.Of(typeof(ZhilongSettings), settings);
        Assert.DoesNotContain("hidden", shown.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("erp.example.com/api", shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_does_not_work_is_an_answer_and_not_an_error()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1, secret: "wrong");
        var (status, tested) = await stand.SendAsync(HttpMethod.Post, "/connections/kingdee/test");
        Assert.Equal(200, status);
        Assert.False((bool)tested["ok"]!);
        Assert.NotEmpty((string?)tested["message"] ?? "");
        Assert.Equal(404, (await stand.SendAsync(HttpMethod.Post, "/connections/none/test")).Status);
    }
}
