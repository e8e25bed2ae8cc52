using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Http;

public sealed class HttpAuthTests
{
    private const string OAuth =
        """{"auth":{"mode":"oauthClientCredentials","tokenUrl":"http://shop.test/oauth/token","clientId":"me","clientSecret":"s&cret","scope":"orders"}}""";

    [Theory]
    [InlineData("""{"mode":"none"}""", null)]
    [InlineData("""{"mode":"basic","userName":"demo","password":"密码"}""", "Basic ZGVtbzrlr4bnoIE=")]
    [InlineData("""{"mode":"bearer","token":"abc"}""", "Bearer abc")]
    public async Task Fixed_credentials_go_into_the_authorization_header(string auth, string? expected)
    {
        var stand = new HttpStand(_ => new Say("[]"), $$"""{"auth":{{auth}}}""");
        await HttpStand.ReadAllAsync(stand.Source("""{"path":"/orders"}"""));
        Assert.Equal(expected, stand.Calls.Single().Headers.GetValueOrDefault("Authorization"));
    }

    [Fact]
    public async Task Headers_of_the_connection_and_a_key_header_go_with_every_call()
    {
        var stand = new HttpStand(
            _ => new Say("[]"),
            """{"auth":{"mode":"header","name":"X-Api-Key","value":"k1"},"headers":{"X-Tenant":"t1"},"secretHeaders":{"X-Other":"o1"}}"""
        );
        await HttpStand.ReadAllAsync(stand.Source("""{"path":"orders"}"""));
        var headers = stand.Calls.Single().Headers;
        Assert.Equal(("k1", "t1", "o1"), (headers["X-Api-Key"], headers["X-Tenant"], headers["X-Other"]));
    }

    [Fact]
    public async Task A_key_in_the_query_is_sent_and_neither_previewed_nor_traced()
    {
        var stand = new HttpStand(_ => new Say("""{"id":7}"""), """{"auth":{"mode":"query","name":"api_key","value":"k&1"}}""");
        var target = stand.Target("""{"path":"/orders","query":{"v":"1"},"id":"id"}""");
        var answer = await target.WriteAsync([HttpStand.New("""{"a":1}""")], HttpStand.Stop);
        Assert.Equal("POST /api/orders?v=1&api_key=k%261", stand.Calls.Single().Line);
        Assert.Equal("http://shop.test/api/orders?v=1", answer.Exchanges.Single().Request.Url);
        Assert.Equal("http://shop.test/api/orders?v=1", target.Preview([HttpStand.New("{}")]).Single().Url);
    }

    [Fact]
    public async Task A_token_is_fetched_once_and_used_until_it_is_about_to_end()
    {
        var issued = 0;
        var stand = new HttpStand(Shop, OAuth);
        var source = stand.Source("""{"path":"/orders"}""");
        await HttpStand.ReadAllAsync(source);
        await HttpStand.ReadAllAsync(source);
        Assert.Equal(1, stand.SignIns);
        Assert.Equal("POST /oauth/token", stand.Calls[0].Line);
        Assert.Equal("grant_type=client_credentials&scope=orders", stand.Calls[0].Body);
        Assert.Equal("Basic bWU6cyUyNmNyZXQ=", stand.Calls[0].Headers["Authorization"]);
        Assert.Equal("Bearer t1", stand.Calls[1].Headers["Authorization"]);
        stand.Time.Advance(TimeSpan.FromSeconds(3541));
        await HttpStand.ReadAllAsync(source);
        Assert.Equal(2, stand.SignIns);

        Say Shop(SeenCall call) =>
            call.Uri.AbsolutePath is "/oauth/token" ? new Say($$"""{"access_token":"t{{++issued}}","expires_in":3600}""") : new Say("[]");
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_the_call_repeated()
    {
        var issued = 0;
        var stand = new HttpStand(
            Shop,
            OAuth.Replace("\"scope\":\"orders\"", "\"clientAuth\":\"body\",\"tokenPath\":\"data.token\"", StringComparison.Ordinal)
        );
        Assert.Equal(["""{"id":1}"""], await HttpStand.ReadAllAsync(stand.Source("""{"path":"/orders"}""")));
        Assert.Equal(2, stand.SignIns);
        Assert.Equal("grant_type=client_credentials&client_id=me&client_secret=s%26cret", stand.Calls[0].Body);

        Say Shop(SeenCall call) =>
            call.Uri.AbsolutePath is "/oauth/token" ? new Say($$$"""{"data":{"token":"t{{{++issued}}}"}}""")
            : call.Headers["Authorization"] is "Bearer t2" ? new Say("""[{"id":1}]""")
            : new Say("""{"message":"expired"}""", 401);
    }

    [Fact]
    public async Task A_token_that_stays_refused_is_an_auth_error_and_not_a_loop()
    {
        var stand = new HttpStand(
            call =>
                call.Uri.AbsolutePath is "/oauth/token"
                    ? new Say("""{"access_token":"t"}""")
                    : new Say("""{"code":4011,"msg":"登录失效"}"""),
            OAuth
        );
        var source = stand.Source("""{"path":"/orders","success":{"path":"code","values":[0],"message":"msg","auth":[4011]}}""");
        var error = await Assert.ThrowsAsync<ConnectorException>(() => HttpStand.ReadAllAsync(source));
        Assert.Equal((ErrorKind.Auth, "4011", "登录失效"), (error.Kind, error.Code, error.VendorText));
        Assert.Equal(2, stand.SignIns);
    }

    [Theory]
    [InlineData(401, """{"error":"invalid_client"}""", ErrorKind.Auth)]
    [InlineData(400, """{"error":"invalid_scope"}""", ErrorKind.Auth)]
    [InlineData(503, "<html>busy</html>", ErrorKind.Transient)]
    [InlineData(200, """{"token":"elsewhere"}""", ErrorKind.Config)]
    [InlineData(200, """{"access_to""", ErrorKind.Transient)]
    public async Task A_sign_in_that_fails_says_how(int status, string body, ErrorKind kind)
    {
        var stand = new HttpStand(_ => new Say(body, status), OAuth);
        var error = await Assert.ThrowsAsync<ConnectorException>(() => stand.Connection.SignInAsync(HttpStand.Stop));
        Assert.Equal(kind, error.Kind);
        Assert.DoesNotContain("s&cret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"auth":{"mode":"bearer"}}""")]
    [InlineData("""{"auth":{"mode":"basic"}}""")]
    [InlineData("""{"auth":{"mode":"header","name":"X-Key"}}""")]
    [InlineData("""{"auth":{"mode":"oauthClientCredentials","clientId":"a","clientSecret":"b"}}""")]
    [InlineData("""{"headers":{"Host":"elsewhere.test"}}""")]
    public void Credentials_that_are_not_complete_are_told_at_once(string settings) =>
        Assert.Equal(ErrorKind.Config, Assert.Throws<ConnectorException>(() => new HttpStand(_ => new Say("[]"), settings)).Kind);

    [Fact]
    public async Task The_test_of_a_connection_makes_one_call()
    {
        var stand = new HttpStand(_ => new Say("""{"code":0}"""), """{"testPath":"/orders?size=1","success":{"path":"code"}}""");
        Assert.Equal("GET http://shop.test/api/orders answered with 10 bytes of JSON.", await stand.Connection.TestAsync(HttpStand.Stop));
        Assert.Equal(["GET /api/orders?size=1"], stand.Lines);
    }
}
