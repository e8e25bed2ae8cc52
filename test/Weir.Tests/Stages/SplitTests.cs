using Xunit;

namespace Weir.Tests.Stages;

public sealed class SplitTests
{
    private static List<Made> Split(string settings, string json)
    {
        using var stand = new StageStand(("split", settings));
        return stand.Slice(("k", json));
    }

    [Fact]
    public void Each_element_is_a_record_with_the_header_before_it()
    {
        var made = Split("""{"array":"items"}""", """{"id":7,"items":[{"sku":"A"},2,null,[3]],"z":1.50}""");
        Assert.Equal(
            [
                ("k-0", """{"id":7,"z":1.50,"items":{"sku":"A"}}"""),
                ("k-1", """{"id":7,"z":1.50,"items":2}"""),
                ("k-2", """{"id":7,"z":1.50,"items":null}"""),
                ("k-3", """{"id":7,"z":1.50,"items":[3]}"""),
            ],
            made.Select(m => (m.Key, m.Json))
        );
    }

    [Fact]
    public void The_key_is_a_template_over_the_new_record_and_may_be_written_into_it()
    {
        var made = Split(
            """{"array":"items","as":"item","key":"{{id}}-{{item.lineNo}}","keyAs":"lineKey"}""",
            """{"id":1234567890123456789,"items":[{"lineNo":"10"},{"lineNo":20}]}"""
        );
        Assert.Equal(
            [
                ("1234567890123456789-10", """{"id":1234567890123456789,"item":{"lineNo":"10"},"lineKey":"1234567890123456789-10"}"""),
                ("1234567890123456789-20", """{"id":1234567890123456789,"item":{"lineNo":20},"lineKey":"1234567890123456789-20"}"""),
            ],
            made.Select(m => (m.Key, m.Json))
        );
    }

    [Fact]
    public void An_element_whose_key_cannot_be_used_is_rejected_and_the_others_go_on()
    {
        var made = Split(
            """{"array":"items","as":"item","key":"{{id}}-{{item.no}}"}""",
            """{"id":1,"items":[{"no":1},{"x":1},{"no":""},{"no":[1]},{"no":"1"},{"no":2}]}"""
        );
        Assert.Equal(
            [
                ("1-1", null),
                ("k-1", "element 2 of 'items' has no key of its own: 'item.no' of the key is missing"),
                ("k-2", "element 3 of 'items' has no key of its own: 'item.no' of the key is empty"),
                ("k-3", "element 4 of 'items' has no key of its own: 'item.no' of the key is a list or group, not a text or number"),
                ("k-4", "element 5 of 'items' has no key of its own: an element before it has the same key '1-1'"),
                ("1-2", null),
            ],
            made.Select(m => (m.Key, m.Rejected))
        );
    }

    [Theory]
    [InlineData("""{"id":1}""", "rule of 'split': 'items' has no elements")]
    [InlineData("""{"id":1,"items":[]}""", "rule of 'split': 'items' has no elements")]
    [InlineData("""{"id":1,"items":null}""", "rule of 'split': 'items' has no elements")]
    [InlineData("""{"id":1,"items":{"a":1}}""", "'items' is object, not a list")]
    [InlineData("""{"id":1,"items":"x"}""", "'items' is string, not a list")]
    public void A_record_without_elements_is_rejected_under_its_own_key(string json, string reason)
    {
        var made = Assert.Single(Split("""{"array":"items"}""", json));
        Assert.Equal(("k", json, reason), (made.Key, made.Json, made.Rejected));
    }

    [Fact]
    public void Or_kept_as_it_is()
    {
        Assert.Equal(
            ("k", """{"id":1,"items":[]}""", null),
            Split("""{"array":"items","empty":"keep"}""", """{"id":1,"items":[]}""").Select(m => (m.Key, m.Json, m.Rejected)).Single()
        );
        Assert.NotNull(Split("""{"array":"items","empty":"keep"}""", """{"id":1,"items":5}""").Single().Rejected);
    }

    [Fact]
    public void A_filter_and_a_map_before_it_work_there_too()
    {
        using var stand = new StageStand(
            ("filter", """{"keep":[{"path":"ok","is":"equals","value":"1"}]}"""),
            ("map", """{"fields":{"no":"{{id}}","rows":"{{lines}}"}}"""),
            ("split", """{"array":"rows"}""")
        );
        var made = stand.Slice(("a", """{"id":"A","ok":1,"lines":[1,2]}"""), ("b", """{"id":"B","ok":0,"lines":[3]}"""));
        Assert.Equal(
            [
                ("a-0", """{"no":"A","rows":1}""", null),
                ("a-1", """{"no":"A","rows":2}""", null),
                ("b", """{"id":"B","ok":0,"lines":[3]}""", "rule of 'filter': keep only if ok equals \"1\""),
            ],
            made.Select(m => (m.Key, m.Json, m.Rejected))
        );
    }
}
