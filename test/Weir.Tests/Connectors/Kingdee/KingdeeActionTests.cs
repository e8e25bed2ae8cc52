using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

public sealed class KingdeeActionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fixed_keys_are_added_unless_the_document_brings_its_own()
    {
        var stub = new KingdeeStub().Answer(
            "Push",
            """{"Result":{"ConvertResponseStatus":{"IsSuccess":true,"Errors":[]},"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":200,"Number":"XSCKD1","DIndex":0}],"MsgCode":0}}}"""
        );
        var target = stub.Target("""{"formId":"SAL_SaleOrder","data":{"RuleId":"SaleOrder-OutStock","TargetFormId":"x"}}""", "push");

        var answer = await target.WriteAsync([KingdeeStub.New("""{"Numbers":["XSDD1"],"TargetFormId":"SAL_OUTSTOCK"}""")], Token);

        Assert.Equal(Outcome.Ok("200", "XSCKD1"), Assert.Single(answer.Outcomes));
        Assert.Equal(
            """{"formid":"SAL_SaleOrder","data":{"RuleId":"SaleOrder-OutStock","Numbers":["XSDD1"],"TargetFormId":"SAL_OUTSTOCK"}}""",
            stub.Calls[1].Body
        );
    }

    [Fact]
    public async Task A_conversion_that_fails_fails_the_push()
    {
        var stub = new KingdeeStub().Answer(
            "Push",
            """{"Result":{"ConvertResponseStatus":{"IsSuccess":false,"Errors":[{"Message":"没有可下推的数据","DIndex":0}]},"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[]}}}"""
        );

        var outcome = Assert.Single(
            (await stub.Target("""{"formId":"SAL_SaleOrder"}""", "push").WriteAsync([KingdeeStub.New("""{"Ids":"1"}""")], Token)).Outcomes
        );

        Assert.Equal("没有可下推的数据", outcome.Error!.Text);
    }

    [Fact]
    public async Task Audited_already_is_what_was_wanted()
    {
        var stub = new KingdeeStub().Answer(
            "Audit",
            KingdeeStub.Result("""{"FieldName":null,"Message":"单据编号为“X”的销售出库单，单据已经审核！","DIndex":0}""", "", 11)
        );
        var target = stub.Target("""{"formId":"SAL_OUTSTOCK"}""", "audit");

        Assert.True(Assert.Single((await target.WriteAsync([KingdeeStub.New("""{"Numbers":["X"]}""")], Token)).Outcomes).Delivered);
        Assert.Equal(DoubtPolicy.Resend, target.DoubtPolicy);
    }

    [Fact]
    public async Task Each_document_has_its_own_call_and_outcome()
    {
        var stub = new KingdeeStub()
            .Answer("Delete", KingdeeStub.Result("", """{"Id":1,"Number":"A","DIndex":0}""", success: true))
            .Answer("Delete", "<html/>", 502)
            .Answer("Delete", KingdeeStub.Result("""{"Message":"单据已审核，不允许删除","DIndex":0}""", "", 12));
        TargetDocument[] batch = [.. new[] { "1", "2", "3" }.Select(id => KingdeeStub.New($$"""{"Ids":"{{id}}"}"""))];

        var outcomes = (await stub.Target("""{"formId":"SAL_OUTSTOCK"}""", "delete").WriteAsync(batch, Token)).Outcomes;

        Assert.True(outcomes[0].Delivered);
        Assert.Equal(ErrorKind.InDoubt, outcomes[1].Error!.Kind);
        Assert.Equal(ErrorKind.Rejected, outcomes[2].Error!.Kind);
    }
}
