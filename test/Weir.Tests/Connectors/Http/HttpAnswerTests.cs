using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Http;

public sealed class HttpAnswerTests
{
    private const string Rule = ""","success":{"path":"code","values":[0,"ok"],"message":"msg","rateLimited":[88],"transient":["busy"]}""";

    private static async Task<ConnectorException> FailsAsync(Say say, string more = "")
    {
        var source = new HttpStand(_ => say).Source($$"""{"path":"/o","records":"data.list"{{more}}}""");
        return await Assert.ThrowsAsync<ConnectorException>(() => HttpStand.ReadAllAsync(source));
    }

    [Theory]
    [InlineData("""{"code":0,"data":{"list":[{"id":1}]}}""", 1)]
    [InlineData("""{"code":"0","data":{"list":{"id":1}}}""", 1)]
    [InlineData("""{"code":"ok","data":{"list":null}}""", 0)]
    [InlineData("""{"code":0,"data":null}""", 0)]
    public async Task Good_answers_give_their_records(string body, int count)
    {
        var source = new HttpStand(_ => new Say(body)).Source($$"""{"path":"/o","records":"data.list"{{Rule}}}""");
        Assert.Equal(count, (await HttpStand.ReadAllAsync(source)).Count);
    }

    [Fact]
    public async Task Records_are_handed_on_byte_by_byte_and_a_byte_order_mark_does_no_harm()
    {
        const string Record = """{"id":1234567890123456789,"amt":19.900,"名":"a\u0041\"}]"}""";
        var source = new HttpStand(_ => new Say($"\uFEFF [ {Record} , 7 ] ")).Source("""{"path":"/o"}""");
        Assert.Equal([Record, "7"], await HttpStand.ReadAllAsync(source));
    }

    [Theory]
    [InlineData("""{"code":0,"data":{"lists":[]}}""", ErrorKind.Config, "records")]
    [InlineData("""{"code":0,"data":{"list":"none"}}""", ErrorKind.Config, "records")]
    [InlineData("""{"code":5,"msg":"库存系统异常"}""", ErrorKind.Unknown, "5")]
    [InlineData("""{"code":401,"msg":"请登录"}""", ErrorKind.Auth, "401")]
    [InlineData("""{"code":88,"msg":"慢一点"}""", ErrorKind.RateLimited, "88")]
    [InlineData("""{"code":"busy","msg":"忙"}""", ErrorKind.Transient, "busy")]
    [InlineData("""{"data":{"list":[]}}""", ErrorKind.Unknown, "no-code")]
    [InlineData("", ErrorKind.Transient, "empty")]
    [InlineData("""{"code":0,"data":{"list":[{"id":1},{"i""", ErrorKind.Transient, "malformed")]
    [InlineData("""{"code":0,"data":{"list":[]}} extra""", ErrorKind.Transient, "malformed")]
    [InlineData("not json", ErrorKind.Transient, "malformed")]
    [InlineData("<html><title>登录</title><body>请 登录</body></html>", ErrorKind.Transient, "html")]
    public async Task Bad_answers_with_status_200_are_typed_errors(string body, ErrorKind kind, string code)
    {
        var error = await FailsAsync(new Say(body), Rule);
        Assert.Equal((kind, code), (error.Kind, error.Code));
        Assert.StartsWith("shop GET /o", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, ErrorKind.Config)]
    [InlineData(401, ErrorKind.Auth)]
    [InlineData(403, ErrorKind.Auth)]
    [InlineData(404, ErrorKind.Config)]
    [InlineData(405, ErrorKind.Config)]
    [InlineData(408, ErrorKind.Transient)]
    [InlineData(409, ErrorKind.Config)]
    [InlineData(422, ErrorKind.Config)]
    [InlineData(425, ErrorKind.Transient)]
    [InlineData(500, ErrorKind.Transient)]
    [InlineData(502, ErrorKind.Transient)]
    [InlineData(503, ErrorKind.Transient)]
    public async Task A_status_says_what_a_read_does_next(int status, ErrorKind kind)
    {
        var error = await FailsAsync(new Say("""{"code":1,"msg":"原文"}""", status), Rule);
        Assert.Equal((kind, $"HTTP {status}", "原文"), (error.Kind, error.Code, error.VendorText));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 01 May 2026 04:00:30 GMT", 30)]
    [InlineData("Fri, 01 May 2026 03:00:00 GMT", 1)]
    [InlineData(null, 10)]
    public async Task Too_many_calls_wait_as_long_as_the_server_asks(string? header, int seconds)
    {
        var error = await FailsAsync(new Say("{}", 429) { RetryAfter = header });
        Assert.Equal((ErrorKind.RateLimited, TimeSpan.FromSeconds(seconds)), (error.Kind, error.RetryAfter));
    }

    [Fact]
    public async Task A_code_that_the_settings_know_is_better_than_the_status()
    {
        var error = await FailsAsync(new Say("""{"code":88,"msg":"慢一点"}""", 400), Rule);
        Assert.Equal((ErrorKind.RateLimited, "慢一点", TimeSpan.FromSeconds(10)), (error.Kind, error.VendorText, error.RetryAfter));
    }

    [Fact]
    public async Task The_text_of_an_html_page_is_told_without_its_tags()
    {
        var error = await FailsAsync(new Say("<html><body><h1>502 Bad&amp;Gateway</h1></body></html>", 502));
        Assert.Equal("502 Bad&Gateway", error.VendorText);
    }
}
