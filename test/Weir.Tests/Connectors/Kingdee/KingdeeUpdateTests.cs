using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

public sealed class KingdeeUpdateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Done(params int[] ids) =>
        KingdeeStub.Result(
            "",
            string.Join(",", ids.Select((id, i) => $$"""{"Id":{{id}},"Number":"C{{id}}","DIndex":{{i}}}""")),
            success: true
        );

    [Fact]
    public async Task An_audited_document_is_opened_saved_under_its_id_and_a_mapped_key_is_dropped()
    {
        var stub = new KingdeeStub()
            .Answer("ExecuteBillQuery", """[[7,"C7","C"],[8,"C8","B"]]""")
            .Answer("UnAudit", Done(7))
            .Answer("CancelAssign", Done(8))
            .Answer("BatchSave", Done(7, 8));
        TargetDocument[] batch =
        [
            KingdeeStub.Known("""{"fcustid" : 0, "FName":"甲","FX":{"FCUSTID":1}}""", "7"),
            KingdeeStub.Known("{}", "8"),
        ];

        var answer = await stub.Target().WriteAsync(batch, Token);

        Assert.Equal([Outcome.Ok("7", "C7"), Outcome.Ok("8", "C8")], answer.Outcomes);
        Assert.Equal(["ExecuteBillQuery", "UnAudit", "CancelAssign", "BatchSave"], stub.Operations);
        Assert.Contains("FCUSTID IN (7,8)", stub.Calls[1].Body, StringComparison.Ordinal);
        Assert.Equal("""{"formid":"BD_Customer","data":{"Ids":"7"}}""", stub.Calls[2].Body);
        Assert.EndsWith(
            ""","Model":[{"FCUSTID":7,"FName":"甲","FX":{"FCUSTID":1}},{"FCUSTID":8}]}}""",
            stub.Calls[4].Body,
            StringComparison.Ordinal
        );
        Assert.Contains("\"IsDeleteEntry\":false", stub.Calls[4].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_was_audited_is_audited_again_even_when_new_ones_are_not()
    {
        var stub = new KingdeeStub()
            .Answer("ExecuteBillQuery", """[[7,"C7","C"],[8,"C8","A"]]""")
            .Answer("UnAudit", Done(7))
            .Answer("BatchSave", Done(7, 8))
            .Answer("Submit", Done(7))
            .Answer("Audit", Done(7));
        var target = stub.Target("""{"formId":"BD_Customer","identity":"F_out_id","autoSubmitAndAudit":false}""");

        var answer = await target.WriteAsync([KingdeeStub.Known("{}", "7"), KingdeeStub.Known("{}", "8")], Token);

        Assert.All(answer.Outcomes, o => Assert.True(o.Delivered));
        Assert.Equal(["ExecuteBillQuery", "UnAudit", "BatchSave", "Submit", "Audit"], stub.Operations);
    }

    [Fact]
    public async Task A_document_that_is_gone_is_rejected_and_the_others_go_on()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", """[[8,"C8","A"]]""").Answer("BatchSave", Done(8));

        var outcomes = (await stub.Target().WriteAsync([KingdeeStub.Known("{}", "7"), KingdeeStub.Known("{}", "8")], Token)).Outcomes;

        Assert.Equal("gone", outcomes[0].Error!.Code);
        Assert.Equal(ErrorKind.Rejected, outcomes[0].Error!.Kind);
        Assert.True(outcomes[1].Delivered);
    }

    [Fact]
    public async Task An_update_that_is_refused_leaves_the_document_audited_as_it_was()
    {
        var stub = new KingdeeStub()
            .Answer("ExecuteBillQuery", """[[7,"C7","C"]]""")
            .Answer("UnAudit", Done(7))
            .Answer("BatchSave", KingdeeStub.Result("""{"FieldName":null,"Message":"字段“名称”是必填项","DIndex":0}""", "", 11))
            .Answer("ExecuteBillQuery", """[[7,"C7","D"]]""")
            .Answer("Submit", Done(7))
            .Answer("Audit", Done(7));

        var outcome = Assert.Single((await stub.Target().WriteAsync([KingdeeStub.Known("{}", "7")], Token)).Outcomes);

        Assert.False(outcome.Delivered);
        Assert.Equal("7", outcome.TargetId);
        Assert.Contains("必填", outcome.Error!.Text, StringComparison.Ordinal);
        Assert.Equal("Audit", stub.Calls[^1].Operation);
    }

    [Fact]
    public async Task An_update_whose_answer_is_lost_is_in_doubt_under_its_id()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", """[[7,"C7","A"]]""").Answer("BatchSave", "<html/>", 502);

        var outcome = Assert.Single((await stub.Target().WriteAsync([KingdeeStub.Known("{}", "7")], Token)).Outcomes);

        Assert.Equal(ErrorKind.InDoubt, outcome.Error!.Kind);
        Assert.Equal("7", outcome.TargetId);
    }

    [Fact]
    public async Task An_update_with_entries_whose_answer_is_lost_fails_as_a_whole()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", """[[7,"C7","A"]]""").Answer("BatchSave", "<html/>", 502);

        var e = await Assert.ThrowsAsync<ConnectorException>(() =>
            stub.Target().WriteAsync([KingdeeStub.Known("""{"FEntity":[{}]}""", "7")], Token)
        );

        Assert.Equal(ErrorKind.InDoubt, e.Kind);
    }

    [Fact]
    public async Task An_update_that_was_saved_and_refused_by_its_audit_is_audited()
    {
        var stub = new KingdeeStub()
            .Answer("ExecuteBillQuery", """[[7,"C7","C"]]""")
            .Answer("UnAudit", Done(7))
            .Answer("BatchSave", KingdeeStub.Result("""{"FieldName":null,"Message":"审核失败！","DIndex":0}""", "", 12))
            .Answer("ExecuteBillQuery", """[[7,"C7","B"]]""")
            .Answer("Audit", Done(7));

        var outcome = Assert.Single((await stub.Target().WriteAsync([KingdeeStub.Known("{}", "7")], Token)).Outcomes);

        Assert.Equal(Outcome.Ok("7", "C7"), outcome);
        Assert.Equal(["ExecuteBillQuery", "UnAudit", "BatchSave", "ExecuteBillQuery", "Audit"], stub.Operations);
    }

    [Fact]
    public async Task An_unaudit_whose_answer_is_lost_leaves_the_update_in_doubt()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", """[[7,"C7","C"]]""").Answer("UnAudit", "<html/>", 502);

        var outcome = Assert.Single((await stub.Target().WriteAsync([KingdeeStub.Known("{}", "7")], Token)).Outcomes);

        Assert.Equal(ErrorKind.InDoubt, outcome.Error!.Kind);
        Assert.Equal("7", outcome.TargetId);
    }

    [Fact]
    public async Task Completing_submits_and_audits_only_what_needs_it_and_audited_already_is_success()
    {
        var stub = new KingdeeStub()
            .Answer("ExecuteBillQuery", """[[1,"C1","A"],[2,"C2","B"],[3,"C3","C"]]""")
            .Answer("Submit", Done(1))
            .Answer(
                "Audit",
                KingdeeStub.Result(
                    """{"FieldName":null,"Message":"编号为“C2”的客户，单据已经审核！","DIndex":1}""",
                    """{"Id":1,"Number":"C1","DIndex":0}""",
                    11
                )
            );
        TargetDocument[] batch = [.. new[] { "1", "2", "3" }.Select(id => KingdeeStub.Known("{}", id, WriteIntent.Complete))];

        var answer = await stub.Target().WriteAsync(batch, Token);

        Assert.Equal([Outcome.Ok("1", "C1"), Outcome.Ok("2", "C2"), Outcome.Ok("3", "C3")], answer.Outcomes);
        Assert.Equal("""{"formid":"BD_Customer","data":{"Ids":"1"}}""", stub.Calls[2].Body);
        Assert.Equal("""{"formid":"BD_Customer","data":{"Ids":"1,2"}}""", stub.Calls[3].Body);
    }

    [Fact]
    public async Task A_mixed_batch_keeps_what_was_created_when_the_update_of_the_others_fails()
    {
        var stub = new KingdeeStub().Answer("BatchSave", Done(1)).Answer("ExecuteBillQuery", "<html/>", 502);

        var outcomes = (await stub.Target().WriteAsync([KingdeeStub.Known("{}", "7"), KingdeeStub.New("{}", "a")], Token)).Outcomes;

        Assert.Equal(ErrorKind.Transient, outcomes[0].Error!.Kind);
        Assert.Equal(Outcome.Ok("1", "C1"), outcomes[1]);
    }
}
