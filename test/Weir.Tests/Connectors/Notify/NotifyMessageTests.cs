using System.Text;
using System.Text.Json.Nodes;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Tests.Connectors.Http;
using Xunit;

namespace Weir.Tests.Connectors.Notify;

/// <summary>What is in a message, and how it is signed.</summary>
public sealed class NotifyMessageTests
{
    private static async Task<string> TextAsync(string node, IReadOnlyList<TargetDocument> documents, string? settings = null)
    {
        var stand = new NotifyStand(_ => new Say("""{"errcode":0,"errmsg":"ok"}"""));
        var answer = await stand.Target("dingtalk", settings ?? NotifyStand.DingTalk, node).WriteAsync(documents, NotifyStand.Stop);
        Assert.All(answer.Outcomes, outcome => Assert.Equal(Outcome.Ok(id: null, number: null), outcome));
        return (string)JsonNode.Parse(stand.Calls.Single().Body)!["text"]!["content"]!;
    }

    [Fact]
    public async Task Many_documents_make_one_message_and_the_rest_is_counted() =>
        Assert.Equal(
            "失败 12 张\n第 1 张\n第 2 张\n第 3 张\n… 还有 9 条",
            await TextAsync("""{"title":"失败 {count} 张","lines":3}""", NotifyStand.Many(12))
        );

    [Fact]
    public async Task A_message_of_few_documents_has_all_of_them_and_no_last_line() =>
        Assert.Equal(
            "失败\na\n7",
            await TextAsync("""{"title":"失败","text":"m.t"}""", [HttpStand.New("""{"m":{"t":"a"}}"""), HttpStand.New("""{"m":{"t":7}}""")])
        );

    [Fact]
    public async Task The_keyword_stands_in_every_message_once()
    {
        const string Settings = """{"webhook":"http://oapi.test/robot/send?access_token=t","keyword":"告警"}""";
        Assert.StartsWith("告警 失败\n", await TextAsync("""{"title":"失败"}""", NotifyStand.Many(1), Settings), StringComparison.Ordinal);
        Assert.StartsWith(
            "失败告警\n",
            await TextAsync("""{"title":"失败告警"}""", NotifyStand.Many(1), Settings),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Members_who_are_called_stand_in_the_text_too() =>
        Assert.EndsWith(
            "\n@13800000000 @13900000000",
            await TextAsync("""{"title":"失败","atMobiles":["13800000000","13900000000"]}""", NotifyStand.Many(1)),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Data_neither_breaks_the_lines_nor_calls_people() =>
        Assert.Equal(
            "t\na  b ＜at user_id=\"all\"></at> ＜@all>",
            await TextAsync("""{"title":"t"}""", NotifyStand.Documents("a\r\nb <at user_id=\"all\"></at> <@all>"))
        );

    [Theory]
    [InlineData(1, 10_000)]
    [InlineData(100, 500)]
    [InlineData(200, 20)]
    public async Task A_message_never_has_more_bytes_than_the_vendor_takes(int count, int length)
    {
        var stand = new NotifyStand(_ => new Say("""{"errcode":0}"""));
        var documents = NotifyStand.Documents([.. Enumerable.Repeat(string.Concat(Enumerable.Repeat("金😀\"", length / 3)), count)]);
        await stand
            .Target("wecom", NotifyStand.WeCom, """{"title":"失败 {count} 张","lines":100}""")
            .WriteAsync(documents, NotifyStand.Stop);
        await stand.Target("dingtalk", NotifyStand.DingTalk, """{"title":"失败","lines":100}""").WriteAsync(documents, NotifyStand.Stop);
        var text = (string)JsonNode.Parse(stand.Calls[0].Body)!["text"]!["content"]!;
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 200, 2048);
        Assert.InRange(Encoding.UTF8.GetByteCount(stand.Calls[1].Body), 200, 20_000);
        Assert.DoesNotContain('\uFFFD', text);
        if (count > 1)
            Assert.Matches("… 还有 [0-9]+ 条$", text);
    }

    [Fact]
    public async Task A_document_without_text_fails_alone()
    {
        var stand = new NotifyStand(_ => new Say("""{"errcode":0}"""));
        var target = stand.Target("wecom", NotifyStand.WeCom);
        var answer = await target.WriteAsync(
            [HttpStand.New("{}"), HttpStand.New("""{"text":"a"}"""), HttpStand.New("""{"text":[1]}"""), HttpStand.New("""{"text":"  "}""")],
            NotifyStand.Stop
        );
        Assert.Equal([false, true, false, false], answer.Outcomes.Select(o => o.Delivered));
        Assert.Equal((ErrorKind.Rejected, "no-text"), (answer.Outcomes[0].Error!.Kind, answer.Outcomes[0].Error!.Code));
        Assert.Contains("失败 1 张", stand.Calls.Single().Body, StringComparison.Ordinal);
        Assert.Empty((await target.WriteAsync([HttpStand.New("{}")], NotifyStand.Stop)).Exchanges);
        Assert.Single(stand.Calls);
    }

    [Fact]
    public async Task DingTalk_is_signed_in_the_query_as_the_worked_example_says()
    {
        var stand = new NotifyStand(_ => new Say("""{"errcode":0}"""));
        await stand.Target("dingtalk", NotifyStand.DingTalk).WriteAsync(NotifyStand.Many(1), NotifyStand.Stop);
        Assert.Equal(
            "POST /robot/send?access_token=tok-1234&timestamp=1795516200000&sign=SZ%2BnaobA%2F6aHHUEQEd60mq5rsZ4%2BDvtNRE6YVhhhIgk%3D",
            stand.Calls.Single().Line
        );
    }

    [Fact]
    public async Task Feishu_is_signed_in_the_body_as_the_worked_example_says()
    {
        var stand = new NotifyStand(_ => new Say("""{"code":0}"""));
        await stand
            .Target("feishu", NotifyStand.Feishu, """{"title":"t","atAll":true}""")
            .WriteAsync(NotifyStand.Many(1), NotifyStand.Stop);
        var body = JsonNode.Parse(stand.Calls.Single().Body)!;
        Assert.Equal(("1795516200", "8MTDEBfirzCHmEmjVAM+IWi8yGNsMmlmtzJZnyoKTN8="), ((string?)body["timestamp"], (string?)body["sign"]));
        Assert.Equal("t\n第 1 张\n<at user_id=\"all\"></at>", (string?)body["content"]!["text"]);
    }

    [Theory]
    [InlineData("dingtalk", NotifyStand.DingTalk, "http://oapi.test/robot/send?access_token=***")]
    [InlineData("wecom", NotifyStand.WeCom, "http://qyapi.test/cgi-bin/webhook/send?key=***")]
    [InlineData("feishu", NotifyStand.Feishu, "http://open.test/open-apis/bot/v2/hook/***")]
    [InlineData("webhook", NotifyStand.Webhook, "http://hooks.test/***")]
    public async Task No_key_and_no_signature_is_ever_shown(string id, string settings, string shown)
    {
        var broken = new NotifyStand(_ => new Say("", 0)).Target(id, settings);
        var error = await Assert.ThrowsAsync<ConnectorException>(() => broken.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop));
        Assert.Equal((ErrorKind.InDoubt, "reset"), (error.Kind, error.Code));
        var stand = new NotifyStand(_ => new Say("""{"errcode":0,"code":0}"""));
        var target = stand.Target(id, settings);
        var exchange = (await target.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop)).Exchanges.Single();
        var preview = target.Preview(NotifyStand.Many(1)).Single();
        Assert.Equal((shown, shown), (exchange.Request.Url, preview.Url));
        foreach (
            var text in new[]
            {
                error.ToString(),
                error.Exchanges.Single().Request.Url,
                HttpStand.Text(exchange.Request.Body)!,
                HttpStand.Text(preview.Body)!,
            }
        )
        {
            Assert.DoesNotContain("1234", text.Replace(NotifyStand.DingTalkSecret, "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("8MTDEBfirzCHmEmjVAM", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("dingtalk", "http://oapi.test/robot/send")]
    [InlineData("dingtalk", "http://oapi.test/robot/send?access_token=")]
    [InlineData("dingtalk", "tok-5678")]
    [InlineData("wecom", "http://qyapi.test/cgi-bin/webhook/send?access_token=tok-5678")]
    [InlineData("feishu", "http://open.test/open-apis/bot/v2/hook/")]
    [InlineData("webhook", "ftp://hooks.test/tok-5678")]
    [InlineData("webhook", "http://user:tok-5678@hooks.test/")]
    public void An_address_that_cannot_be_one_is_told_without_showing_it(string id, string address)
    {
        var error = Assert.Throws<ConnectorException>(() => new NotifyStand().Open(id, $$"""{"webhook":"{{address}}"}"""));
        Assert.Equal((ErrorKind.Config, "address"), (error.Kind, error.Code));
        Assert.DoesNotContain("5678", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"title":" "}""")]
    [InlineData(
        """{"title":"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"}"""
    )]
    public void A_title_that_cannot_work_is_told_when_the_target_is_opened(string node) =>
        Assert.Equal(
            ErrorKind.Config,
            Assert.Throws<ConnectorException>(() => new NotifyStand().Target("wecom", NotifyStand.WeCom, node)).Kind
        );

    [Fact]
    public void Doubt_means_told_twice_unless_the_node_says_otherwise()
    {
        var stand = new NotifyStand();
        Assert.Equal(DoubtPolicy.Resend, stand.Target("wecom", NotifyStand.WeCom).DoubtPolicy);
        Assert.Equal(DoubtPolicy.Hold, stand.Target("wecom", NotifyStand.WeCom, """{"title":"t","onDoubt":"hold"}""").DoubtPolicy);
        Assert.Null(stand.Target("wecom", NotifyStand.WeCom).IdentityField);
    }
}
