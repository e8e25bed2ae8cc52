using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Weir.Server.Commands;
using Weir.Server.Hosting;
using Xunit;

namespace Weir.Tests.Server;

public sealed class ApiGuardTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/flows/none", 404, "flow-unknown")]
    [InlineData("/flows/none/documents", 404, "flow-unknown")]
    [InlineData("/runs/77", 404, "run-unknown")]
    [InlineData("/flows/customers/documents/77", 404, "document-unknown")]
    [InlineData("/flows/customers/documents?limit=0", 400, "page-invalid")]
    [InlineData("/flows/customers/documents?limit=x", 400, "bad-request")]
    [InlineData("/flows/customers/documents?after=x", 400, "page-invalid")]
    [InlineData("/flows/customers/documents?state=lost", 400, "state-unknown")]
    [InlineData("/nothing", 404, "path-unknown")]
    public async Task What_is_wrong_is_told_as_a_problem_with_a_code(string path, int status, string code)
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var response = await stand.Http.GetAsync(new Uri("/api/v1" + path, UriKind.Relative), Stop);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal((status, code), ((int)response.StatusCode, (string?)body["code"]));
    }

    [Theory]
    [InlineData("""{"keys":["1"],"state":"failed"}""", "release-invalid")]
    [InlineData("{}", "release-invalid")]
    [InlineData("""{"state":"delivered"}""", "release-invalid")]
    [InlineData("""{"key":["1"]}""", "bad-request")]
    [InlineData("""{"state":5}""", "bad-request")]
    public async Task A_release_that_is_not_understood_is_refused(string body, string code)
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        var (status, problem) = await stand.SendAsync(HttpMethod.Post, "/flows/customers/documents/release", body);
        Assert.Equal((400, code), (status, (string?)problem["code"]));
    }

    [Theory]
    [InlineData("a%2Fb", "'a/b'")]
    [InlineData("a%252Fb", "'a%2Fb'")]
    [InlineData("%E7%AB%99%20%25", "'站 %'")]
    public async Task A_key_with_any_character_is_found_in_the_path(string escaped, string key)
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        var (status, problem) = await stand.SendAsync(HttpMethod.Get, $"/flows/customers/documents/{escaped}");
        Assert.Equal(404, status);
        Assert.Contains(key, (string?)problem["title"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_of_another_host_name_is_refused()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1, publicUrl: "https://weir.example");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/flows");
        request.Headers.Host = "evil.example";
        using var response = await stand.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("host-refused", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_a_form_of_a_web_page_could_send_is_refused()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var client = new HttpClient { BaseAddress = stand.Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = stand.Http.DefaultRequestHeaders.Authorization;
        using var form = new StringContent("x=1", Encoding.UTF8, "text/plain");
        using var response = await client.PostAsync(new Uri("/api/v1/flows/customers/runs", UriKind.Relative), form, Stop);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("idle", (string?)(await stand.GetAsync("/flows/customers"))["state"]);
    }

    [Fact]
    public async Task With_a_token_file_every_call_but_health_needs_the_token()
    {
        const string Token = "a-token-of-more-than-sixteen";
        await using var stand = await ServerStand.StartAsync(agents: 1, token: Token);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stand, "/api/v1/flows", token: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stand, "/api/v1/flows", Token + "x"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(stand, "/api/v1/flows", Token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(stand, "/health", token: null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(stand, "/health/ready", token: null));
    }

    [Theory]
    [InlineData("http://0.0.0.0:7000")]
    [InlineData("http://*:7000")]
    [InlineData("http://192.168.1.5:7000")]
    [InlineData("http://127.0.0.1:7000;http://+:7001")]
    [InlineData("https://127.0.0.1:7000")]
    [InlineData("nonsense")]
    public void An_address_that_others_can_reach_is_refused_without_a_token(string urls) =>
        Assert.Throws<CommandException>(() => ListenAddresses.Check(urls, forOthers: false));

    [Theory]
    [InlineData("http://127.0.0.1:7000", false)]
    [InlineData("http://[::1]:7000;http://localhost:7001", false)]
    [InlineData("http://0.0.0.0:7000", true)]
    public void An_address_of_this_machine_or_with_a_token_is_taken(string urls, bool forOthers) =>
        Assert.NotEmpty(ListenAddresses.Check(urls, forOthers));

    private static async Task<HttpStatusCode> StatusAsync(ServerStand stand, string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await stand.Http.SendAsync(request, Stop);
        return response.StatusCode;
    }
}
