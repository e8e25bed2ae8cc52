using System.Text.Json;
using Weir.Connectors.Kingdee;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

public sealed class KingdeeFormsTests
{
    private const string Info = """
        {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[]},"NeedReturnData":{"Id":"BD_Customer","Name":[{"Key":2052,"Value":"客户"}],"Entrys":[
         {"Key":"FBillHead","EntryPkFieldName":"FCUSTID","Fields":[
          {"Key":"FName","Name":[{"Key":1033,"Value":"Name"},{"Key":2052,"Value":"客户名称"}],"FieldType":231,"MustInput":1},
          {"Key":"FTradingCurrId","Name":[{"Key":2052,"Value":"结算币别"}],"FieldType":56,"MustInput":true},
          {"Key":"F_KHLX","Name":[{"Key":2052,"Value":"类型"}],"FieldType":167,"MustInput":0,"LookUpObject":{"FormId":"BOS_ASSISTANTDATA_DETAIL"}},
          {"Key":"F_out_id","Name":[{"Key":2052,"Value":"外部ID"}],"FieldType":231,"MustInput":0}]},
         {"Key":"FT_BD_CUSTBANK","Name":[{"Key":2052,"Value":"银行信息"}],"Fields":[{"Key":"FBANKCODE","FieldType":231}]}]}}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FieldDescription Field(IReadOnlyList<FieldDescription> fields, string name) =>
        Assert.Single(fields, f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public async Task The_live_description_is_laid_over_the_static_one_and_the_settings_over_both()
    {
        var stub = new KingdeeStub().Answer("QueryBusinessInfo", Info);
        var target = stub.Target("""{"formId":"BD_Customer","fields":{"F_out_id":{"kind":"number"},"F_new":{"kind":"user"}}}""");

        var fields = await target.DescribeAsync(Token);

        var currency = Field(fields, "FTRADINGCURRID");
        Assert.Equal(
            ("FTradingCurrId", FieldKind.Reference, "FNumber", true),
            (currency.Name, currency.Kind, currency.Wrap, currency.Required)
        );
        Assert.Equal((FieldKind.Reference, "FNumber"), (Field(fields, "F_KHLX").Kind, Field(fields, "F_KHLX").Wrap));
        Assert.Equal((FieldKind.Number, "外部ID"), (Field(fields, "F_out_id").Kind, Field(fields, "F_out_id").Label));
        Assert.Equal("FUserID", Field(fields, "F_new").Wrap);
        Assert.Equal(FieldKind.Text, Field(fields, "FT_BD_CUSTBANK.FBANKCODE").Kind);
        Assert.True(Field(fields, "FCreateOrgId").Required);
        Assert.All(fields, f => Assert.True(f.IgnoreCase));
        Assert.Empty(stub.Notes);
    }

    [Theory]
    [InlineData(404, "<html>not found</html>")]
    [InlineData(200, """{"Result":{"ResponseStatus":{"IsSuccess":false,"Errors":[{"Message":"没有权限"}],"MsgCode":2}}}""")]
    [InlineData(200, "[]")]
    public async Task Without_metadata_the_static_description_serves_and_a_note_says_so(int status, string answer)
    {
        var stub = new KingdeeStub().Answer("QueryBusinessInfo", answer, status);

        var fields = await stub.Target("""{"formId":"BD_Customer","fields":{"F_KHLX":{"kind":"assistant"}}}""").DescribeAsync(Token);

        Assert.Equal("FNumber", Field(fields, "F_KHLX").Wrap);
        Assert.Equal("FNumber", Field(fields, "FGroup").Wrap);
        Assert.Single(stub.Notes);
    }

    [Theory]
    [InlineData("bd_customer", "FCUSTID", "FNumber")]
    [InlineData("BD_Material", "FMATERIALID", "FNumber")]
    [InlineData("sal_saleorder", "FID", "FBillNo")]
    [InlineData("GL_VOUCHER", "FVOUCHERID", "FBillNo")]
    public void Forms_are_found_whatever_the_case_of_their_id(string id, string pk, string number)
    {
        var form = KingdeeForms.Find(id)!;

        Assert.Equal((pk, number), (form.Pk, form.NumberField));
        Assert.Equal(form.Fields.Count, form.Fields.Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void The_manifest_describes_every_setting_and_every_known_error()
    {
        var manifest = new KingdeeConnector().Manifest;

        Assert.Equal("kingdee-cloud", manifest.Id);
        Assert.Equal(
            [
                "batchSave",
                "save",
                "submit",
                "audit",
                "unaudit",
                "delete",
                "push",
                "allocate",
                "executeBillQuery",
                "billQuery",
                "billLookup",
            ],
            manifest.Operations.Select(o => o.Id)
        );
        foreach (var type in manifest.Operations.Select(o => o.SettingsType).Append(manifest.SettingsType))
        {
            Assert.All(SettingsShape.Of(type).Settings, s => Assert.NotNull(s.Field));
            Assert.NotEmpty(SettingsSchema.Of(type)["properties"]!.AsObject());
        }
        Assert.All(manifest.KnownErrors, e => Assert.False(string.IsNullOrEmpty(e.Advice)));
        Assert.Empty(
            SettingsReader.Check(
                typeof(KingdeeSaveSettings),
                JsonElement.Parse(
                    """{"formId":"BD_Customer","identity":"F_out_id","autoSubmitAndAudit":true,"fields":{"F_KHLX":{"kind":"assistant"}}}"""
                )
            )
        );
    }
}
