using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Zhilong;

public sealed class WindowTests
{
    private static async Task<ZhilongStand> ReadAsync(SourceSlice slice, string window, int update = 3, int? create = 3)
    {
        var stand = new ZhilongStand(r =>
            r.Body.Contains("createTime", StringComparison.Ordinal) && create is { } created
                ? ZhilongStand.Page(Enumerable.Range(101, Math.Min(created, r.Size)), created)
                : ZhilongStand.Page(Enumerable.Range(1, update), create is null ? null : update)
        );
        await ZhilongStand.ReadAllAsync(stand.Source($$"""{"window":{{window}}}"""), slice);
        return stand;
    }

    private static IEnumerable<string> Passes(ZhilongStand stand) =>
        stand.Requests.Select(r => (r.Body.Contains("createTime", StringComparison.Ordinal) ? "create" : "update") + r.Size);

    [Fact]
    public async Task Times_are_written_in_shanghai_with_seconds_cut()
    {
        var slice = new SourceSlice(
            new DateTimeOffset(2024, 4, 30, 16, 59, 59, 999, TimeSpan.Zero),
            new DateTimeOffset(2024, 5, 1, 2, 0, 0, TimeSpan.FromHours(2))
        );

        var stand = await ReadAsync(slice, """{"createPass":"off"}""");

        Assert.Equal("""{"updateTimeStart":"2024-05-01 00:59:59","updateTimeEnd":"2024-05-01 08:00:00"}""", stand.Requests[0].Body);
    }

    [Theory]
    [InlineData(null, null, "{}")]
    [InlineData(null, "2024-05-01T00:00:00Z", """{}""")]
    [InlineData("2024-05-01T00:00:00Z", null, """{"updateTimeStart":"2024-05-01 08:00:00","updateTimeEnd":"2099-12-31 23:59:59"}""")]
    public async Task Open_ends_are_sent_as_far_dates_and_no_window_as_nothing(string? from, string? to, string body)
    {
        var slice = new SourceSlice(At(from), At(to));

        var stand = await ReadAsync(slice, """{"createPass":"off"}""");

        Assert.Equal(body, stand.Requests[0].Body);
    }

    [Fact]
    public async Task Fields_format_and_zone_can_be_changed()
    {
        var stand = await ReadAsync(
            ZhilongStand.Window,
            """{"startField":"from","endField":"to","format":"yyyyMMddHHmmss","zone":"UTC","createPass":"off"}"""
        );

        Assert.Equal("""{"from":"20240501000000","to":"20240501010000"}""", stand.Requests[0].Body);
    }

    [Fact]
    public async Task The_create_pass_asks_by_the_time_of_creation_and_gives_all_its_rows()
    {
        var stand = new ZhilongStand(r =>
            ZhilongStand.Page(
                r.Body.Contains("createTime", StringComparison.Ordinal) ? [1, 9] : [1],
                r.Body.Contains("createTime", StringComparison.Ordinal) ? 2 : 1
            )
        );

        var rows = await ZhilongStand.ReadAllAsync(
            stand.Source("""{"window":{"createPass":"on"},"filters":{"agentType":"1"}}"""),
            ZhilongStand.Window
        );

        Assert.Equal(3, rows.Count);
        Assert.Equal(
            """{"createTimeStart":"2024-05-01 08:00:00","createTimeEnd":"2024-05-01 09:00:00","agentType":"1"}""",
            stand.Requests[1].Body
        );
    }

    [Fact]
    public async Task Auto_probes_with_one_row_and_reads_what_was_created()
    {
        Assert.Equal(["update100", "create1", "create100"], Passes(await ReadAsync(ZhilongStand.Window, """{"createPass":"auto"}""")));
    }

    [Fact]
    public async Task Auto_does_no_second_pass_when_nothing_was_created()
    {
        Assert.Equal(["update100", "create1"], Passes(await ReadAsync(ZhilongStand.Window, "{}", create: 0)));
    }

    [Fact]
    public async Task From_the_beginning_one_pass_without_any_window_shows_every_row()
    {
        var slice = ZhilongStand.Window with { From = null };

        Assert.Equal(["update100"], Passes(await ReadAsync(slice, "{}", update: 3, create: 5)));
    }

    [Fact]
    public async Task Auto_does_the_second_pass_without_a_probe_when_no_total_is_known()
    {
        Assert.Equal(["update100", "create100"], Passes(await ReadAsync(ZhilongStand.Window, "{}", create: null)));
    }

    [Theory]
    [InlineData("""{"createPass":"off"}""")]
    public async Task Off_does_no_second_pass(string window)
    {
        Assert.Equal(["update100"], Passes(await ReadAsync(ZhilongStand.Window, window)));
    }

    [Fact]
    public async Task Without_a_window_everything_was_read_and_even_on_does_no_second_pass()
    {
        Assert.Equal(["update100"], Passes(await ReadAsync(ZhilongStand.Everything, """{"createPass":"on"}""")));
        Assert.Equal(["update100"], Passes(await ReadAsync(ZhilongStand.Window, """{"startField":"","createPass":"on"}""")));
    }

    [Theory]
    [InlineData("""{"zone":"Asia/Nowhere"}""", "Asia/Nowhere")]
    [InlineData("""{"format":"%"}""", "format")]
    [InlineData("""{"endField":""}""", "endField")]
    public void Window_settings_that_cannot_work_are_refused_when_the_source_is_opened(string window, string named)
    {
        var stand = new ZhilongStand(_ => new StubAnswer(""));

        var error = Assert.Throws<ConnectorException>(() => stand.Source($$"""{"window":{{window}}}"""));

        Assert.Equal(ErrorKind.Config, error.Kind);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-05-01 08:30:00", 0)]
    [InlineData("2024-05-01 22:30:00", 0)]
    [InlineData("2023-01-01 00:00:00", 2)]
    public async Task A_server_that_ignores_the_window_is_noticed_once_for_each_pass(string time, int notes)
    {
        var stand = new ZhilongStand(_ => new StubAnswer(
            $$"""{"total":2,"rows":[{"updateTime":null,"createTime":"2024-05-01 08:30:00"},{"params":{"updateTime":"x"},"updateTime":"{{time}}","createTime":"{{time}}"}],"code":200}"""
        ));
        var source = stand.Source();

        await ZhilongStand.ReadAllAsync(source, ZhilongStand.Window);
        await ZhilongStand.ReadAllAsync(source, ZhilongStand.Window);

        Assert.Equal(notes, stand.Notes.Count(note => note.Contains("seems to ignore", StringComparison.Ordinal)));
    }

    private static DateTimeOffset? At(string? text) => text is null ? null : JsonElement.Parse($"\"{text}\"").GetDateTimeOffset();
}
