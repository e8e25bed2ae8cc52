using System.Text;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

public sealed class KingdeeSaveTests
{
    private const string Required = """{"FieldName":null,"Message":"字段“结算方式”是必填项","DIndex":0}""";
    private const string Duplicate =
        """{"FieldName":"FBillNo","Message":"违反字段唯一性要求：编码唯一。[test5]在当前系统中已经被使用。","DIndex":0}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TargetDocument[] Documents(int count) =>
        [.. Enumerable.Range(0, count).Select(i => KingdeeStub.New($$"""{"F_out_id":"zl-{{i}}"}""", $"zl-{i}"))];

    private static string Entity(int id, int index) => $$"""{"Id":{{id}},"Number":"C{{id}}","DIndex":{{index}}}""";

    [Fact]
    public async Task The_main_scenario_is_sent_in_the_order_and_bytes_of_the_mapping()
    {
        const string Body =
            """{"FCreateOrgId":{"FNumber":"100"},"FUseOrgId":{"FNumber":"100"},"FName":"甲公司","FTRADINGCURRID":{"FNumber":"PRE001"},"F_out_id":"778","F_KHLX":{"FNumber":"KHLX02_SYS"},"FGroup":{"FNumber":"02"}}""";
        var stub = new KingdeeStub().Answer(
            "BatchSave",
            KingdeeStub.Result("", Entity(105016, 0) + "," + Entity(105017, 1), success: true)
        );
        var target = stub.Target("""{"formId":"BD_Customer","identity":"F_out_id","fields":{"F_KHLX":{"kind":"assistant"}}}""");
        TargetDocument[] batch = [KingdeeStub.New(Body, "778"), KingdeeStub.New("""{"FName":"乙"}""", "779")];

        var preview = Assert.Single(target.Preview(batch));
        var answer = await target.WriteAsync(batch, Token);

        const string Expected =
            """{"formid":"BD_Customer","data":{"NeedUpDateFields":[],"NeedReturnFields":["F_out_id"],"IsDeleteEntry":false,"IsVerifyBaseDataField":false,"IsAutoSubmitAndAudit":true,"ValidateFlag":true,"Model":["""
            + Body
            + """,{"FName":"乙"}]}}""";
        Assert.Equal(Expected, stub.Calls[1].Body);
        Assert.Equal(Expected, Encoding.UTF8.GetString(preview.Body.Span));
        Assert.Equal("http://kingdee.test/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.BatchSave.common.kdsvc", preview.Url);
        Assert.Equal([Outcome.Ok("105016", "C105016"), Outcome.Ok("105017", "C105017")], answer.Outcomes);
        Assert.Equal("""{"Id":105017,"Number":"C105017"}""", Encoding.UTF8.GetString(answer.Answers[1]!.Value.Span));
        Assert.Equal(Expected, Encoding.UTF8.GetString(Assert.Single(answer.Exchanges).Request.Body.Span));
    }

    [Fact]
    public async Task A_partial_success_is_taken_apart_by_DIndex_and_a_document_nobody_mentions_is_in_doubt()
    {
        var errors =
            Required
            + """,{"FieldName":null,"Message":"编码值[\"X\"]不存在","DIndex":0},{"FieldName":null,"Message":"插件取消了保存操作","DIndex":3}""";
        var stub = new KingdeeStub().Answer("BatchSave", KingdeeStub.Result(errors, Entity(1, 1))).Answer("ExecuteBillQuery", "[]");

        var outcomes = (await stub.Target().WriteAsync(Documents(4), Token)).Outcomes;

        Assert.Equal(ErrorKind.Rejected, outcomes[0].Error!.Kind);
        Assert.Equal("字段“结算方式”是必填项；编码值[\"X\"]不存在", outcomes[0].Error!.Text);
        Assert.NotNull(outcomes[0].Error!.Advice);
        Assert.Equal(Outcome.Ok("1", "C1"), outcomes[1]);
        Assert.Equal(ErrorKind.InDoubt, outcomes[2].Error!.Kind);
        Assert.Equal("插件取消了保存操作", outcomes[3].Error!.Text);
        Assert.Contains("F_out_id IN ('zl-0','zl-3')", stub.Calls[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_on_one_document_of_a_batch_that_was_saved_is_only_its_own()
    {
        var error = """{"FieldName":null,"Message":"业务操作-“[X-修改]”冲突，请稍候再使用。","DIndex":1}""";
        var stub = new KingdeeStub()
            .Answer("BatchSave", KingdeeStub.Result(error, Entity(1, 0), msgCode: 13))
            .Answer("ExecuteBillQuery", "[]");

        var outcomes = (await stub.Target().WriteAsync(Documents(2), Token)).Outcomes;

        Assert.True(outcomes[0].Delivered);
        Assert.Equal(ErrorKind.Transient, outcomes[1].Error!.Kind);
        Assert.Equal("MsgCode 13", outcomes[1].Error!.Code);
    }

    [Fact]
    public async Task What_was_saved_but_not_audited_is_audited_at_once()
    {
        var stub = new KingdeeStub()
            .Answer("BatchSave", KingdeeStub.Result("""{"FieldName":null,"Message":"审核失败","DIndex":0}""", Entity(7, 0), msgCode: 11))
            .Answer("ExecuteBillQuery", """[[7,"C7","A"]]""")
            .Answer("Submit", KingdeeStub.Result("", Entity(7, 0), success: true))
            .Answer("Audit", KingdeeStub.Result("", Entity(7, 0), success: true));

        var answer = await stub.Target().WriteAsync(Documents(1), Token);

        Assert.Equal(Outcome.Ok("7", "C7"), Assert.Single(answer.Outcomes));
        Assert.Equal(["BatchSave", "ExecuteBillQuery", "Submit", "Audit"], stub.Operations);
        Assert.Equal(4, answer.Exchanges.Count);
    }

    [Fact]
    public async Task An_audit_that_is_refused_leaves_a_failed_document_with_its_id()
    {
        var stub = new KingdeeStub()
            .Answer("BatchSave", KingdeeStub.Result("""{"FieldName":null,"Message":"审核失败","DIndex":0}""", Entity(7, 0), msgCode: 11))
            .Answer("ExecuteBillQuery", """[[7,"C7","B"]]""")
            .Answer("Audit", KingdeeStub.Result("""{"FieldName":null,"Message":"信用额度不足","DIndex":0}""", "", msgCode: 11));

        var outcome = Assert.Single((await stub.Target().WriteAsync(Documents(1), Token)).Outcomes);

        Assert.False(outcome.Delivered);
        Assert.Equal(("7", "C7"), (outcome.TargetId, outcome.TargetNumber));
        Assert.Equal(ErrorKind.Rejected, outcome.Error!.Kind);
        Assert.Contains("信用额度不足", outcome.Error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[[9,"C9","zl-0","C"]]""", ErrorKind.InDoubt)]
    [InlineData("[]", ErrorKind.Rejected)]
    public async Task A_number_in_use_is_in_doubt_only_when_the_document_itself_is_found(string rows, ErrorKind kind)
    {
        var stub = new KingdeeStub().Answer("BatchSave", KingdeeStub.Result(Duplicate, "", msgCode: 11)).Answer("ExecuteBillQuery", rows);

        Assert.Equal(kind, Assert.Single((await stub.Target().WriteAsync(Documents(1), Token)).Outcomes).Error!.Kind);
    }

    [Fact]
    public async Task A_number_in_use_is_rejected_when_there_is_no_identity()
    {
        var stub = new KingdeeStub().Answer("BatchSave", KingdeeStub.Result(Duplicate, "", msgCode: 11));

        var target = stub.Target("""{"formId":"BD_Customer"}""");

        Assert.Null(target.IdentityField);
        Assert.Equal(ErrorKind.Rejected, Assert.Single((await target.WriteAsync([KingdeeStub.New("{}")], Token)).Outcomes).Error!.Kind);
    }

    [Theory]
    [InlineData("""{"FieldName":null,"Message":"参数错误"}""", 8, ErrorKind.Rejected)]
    [InlineData("", 0, ErrorKind.Unknown)]
    [InlineData("""{"FieldName":null,"Message":"批量操作的单据数量超过上限1","DIndex":0}""", 14, ErrorKind.Rejected)]
    [InlineData("""{"FieldName":null,"Message":"未将对象引用设置到对象的实例。","DIndex":0}""", 4, ErrorKind.Rejected)]
    public async Task An_answer_that_names_no_document_fails_the_call(string errors, int msgCode, ErrorKind kind)
    {
        var stub = new KingdeeStub().Answer("BatchSave", KingdeeStub.Result(errors, "", msgCode)).Answer("ExecuteBillQuery", "[]");

        var e = await Assert.ThrowsAsync<ConnectorException>(() => stub.Target().WriteAsync(Documents(2), Token));

        Assert.Equal(kind, e.Kind);
    }

    [Fact]
    public async Task A_batch_that_was_refused_does_not_go_out_again_when_one_of_its_documents_is_found()
    {
        var stub = new KingdeeStub()
            .Answer("BatchSave", KingdeeStub.Result("""{"FieldName":null,"Message":"冲突，请稍候再使用","DIndex":0}""", "", 13))
            .Answer("ExecuteBillQuery", """[[7,"C7","zl-1","A"]]""")
            .Answer("ExecuteBillQuery", """[[7,"C7","A"]]""")
            .Answer("Submit", KingdeeStub.Result("", Entity(7, 0), success: true))
            .Answer("Audit", KingdeeStub.Result("", Entity(7, 0), success: true));

        var outcomes = (await stub.Target().WriteAsync(Documents(2), Token)).Outcomes;

        Assert.Equal(ErrorKind.Transient, outcomes[0].Error!.Kind);
        Assert.Equal(Outcome.Ok("7", "C7"), outcomes[1]);
    }

    [Fact]
    public async Task Save_sends_one_document_as_an_object()
    {
        var stub = new KingdeeStub().Answer(
            "Save",
            """{"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":"9f-1","Number":"C1","DIndex":0}],"MsgCode":0},"Id":"9f-1","Number":"C1"}}"""
        );
        var target = stub.Target(operation: "save");

        var outcomes = (await target.WriteAsync(Documents(1), Token)).Outcomes;

        Assert.Equal(1, target.Limits.Rows);
        Assert.Equal(Outcome.Ok("9f-1", "C1"), Assert.Single(outcomes));
        Assert.EndsWith(""","Model":{"F_out_id":"zl-0"}}}""", stub.Calls[1].Body, StringComparison.Ordinal);
    }
}
