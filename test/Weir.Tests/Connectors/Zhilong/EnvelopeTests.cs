using System.Text;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Zhilong;

public sealed class EnvelopeTests
{
    private static Task<List<string>> ReadAsync(ZhilongStand stand) => ZhilongStand.ReadAllAsync(stand.Source(), ZhilongStand.Everything);

    private static async Task<ConnectorException> FailAsync(ZhilongStand stand) =>
        await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(stand));

    [Theory]
    [InlineData("""{"total":1,"rows":[{"agentId":1}],"code":200,"msg":"查询成功"}""", "ruoyiVue (rows at rows).")]
    [InlineData("""{"total":1,"rows":[{"agentId":1}],"code":0,"msg":"查询成功"}""", "ruoyi (rows at rows).")]
    [InlineData("""{"code":200,"msg":"ok","data":[{"agentId":1}]}""", "ajaxList (rows at data), without a total.")]
    [InlineData("""{"code":"0","data":{"rows":[{"agentId":1}],"total":1}}""", "ajaxPage (rows at data.rows).")]
    [InlineData("""{"code":200,"data":{"total":"1","list":[{"agentId":1}]}}""", "ajaxPage (rows at data.list).")]
    [InlineData("""{"code":200,"data":{"records":[{"agentId":1}],"total":1,"size":10}}""", "ajaxPage (rows at data.records).")]
    [InlineData("""[{"agentId":1}]""", "bareArray, without a total.")]
    public async Task The_envelope_is_recognised_by_the_first_answer_and_told_once(string answer, string envelope)
    {
        var stand = new ZhilongStand(_ => new StubAnswer(answer));

        Assert.Equal(["""{"agentId":1}"""], await ReadAsync(stand));
        Assert.Equal(["""{"agentId":1}"""], await ReadAsync(stand));

        var note = Assert.Single(stand.Notes);
        Assert.EndsWith($"the envelope is {envelope}", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ruoyiVue", """{"total":1,"rows":[{"agentId":1}],"code":200}""")]
    [InlineData("ruoyi", """{"total":1,"rows":[{"agentId":1}],"code":0}""")]
    [InlineData("ajaxList", """{"code":0,"data":[{"agentId":1}]}""")]
    [InlineData("ajaxPage", """{"code":200,"data":{"list":[{"agentId":1}],"total":1}}""")]
    [InlineData("bareArray", """[{"agentId":1}]""")]
    public async Task A_profile_that_is_set_is_used_without_a_note(string profile, string answer)
    {
        var stand = new ZhilongStand(_ => new StubAnswer(answer), $$$"""{"envelope":{"profile":"{{{profile}}}"}}""");

        Assert.Equal(["""{"agentId":1}"""], await ReadAsync(stand));
        Assert.Empty(stand.Notes);
    }

    [Theory]
    [InlineData("ruoyiVue", 0)]
    [InlineData("ruoyi", 200)]
    public async Task The_success_code_of_the_other_family_is_not_success(string profile, int code)
    {
        var stand = new ZhilongStand(
            _ => new StubAnswer($$"""{"total":1,"rows":[{"agentId":1}],"code":{{code}},"msg":"?"}"""),
            $$$"""{"envelope":{"profile":"{{{profile}}}"}}"""
        );

        Assert.Equal(ErrorKind.Unknown, (await FailAsync(stand)).Kind);
    }

    [Fact]
    public async Task Custom_paths_find_rows_total_code_and_text()
    {
        const string Settings = """
            {"envelope":{"profile":"custom","rowsPath":"result.page.items","totalPath":"result.page.count","codePath":"status.code","messagePath":"status.text","okCodes":["S"]}}
            """;
        var good = new ZhilongStand(
            _ => new StubAnswer("""{"status":{"code":"S"},"result":{"page":{"count":1,"items":[{"agentId":1}]},"x":[1,{"items":[]}]}}"""),
            Settings
        );
        Assert.Equal(["""{"agentId":1}"""], await ReadAsync(good));

        var bad = new ZhilongStand(_ => new StubAnswer("""{"status":{"code":"E7","text":"月结中"}}"""), Settings);
        var error = await FailAsync(bad);
        Assert.Equal((ErrorKind.Unknown, "E7", "月结中"), (error.Kind, error.Code, error.VendorText));
    }

    [Fact]
    public async Task Values_inside_rows_that_look_like_the_envelope_are_left_alone()
    {
        const string Row = """{"rows":[1],"total":99,"code":500,"msg":"\"}]","data":{"list":[]},"agentId":12345678901234567890}""";
        var stand = new ZhilongStand(_ => new StubAnswer($$""" { "rows" : [ {{Row}} ] , "total" : 1 , "code" : 200 } """));

        Assert.Equal([Row], await ReadAsync(stand));
    }

    [Fact]
    public async Task A_later_answer_of_another_shape_is_an_error_and_not_an_empty_page()
    {
        var answers = new Queue<string>(["""{"total":4,"rows":[{"agentId":1},{"agentId":2}],"code":200}""", """{"code":200,"data":[]}"""]);
        var stand = new ZhilongStand(_ => new StubAnswer(answers.Dequeue()));

        var error = await Assert.ThrowsAsync<ConnectorException>(() =>
            ZhilongStand.ReadAllAsync(stand.Source("""{"paging":{"size":2}}"""), ZhilongStand.Everything)
        );

        Assert.Equal((ErrorKind.Transient, "malformed"), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData("""{"code":200,"msg":"ok","data":null}""")]
    [InlineData("""{"code":200,"msg":"ok","total":0,"rows":null}""")]
    [InlineData("""{"code":200,"msg":"ok","total":0,"rows":[]}""")]
    [InlineData("[]")]
    public async Task Nothing_found_is_an_empty_page(string answer)
    {
        Assert.Empty(await ReadAsync(new ZhilongStand(_ => new StubAnswer(answer))));
    }

    [Fact]
    public async Task An_answer_in_which_no_rows_are_recognised_names_its_members()
    {
        var error = await FailAsync(new ZhilongStand(_ => new StubAnswer("""{"code":200,"result":{"records":[]},"success":true}""")));

        Assert.Equal(ErrorKind.Config, error.Kind);
        Assert.Contains("code, result, success", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "body is empty")]
    [InlineData("""{"total":2,"rows":[{"agentId":1},{"agentI""", "ends inside")]
    [InlineData("""{"total":2,"rows":[{"agentId":1}],"code":2""", "cut off")]
    [InlineData("""{"total":2,"rows":[{"agentId":1}],"code":200} x""", "after the end of the JSON, at byte 46")]
    [InlineData("""{"total":2,"rows":{"agentId":1},"code":200}""", "the rows are an object, not an array")]
    [InlineData("""{"total":2,"rows":"none","code":200}""", "the rows are a single value, not an array")]
    [InlineData("""{"total":2 "rows":[],"code":200}""", "at byte 11")]
    [InlineData("Service busy", "byte 0")]
    public async Task A_malformed_answer_is_transient_and_says_where(string answer, string where)
    {
        var error = await FailAsync(new ZhilongStand(_ => new StubAnswer(answer)));

        Assert.Equal(ErrorKind.Transient, error.Kind);
        Assert.Contains("malformed answer", error.Message, StringComparison.Ordinal);
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_in_another_encoding_does_not_hide_the_error_that_it_explains()
    {
        var refused = new StubAnswer("""{"code":500,"msg":"é \"x\""}""") { Encoding = Encoding.Latin1 };
        var error = await FailAsync(new ZhilongStand(_ => refused));
        Assert.Equal((ErrorKind.Transient, "500"), (error.Kind, error.Code));
    }
}
