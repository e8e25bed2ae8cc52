using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

public sealed class KingdeeWireTests
{
    private const string Saved = """{"Id":105016,"Number":"C0001","DIndex":0}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<ConnectorException> FailAsync(string answer, int status = 200)
    {
        var stub = new KingdeeStub().Answer("BatchSave", answer, status);
        return await Assert.ThrowsAsync<ConnectorException>(() =>
            stub.Target().WriteAsync([KingdeeStub.New("{}"), KingdeeStub.New("{}")], Token)
        );
    }

    private static async Task<ConnectorException> FailReadAsync(string answer, int status = 200)
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", answer, status);
        return await Assert.ThrowsAsync<ConnectorException>(() => stub.Target().FindAsync(["a"], Token));
    }

    [Theory]
    [InlineData(500, ErrorKind.InDoubt, ErrorKind.Transient)]
    [InlineData(502, ErrorKind.InDoubt, ErrorKind.Transient)]
    [InlineData(503, ErrorKind.Transient, ErrorKind.Transient)]
    [InlineData(504, ErrorKind.InDoubt, ErrorKind.Transient)]
    [InlineData(404, ErrorKind.Config, ErrorKind.Config)]
    [InlineData(413, ErrorKind.Rejected, ErrorKind.Rejected)]
    [InlineData(429, ErrorKind.RateLimited, ErrorKind.RateLimited)]
    [InlineData(302, ErrorKind.Config, ErrorKind.Config)]
    public async Task An_http_error_is_in_doubt_for_writes_only_where_the_call_may_have_been_executed(
        int status,
        ErrorKind write,
        ErrorKind read
    )
    {
        Assert.Equal(write, (await FailAsync("<html><body>error</body></html>", status)).Kind);
        Assert.Equal(read, (await FailReadAsync("<html><body>error</body></html>", status)).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>it works</html>")]
    [InlineData("{\"Result\":{\"ResponseStatus\":{\"IsSuccess\":true,\"Errors\":[],\"SuccessEntitys\":[{\"Id\":1")]
    [InlineData("OK")]
    public async Task An_answer_that_cannot_be_read_leaves_a_write_in_doubt_and_a_read_to_be_repeated(string answer)
    {
        Assert.Equal(ErrorKind.InDoubt, (await FailAsync(answer)).Kind);
        Assert.Equal(ErrorKind.Transient, (await FailReadAsync(answer)).Kind);
    }

    [Fact]
    public async Task The_request_filter_refuses_the_whole_batch_so_that_it_is_halved()
    {
        var e = await FailAsync(
            """[{"actionname":"showConfirm","params":[{"title":"","msg":"请求参数存在可疑数据,当前请求已经被拦截规则[caller_in_less_Point_Bracket]阻止!","option":0,"msgType":0}]}]"""
        );

        Assert.Equal(ErrorKind.Rejected, e.Kind);
        Assert.Equal("showConfirm", e.Code);
        Assert.Contains("caller_in_less_Point_Bracket", e.VendorText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """response_error:{"Message":"outer","InnerExWrapper":{"Message":"未将对象引用设置到对象的实例。","InnerExWrapper":null}}""",
        ErrorKind.Rejected,
        "未将对象引用"
    )]
    [InlineData("""response_error:{"Message":"执行超时已过期","InnerException":null}""", ErrorKind.InDoubt, "执行超时已过期")]
    [InlineData("response_error:业务对象不存在", ErrorKind.Config, "业务对象不存在")]
    public async Task A_server_exception_is_permanent_unless_it_speaks_of_time(string answer, ErrorKind kind, string text)
    {
        var e = await FailAsync(answer);

        Assert.Equal(kind, e.Kind);
        Assert.StartsWith(text, e.VendorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateway_says_in_Chinese_what_is_wrong()
    {
        var e = await FailAsync(
            """{"errcode":4002,"description":"Unauthorized, APP_ID is empty[GW]","description_cn":"认证失败, 应用ID为空[网关]"}""",
            519
        );

        Assert.Equal(ErrorKind.Config, e.Kind);
        Assert.Equal("gateway 4002", e.Code);
        Assert.Equal("认证失败, 应用ID为空[网关]", e.VendorText);
    }

    [Theory]
    [InlineData(13, "冲突", ErrorKind.Transient)]
    [InlineData(0, "“demo”使用业务单据：“销售订单”业务操作-“[X-修改]”冲突，请稍候再使用。", ErrorKind.Transient)]
    [InlineData(14, "调用次数超限", ErrorKind.RateLimited)]
    [InlineData(7, "许可不足", ErrorKind.RateLimited)]
    [InlineData(15, "禁止管理员登录", ErrorKind.Config)]
    [InlineData(2, "没有权限", ErrorKind.Config)]
    [InlineData(0, "业务对象不存在", ErrorKind.Config)]
    public async Task An_error_of_the_connection_fails_the_whole_call_when_nothing_was_saved(int msgCode, string message, ErrorKind kind)
    {
        var e = await FailAsync(KingdeeStub.Result($$"""{"FieldName":null,"Message":"{{message}}","DIndex":0}""", "", msgCode));

        Assert.Equal(kind, e.Kind);
        Assert.Equal(kind == ErrorKind.RateLimited ? TimeSpan.FromSeconds(5) : null, e.RetryAfter);
    }

    [Fact]
    public async Task A_lost_session_is_renewed_and_the_write_replayed_once()
    {
        var stub = new KingdeeStub()
            .Answer("BatchSave", KingdeeStub.Lost)
            .Answer("BatchSave", KingdeeStub.Result("", Saved, success: true));

        var answer = await stub.Target().WriteAsync([KingdeeStub.New("{}")], Token);

        Assert.Equal(Outcome.Ok("105016", "C0001"), Assert.Single(answer.Outcomes));
        Assert.Equal(2, stub.SignIns);
        Assert.Equal(2, answer.Exchanges.Count);
        Assert.Equal(["LoginBySign", "BatchSave", "LoginBySign", "BatchSave"], stub.Calls.Select(c => c.Operation));
        Assert.Equal("s2", stub.Calls[3].SessionId);
        Assert.Equal("kdservice-sessionid=s2; ASP.NET_SessionId=a2", stub.Calls[3].Cookie);
        Assert.False(stub.Calls[3].ExpectContinue);
    }

    [Theory]
    [InlineData(
        "[[{\"Result\":{\"ResponseStatus\":{\"ErrorCode\":500,\"IsSuccess\":false,\"Errors\":[{\"FieldName\":null,\"Message\":\"会话信息已丢失，请重新登录\",\"DIndex\":0}],\"MsgCode\":1}}}]]"
    )]
    [InlineData("response_error:{\"Message\":\"ctx == null\"}")]
    [InlineData("{\"Result\":{\"ResponseStatus\":{\"IsSuccess\":false,\"Errors\":[{\"Message\":\"会话已超时\"}]}}}")]
    public async Task A_lost_session_is_recognised_in_every_form(string lost)
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", lost).Answer("ExecuteBillQuery", "[]");

        var found = await stub.Target().FindAsync(["a"], Token);

        Assert.Equal(FoundState.Missing, Assert.Single(found).State);
        Assert.Equal(2, stub.SignIns);
    }

    [Fact]
    public async Task A_session_that_is_lost_again_and_again_is_a_matter_of_settings()
    {
        var stub = new KingdeeStub()
            .Answer("BatchSave", KingdeeStub.Lost)
            .Answer("BatchSave", KingdeeStub.Lost)
            .Answer("BatchSave", KingdeeStub.Lost);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => stub.Target().WriteAsync([KingdeeStub.New("{}")], Token));

        Assert.Equal(ErrorKind.Config, e.Kind);
        Assert.Contains("white list", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_worked_and_is_taken_again_and_again_is_tried_later()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", "[]");
        for (var i = 0; i < 3; i++)
            stub.Answer("BatchSave", KingdeeStub.Lost);
        var target = stub.Target();
        await target.FindAsync(["a"], Token);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync([KingdeeStub.New("{}")], Token));

        Assert.Equal(ErrorKind.Transient, e.Kind);
    }

    [Fact]
    public async Task Signed_headers_need_no_login_and_are_not_in_the_trace()
    {
        var stub = new KingdeeStub("headerSign").Answer("BatchSave", KingdeeStub.Result("", Saved, success: true));

        var answer = await stub.Target().WriteAsync([KingdeeStub.New("{}")], Token);

        Assert.Equal("BatchSave", Assert.Single(stub.Calls).Operation);
        Assert.Equal("", (await stub.Connection.SignInAsync(Token)).Value);
        Assert.Equal(0, stub.SignIns);
        var exchange = Assert.Single(answer.Exchanges);
        Assert.Equal(200, exchange.Status);
        Assert.DoesNotContain(
            "0123456789abcdef",
            System.Text.Encoding.UTF8.GetString(exchange.Request.Body.Span),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_connection_test_is_the_heartbeat_of_the_vendor()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", """[["PRE001"]]""");

        Assert.Contains("5f0a1b2c3d4e5f", await stub.Connection.TestAsync(Token), StringComparison.Ordinal);
        Assert.Contains("FNUMBER='PRE001'", stub.Calls[1].Body.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
