using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

public sealed class KingdeeLookupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Filter(StubCall call) =>
        JsonElement.Parse(call.Body).GetProperty("data").GetProperty("FilterString").GetString()!;

    [Fact]
    public async Task Documents_are_found_by_identity_in_the_order_asked_with_copies_counted()
    {
        var stub = new KingdeeStub().Answer(
            "ExecuteBillQuery",
            """[[11,"C11","b","C"],[12,"C12","a ","A"],[13,"C13","b","C"],[14,"C14","other","C"]]"""
        );

        var found = await stub.Target().FindAsync(["a", "b", "c", ""], Token);

        Assert.Equal(new FoundDocument(FoundState.Incomplete, "12", "C12"), found[0]);
        Assert.Equal(new FoundDocument(FoundState.Complete, "11", "C11", Copies: 2), found[1]);
        Assert.Equal(FoundState.Missing, found[2].State);
        Assert.Equal(FoundState.Missing, found[3].State);
        Assert.Equal("F_out_id IN ('a','b','c')", Filter(stub.Calls[1]));
        Assert.Contains(
            "\"FieldKeys\":\"FCUSTID,FNumber,F_out_id,FDocumentStatus,FCreateOrgId,FUseOrgId\"",
            stub.Calls[1].Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_copy_that_was_allocated_to_another_organisation_is_no_second_document()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", """[[11,"C1","a","C",1,2],[12,"C1","a","C",1,1],[13,"C2","b","C",1,3]]""");

        var found = await stub.Target().FindAsync(["a", "b"], Token);

        Assert.Equal(new FoundDocument(FoundState.Complete, "12", "C1"), found[0]);
        Assert.Equal(new FoundDocument(FoundState.Complete, "13", "C2"), found[1]);
    }

    [Fact]
    public async Task Quotes_in_an_identity_are_doubled()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", "[]");

        await stub.Target().FindAsync(["x') OR ('1'='1", "o'neil"], Token);

        Assert.Equal("F_out_id IN ('x'') OR (''1''=''1','o''neil')", Filter(stub.Calls[1]));
    }

    [Fact]
    public async Task Many_identities_are_asked_for_in_chunks_of_200()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", "[]").Answer("ExecuteBillQuery", "[]").Answer("ExecuteBillQuery", "[]");

        var found = await stub.Target().FindAsync([.. Enumerable.Range(0, 401).Select(i => $"k{i}")], Token);

        Assert.Equal(401, found.Count);
        Assert.Equal(3, stub.Operations.Count());
    }

    [Fact]
    public async Task Without_audit_a_created_bill_is_complete_and_a_draft_is_not()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", """[[1,"X1","a","A"],[2,"X2","b","Z"]]""");
        var target = stub.Target("""{"formId":"SAL_SaleOrder","identity":"F_src","autoSubmitAndAudit":false}""");

        var found = await target.FindAsync(["a", "b"], Token);

        Assert.Equal([FoundState.Complete, FoundState.Incomplete], found.Select(f => f.State));
        Assert.Contains("\"FieldKeys\":\"FID,FBillNo,F_src,FDocumentStatus\"", stub.Calls[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_dressed_as_rows_is_an_error()
    {
        var stub = new KingdeeStub().Answer(
            "ExecuteBillQuery",
            """[[{"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"Errors":[{"FieldName":null,"Message":"元数据中标识为FX的字段不存在","DIndex":0}],"SuccessEntitys":[],"SuccessMessages":[],"MsgCode":9}}}]]"""
        );

        var e = await Assert.ThrowsAsync<ConnectorException>(() => stub.Target().FindAsync(["a"], Token));

        Assert.Equal(ErrorKind.Config, e.Kind);
        Assert.Equal("MsgCode 9", e.Code);
    }

    [Fact]
    public async Task The_key_of_base_data_in_no_table_is_asked_for_or_demanded()
    {
        const string Info =
            """{"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[]},"NeedReturnData":{"Id":"BD_Own","Entrys":[{"Key":"FBillHead","EntryPkFieldName":"FOWNID","Fields":[]}]}}}""";
        var stub = new KingdeeStub().Answer("QueryBusinessInfo", Info).Answer("ExecuteBillQuery", "[]");
        await stub.Target("""{"formId":"BD_Own","identity":"F_out_id"}""").FindAsync(["a"], Token);
        Assert.Contains("\"FieldKeys\":\"FOWNID,FNumber,F_out_id,FDocumentStatus\"", stub.Calls[^1].Body, StringComparison.Ordinal);

        var silent = new KingdeeStub().Answer("QueryBusinessInfo", "<html/>", 404);
        var target = silent.Target("""{"formId":"BD_Own","identity":"F_out_id"}""");
        var e = await Assert.ThrowsAsync<ConnectorException>(() => target.FindAsync(["a"], Token));
        Assert.Equal(ErrorKind.Config, e.Kind);
        Assert.Contains("pkField", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_looked_up_by_one_field_or_several()
    {
        var stub = new KingdeeStub()
            .Answer("ExecuteBillQuery", """[["A'1 ",101,"甲"],["B2",102,null]]""")
            .Answer("ExecuteBillQuery", """[["A","100",7]]""");
        var operation = new Weir.Connectors.Kingdee.KingdeeConnector().Manifest.Operations.Single(o => o.Role == OperationRole.Lookup);
        var settings = JsonElement.Parse("""{"formId":"BD_MATERIAL","filter":"FDocumentStatus='C'","order":"FMATERIALID ASC"}""");
        var lookup = stub.Connection.OpenLookup(operation, settings);
        var rows = await lookup.FindAsync(
            ["FNumber"],
            [
                ["A'1"],
                ["B2"],
            ],
            ["FMATERIALID", "FName"],
            Token
        );
        Assert.Equal(
            ["""{"FNumber":"A'1","FMATERIALID":"101","FName":"甲"}""", """{"FNumber":"B2","FMATERIALID":"102","FName":null}"""],
            rows.Select(r =>
                JsonElement
                    .Parse(r.Span)
                    .GetRawText()
                    .Replace("\\u0027", "'", StringComparison.Ordinal)
                    .Replace("\\u7532", "甲", StringComparison.OrdinalIgnoreCase)
            )
        );
        Assert.Equal("(FDocumentStatus='C') AND (FNumber IN ('A''1','B2'))", Filter(stub.Calls[^1]));
        await lookup.FindAsync(
            ["FNumber", "FUseOrgId.FNumber"],
            [
                ["A", "100"],
                ["B", "1'0"],
            ],
            ["FMATERIALID"],
            Token
        );
        Assert.Equal(
            "(FDocumentStatus='C') AND ((FNumber='A' AND FUseOrgId.FNumber='100') OR (FNumber='B' AND FUseOrgId.FNumber='1''0'))",
            Filter(stub.Calls[^1])
        );
    }
}
