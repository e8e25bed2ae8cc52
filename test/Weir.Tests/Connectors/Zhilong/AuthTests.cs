using System.Security.Cryptography;
using System.Text;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Zhilong;

public sealed class AuthTests
{
    private const string Login = """{"auth":{"mode":"login","userName":"weir","password":"p\"w&d"}}""";
    private const string Expired = """{"code":401,"msg":"请求访问：/api/agentInfo/list，认证失败，无法访问系统资源"}""";

    private static Task<List<string>> ReadAsync(ZhilongStand stand) => ZhilongStand.ReadAllAsync(stand.Source(), ZhilongStand.Everything);

    private static bool IsLogin(SeenRequest request) => request.Path.EndsWith("/login", StringComparison.Ordinal);

    [Fact]
    public async Task Login_sends_the_template_and_later_calls_carry_the_token()
    {
        var stand = new ZhilongStand(
            r => IsLogin(r) ? new StubAnswer("""{"code":200,"msg":"操作成功","token":"t1"}""") : ZhilongStand.Page([1], 1),
            Login
        );

        await ReadAsync(stand);

        Assert.Equal("""{"username":"weir","password":"p\u0022w\u0026d","code":"","uuid":""}""", stand.Requests[0].Body);
        Assert.Equal("/prod-api/login", stand.Requests[0].Path);
        Assert.Equal("Bearer t1", stand.Requests[1].Headers["Authorization"]);
        Assert.Equal(1, stand.SignIns);
    }

    [Fact]
    public async Task A_401_inside_200_signs_in_once_and_asks_again()
    {
        var logins = 0;
        var stand = new ZhilongStand(
            r =>
                IsLogin(r) ? new StubAnswer($$"""{"code":200,"token":"t{{++logins}}"}""")
                : r.Headers["Authorization"] is "Bearer t1" ? new StubAnswer(Expired)
                : ZhilongStand.Page([1], 1),
            Login
        );

        Assert.Equal(["""{"agentId":1}"""], await ReadAsync(stand));
        Assert.Equal(2, stand.SignIns);
        Assert.Equal(4, stand.Requests.Count);
    }

    [Fact]
    public async Task A_token_that_is_refused_right_after_the_sign_in_is_an_auth_error()
    {
        var stand = new ZhilongStand(r => IsLogin(r) ? new StubAnswer("""{"code":200,"token":"t"}""") : new StubAnswer(Expired), Login);

        var error = await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(stand));

        Assert.Equal(ErrorKind.Auth, error.Kind);
        Assert.Equal(2, stand.SignIns);
    }

    [Fact]
    public async Task A_token_older_than_its_life_is_renewed_before_it_is_used()
    {
        var stand = new ZhilongStand(
            r => IsLogin(r) ? new StubAnswer("""{"code":200,"data":{"access_token":"t"}}""") : ZhilongStand.Page([1], 1),
            """{"auth":{"mode":"login","userName":"u","password":"p","life":"25m","tokenPath":"data.access_token","headerName":"X-Token","headerTemplate":"{{token}}"}}"""
        );

        await ReadAsync(stand);
        stand.Time.Advance(TimeSpan.FromMinutes(24));
        await ReadAsync(stand);
        Assert.Equal(1, stand.SignIns);
        stand.Time.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync(stand);

        Assert.Equal(2, stand.SignIns);
        Assert.Equal("t", stand.Requests[^1].Headers["X-Token"]);
    }

    [Theory]
    [InlineData("""{"code":500,"msg":"用户不存在/密码错误"}""", ErrorKind.Auth)]
    [InlineData("""{"code":500,"msg":"密码输入错误5次，帐户锁定10分钟"}""", ErrorKind.Auth)]
    [InlineData("""{"code":500,"msg":"验证码已失效"}""", ErrorKind.Auth)]
    [InlineData("""{"code":500,"msg":"访问过于频繁，请稍候再试"}""", ErrorKind.RateLimited)]
    [InlineData("""{"code":200,"msg":"操作成功"}""", ErrorKind.Config)]
    [InlineData("<html>502</html>", ErrorKind.Transient)]
    public async Task A_failed_sign_in_is_told_verbatim(string answer, ErrorKind kind)
    {
        var stand = new ZhilongStand(_ => new StubAnswer(answer), Login);

        var error = await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(stand));

        Assert.Equal(kind, error.Kind);
        Assert.DoesNotContain("p\"w", error.Message, StringComparison.Ordinal);
        if (error.VendorText is { } text)
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("md5", "query")]
    [InlineData("md5", "header")]
    [InlineData("hmacSha256", "header")]
    [InlineData("hmacSha256", "body")]
    public async Task Calls_are_signed_by_the_written_recipe(string algorithm, string placement)
    {
        var stand = new ZhilongStand(
            _ => ZhilongStand.Page([1], 1),
            $$$"""{"auth":{"mode":"appKeySign","appKey":"k1","appSecret":"s3","algorithm":"{{{algorithm}}}","placement":"{{{placement}}}"}}"""
        );

        await ZhilongStand.ReadAllAsync(stand.Source("""{"filters":{"b":"区 1","a":""}}"""), ZhilongStand.Everything);

        var request = Assert.Single(stand.Requests);
        var body = System.Text.Json.JsonElement.Parse(request.Body);
        string Sent(string name) =>
            placement switch
            {
                "query" => request.Query(name)!,
                "header" => request.Headers[name],
                _ => body.GetProperty(name).GetString()!,
            };
        Assert.Equal("1714536000000", Sent("timestamp"));
        Assert.Equal(32, Sent("nonce").Length);
        var text = $"appKey=k1&b=区 1&nonce={Sent("nonce")}&pageNum=1&pageSize=100&timestamp=1714536000000";
        Assert.Equal(Expect(algorithm, text), Sent("sign"));
        Assert.DoesNotContain("s3", request.Uri.Query + request.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"auth":{"mode":"staticHeader"}}""", "auth.value")]
    [InlineData("""{"auth":{"mode":"staticHeader","value":"a"},"baseUrl":"zhilong.test"}""", "baseUrl")]
    [InlineData("""{"auth":{"mode":"login"}}""", "auth.userName")]
    [InlineData("""{"auth":{"mode":"appKeySign","appKey":"k"}}""", "auth.appSecret")]
    [InlineData("""{"envelope":{"profile":"custom"}}""", "envelope.rowsPath")]
    public void Settings_that_cannot_work_are_refused_when_the_connection_is_opened(string settings, string named)
    {
        var error = Assert.Throws<ConnectorException>(() => new ZhilongStand(_ => new StubAnswer(""), settings));

        Assert.Equal(ErrorKind.Config, error.Kind);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

#pragma warning disable CA5351 // The vendor's recipe.
    private static string Expect(string algorithm, string text) =>
        Convert.ToHexStringLower(
            algorithm is "md5"
                ? MD5.HashData(Encoding.UTF8.GetBytes(text + "s3"))
                : HMACSHA256.HashData("s3"u8, Encoding.UTF8.GetBytes(text))
        );
#pragma warning restore CA5351
}
