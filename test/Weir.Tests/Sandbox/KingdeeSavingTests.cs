using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Sandbox;

public sealed class KingdeeSavingTests
{
    private const string Required = """
        "FCreateOrgId":{"FNumber":"100"},"FTRADINGCURRID":{"FNumber":"PRE001"}
        """;

    [Fact]
    public async Task A_customer_goes_from_saved_to_audited_and_back()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        var id = await SaveAsync(host, "C1");
        Assert.Equal("A", await StatusAsync(host, id));
        Assert.False(await StepAsync(host, "Audit", id));
        Assert.True(await StepAsync(host, "Submit", id));
        Assert.Equal("B", await StatusAsync(host, id));
        Assert.True(await StepAsync(host, "Audit", id));
        Assert.Equal("C", await StatusAsync(host, id));
        var refused = await host.FormAsync("Save", $$$"""{"Model":{"FCUSTID":{{{id}}},"FName":"改"}}""");
        Assert.Equal(11, (int)Status(refused)["MsgCode"]!);
        Assert.Equal("单据已审核，不允许修改", (string?)Status(refused)["Errors"]![0]!["Message"]);
        Assert.False(await StepAsync(host, "Delete", id));
        Assert.True(await StepAsync(host, "UnAudit", id));
        Assert.Equal("D", await StatusAsync(host, id));
        var saved = await host.FormAsync("Save", $$$"""{"Model":{"FCUSTID":{{{id}}},"FName":"改"}}""");
        Assert.True((bool)Status(saved)["IsSuccess"]!);
        Assert.Equal("D", await StatusAsync(host, id));
        Assert.True(await StepAsync(host, "Delete", id));
        Assert.Empty((await host.QueryAsync("FCUSTID", $"FCUSTID={id}")).AsArray());
    }

    [Fact]
    public async Task A_batch_is_saved_in_part_and_every_error_names_its_package()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        var answer = await host.FormAsync(
            "BatchSave",
            $$$"""
            {"IsVerifyBaseDataField":"true","NeedReturnFields":["F_out_id"],"Model":[
            {"FName":"甲",{{{Required}}},"FNumber":"C1","F_out_id":"1"},
            {"FName":"乙",{{{Required}}},"FNumber":"c1"},
            {"FName":"丙",{{{Required}}},"FGroup":"02"},
            {"FName":"丁",{{{Required}}},"FGroup":{"FNumber":"99"}},
            {"FName":"戊","FCreateOrgId":{"FNumber":"100"}},
            {"fname":"己",{{{Required}}},"NoSuchField":1}]}
            """
        );
        var status = Status(answer);
        Assert.False((bool)status["IsSuccess"]!);
        Assert.Equal([0, 5], status["SuccessEntitys"]!.AsArray().Select(e => (int)e!["DIndex"]!));
        Assert.Equal("1", (string?)answer["Result"]!["NeedReturnData"]![0]!["F_out_id"]);
        var messages = status["Errors"]!.AsArray().ToDictionary(e => (int)e!["DIndex"]!, e => (string)e!["Message"]!);
        Assert.Equal("违反字段唯一性要求：编码唯一。[c1]在当前系统中已经被使用。", messages[1]);
        Assert.StartsWith("ResolveFiled_InnerEx 解析字段FGroup", messages[2], StringComparison.Ordinal);
        Assert.Equal("编码值[\"99\"]不存在", messages[3]);
        Assert.Equal("字段“结算币别”是必填项", messages[4]);
    }

    [Fact]
    public async Task With_internal_batches_the_index_restarts_in_each()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        var models = string.Join(',', Enumerable.Range(0, 5).Select(i => $$$"""{"FName":"第{{{i}}}",{{{Required}}}}"""));
        var answer = await host.FormAsync("BatchSave", $$$"""{"BatchCount":2,"Model":[{{{models}}}]}""");
        Assert.Equal([0, 1, 2, 0, 1], Status(answer)["SuccessEntitys"]!.AsArray().Select(e => (int)e!["DIndex"]!));
    }

    [Fact]
    public async Task Rows_left_out_are_deleted_unless_the_request_says_otherwise()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        const string bank = "FT_BD_CUSTBANK";
        var saved = await host.FormAsync(
            "Save",
            $$$"""{"Model":{"FName":"甲",{{{Required}}},"{{{bank}}}":[{"FBANKCODE":"11"},{"FBANKCODE":"22"}]}}"""
        );
        var id = (long)saved["Result"]!["Id"]!;
        await host.FormAsync("Save", $$$"""{"IsDeleteEntry":"false","Model":{"FCUSTID":{{{id}}},"{{{bank}}}":[{"FBANKCODE":"33"}]}}""");
        Assert.Equal(3, (await host.QueryAsync("FBANKCODE", $"FCUSTID={id}")).AsArray().Count);
        await host.FormAsync("Save", $$$"""{"Model":{"FCUSTID":"{{{id}}}","{{{bank}}}":[{"FBANKCODE":"44"}]}}""");
        Assert.Equal("""[["44"]]""", (await host.QueryAsync("FBANKCODE", $"FCUSTID={id}")).ToJsonString());
    }

    [Fact]
    public async Task Only_the_named_fields_change_when_some_are_named()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        var id = await SaveAsync(host, "C1");
        await host.FormAsync(
            "Save",
            $$$"""{"NeedUpDateFields":["FADDRESS"],"Model":{"FCUSTID":{{{id}}},"FName":"不改","FADDRESS":"新址"}}"""
        );
        Assert.Equal("""[["甲","新址"]]""", (await host.QueryAsync("FName,FADDRESS", "FNumber='C1'")).ToJsonString(Relaxed));
    }

    [Fact]
    public async Task Every_body_form_is_understood()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        await SaveAsync(host, "C1");
        string[] bodies =
        [
            """{"formid":"BD_Customer","data":{"Number":"C1"}}""",
            """{"FormId":"bd_customer","Data":"{\"Number\":\"C1\"}"}""",
            """{"parameters":["BD_Customer","{\"Number\":\"C1\"}"]}""",
            """{"parameters":["BD_Customer",{"Number":"C1"}]}""",
            """{"parameters":"[\"BD_Customer\",\"{\\\"Number\\\":\\\"C1\\\"}\"]"}""",
            """{"format":1,"useragent":"ApiClient","rid":"1","parameters":"[\"BD_Customer\",\"{\\\"Number\\\":\\\"C1\\\"}\"]","v":"1.0"}""",
        ];
        foreach (var body in bodies)
            Assert.Equal("C1", (string?)(await host.CallAsync("dynamicformservice.VIEW", body))["Result"]!["Result"]!["Number"]);
    }

    [Fact]
    public async Task A_session_ends_after_twenty_idle_minutes()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(19));
        Assert.Empty((await host.QueryAsync("FCUSTID", "")).AsArray());
        host.Clock.Advance(TimeSpan.FromMinutes(21));
        var lost = await host.QueryAsync("FCUSTID", "");
        Assert.Equal(1, (int)lost[0]![0]!["Result"]!["ResponseStatus"]!["MsgCode"]!);
    }

    [Fact]
    public async Task Script_like_text_is_stopped_even_when_it_is_escaped()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        var answer = await host.FormAsync("Save", $$$"""{"Model":{"FName":"\u003cscript>alert(1)",{{{Required}}}}}""");
        Assert.Equal("showConfirm", (string?)answer[0]!["actionname"]);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonNode Status(JsonNode answer) => answer["Result"]!["ResponseStatus"]!;

    private static async Task<long> SaveAsync(SandboxHost host, string number)
    {
        var answer = await host.FormAsync("Save", $$$"""{"Model":{"FNumber":"{{{number}}}","FName":"甲",{{{Required}}}}}""");
        return (long)answer["Result"]!["Id"]!;
    }

    private static async Task<bool> StepAsync(SandboxHost host, string operation, long id) =>
        (bool)Status(await host.FormAsync(operation, $$$"""{"Ids":"{{{id}}}"}"""))["IsSuccess"]!;

    private static async Task<string?> StatusAsync(SandboxHost host, long id) =>
        (string?)(await host.QueryAsync("FDocumentStatus", $"FCUSTID={id}"))[0]![0];
}
