using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Zhilong;

public sealed class PagingTests
{
    private static StubAnswer Slice(SeenRequest request, int count, long? total, int cap = int.MaxValue)
    {
        var size = Math.Min(cap, request.Size);
        return ZhilongStand.Page(Enumerable.Range(1, count).Skip((request.Page - 1) * size).Take(size), total);
    }

    private static async Task<List<string>> ReadAsync(ZhilongStand stand, string paging) =>
        await ZhilongStand.ReadAllAsync(stand.Source($$"""{"paging":{{paging}}}"""), ZhilongStand.Everything);

    private static List<string> Ids(params int[] ids) => [.. ids.Select(id => $$"""{"agentId":{{id}}}""")];

    [Fact]
    public async Task Rows_come_as_the_source_wrote_them_and_filters_and_page_numbers_go_where_ruoyi_reads_them()
    {
        var stand = new ZhilongStand(r => Slice(r, 5, 5));

        var rows = await ZhilongStand.ReadAllAsync(
            stand.Source("""{"paging":{"size":2},"window":{"createPass":"off"},"filters":{"agentType":"1"}}"""),
            ZhilongStand.Window
        );

        Assert.Equal(Ids(1, 2, 3, 4, 5), rows);
        Assert.Equal(3, stand.Requests.Count);
        var first = stand.Requests[0];
        Assert.Equal("/prod-api/api/agentInfo/list", first.Path);
        Assert.Equal("""{"updateTimeStart":"2024-05-01 08:00:00","updateTimeEnd":"2024-05-01 09:00:00","agentType":"1"}""", first.Body);
        Assert.Equal("Bearer abc", first.Headers["Authorization"]);
        Assert.Equal((1, 2), (first.Page, first.Size));
    }

    [Fact]
    public async Task A_full_last_page_stops_by_the_total_without_another_call()
    {
        var stand = new ZhilongStand(r => Slice(r, 4, 4));

        Assert.Equal(Ids(1, 2, 3, 4), await ReadAsync(stand, """{"size":2}"""));
        Assert.Equal(2, stand.Requests.Count);
    }

    [Fact]
    public async Task A_short_page_stops_when_there_is_no_total()
    {
        var stand = new ZhilongStand(r => Slice(r, 3, total: null));

        Assert.Equal(Ids(1, 2, 3), await ReadAsync(stand, """{"size":2}"""));
        Assert.Equal(2, stand.Requests.Count);
    }

    [Fact]
    public async Task The_last_page_given_again_past_the_end_stops_and_is_not_handed_on_twice()
    {
        var stand = new ZhilongStand(r => ZhilongStand.Page(r.Page == 1 ? [1, 2] : [3, 4], total: null));

        Assert.Equal(Ids(1, 2, 3, 4), await ReadAsync(stand, """{"size":2}"""));
        Assert.Equal(3, stand.Requests.Count);
    }

    [Fact]
    public async Task A_repeated_page_is_an_error_when_the_total_says_that_more_rows_exist()
    {
        var stand = new ZhilongStand(_ => ZhilongStand.Page([1, 2], 10));

        var error = await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(stand, """{"size":2}"""));

        Assert.Equal(ErrorKind.Transient, error.Kind);
        Assert.Contains("page 1 again as page 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("total is 10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_page_is_an_error_when_the_total_says_that_more_rows_exist()
    {
        var stand = new ZhilongStand(r => ZhilongStand.Page(r.Page == 1 ? [1, 2] : [], 10));

        var error = await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(stand, """{"size":2}"""));

        Assert.Equal((ErrorKind.Transient, "emptyPage"), (error.Kind, error.Code));
    }

    [Fact]
    public async Task A_server_that_caps_the_page_size_is_read_on_with_its_own_size()
    {
        var stand = new ZhilongStand(r => Slice(r, 7, 7, cap: 3));

        Assert.Equal(Ids(1, 2, 3, 4, 5, 6, 7), await ReadAsync(stand, """{"size":100}"""));
        Assert.Equal([100, 3, 3], stand.Requests.Select(r => r.Size));
        Assert.Contains(stand.Notes, note => note.Contains("pages of 3 rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_ignores_paging_and_gives_everything_is_read_once()
    {
        var stand = new ZhilongStand(_ => ZhilongStand.Page([1, 2, 3, 4, 5], 5));

        Assert.Equal(Ids(1, 2, 3, 4, 5), await ReadAsync(stand, """{"size":2}"""));
        Assert.Single(stand.Requests);
    }

    [Fact]
    public async Task Rows_that_moved_up_when_the_total_shrank_are_read_by_stepping_back()
    {
        // Rows 1 and 2 leave the window after page 2 was read: 5 and 6 move up onto page 2.
        var gone = false;
        var stand = new ZhilongStand(r =>
        {
            gone |= r.Page == 3;
            var all = gone ? Enumerable.Range(3, 6) : Enumerable.Range(1, 8);
            return ZhilongStand.Page(all.Skip((r.Page - 1) * 2).Take(2), gone ? 6 : 8);
        });

        var rows = await ReadAsync(stand, """{"size":2}""");

        Assert.Equal(Ids(1, 2, 3, 4, 5, 6, 7, 8), rows.Distinct().Order());
        Assert.Equal([1, 2, 3, 2, 3], stand.Requests.Select(r => r.Page));
        Assert.Contains(stand.Notes, note => note.Contains("shrank by 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_total_that_never_rests_ends_in_an_error_and_not_in_an_endless_read()
    {
        var calls = 0;
        var stand = new ZhilongStand(r => Slice(r, 10, ++calls % 2 == 0 ? 9 : 10));

        var error = await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(stand, """{"size":2}"""));

        Assert.Equal((ErrorKind.Transient, "totalMoves"), (error.Kind, error.Code));
    }

    [Fact]
    public async Task Offsets_count_rows_and_can_carry_an_order()
    {
        var stand = new ZhilongStand(r => ZhilongStand.Page(Enumerable.Range(1, 3).Skip(int.Parse(r.Query("offset")!)).Take(r.Size), 3));

        Assert.Equal(Ids(1, 2, 3), await ReadAsync(stand, """{"mode":"offset","size":2,"orderByColumn":"agentId"}"""));
        Assert.Equal(["0", "2"], stand.Requests.Select(r => r.Query("offset")));
        Assert.Equal("asc", stand.Requests[0].Query("isAsc"));
    }

    [Fact]
    public async Task Without_paging_one_call_must_give_all_rows()
    {
        var all = new ZhilongStand(_ => ZhilongStand.Page([1, 2], 2));
        Assert.Equal(Ids(1, 2), await ReadAsync(all, """{"mode":"none"}"""));
        Assert.Equal("", all.Requests.Single().Uri.Query);

        var part = new ZhilongStand(_ => ZhilongStand.Page([1, 2], 9));
        var error = await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(part, """{"mode":"none"}"""));
        Assert.Equal(ErrorKind.Config, error.Kind);
    }

    [Theory]
    [InlineData("json", false, "application/json", """{"agentType":"1","pageNum":1,"pageSize":2}""", "")]
    [InlineData("form", false, "application/x-www-form-urlencoded", "agentType=1&pageNum=1&pageSize=2", "")]
    [InlineData("jsonBodyQueryPaging", false, "application/json", """{"agentType":"1"}""", "?pageNum=1&pageSize=2")]
    [InlineData("jsonBodyQueryPaging", true, "application/json", """{"agentType":"1","pageNum":1,"pageSize":2}""", "?pageNum=1&pageSize=2")]
    public async Task Filters_and_page_numbers_go_where_the_body_mode_says(
        string mode,
        bool pageInBody,
        string type,
        string body,
        string query
    )
    {
        var stand = new ZhilongStand(
            _ => ZhilongStand.Page([1], 1),
            $$$"""{"request":{"bodyMode":"{{{mode}}}","pageInBody":{{{(pageInBody ? "true" : "false")}}}}}"""
        );

        await ZhilongStand.ReadAllAsync(stand.Source("""{"paging":{"size":2},"filters":{"agentType":"1"}}"""), ZhilongStand.Everything);

        var request = Assert.Single(stand.Requests);
        Assert.Equal((type, body, query), (request.ContentType, request.Body, request.Uri.Query));
    }
}
