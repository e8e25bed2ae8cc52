using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Server;

/// <summary><c>POST /hooks/{flow}/{trigger}</c>: who may push, and what is answered.</summary>
public sealed class HookTests : IAsyncLifetime
{
    private const string TokenVariable = "WEIR_TEST_HOOK_TOKEN";
    private const string SecretVariable = "WEIR_TEST_HOOK_SECRET";
    private readonly string _token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private readonly string _secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private ServerStand _stand = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable(TokenVariable, _token);
        Environment.SetEnvironmentVariable(SecretVariable, _secret);
        _stand = await ServerStand.StartAsync(agents: 3);
        await _stand.StopServerAsync();
        await _stand.WriteAsync(
            "flows/customers.yaml",
            StandFiles.Flow(ServerStand.Flow)
                + $$$"""

                triggers:
                  open: { webhook: { open: true, maxBytes: 2000 } }
                  token: { webhook: { token: { value: "${{{{TokenVariable}}}}" } } }
                  hex: { webhook: { signature: { secret: "${{{{SecretVariable}}}}", prefix: "sha256=" } } }
                  stamped:
                    webhook:
                      signature:
                        header: X-Sign
                        secret: "${{{{SecretVariable}}}}"
                        encoding: base64
                        timestampHeader: X-Time
                        signed: "{timestamp}.{body}"
                  unset: { webhook: { token: { value: "${WEIR_TEST_HOOK_NOT_SET}" } } }
                """
        );
        await _stand.StartServerAsync(token: "a-token-of-the-server-itself");
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    private static string Agent(string id) => $$"""{"agentId":"{{id}}","agentName":"推送{{id}}"}""";

    private async Task<(HttpStatusCode Status, JsonNode Body)> PushAsync(
        string trigger,
        string body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/{ServerStand.Flow}/{trigger}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _stand.Http.SendAsync(request, Stop);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!);
    }

    private string Sign(string text, bool isHex = true)
    {
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_secret), Encoding.UTF8.GetBytes(text));
        return isHex ? Convert.ToHexStringLower(hash) : Convert.ToBase64String(hash);
    }

    [Fact]
    public async Task What_is_pushed_arrives_in_the_target_and_a_repeat_is_unchanged()
    {
        var (status, receipt) = await PushAsync("open", $"[{Agent("p1")},{Agent("p2")}]");
        Assert.Equal((HttpStatusCode.OK, 2, 2), (status, (int)receipt["received"]!, (int)receipt["new"]!));
        (_, receipt) = await PushAsync("open", Agent("p1"));
        Assert.Equal((0, 1), ((int)receipt["new"]!, (int)receipt["unchanged"]!));
        for (var i = 0; i < 400 && await CustomersAsync() < 2; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        Assert.Equal(2, await CustomersAsync());
    }

    private async Task<int> CustomersAsync() => (int)(await _stand.VendorAsync("kingdee"))["records"]!["BD_Customer"]!;

    [Fact]
    public async Task A_token_must_be_right()
    {
        Assert.Equal(HttpStatusCode.OK, (await PushAsync("token", Agent("t"), ("X-Hook-Token", _token))).Status);
        foreach (
            var headers in new (string, string)[][]
            {
                [],
                [("X-Hook-Token", _token + "x")],
                [("X-Hook-Token", "")],
                [("Authorization", $"Bearer {_token}")],
            }
        )
        {
            var (status, body) = await PushAsync("token", Agent("t2"), headers);
            Assert.Equal((HttpStatusCode.Unauthorized, "hook-unproved"), (status, (string?)body["code"]));
            Assert.DoesNotContain(_token, body.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_signature_must_be_that_of_the_body()
    {
        var body = Agent("s");
        Assert.Equal(HttpStatusCode.OK, (await PushAsync("hex", body, ("X-Signature", "sha256=" + Sign(body)))).Status);
        Assert.Equal(HttpStatusCode.OK, (await PushAsync("hex", body, ("X-Signature", "sha256=" + Sign(body).ToUpperInvariant()))).Status);
        foreach (
            var wrong in new[]
            {
                "",
                Sign(body),
                "sha256=" + Sign(body + " "),
                "sha256=" + Sign(body)[..62],
                "sha256=zz",
                "sha256=" + Sign(body) + "00",
            }
        )
            Assert.Equal(HttpStatusCode.Unauthorized, (await PushAsync("hex", body, ("X-Signature", wrong))).Status);
    }

    [Fact]
    public async Task A_signed_time_must_be_near()
    {
        var body = Agent("z");
        Task<(HttpStatusCode Status, JsonNode Body)> AtAsync(string time) =>
            PushAsync("stamped", body, ("X-Time", time), ("X-Sign", Sign($"{time}.{body}", isHex: false)));
        var now = TimeProvider.System.GetUtcNow();
        string Seconds(int off) => now.AddSeconds(off).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.OK, (await AtAsync(Seconds(-200))).Status);
        Assert.Equal(HttpStatusCode.OK, (await AtAsync(Seconds(200) + "000")).Status);
        foreach (var time in new[] { Seconds(-400), Seconds(400), "", "yesterday", "-5", "99999999999999999" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await AtAsync(time)).Status);
        var moved = await PushAsync("stamped", body, ("X-Time", Seconds(0)), ("X-Sign", Sign($"{Seconds(1)}.{body}", isHex: false)));
        Assert.Equal(HttpStatusCode.Unauthorized, moved.Status);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_told_and_nothing_of_it_is_kept()
    {
        Assert.Equal((HttpStatusCode.BadRequest, "hook-malformed"), Told(await PushAsync("open", "{")));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "hook-too-large"), Told(await PushAsync("open", Agent(new string('x', 3000)))));
        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, "hook-too-many"),
            Told(await PushAsync("token", $"[{string.Join(',', Enumerable.Repeat("{}", 1001))}]", ("X-Hook-Token", _token)))
        );
        Assert.Equal((HttpStatusCode.NotFound, "hook-unknown"), Told(await PushAsync("nothing", "{}")));
        var unset = await PushAsync("unset", "{}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "hook-not-ready"), Told(unset));
        Assert.Contains("WEIR_TEST_HOOK_NOT_SET", unset.Body.ToJsonString(), StringComparison.Ordinal);
    }

    private static (HttpStatusCode, string?) Told((HttpStatusCode Status, JsonNode Body) answer) =>
        (answer.Status, (string?)answer.Body["code"]);
}
