using Xunit;

namespace Weir.Tests.Stages;

public sealed class FlattenTests
{
    private const string Bill =
        """{"billNo":"XS2601","shop":"S1","wh":{"code":"W9"},"items":[{"sku":"A1","qty":2,"amt":"10.50"},{"sku":"B2","qty":1,"amt":"8.00"},{"sku":"A1","qty":3,"amt":"15.75"}]}""";

    private static List<Made> Flatten(string settings, string json, string key = "k")
    {
        using var stand = new StageStand(("flatten", settings));
        return stand.Slice((key, json));
    }

    [Fact]
    public void The_published_vector()
    {
        var made = Flatten("""{"arrays":["items"]}""", Bill, "XS2601");
        Assert.Equal(["XS2601-0", "XS2601-1", "XS2601-2"], made.Select(m => m.Key));
        Assert.Equal(
            """{"billNo":"XS2601","shop":"S1","wh":{"code":"W9"},"items_sku":"A1","items_qty":2,"items_amt":"10.50"}""",
            made[0].Json
        );
        Assert.Equal(
            """{"billNo":"XS2601","shop":"S1","wh":{"code":"W9"},"items_sku":"A1","items_qty":3,"items_amt":"15.75"}""",
            made[2].Json
        );
        Assert.All(made, m => Assert.Null(m.Rejected));
    }

    [Fact]
    public void The_key_may_be_written_over_the_field_it_came_from_and_counted_from_1()
    {
        var made = Flatten("""{"arrays":["items"],"first":1,"keyAs":"billNo"}""", """{"billNo":"B\"1","items":[1,2]}""", "B\"1");
        Assert.Equal(["""{"billNo":"B\"1-1","items":1}""", """{"billNo":"B\"1-2","items":2}"""], made.Select(m => m.Json));
    }

    [Fact]
    public void Several_arrays_come_one_after_the_other_under_one_count()
    {
        var made = Flatten("""{"arrays":["a","b"]}""", """{"b":[{"y":1}],"id":7,"a":[{"x":1},{"x":2}]}""");
        Assert.Equal(
            [("k-0", """{"id":7,"a_x":1}"""), ("k-1", """{"id":7,"a_x":2}"""), ("k-2", """{"id":7,"b_y":1}""")],
            made.Select(m => (m.Key, m.Json))
        );
    }

    [Theory]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":1,"items":[]}""")]
    [InlineData("""{"id":1,"items":null}""")]
    [InlineData("""{"id":1,"items":""}""")]
    public void A_record_without_elements_goes_on_as_it_is(string json)
    {
        var made = Assert.Single(Flatten("""{"arrays":["items"]}""", json));
        Assert.Equal(("k", json, null), (made.Key, made.Json, made.Rejected));
    }

    [Theory]
    [InlineData("""{"id":1,"items":{"sku":"A"}}""", "'items' is object, not a list")]
    [InlineData("""{"id":1,"items":{}}""", "'items' is object, not a list")]
    [InlineData("""{"id":1,"items":"A,B"}""", "'items' is string, not a list")]
    [InlineData("""{"id":1,"items":5}""", "'items' is number, not a list")]
    [InlineData("""{"id":1,"items":[1],"more":true}""", "'more' is true, not a list")]
    public void What_is_no_list_is_rejected_whole_under_its_own_key(string json, string reason)
    {
        var made = Assert.Single(Flatten("""{"arrays":["items","more"]}""", json));
        Assert.Equal(("k", json, reason), (made.Key, made.Json, made.Rejected));
    }

    [Fact]
    public void Values_are_copied_byte_by_byte()
    {
        var made = Flatten(
            """{"arrays":["items"]}""",
            """{ "id" : 1234567890123456789 , "items" : [ {"n": 1.10, "e\"x":"😀\u4e2d", "in":{"a":[1, 2]}} , [1,2], null, "x", {} ] }"""
        );
        Assert.Equal(
            [
                """{"id":1234567890123456789,"items_n":1.10,"items_e\"x":"😀\u4e2d","items_in":{"a":[1, 2]}}""",
                """{"id":1234567890123456789,"items":[1,2]}""",
                """{"id":1234567890123456789,"items":null}""",
                """{"id":1234567890123456789,"items":"x"}""",
                """{"id":1234567890123456789}""",
            ],
            made.Select(m => m.Json)
        );
    }

    [Fact]
    public void Of_two_lists_with_one_name_the_later_counts_and_an_escaped_name_is_the_same_name()
    {
        var made = Flatten("""{"arrays":["items"]}""", """{"items":[1,2,3],"a":1,"\u0069tems":[4]}""");
        Assert.Equal(("k-0", """{"a":1,"items":4}"""), (Assert.Single(made).Key, made[0].Json));
    }

    [Fact]
    public void A_name_in_Chinese_or_with_a_quote_is_written_as_JSON()
    {
        var made = Flatten("""{"arrays":["明\"细"]}""", """{"明\"细":[{"数量":1}]}""");
        Assert.Equal("""{"明\"细_数量":1}""", Assert.Single(made).Json);
    }

    [Fact]
    public void A_page_of_nothing_gives_nothing()
    {
        using var stand = new StageStand(("flatten", """{"arrays":["items"]}"""));
        Assert.Empty(stand.Slice());
    }

    [Fact]
    public void Ten_thousand_elements_and_five_megabytes()
    {
        var elements = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"{{\"n\":{i}}}"));
        var many = Flatten("""{"arrays":["items"]}""", $"{{\"id\":1,\"items\":[{elements}]}}");
        Assert.Equal(10_000, many.Count);
        Assert.Equal(("k-9999", """{"id":1,"items_n":9999}"""), (many[^1].Key, many[^1].Json));
        var text = new string('长', 1_700_000);
        var large = Flatten("""{"arrays":["items"]}""", $"{{\"t\":\"{text}\",\"items\":[1,2]}}");
        Assert.Equal($"{{\"t\":\"{text}\",\"items\":2}}", large[1].Json);
    }
}
