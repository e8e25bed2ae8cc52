using System.Text;
using System.Text.Json;
using Weir.Connectors.Kingdee;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

public sealed class KingdeeSourceTests
{
    private const string Settings =
        """{"formId":"BD_Customer","fieldKeys":["FCUSTID","FTRADINGCURRID.FNumber"],"filter":"A=1 OR B=2","limit":2}""";

    private static readonly SourceSlice Whole = new(From: null, To: null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[] Texts(RecordSlab records) =>
        [.. Enumerable.Range(0, records.Count).Select(i => Encoding.UTF8.GetString(records[i]))];

    [Fact]
    public async Task Rows_become_objects_with_the_digits_they_came_with_and_a_short_page_is_the_last()
    {
        var stub = new KingdeeStub()
            .Answer("ExecuteBillQuery", """[[1234567890123456789,"PRE001"], [2, null]]""")
            .Answer("ExecuteBillQuery", """[[3,"a\"],[b"]]""");
        var source = stub.Source(Settings);

        var first = await source.ReadAsync(Whole, cursor: null, Token);
        var second = await source.ReadAsync(Whole, first.Next, Token);

        Assert.Equal(
            ["""{"FCUSTID":1234567890123456789,"FTRADINGCURRID_FNumber":"PRE001"}""", """{"FCUSTID":2,"FTRADINGCURRID_FNumber":null}"""],
            Texts(first.Records)
        );
        Assert.Equal("2", first.Next);
        Assert.Equal(["""{"FCUSTID":3,"FTRADINGCURRID_FNumber":"a\"],[b"}"""], Texts(second.Records));
        Assert.Null(second.Next);
        Assert.Contains("\"StartRow\":2", stub.Calls[^1].Body, StringComparison.Ordinal);
        first.Records.Dispose();
        second.Records.Dispose();
    }

    [Fact]
    public async Task BillQuery_gives_its_objects_as_they_are()
    {
        var stub = new KingdeeStub().Answer("BillQuery", "\uFEFF" + """[{"FCUSTID":1,"FTRADINGCURRID.FNumber":"PRE001"}]""");

        var page = await stub.Source(Settings, "billQuery").ReadAsync(Whole, cursor: null, Token);

        Assert.Equal(["""{"FCUSTID":1,"FTRADINGCURRID_FNumber":"PRE001"}"""], Texts(page.Records));
        page.Records.Dispose();
    }

    [Fact]
    public async Task The_window_is_in_the_time_of_the_server_and_the_filter_in_brackets()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", "[]");
        var slice = new SourceSlice(
            new DateTimeOffset(2024, 1, 31, 16, 0, 0, 900, TimeSpan.Zero),
            new DateTimeOffset(2024, 1, 31, 17, 0, 0, 100, TimeSpan.Zero)
        );

        await stub.Source(Settings).ReadAsync(slice, cursor: null, Token);

        var data = JsonElement.Parse(stub.Calls[1].Body).GetProperty("data");
        Assert.Equal(
            "(A=1 OR B=2) AND FModifyDate>='2024-02-01 00:00:00' AND FModifyDate<='2024-02-01 01:00:01'",
            data.GetProperty("FilterString").GetString()
        );
        Assert.Equal("FCUSTID ASC", data.GetProperty("OrderString").GetString());
        Assert.Equal(0, data.GetProperty("TopRowCount").GetInt32());
    }

    [Fact]
    public async Task Paging_by_key_goes_on_after_the_last_key_whatever_moved_meanwhile()
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", """[["x",5],["y",9]]""").Answer("ExecuteBillQuery", "[]");
        var source = stub.Source("""{"formId":"BD_Customer","fieldKeys":["FNumber","FCUSTID"],"limit":2,"filter":"A=1","paging":"key"}""");

        var first = await source.ReadAsync(Whole, cursor: null, Token);
        var second = await source.ReadAsync(Whole, first.Next, Token);

        Assert.Equal("9", first.Next);
        Assert.Null(second.Next);
        var data = JsonElement.Parse(stub.Calls[^1].Body).GetProperty("data");
        Assert.Equal("(A=1) AND FCUSTID>9", data.GetProperty("FilterString").GetString());
        Assert.Equal(0, data.GetProperty("StartRow").GetInt32());
        first.Records.Dispose();
        second.Records.Dispose();
    }

    [Fact]
    public async Task Paging_by_key_refuses_rows_of_entries()
    {
        var stub = new KingdeeStub().Answer("BillQuery", """[{"FID":5},{"FID":5}]""");
        var source = stub.Source("""{"formId":"SAL_SaleOrder","fieldKeys":["FID"],"limit":2,"paging":"key"}""", "billQuery");

        var e = await Assert.ThrowsAsync<ConnectorException>(() => source.ReadAsync(Whole, cursor: null, Token));

        Assert.Equal(ErrorKind.Config, e.Kind);
    }

    [Theory]
    [InlineData("SAL_SaleOrder", "FBillNo,FSaleOrderEntry_FEntryID", "", "FID ASC,FSaleOrderEntry_FEntryID ASC")]
    [InlineData("SAL_SaleOrder", "FBillNo", "FDate DESC, fid ASC", "FDate DESC,fid ASC")]
    [InlineData("BD_MATERIAL", "FNumber", "FNumber ASC", "FNumber ASC,FMATERIALID ASC")]
    public void The_order_is_made_unique(string form, string fields, string order, string expected) =>
        Assert.Equal(
            expected,
            KingdeeSource.UniqueOrder(
                new KingdeeQuerySettings
                {
                    FormId = form,
                    FieldKeys = fields.Split(','),
                    Order = order,
                }
            )
        );

    [Fact]
    public async Task A_limit_that_the_server_cuts_down_does_not_end_the_reading()
    {
        var rows = "[" + string.Join(",", Enumerable.Range(0, 2000).Select(i => $"[{i}]")) + "]";
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", rows);

        var page = await stub.Source("""{"formId":"BD_Customer","fieldKeys":["FCUSTID"],"limit":10000}""")
            .ReadAsync(Whole, cursor: null, Token);

        Assert.Equal("2000", page.Next);
        page.Records.Dispose();
    }

    [Theory]
    [InlineData("""[[1]]""", ErrorKind.Unknown)]
    [InlineData("""{"Rows":[]}""", ErrorKind.Unknown)]
    [InlineData("""[[1,"a"],[2""", ErrorKind.Transient)]
    [InlineData("""{"Result":{"ResponseStatus":{"IsSuccess":false,"Errors":[{"Message":"无效的列名"}],"MsgCode":11}}}""", ErrorKind.Config)]
    public async Task An_answer_that_is_not_the_rows_asked_for_is_never_taken_for_rows(string answer, ErrorKind kind)
    {
        var stub = new KingdeeStub().Answer("ExecuteBillQuery", answer);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => stub.Source(Settings).ReadAsync(Whole, cursor: null, Token));

        Assert.Equal(kind, e.Kind);
    }
}
