using Weir.Sdk.Errors;
using Weir.Tests.Connectors.Http;
using Xunit;

namespace Weir.Tests.Connectors.Notify;

/// <summary>Every answer is a success, a typed error or a doubt.</summary>
public sealed class NotifyAnswerTests
{
    private static string Settings(string id) =>
        id switch
        {
            "dingtalk" => NotifyStand.DingTalk,
            "wecom" => NotifyStand.WeCom,
            "feishu" => NotifyStand.Feishu,
            _ => NotifyStand.Webhook,
        };

    [Theory]
    [InlineData("dingtalk", """{"errcode":310000,"errmsg":"keywords not in content"}""", 200, ErrorKind.Config, "310000")]
    [InlineData("dingtalk", """{"errcode":310000,"errmsg":"sign not match, more: [x]"}""", 200, ErrorKind.Auth, "310000")]
    [InlineData("dingtalk", """{"errcode":310000,"errmsg":"invalid timestamp"}""", 200, ErrorKind.Config, "310000")]
    [InlineData("dingtalk", """{"errcode":310000,"errmsg":"ip 1.2.3.4 not in whitelist"}""", 200, ErrorKind.Auth, "310000")]
    [InlineData("dingtalk", """{"errcode":130101,"errmsg":"send too fast"}""", 200, ErrorKind.RateLimited, "130101")]
    [InlineData("dingtalk", """{"status":1111,"punish":"deny","wait":5}""", 200, ErrorKind.RateLimited, "1111")]
    [InlineData("dingtalk", """{"errcode":300005,"errmsg":"token is not exist"}""", 200, ErrorKind.Auth, "300005")]
    [InlineData("dingtalk", """{"errcode":-1,"errmsg":"系统繁忙"}""", 200, ErrorKind.Transient, "-1")]
    [InlineData("dingtalk", """{"errcode":999,"errmsg":"you exceed it"}""", 200, ErrorKind.RateLimited, "999")]
    [InlineData("wecom", """{"errcode":45009,"errmsg":"api freq out of limit"}""", 200, ErrorKind.RateLimited, "45009")]
    [InlineData("wecom", """{"errcode":93000,"errmsg":"invalid webhook url"}""", 200, ErrorKind.Auth, "93000")]
    [InlineData("feishu", """{"code":11232,"msg":"frequency limited"}""", 400, ErrorKind.RateLimited, "11232")]
    [InlineData("feishu", """{"code":19021,"msg":"sign match fail"}""", 200, ErrorKind.Auth, "19021")]
    [InlineData("feishu", """{"code":19024,"msg":"Key Words Not Found"}""", 200, ErrorKind.Config, "19024")]
    [InlineData("webhook", "no", 401, ErrorKind.Auth, "HTTP 401")]
    [InlineData("webhook", "no", 302, ErrorKind.Config, "HTTP 302")]
    [InlineData("webhook", "no", 404, ErrorKind.Config, "HTTP 404")]
    [InlineData("webhook", "no", 503, ErrorKind.Transient, "HTTP 503")]
    [InlineData("webhook", "no", 502, ErrorKind.InDoubt, "HTTP 502")]
    [InlineData("webhook", "no", 429, ErrorKind.RateLimited, "HTTP 429")]
    [InlineData("dingtalk", "<html>502</html>", 502, ErrorKind.InDoubt, "HTTP 502")]
    [InlineData("dingtalk", "<html>login</html>", 200, ErrorKind.InDoubt, "no-code")]
    [InlineData("wecom", "", 200, ErrorKind.InDoubt, "no-code")]
    [InlineData("wecom", """{"errcode":0,"errm""", 200, ErrorKind.InDoubt, "no-code")]
    [InlineData("feishu", "[]", 200, ErrorKind.InDoubt, "no-code")]
    [InlineData("feishu", """{"code":{}}""", 200, ErrorKind.InDoubt, "no-code")]
    public async Task A_message_that_was_not_taken_is_an_error_of_the_whole_call(
        string id,
        string body,
        int status,
        ErrorKind kind,
        string code
    )
    {
        var target = new NotifyStand(_ => new Say(body, status)).Target(id, Settings(id));
        var error = await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync(NotifyStand.Many(3), NotifyStand.Stop));
        Assert.Equal((kind, code), (error.Kind, error.Code));
        Assert.Equal(kind is ErrorKind.RateLimited, error.RetryAfter > TimeSpan.Zero);
        Assert.Equal((status, body), (error.Exchanges.Single().Status, HttpStand.Text(error.Exchanges.Single().Answer)));
    }

    [Theory]
    [InlineData("dingtalk", """{"errcode":777,"errmsg":"新的错误"}""", 200, "777", "新的错误")]
    [InlineData("wecom", """{"errcode":44004,"errmsg":"empty content"}""", 200, "44004", "empty content")]
    [InlineData("feishu", """{"code":9499,"msg":"Bad Request"}""", 400, "9499", "Bad Request")]
    [InlineData("webhook", "太长", 413, "HTTP 413", "太长")]
    public async Task A_refused_message_fails_its_documents_and_is_not_cut_into_many(
        string id,
        string body,
        int status,
        string code,
        string text
    )
    {
        var stand = new NotifyStand(_ => new Say(body, status));
        var answer = await stand.Target(id, Settings(id)).WriteAsync(NotifyStand.Many(3), NotifyStand.Stop);
        Assert.Equal(3, answer.Outcomes.Count);
        Assert.All(
            answer.Outcomes,
            o => Assert.Equal((false, ErrorKind.Rejected, code, text), (o.Delivered, o.Error!.Kind, o.Error.Code, o.Error.Text))
        );
        Assert.Single(stand.Calls);
        Assert.Equal(status, answer.Exchanges.Single().Status);
    }

    [Theory]
    [InlineData("feishu", """{"Extra":null,"StatusCode":0,"StatusMessage":"success"}""")]
    [InlineData("feishu", """{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}""")]
    [InlineData("wecom", """{"errcode":0,"errmsg":"ok"}""")]
    [InlineData("webhook", "")]
    public async Task All_shapes_of_success_are_known(string id, string body)
    {
        var target = new NotifyStand(_ => new Say(body)).Target(id, Settings(id));
        Assert.All((await target.WriteAsync(NotifyStand.Many(2), NotifyStand.Stop)).Outcomes, o => Assert.True(o.Delivered));
    }

    [Fact]
    public async Task A_webhook_that_limits_says_for_how_long()
    {
        var target = new NotifyStand(_ => new Say("", 429) { RetryAfter = "7" }).Target("webhook", NotifyStand.Webhook);
        var error = await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop));
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
    }
}
