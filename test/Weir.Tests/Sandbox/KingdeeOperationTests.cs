using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Sandbox;

public sealed class KingdeeOperationTests
{
    private const string Customer = """
        "FCreateOrgId":{"FNumber":"100"},"FTRADINGCURRID":{"FNumber":"PRE001"}
        """;

    [Fact]
    public async Task An_allocated_customer_is_a_record_of_its_own_with_the_same_number()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        var saved = await host.FormAsync(
            "Save",
            $$$"""{"IsAutoSubmitAndAudit":true,"Model":{"FName":"甲","F_out_id":"7",{{{Customer}}}}}"""
        );
        var id = (long)saved["Result"]!["Id"]!;
        var allocated = await host.FormAsync("Allocate", $$"""{"PkIds":"{{id}}","TOrgIds":"100016"}""");
        Assert.True((bool)allocated["Result"]!["ResponseStatus"]!["IsSuccess"]!);
        var rows = await host.QueryAsync("FNumber,FUseOrgId.FNumber,FCreateOrgId.FNumber", "F_out_id='7'", ""","OrderString":"FCUSTID" """);
        Assert.Equal("""[["CUST000001","100","100"],["CUST000001","101","100"]]""", rows.ToJsonString());
        Assert.Equal(0, (int)(await host.GetAsync("kingdee"))["duplicates"]!["BD_Customer"]!);
    }

    [Fact]
    public async Task An_audited_order_is_pushed_to_a_delivery_notice_with_its_lines()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        await host.FormAsync("Save", $$$"""{"IsAutoSubmitAndAudit":true,"Model":{"FNumber":"C1","FName":"甲",{{{Customer}}}}}""");
        var order = await host.FormAsync(
            "Save",
            """
            {"IsAutoSubmitAndAudit":"true","Model":{"FBillNo":"SO1","FDate":"2026-03-01","FSaleOrgId":{"FNumber":"100"},
            "FCustId":{"FNumber":"C1"},"FSalerId":{"FNumber":"XSY001"},
            "FSaleOrderEntry":[{"FMaterialId":{"FNumber":"M001"},"FQty":3},{"FMaterialId":{"FNumber":"M002"},"FQty":"4.5"}]}}
            """,
            "SAL_SaleOrder"
        );
        Assert.Equal("SO1", (string?)order["Result"]!["Number"]);
        var pushed = await host.FormAsync("Push", """{"Numbers":["SO1"],"RuleId":"SaleOrder-DeliveryNotice"}""", "SAL_SaleOrder");
        Assert.Single(pushed["Result"]!["ResponseStatus"]!["SuccessEntitys"]!.AsArray());
        var rows = await host.CallAsync(
            "DynamicFormService.ExecuteBillQuery",
            """{"data":{"FormId":"SAL_DELIVERYNOTICE","FieldKeys":"FCustomerID.FNumber,FMaterialId.FNumber,FQty,FSrcBillNo,FEntity_FSeq","FilterString":"FQty>0"}}"""
        );
        Assert.Equal("""[["C1","M001",3,"SO1",1],["C1","M002",4.5,"SO1",2]]""", rows.ToJsonString());
    }

    [Fact]
    public async Task Metadata_tell_a_reference_by_its_look_up_form()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        const string ask = """{"data":{"FormId":"BD_Customer"}}""";
        var kind = Field(await host.CallAsync("DynamicFormService.QueryBusinessInfo", ask), "F_KHLX");
        Assert.Equal("BOS_ASSISTANTDATA_DETAIL", (string?)kind["LookUpObjectID"]);
        await host.PutAsync("kingdee", """{"khlxKind":"text","requiredFields":{"BD_Customer":["FName","F_KHLX"]}}""");
        var info = await host.CallAsync("DynamicFormService.QueryBusinessInfo", ask);
        Assert.Null(Field(info, "F_KHLX")["LookUpObjectID"]);
        Assert.Equal(1, (int)Field(info, "F_KHLX")["MustInput"]!);
        Assert.Equal(0, (int)Field(info, "FTRADINGCURRID")["MustInput"]!);
    }

    [Fact]
    public async Task A_login_that_kicks_ends_the_other_session()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        await host.CallAsync("AuthService.ValidateUser2", """{"parameters":["5f0a1b2c3d4e5f","demo","demo-password",true,2052]}""");
        var lost = await host.FormAsync("View", """{"Number":"C1"}""");
        Assert.Equal(1, (int)lost["Result"]!["ResponseStatus"]!["MsgCode"]!);
    }

    [Fact]
    public async Task A_save_without_audit_leaves_records_that_are_not_audited()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        await host.PutAsync("faults", """[{"vendor":"kingdee","kind":"saveWithoutAudit","share":1}]""");
        var models = string.Join(',', Enumerable.Range(0, 4).Select(i => $$$"""{"FName":"N{{{i}}}",{{{Customer}}}}"""));
        var answer = await host.FormAsync("BatchSave", $$"""{"IsAutoSubmitAndAudit":true,"Model":[{{models}}]}""");
        var status = answer["Result"]!["ResponseStatus"]!;
        Assert.Empty(status["SuccessEntitys"]!.AsArray());
        Assert.Equal(2, status["Errors"]!.AsArray().Count);
        Assert.Equal("""[["A"],["B"],["A"],["B"]]""", (await host.QueryAsync("FDocumentStatus", "")).ToJsonString());
    }

    [Fact]
    public async Task Forbidden_numbers_and_unknown_operations_are_told_apart()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        await host.FormAsync("Save", $$$"""{"Model":{"FNumber":"C1","FName":"甲",{{{Customer}}}}}""");
        var forbid = """{"formid":"BD_Customer","opNumber":"Forbid","data":{"Numbers":["C1"]}}""";
        Assert.Equal(0, Code(await host.CallAsync("DynamicFormService.ExcuteOperation", forbid)));
        Assert.Equal(11, Code(await host.CallAsync("DynamicFormService.ExcuteOperation", forbid)));
        Assert.Equal(
            9,
            Code(await host.CallAsync("DynamicFormService.ExcuteOperation", forbid.Replace("Forbid", "Nothing", StringComparison.Ordinal)))
        );
        Assert.Equal(10, Code(await host.FormAsync("Submit", """{"Numbers":"C2"}""")));
        Assert.Equal(5, Code(await host.FormAsync("Save", "{}", "")));
        using var unknown = await host.RawAsync(HttpMethod.Post, "kingdee/k3cloud/No.Such.Service.common.kdsvc", "{}");
        Assert.Equal(404, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task An_identical_package_is_refused_when_the_guard_is_asked_for()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        var data = $$$"""{"ValidateRepeatJson":true,"Model":{"FName":"甲",{{{Customer}}}}}""";
        Assert.Equal(0, Code(await host.FormAsync("Save", data)));
        Assert.Equal(11, Code(await host.FormAsync("Save", data)));
        var counters = (await host.GetAsync("kingdee"))["counters"]!;
        Assert.Equal((2, 1), ((int)counters["calls"]!["Save"]!, (int)counters["logins"]!));
    }

    private static int Code(JsonNode answer) => (int)answer["Result"]!["ResponseStatus"]!["MsgCode"]!;

    private static JsonNode Field(JsonNode info, string key) =>
        info["Result"]!["NeedReturnData"]!["Entrys"]![0]!["Fields"]!
            .AsArray()
            .Single(f => string.Equals((string?)f!["Key"], key, StringComparison.Ordinal))!;
}
