using System.Text;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Http;

public sealed class HttpTargetTests
{
    private const string Rule = ""","success":{"path":"code","values":[0],"message":"msg"}""";

    private static async Task<ConnectorException> FailsAsync(
        Say say,
        string settings = """{"path":"/o","id":"id"}""",
        string body = """{"a":1}"""
    )
    {
        var target = new HttpStand(_ => say).Target(settings);
        return await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync([HttpStand.New(body)], HttpStand.Stop));
    }

    [Fact]
    public async Task A_document_is_a_call_of_its_own_and_gets_id_and_number_from_the_answer()
    {
        var stand = new HttpStand(_ => new Say("""{"code":0,"data":{"id":9007199254740993,"no":"S1"}}"""));
        var target = stand.Target($$"""{"path":"/o","query":{"v":"1"},"id":"data.id","number":"data.no"{{Rule}}}""");
        Assert.Equal(1, target.Limits.Rows);
        var answer = await target.WriteAsync([HttpStand.New("""{"amt":19.900}""")], HttpStand.Stop);
        Assert.Equal([Outcome.Ok("9007199254740993", "S1")], answer.Outcomes);
        Assert.Equal("""{"code":0,"data":{"id":9007199254740993,"no":"S1"}}""", HttpStand.Text(Assert.Single(answer.Answers)));
        Assert.Equal(("POST /api/o?v=1", """{"amt":19.900}"""), (stand.Calls[0].Line, stand.Calls[0].Body));
        Assert.Equal(200, answer.Exchanges.Single().Status);
    }

    [Theory]
    [InlineData(400, ErrorKind.Rejected)]
    [InlineData(401, ErrorKind.Auth)]
    [InlineData(403, ErrorKind.Auth)]
    [InlineData(404, ErrorKind.Config)]
    [InlineData(408, ErrorKind.Transient)]
    [InlineData(409, ErrorKind.Rejected)]
    [InlineData(413, ErrorKind.Rejected)]
    [InlineData(415, ErrorKind.Config)]
    [InlineData(422, ErrorKind.Rejected)]
    [InlineData(425, ErrorKind.Transient)]
    [InlineData(429, ErrorKind.RateLimited)]
    [InlineData(500, ErrorKind.InDoubt)]
    [InlineData(502, ErrorKind.InDoubt)]
    [InlineData(503, ErrorKind.Transient)]
    [InlineData(504, ErrorKind.InDoubt)]
    public async Task A_status_says_what_a_write_does_next(int status, ErrorKind kind)
    {
        var error = await FailsAsync(new Say("""{"m":1}""", status));
        Assert.Equal((kind, $"HTTP {status}"), (error.Kind, error.Code));
        Assert.Equal(status, error.Exchanges.Single().Status);
    }

    [Fact]
    public async Task A_404_at_a_path_made_from_the_document_is_about_the_document() =>
        Assert.Equal(ErrorKind.Rejected, (await FailsAsync(new Say("{}", 404), """{"path":"/o/{a}"}""")).Kind);

    [Theory]
    [InlineData("", 200, "empty")]
    [InlineData("<html>ok</html>", 200, "html")]
    [InlineData("""{"id":1,"x":[""", 200, "malformed")]
    [InlineData("""{"id":1,"x":nope}""", 200, "malformed")]
    [InlineData("", 0, "reset")]
    public async Task What_may_have_arrived_is_in_doubt(string body, int status, string code)
    {
        var error = await FailsAsync(new Say(body, status));
        Assert.Equal((ErrorKind.InDoubt, code), (error.Kind, error.Code));
    }

    [Fact]
    public async Task An_answer_that_does_not_look_as_expected_says_nothing()
    {
        var error = await FailsAsync(new Say("""{"result":"?"}"""));
        Assert.Equal((ErrorKind.Unknown, "no-id"), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData("""{"code":7,"msg":"缺少客户"}""", ErrorKind.Rejected, "7")]
    [InlineData("""{"code":401,"msg":"请登录"}""", ErrorKind.Auth, "401")]
    [InlineData("""{"msg":"?"}""", ErrorKind.Unknown, "no-code")]
    public async Task A_code_that_is_no_success_is_a_typed_error(string body, ErrorKind kind, string code)
    {
        var error = await FailsAsync(new Say(body), $$"""{"path":"/o"{{Rule}}}""");
        Assert.Equal((kind, code), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData(204, "")]
    [InlineData(200, ""","success":{"allowEmpty":true}""")]
    public async Task An_empty_answer_is_a_success_where_that_is_said(int status, string rule)
    {
        var target = new HttpStand(_ => new Say("", status)).Target($$"""{"path":"/o","identity":"no"{{rule}}}""");
        var answer = await target.WriteAsync([HttpStand.New("""{"no":"A1"}""")], HttpStand.Stop);
        Assert.Equal([Outcome.Ok("A1", number: null)], answer.Outcomes);
    }

    [Fact]
    public async Task The_idempotency_header_carries_the_identity_and_a_change_has_another_one()
    {
        var stand = new HttpStand(_ => new Say("""{"id":1}"""));
        var target = stand.Target("""{"path":"/o","identity":"no","idempotencyHeader":"Idempotency-Key","update":{"mode":"same"}}""");
        Assert.Equal((DoubtPolicy.Resend, null), (target.DoubtPolicy, target.IdentityField));
        await target.WriteAsync([HttpStand.New("""{"no":"单1"}""")], HttpStand.Stop);
        await target.WriteAsync([HttpStand.Changed("""{"no":"A1","v":2}""", "5")], HttpStand.Stop);
        Assert.Equal("%E5%8D%951", stand.Calls[0].Headers["Idempotency-Key"]);
        Assert.Matches("^A1-[0-9a-f]{16}$", stand.Calls[1].Headers["Idempotency-Key"]);
        var error = await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync([HttpStand.New("{}")], HttpStand.Stop));
        Assert.Equal((ErrorKind.Rejected, "identity"), (error.Kind, error.Code));
    }

    [Fact]
    public async Task A_change_after_a_post_is_refused_unless_the_settings_say_how_to_send_it()
    {
        var stand = new HttpStand(_ => new Say("{}"));
        var refused = (
            await stand.Target("""{"path":"/o"}""").WriteAsync([HttpStand.Changed("{}", "5")], HttpStand.Stop)
        ).Outcomes.Single();
        Assert.Equal((false, ErrorKind.Rejected, "update"), (refused.Delivered, refused.Error!.Kind, refused.Error.Code));
        Assert.Empty(stand.Calls);
        await stand.Target("""{"path":"/o/{no}","method":"put"}""").WriteAsync([HttpStand.Changed("""{"no":1}""", "5")], HttpStand.Stop);
        await stand
            .Target("""{"path":"/o","update":{"mode":"call","method":"patch","path":"/o/{$id}"}}""")
            .WriteAsync([HttpStand.Changed("""{"no":1}""", "5")], HttpStand.Stop);
        Assert.Equal(["PUT /api/o/1", "PATCH /api/o/5"], stand.Lines);
    }

    [Theory]
    [InlineData("""{"rows":10}""", """[{"a":1},{"a":2.50}]""")]
    [InlineData("""{"wrap":"data.list","with":{"shop":"D1"}}""", """{"shop":"D1","data":{"list":[{"a":1},{"a":2.50}]}}""")]
    public async Task A_batch_is_one_call(string batch, string body)
    {
        var stand = new HttpStand(_ => new Say("{}"));
        var target = stand.Target($$"""{"path":"/o","batch":{{batch}}}""");
        await target.WriteAsync([HttpStand.New("""{"a":1}"""), HttpStand.New("""{"a":2.50}""")], HttpStand.Stop);
        Assert.Equal(body, stand.Calls.Single().Body);
        Assert.Equal(
            body,
            Encoding.UTF8.GetString(target.Preview([HttpStand.New("""{"a":1}"""), HttpStand.New("""{"a":2.50}""")]).Single().Body.Span)
        );
    }

    private const string Batch =
        """{"path":"/o","id":"id","number":"no","batch":{"rowResults":"ids","rowErrors":{"path":"bad","index":"i","firstIndex":1,"message":"why","code":"c"}}"""
        + Rule
        + "}";

    private static async Task<IReadOnlyList<Outcome>> BatchAsync(string answer)
    {
        var target = new HttpStand(_ => new Say(answer)).Target(Batch);
        return (await target.WriteAsync([HttpStand.New("{}"), HttpStand.New("{}"), HttpStand.New("{}")], HttpStand.Stop)).Outcomes;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task A_batch_has_an_outcome_for_each_document_whatever_the_code(int code)
    {
        var outcomes = await BatchAsync(
            $$$"""{"code":{{{code}}},"ids":[{"id":1,"no":"S1"},null,{"id":3}],"bad":[{"i":2,"why":"缺数量","c":4001}]}"""
        );
        Assert.Equal(
            [Outcome.Ok("1", "S1"), Outcome.Failed(new DeliveryError(ErrorKind.Rejected, "4001", "缺数量")), Outcome.Ok("3", number: null)],
            outcomes
        );
    }

    [Fact]
    public async Task A_batch_has_the_answer_to_each_document_that_was_taken()
    {
        var target = new HttpStand(_ => new Say(
            """{"code":0,"ids":[{"id":1,"no":"S1"},null,{"id":3}],"bad":[{"i":2,"why":"缺数量"}]}"""
        )).Target(Batch);
        var answer = await target.WriteAsync([HttpStand.New("{}"), HttpStand.New("{}"), HttpStand.New("{}")], HttpStand.Stop);
        Assert.Equal(["""{"id":1,"no":"S1"}""", null, """{"id":3}"""], answer.Answers.Select(HttpStand.Text));
    }

    [Theory]
    [InlineData("""{"code":9,"msg":"整批拒绝","bad":[]}""", ErrorKind.Rejected, "9")]
    [InlineData("""{"code":0,"ids":[{},{},{}],"bad":[{"i":7,"why":"?"}]}""", ErrorKind.InDoubt, "row-index")]
    [InlineData("""{"code":0,"ids":[{},{},{}],"bad":[{"why":"?"}]}""", ErrorKind.InDoubt, "row-index")]
    [InlineData("""{"code":0,"ids":[{},{}],"bad":[]}""", ErrorKind.Unknown, "row-results")]
    [InlineData("""{"code":0}""", ErrorKind.Unknown, "row-results")]
    public async Task A_batch_whose_outcomes_are_not_told_fails_as_a_whole(string answer, ErrorKind kind, string code)
    {
        var error = await Assert.ThrowsAsync<ConnectorException>(() => BatchAsync(answer));
        Assert.Equal((kind, code), (error.Kind, error.Code));
    }

    [Fact]
    public async Task What_was_done_is_not_lost_when_a_later_call_of_the_batch_fails()
    {
        var stand = new HttpStand(call => call.Method is "PUT" ? new Say("", 502) : new Say("{}"));
        var target = stand.Target("""{"path":"/o","identity":"no","batch":{},"update":{"mode":"call","path":"/o/{$id}"}}""");
        var answer = await target.WriteAsync([HttpStand.Changed("""{"no":"b"}""", "5"), HttpStand.New("""{"no":"a"}""")], HttpStand.Stop);
        Assert.Equal(["POST /api/o", "PUT /api/o/5"], stand.Lines);
        Assert.Equal(
            (false, ErrorKind.InDoubt, "5"),
            (answer.Outcomes[0].Delivered, answer.Outcomes[0].Error!.Kind, answer.Outcomes[0].TargetId)
        );
        Assert.Equal(Outcome.Ok("a", number: null), answer.Outcomes[1]);
    }

    [Theory]
    [InlineData("""[{"no":"A1","id":5,"bill":"S5"}]""", FoundState.Complete, 1)]
    [InlineData("""[{"no":"A1","id":5},{"no":"A1","id":6}]""", FoundState.Complete, 2)]
    [InlineData("""[{"no":"A2","id":5},{"no":"A3","id":6}]""", FoundState.Missing, 0)]
    [InlineData("[]", FoundState.Missing, 0)]
    public async Task A_document_in_doubt_is_looked_up_and_only_its_own_records_count(string list, FoundState state, int copies)
    {
        var stand = new HttpStand(_ => new Say($$"""{"list":{{list}}}"""));
        var target = stand.Target(
            """{"path":"/o","identity":"no","find":{"path":"/o","query":{"no":"={identity}"},"records":"list","number":"bill"}}"""
        );
        Assert.Equal(("no", DoubtPolicy.Hold), (target.IdentityField, target.DoubtPolicy));
        var found = (await target.FindAsync(["A1"], HttpStand.Stop)).Single();
        Assert.Equal((state, copies), (found.State, found.Copies));
        Assert.Equal(["GET /api/o?no=%3DA1"], stand.Lines);
    }

    [Fact]
    public async Task A_lookup_by_path_takes_404_for_missing_and_a_record_without_identity_for_an_error()
    {
        var stand = new HttpStand(call => call.Uri.AbsolutePath is "/api/o/A1" ? new Say("{}", 404) : new Say("""{"id":5}"""));
        var target = stand.Target("""{"path":"/o","identity":"no","find":{"path":"/o/{identity}"}}""");
        Assert.Equal(FoundState.Missing, (await target.FindAsync(["A1"], HttpStand.Stop)).Single().State);
        var error = await Assert.ThrowsAsync<ConnectorException>(() => target.FindAsync(["A2"], HttpStand.Stop));
        Assert.Equal((ErrorKind.Config, "match"), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData("""{"path":"/o/{a}","batch":{}}""")]
    [InlineData("""{"path":"/o","identity":"no","idempotencyHeader":"K","batch":{}}""")]
    [InlineData("""{"path":"/o","idempotencyHeader":"K"}""")]
    [InlineData("""{"path":"/o","find":{"path":"/o/{identity}"}}""")]
    [InlineData("""{"path":"/o","identity":"no","find":{"path":"/o"}}""")]
    [InlineData("""{"path":"/o","update":{"mode":"call"}}""")]
    [InlineData("""{"path":"/o","batch":{"with":{"a":1}}}""")]
    public void Settings_that_cannot_work_are_told_when_the_target_is_opened(string settings) =>
        Assert.Equal(ErrorKind.Config, Assert.Throws<ConnectorException>(() => new HttpStand(_ => new Say("{}")).Target(settings)).Kind);
}
