using Weir.Sandbox.Kingdee;
using Xunit;

namespace Weir.Tests.Sandbox;

public sealed class FilterParserTests
{
    private static readonly Form Customer = new FormCatalog().Find("bd_customer")!;

    [Theory]
    [InlineData("", true)]
    [InlineData("1=1", true)]
    [InlineData("FNumber='c001 '", true)]
    [InlineData("FNumber = 'C002'", false)]
    [InlineData("FName='O''Neil'", true)]
    [InlineData("FName LIKE 'O%l' and fcustid>100000", true)]
    [InlineData("FNumber IN ('C001','C002')", true)]
    [InlineData("FNumber NOT IN ('C001')", false)]
    [InlineData("FCreateOrgId.FNumber='100' AND FCreateOrgId=1", true)]
    [InlineData("FADDRESS IS NULL", true)]
    [InlineData("FADDRESS IS NOT NULL OR FIsGroup='1'", true)]
    [InlineData("FADDRESS <> 'x'", false)]
    [InlineData("FModifyDate>='2026-01-01' AND FModifyDate < '2026-01-02T00:00:00'", true)]
    [InlineData("FModifyDate BETWEEN '2026-01-01 12:00:00' AND '2026-01-01 12:00:00'", true)]
    [InlineData("NOT (FNumber='C001' OR FNumber='C002')", false)]
    [InlineData("FNumber='x' OR FNumber='C001' AND FCUSTID=100001", true)]
    [InlineData("(FNumber='x' OR FNumber='C001') AND FCUSTID != 100001", false)]
    public void A_filter_decides_as_the_database_would(string filter, bool expected)
    {
        var condition = FilterParser.Parse(filter, path => Column.Resolve(Customer, path));
        Assert.Equal(expected, condition is null || condition.Holds(new QueryRow(Record(), [])));
    }

    [Theory]
    [InlineData("FX='1'", MsgCode.NotExisting)]
    [InlineData("FName.FNumber='1'", MsgCode.NotExisting)]
    [InlineData("FNumber='1", MsgCode.Failure)]
    [InlineData("FNumber='1' AND", MsgCode.Failure)]
    [InlineData("(FNumber='1'", MsgCode.Failure)]
    [InlineData("FNumber='1'; DROP TABLE x", MsgCode.Failure)]
    [InlineData("FCUSTID='abc'", MsgCode.Database)]
    public void A_wrong_filter_is_an_error(string filter, object code)
    {
        var wrong = Assert.Throws<QueryException>(() => FilterParser.Parse(filter, path => Column.Resolve(Customer, path)));
        Assert.Equal(code, wrong.Code);
    }

    [Fact]
    public async Task Pages_follow_the_order_and_the_array_form_is_understood()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.LoginAsync();
        var models = string.Join(
            ',',
            Enumerable
                .Range(0, 5)
                .Select(i =>
                    $$$"""{"FName":"N{{{i}}}","F_out_id":"{{{i}}}","FCreateOrgId":{"FNumber":"100"},"FTRADINGCURRID":{"FNumber":"PRE001"}}"""
                )
        );
        await host.FormAsync("BatchSave", $$"""{"Model":[{{models}}]}""");
        var page = await host.QueryAsync("F_out_id", "FName LIKE 'N%'", ""","OrderString":"F_out_id DESC","StartRow":1,"Limit":2""");
        Assert.Equal("""[["3"],["2"]]""", page.ToJsonString());
        var either = await host.CallAsync(
            "DynamicFormService.BillQuery",
            """
            {"parameters":[{"FormId":"BD_Customer","FieldKeys":"FName,FTRADINGCURRID.FNumber","FilterString":[
            {"Left":"(","FieldName":"F_out_id","Compare":"67","Value":"1","Right":"","Logic":1},
            {"Left":"","FieldName":"F_out_id","Compare":67,"Value":"4","Right":")","Logic":0}]}]}
            """
        );
        Assert.Equal(
            """[{"FName":"N1","FTRADINGCURRID.FNumber":"PRE001"},{"FName":"N4","FTRADINGCURRID.FNumber":"PRE001"}]""",
            either.ToJsonString()
        );
    }

    private static Bill Record()
    {
        var bill = new Bill(100001, Customer) { Modified = new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Unspecified) };
        Set("FNumber", "C001");
        Set("FName", "O'Neil");
        Set("FIsGroup", true);
        Set("FCreateOrgId", new BaseItem(1, "100", "总部"));
        return bill;

        void Set(string key, object value) => bill.Head[Customer.HeadField(key)!.Ordinal] = value;
    }
}
