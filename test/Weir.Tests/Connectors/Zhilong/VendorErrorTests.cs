using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Zhilong;

public sealed class VendorErrorTests
{
    private const string Page =
        "<html><head><style>p{}</style><title>502 Bad Gateway</title></head><body><p>nginx&nbsp;busy</p></body></html>";

    private static async Task<ConnectorException> FailAsync(StubAnswer answer, string settings = "{}")
    {
        var stand = new ZhilongStand(_ => answer, settings);
        var error = await Assert.ThrowsAsync<ConnectorException>(() => ZhilongStand.ReadAllAsync(stand.Source(), ZhilongStand.Everything));
        Assert.Single(stand.Requests);
        return error;
    }

    [Theory]
    [InlineData(401, "请求访问：/api/agentInfo/list，认证失败，无法访问系统资源", ErrorKind.Auth)]
    [InlineData(500, "令牌已过期", ErrorKind.Auth)]
    [InlineData(403, "没有权限，请联系管理员授权", ErrorKind.Auth)]
    [InlineData(500, "Cannot invoke \"String.length()\" because \"s\" is null", ErrorKind.Transient)]
    [InlineData(500, "JSON parse error: Cannot deserialize value", ErrorKind.Config)]
    [InlineData(500, "Content-Type 'application/json' is not supported", ErrorKind.Config)]
    [InlineData(601, "请先选择区域", ErrorKind.Config)]
    [InlineData(301, "请先选择区域", ErrorKind.Config)]
    [InlineData(777, "?", ErrorKind.Unknown)]
    public async Task A_code_in_the_body_decides_the_kind_and_the_text_stays_verbatim(int code, string text, ErrorKind kind)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(new { code, msg = text });

        var error = await FailAsync(new StubAnswer(json));

        Assert.Equal(kind, error.Kind);
        Assert.Equal((code.ToString(), text), (error.Code, error.VendorText));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_static_header_that_is_refused_is_named_but_not_shown()
    {
        var error = await FailAsync(new StubAnswer("""{"code":401,"msg":"认证失败"}"""));

        Assert.Contains("Authorization", error.Message, StringComparison.Ordinal);
        Assert.Contains("auth.mode login", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("不允许重复提交，请稍候再试", "{}", 6)]
    [InlineData("不允许重复提交，请稍候再试", """{"repeatDelay":"9s"}""", 9)]
    [InlineData("访问过于频繁，请稍候再试", "{}", 60)]
    public async Task The_guards_of_ruoyi_say_how_long_to_wait(string text, string settings, int seconds)
    {
        var error = await FailAsync(new StubAnswer($$"""{"code":500,"msg":"{{text}}"}"""), settings);

        Assert.Equal(ErrorKind.RateLimited, error.Kind);
        Assert.Equal(TimeSpan.FromSeconds(seconds), error.RetryAfter);
    }

    [Theory]
    [InlineData("slow down")]
    [InlineData("""{"code":429,"msg":"访问过于频繁，请稍候再试"}""")]
    public async Task A_429_keeps_the_wait_that_the_server_asked_for(string body)
    {
        var answer = new StubAnswer(body, 429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "17" } };

        var error = await FailAsync(answer);

        Assert.Equal((ErrorKind.RateLimited, TimeSpan.FromSeconds(17)), (error.Kind, error.RetryAfter));
    }

    [Theory]
    [InlineData(200, ErrorKind.Transient)]
    [InlineData(502, ErrorKind.Transient)]
    [InlineData(503, ErrorKind.Transient)]
    [InlineData(404, ErrorKind.Config)]
    [InlineData(405, ErrorKind.Config)]
    [InlineData(415, ErrorKind.Config)]
    [InlineData(401, ErrorKind.Auth)]
    [InlineData(403, ErrorKind.Auth)]
    public async Task A_page_instead_of_json_is_told_by_its_text(int status, ErrorKind kind)
    {
        var error = await FailAsync(new StubAnswer(Page, status, "text/html"));

        Assert.Equal(kind, error.Kind);
        Assert.Contains("502 Bad Gateway nginx busy", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/login?back=1", ErrorKind.Auth)]
    [InlineData("https://other.test/api", ErrorKind.Config)]
    public async Task A_redirect_means_a_login_page_or_another_address(string location, ErrorKind kind)
    {
        var answer = new StubAnswer("", 302) { Headers = new Dictionary<string, string> { ["Location"] = location } };

        Assert.Equal(kind, (await FailAsync(answer)).Kind);
    }

    [Fact]
    public async Task A_code_in_the_body_goes_before_the_http_status()
    {
        var error = await FailAsync(new StubAnswer("""{"code":601,"msg":"请先选择区域"}""", 500));

        Assert.Equal((ErrorKind.Config, "601"), (error.Kind, error.Code));
    }
}
