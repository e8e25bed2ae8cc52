using System.Text.Json;
using Weir.Engine.Mapping;
using Xunit;

namespace Weir.Tests.Mapping;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("{{LAST_SYNC_TIME|datetime}}", "datetime")]
    [InlineData("{{LAST_SYNC_TIME datetime}}", "datetime")]
    [InlineData("{{ LAST_SYNC_TIME | date }}", "date")]
    [InlineData("{{LAST_SYNC_TIME   timestamp}}", "timestamp")]
    [InlineData("{{LAST_SYNC_TIME}}", null)]
    public void A_variable_takes_a_format_after_a_bar_or_a_blank(string text, string? format)
    {
        var part = Assert.Single(Template.Parse(text, out var problem));
        Assert.Null(problem);
        Assert.Equal(new TemplatePart("LAST_SYNC_TIME", TemplatePartKind.Variable, format), part);
    }

    [Fact]
    public void Text_paths_and_variables_follow_each_other()
    {
        var parts = Template.Parse("a{{x.y}}b}}{{CURRENT_TIME date}}{c}", out var problem);
        Assert.Null(problem);
        Assert.Equal(
            [
                new TemplatePart("a", TemplatePartKind.Text),
                new TemplatePart("x.y", TemplatePartKind.Path),
                new TemplatePart("b}}", TemplatePartKind.Text),
                new TemplatePart("CURRENT_TIME", TemplatePartKind.Variable, "date"),
                new TemplatePart("{c}", TemplatePartKind.Text),
            ],
            parts
        );
    }

    [Theory]
    [InlineData("a {{b", "never closed")]
    [InlineData("{{}}", "names nothing")]
    [InlineData("{{ | date}}", "names nothing")]
    [InlineData("{{a|dat}}", "did you mean 'date'?")]
    [InlineData("{{a b c}}", "not a format")]
    [InlineData("{{a..b}}", "not a path")]
    [InlineData("{{.a}}", "not a path")]
    [InlineData("{{a.}}", "not a path")]
    public void A_bad_template_is_told(string text, string says)
    {
        Template.Parse(text, out var problem);
        Assert.Contains(says, problem);
    }

    [Fact]
    public void Variables_in_settings_are_filled_in_at_any_depth_and_paths_stay()
    {
        var settings = JsonElement.Parse(
            """{"a":"from {{LAST_SYNC_TIME}}","b":[{"c":"{{CURRENT_TIME|timestamp}}"},"{{x.y}}"],"d":5,"e":null,"f":"{{CURRENT_TIME date}}"}"""
        );
        Assert.Equal(
            """{"a":"from 1772323200","b":[{"c":"1772339405"},"{{x.y}}"],"d":5,"e":null,"f":"2026-03-01"}""",
            MapStand.Variables.Resolve(settings).GetRawText()
        );
    }

    [Fact]
    public void Text_in_settings_that_only_looks_like_a_template_stays_as_it_is() =>
        Assert.Equal(
            """{"a":"{{CURRENT_TIME","b":"x {{}} y","c":"{{x|date}} {{CURRENT_TIME date}}"}""".Replace(
                "{{CURRENT_TIME date}}",
                "2026-03-01"
            ),
            MapStand
                .Variables.Resolve(JsonElement.Parse("""{"a":"{{CURRENT_TIME","b":"x {{}} y","c":"{{x|date}} {{CURRENT_TIME date}}"}"""))
                .GetRawText()
        );

    [Fact]
    public void The_first_run_reads_from_the_beginning_of_time() =>
        Assert.Equal("1970-01-01 08:00:00", (MapStand.Variables with { LastSync = null }).Text("LAST_SYNC_TIME", "datetime"));

    [Fact]
    public void Expressions_and_variables_of_the_page_in_settings_are_worked_out()
    {
        var settings = JsonElement.Parse(
            """{"from":"_function FROM_UNIXTIME({{LAST_SYNC_TIME}} - 600)","size":"{{PAGINATION_PAGE_SIZE}}","row":"_function {{PAGINATION_START_ROW}} + 1","day":"{{$now|date}}"}"""
        );
        var page = MapStand.Variables with { Page = new PageContext(100, 200, 3) };
        Assert.Equal("""{"from":"2026-03-01 07:50:00","size":"100","row":201,"day":"2026-03-01"}""", page.Resolve(settings).GetRawText());
        var e = Assert.Throws<MapException>(() => MapStand.Variables.Resolve(settings));
        Assert.Equal("row", e.Field);
        Assert.Contains("PAGINATION_START_ROW is known only while a page of the source is read", e.Message);
        Assert.Equal(
            """{"size":"{{PAGINATION_PAGE_SIZE}}"}""",
            MapStand.Variables.Resolve(JsonElement.Parse("""{"size":"{{PAGINATION_PAGE_SIZE}}"}""")).GetRawText()
        );
    }

    [Fact]
    public void Variables_with_the_same_values_are_equal_whatever_was_made_of_them()
    {
        var other = MapStand.Variables with { };
        Assert.Equal("2026-03-01", other.Text("CURRENT_TIME", "date"));
        Assert.Equal(MapStand.Variables, other);
        Assert.Equal("1970-01-01", (other with { Current = DateTimeOffset.UnixEpoch }).Text("CURRENT_TIME", "date"));
    }
}
