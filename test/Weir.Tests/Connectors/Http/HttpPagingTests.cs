using System.Globalization;
using System.Web;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Http;

public sealed class HttpPagingTests
{
    private static readonly int[] Ten = [.. Enumerable.Range(1, 10)];

    private static string List(IEnumerable<int> ids) => $"[{string.Join(',', ids.Select(id => $$"""{"id":{{id}}}"""))}]";

    private static int Of(SeenCall call, string name) =>
        int.Parse(HttpUtility.ParseQueryString(call.Uri.Query)[name]!, CultureInfo.InvariantCulture);

    private static IEnumerable<int> Page(SeenCall call, int first = 1) =>
        Ten.Skip((Of(call, "page") - first) * Of(call, "size")).Take(Of(call, "size"));

    private static string Source(string paging, string more = "") => $$"""{"path":"/o","records":"d.list","paging":{{paging}}{{more}}}""";

    private static async Task<ConnectorException> FailsAsync(HttpStand stand, string settings) =>
        await Assert.ThrowsAsync<ConnectorException>(() => HttpStand.ReadAllAsync(stand.Source(settings)));

    private static async Task ReadsAsync(HttpStand stand, string settings, IEnumerable<int>? ids = null) =>
        Assert.Equal((ids ?? Ten).Select(id => $$"""{"id":{{id}}}"""), await HttpStand.ReadAllAsync(stand.Source(settings)));

    [Fact]
    public async Task Without_paging_one_call_gives_everything()
    {
        var stand = new HttpStand(_ => new Say($$$"""{"d":{"list":{{{List(Ten)}}}}}"""));
        await ReadsAsync(stand, Source("""{"mode":"none"}"""));
        Assert.Equal(["GET /api/o"], stand.Lines);
    }

    [Fact]
    public async Task Without_paging_a_total_that_says_more_is_an_error()
    {
        var stand = new HttpStand(_ => new Say($$$"""{"d":{"list":{{{List(Ten)}}},"total":11}}"""));
        Assert.Equal(ErrorKind.Config, (await FailsAsync(stand, Source("""{"total":"d.total"}"""))).Kind);
    }

    [Fact]
    public async Task Pages_end_at_a_short_page()
    {
        var stand = new HttpStand(call => new Say($$$"""{"d":{"list":{{{List(Page(call))}}}}}"""));
        await ReadsAsync(stand, Source("""{"mode":"page","size":4}"""));
        Assert.Equal(["GET /api/o?size=4&page=1", "GET /api/o?size=4&page=2", "GET /api/o?size=4&page=3"], stand.Lines);
    }

    [Fact]
    public async Task Pages_end_at_an_empty_page_when_the_last_one_is_full()
    {
        var stand = new HttpStand(call => new Say($$$"""{"d":{"list":{{{List(Page(call, first: 0))}}}}}"""));
        await ReadsAsync(stand, Source("""{"mode":"page","size":5,"firstPage":0}"""));
        Assert.Equal("GET /api/o?size=5&page=2", stand.Lines.Last());
    }

    [Fact]
    public async Task Pages_end_when_the_total_is_reached()
    {
        var stand = new HttpStand(call => new Say($$$"""{"d":{"list":{{{List(Page(call))}}},"total":"10"}}"""));
        await ReadsAsync(stand, Source("""{"mode":"page","size":5,"total":"d.total"}"""));
        Assert.Equal(2, stand.Calls.Count);
    }

    [Fact]
    public async Task Has_next_decides_even_after_a_short_page()
    {
        var pages = new Queue<string>([List([1, 2, 3]), "[]", List([4])]);
        var stand = new HttpStand(_ => new Say($$$"""{"d":{"list":{{{pages.Dequeue()}}},"more":{{{(pages.Count > 0 ? 1 : 0)}}}}}"""));
        await ReadsAsync(stand, Source("""{"mode":"page","size":4,"hasNext":"d.more"}"""), [1, 2, 3, 4]);
    }

    [Fact]
    public async Task Offsets_count_rows_and_follow_a_server_that_caps_the_size()
    {
        var stand = new HttpStand(call => new Say(
            $$$"""{"d":{"list":{{{List(Ten.Skip(Of(call, "skip")).Take(Math.Min(3, Of(call, "take"))))}}},"total":10}}"""
        ));
        await ReadsAsync(stand, Source("""{"mode":"offset","pageParam":"skip","sizeParam":"take","size":6,"total":"d.total"}"""));
        Assert.Equal("GET /api/o?take=3&skip=9", stand.Lines.Last());
        Assert.Contains("pages of 3 rows where 6 were asked for", stand.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_page_ends_the_read_and_is_not_handed_on()
    {
        var stand = new HttpStand(call => new Say(
            $$$"""{"d":{"list":{{{List(Ten.Skip(5 * Math.Min(1, Of(call, "page") - 1)).Take(5))}}}}}"""
        ));
        await ReadsAsync(stand, Source("""{"mode":"page","size":5}"""));
        Assert.Equal(3, stand.Calls.Count);
    }

    [Fact]
    public async Task A_repeated_or_empty_page_is_an_error_while_the_total_says_more()
    {
        var same = new HttpStand(_ => new Say($$$"""{"d":{"list":{{{List([1, 2])}}},"total":6}}"""));
        Assert.Equal("repeated-page", (await FailsAsync(same, Source("""{"mode":"page","size":2,"total":"d.total"}"""))).Code);
        var empty = new HttpStand(call => new Say($$$"""{"d":{"list":{{{(Of(call, "page") == 1 ? List([1, 2]) : "[]")}}},"total":6}}"""));
        var error = await FailsAsync(empty, Source("""{"mode":"page","size":2,"total":"d.total"}"""));
        Assert.Equal(("empty-page", ErrorKind.Transient), (error.Code, error.Kind));
    }

    [Fact]
    public async Task A_total_that_shrinks_steps_back()
    {
        var rows = Ten.ToList();
        var stand = new HttpStand(call =>
        {
            // Row 1 goes after the first page, so row 5 moves onto the page that was read already.
            if (Of(call, "page") == 2)
                rows.Remove(1);
            return new Say($$$"""{"d":{"list":{{{List(rows.Skip((Of(call, "page") - 1) * 4).Take(4))}}},"total":{{{rows.Count}}}}}""");
        });
        var read = await HttpStand.ReadAllAsync(stand.Source(Source("""{"mode":"page","size":4,"total":"d.total"}""")));
        Assert.Equal(
            Ten.Select(id => $$"""{"id":{{id}}}"""),
            read.Distinct(StringComparer.Ordinal).OrderBy(r => r.Length).ThenBy(r => r, StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Cursors_are_followed_until_there_is_none()
    {
        var stand = new HttpStand(call =>
            HttpUtility.ParseQueryString(call.Uri.Query)["after"] switch
            {
                null => new Say($$$"""{"d":{"list":{{{List([1, 2])}}},"next":"a b"}}"""),
                "a b" => new Say($$$"""{"d":{"list":{{{List([3])}}},"next":12345678901234567890}}"""),
                _ => new Say($$$"""{"d":{"list":{{{List([4])}}},"next":null}}"""),
            }
        );
        await ReadsAsync(stand, Source("""{"mode":"cursor","cursor":"d.next","pageParam":"after","sizeParam":""}"""), [1, 2, 3, 4]);
        Assert.Equal(["GET /api/o", "GET /api/o?after=a%20b", "GET /api/o?after=12345678901234567890"], stand.Lines);
    }

    [Theory]
    [InlineData("""{"d":{"list":[{"id":1}],"next":"x"}}""", 2)]
    [InlineData("""{"d":{"list":[],"next":"y"}}""", 1)]
    public async Task The_same_cursor_or_an_empty_page_ends_the_read(string answer, int calls)
    {
        var stand = new HttpStand(_ => new Say(answer));
        await HttpStand.ReadAllAsync(stand.Source(Source("""{"mode":"cursor","cursor":"d.next"}""")));
        Assert.Equal(calls, stand.Calls.Count);
    }

    [Fact]
    public async Task The_same_cursor_is_an_error_while_more_is_promised()
    {
        var stand = new HttpStand(_ => new Say("""{"d":{"list":[{"id":1}],"next":"x","more":true}}"""));
        Assert.Equal("same-cursor", (await FailsAsync(stand, Source("""{"mode":"cursor","cursor":"d.next","hasNext":"d.more"}"""))).Code);
    }

    [Fact]
    public async Task Parameters_of_a_post_go_into_the_body_with_their_digits()
    {
        var stand = new HttpStand(_ => new Say("""{"d":{"list":[]}}"""));
        await HttpStand.ReadAllAsync(
            stand.Source(
                Source(
                    """{"mode":"page","pageParam":"p.no","sizeParam":"p.size","size":20}""",
                    ""","method":"post","query":{"v":"1"},"body":{"big":12345678901234567890,"p":{"sort":"id"}},"window":{"fromParam":"from","toParam":"to","format":"timestamp","in":"query"}"""
                )
            ),
            HttpStand.Window
        );
        var call = stand.Calls.Single();
        Assert.Equal("POST /api/o?v=1&from=1777593600&to=1777597259", call.Line);
        Assert.Equal("""{"big":12345678901234567890,"p":{"sort":"id","size":20,"no":1}}""", call.Body);
    }

    [Theory]
    [InlineData("""{"fromParam":"f","toParam":"t"}""", "f=2026-05-01%2008%3A00%3A00&t=2026-05-01%2009%3A00%3A59")]
    [InlineData("""{"fromParam":"f","toParam":"t","format":"date"}""", "f=2026-05-01&t=2026-05-01")]
    [InlineData("""{"fromParam":"f","toParam":"t","format":"timestamp"}""", "f=1777593600&t=1777597259")]
    [InlineData("""{"fromParam":"f","toParam":"t","format":"timestamp_ms"}""", "f=1777593600000&t=1777597259000")]
    [InlineData(
        """{"fromParam":"f","toParam":"t","format":"iso"}""",
        "f=2026-05-01T08%3A00%3A00%2B08%3A00&t=2026-05-01T09%3A00%3A59%2B08%3A00"
    )]
    [InlineData("""{"fromParam":"f","format":"yyyyMMddHHmm","zone":"UTC"}""", "f=202605010000")]
    public async Task A_window_is_written_as_the_server_reads_it(string window, string query)
    {
        var stand = new HttpStand(_ => new Say("[]"));
        await HttpStand.ReadAllAsync(stand.Source($$"""{"path":"/o","window":{{window}}}"""), HttpStand.Window);
        Assert.Equal([$"GET /api/o?{query}"], stand.Lines);
    }

    [Fact]
    public async Task From_the_beginning_no_window_is_sent_unless_the_server_insists()
    {
        var stand = new HttpStand(_ => new Say("[]"));
        await HttpStand.ReadAllAsync(stand.Source("""{"path":"/o","window":{"fromParam":"f"}}"""));
        await HttpStand.ReadAllAsync(stand.Source("""{"path":"/o","window":{"fromParam":"f","beginning":"2000-01-01"}}"""));
        Assert.Equal(["GET /api/o", "GET /api/o?f=2000-01-01"], stand.Lines);
    }

    [Fact]
    public async Task A_window_that_is_not_sent_is_told_once()
    {
        var stand = new HttpStand(_ => new Say("[]"));
        var source = stand.Source("""{"path":"/o"}""");
        await HttpStand.ReadAllAsync(source, HttpStand.Window);
        await HttpStand.ReadAllAsync(source, HttpStand.Window);
        Assert.Equal(["shop GET /o: window.fromParam is not set, so every run reads everything."], stand.Notes);
    }

    [Theory]
    [InlineData("""{"path":"/o","paging":{"mode":"cursor"}}""")]
    [InlineData("""{"path":"/o","paging":{"mode":"page","in":"body"}}""")]
    [InlineData("""{"path":"/o","window":{"toParam":"t"}}""")]
    [InlineData("""{"path":"/o","window":{"fromParam":"f","format":"Q"}}""")]
    [InlineData("""{"path":"/o","window":{"fromParam":"f","zone":"Mars/Base"}}""")]
    public void Settings_that_cannot_work_are_told_when_the_source_is_opened(string settings) =>
        Assert.Equal(ErrorKind.Config, Assert.Throws<ConnectorException>(() => new HttpStand(_ => new Say("[]")).Source(settings)).Kind);
}
