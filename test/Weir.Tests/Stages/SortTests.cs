using Xunit;

namespace Weir.Tests.Stages;

public sealed class SortTests
{
    private static string[] Sort(string by, params string[] values)
    {
        using var stand = new StageStand(("sort", $$"""{"by":{{by}}}"""));
        return [.. stand.Slice(values.Select((v, i) => ($"{i}", v))).Select(m => m.Key)];
    }

    [Fact]
    public void Empty_values_first_then_numbers_as_numbers_then_texts() =>
        Assert.Equal(
            ["4", "5", "6", "3", "1", "0", "2", "8", "7"],
            Sort(
                """[{"path":"v"}]""",
                """{"v":10}""",
                """{"v":"9"}""",
                """{"v":"10.0"}""",
                """{"v":-1e2}""",
                """{"v":null}""",
                "{}",
                """{"v":""}""",
                """{"v":"b"}""",
                """{"v":"a"}"""
            )
        );

    [Fact]
    public void Those_with_the_same_values_stay_in_their_order_and_descending_turns_it_round() =>
        Assert.Equal(
            ["1", "3", "0", "2", "4"],
            Sort(
                """[{"path":"a.b","order":"descending"},{"path":"n"}]""",
                """{"a":{"b":1},"n":1}""",
                """{"a":{"b":2},"n":1}""",
                """{"a":{"b":1},"n":1}""",
                """{"a":{"b":2},"n":5}""",
                """{"n":0}"""
            )
        );

    [Fact]
    public void Nineteen_digits_are_told_apart() =>
        Assert.Equal(["1", "0"], Sort("""[{"path":"v"}]""", """{"v":9007199254740993001}""", """{"v":9007199254740993000}"""));

    [Fact]
    public void Each_page_is_sorted_for_itself_and_what_was_rejected_goes_past()
    {
        using var stand = new StageStand(
            ("filter", """{"keep":[{"path":"n","is":"less","value":9}]}"""),
            ("sort", """{"by":[{"path":"n"}]}""")
        );
        Assert.Equal(["c", "b", "a"], stand.Page(("a", """{"n":2}"""), ("b", """{"n":1}"""), ("c", """{"n":9}""")).Select(m => m.Key));
        Assert.Equal(["d"], stand.Page(("d", """{"n":0}""")).Select(m => m.Key));
        Assert.Empty(stand.Rest());
    }

    [Fact]
    public void Ten_thousand_records_with_one_value()
    {
        var keys = Enumerable.Range(0, 10_000).Select(i => $"{i}").ToArray();
        Assert.Equal(keys, Sort("""[{"path":"v"}]""", [.. keys.Select(_ => """{"v":1}""")]));
    }
}
