using Xunit;

namespace Weir.Tests.Stages;

public sealed class GroupTests
{
    private static readonly (string, string)[] Bills =
    [
        (
            "XS2601",
            """{"billNo":"XS2601","shop":"S1","items":[{"sku":"A1","qty":2,"amt":"10.50"},{"sku":"B2","qty":1,"amt":"8.00"},{"sku":"A1","qty":3,"amt":"15.75"}]}"""
        ),
        ("XS2602", """{"billNo":"XS2602","shop":"S1","items":[{"sku":"A1","qty":4,"amt":"21.00"},{"sku":"C3","qty":7,"amt":"70.00"}]}"""),
        ("XS2603", """{"billNo":"XS2603","shop":"S2","items":[{"sku":"A1","qty":1,"amt":"5.25"}]}"""),
    ];

    private static List<Made> Group(string settings, params string[] records)
    {
        using var stand = new StageStand(("group", settings));
        return stand.Slice(records.Select((json, i) => ($"k{i}", json)));
    }

    [Fact]
    public void The_published_vector()
    {
        using var stand = new StageStand(
            ("flatten", """{"arrays":["items"],"keyAs":"billNo"}"""),
            (
                "group",
                """{"header":["shop"],"body":["items_sku"],"maxLines":2,"calculate":{"items_qty":"sum","items_amt":"sum","billNo":"addToSet"}}"""
            )
        );
        Assert.True(stand.HoldsSlice);
        Assert.Empty(stand.Page(Bills[..1]));
        Assert.Empty(stand.Page(Bills[1..]));
        Assert.Equal(
            [
                (
                    "S1",
                    """{"shop":"S1","items":[{"items_sku":"A1","items_qty":9,"items_amt":47.25,"billNo":["XS2601-0","XS2601-2","XS2602-0"]},{"items_sku":"B2","items_qty":1,"items_amt":8.00,"billNo":["XS2601-1"]}]}"""
                ),
                ("S1-2", """{"shop":"S1","items":[{"items_sku":"C3","items_qty":7,"items_amt":70.00,"billNo":["XS2602-1"]}]}"""),
                ("S2", """{"shop":"S2","items":[{"items_sku":"A1","items_qty":1,"items_amt":5.25,"billNo":["XS2603-0"]}]}"""),
            ],
            stand.Rest().Select(m => (m.Key, m.Json))
        );
        // And again, as if it were another slice.
        Assert.Empty(stand.Rest());
        Assert.Equal(["S2"], stand.Slice(Bills[2..]).Select(m => m.Key));
    }

    private static readonly string[] Rows =
    [
        """{"bill":"B1","sku":"A1","qty":2}""",
        """{"bill":"B1","sku":"A1","qty":3}""",
        """{"bill":"B1","sku":"B2","qty":1}""",
        """{"bill":"B1","sku":"B2","qty":1}""",
    ];

    [Fact]
    public void Merge_of_rows_with_and_without_a_sum()
    {
        Assert.Equal(
            """{"bill":"B1","items":[{"sku":"A1","qty":2},{"sku":"A1","qty":3},{"sku":"B2","qty":1}]}""",
            Group("""{"header":["bill"],"body":["sku","qty"]}""", Rows[..3]).Single().Json
        );
        Assert.Equal(
            """{"bill":"B1","items":[{"sku":"A1","qty":5},{"sku":"B2","qty":1}]}""",
            Group("""{"header":["bill"],"body":["sku"],"calculate":{"qty":"sum"}}""", Rows[..3]).Single().Json
        );
        Assert.Equal(
            """{"bill":"B1","items":[{"sku":"A1","qty":2},{"sku":"A1","qty":3},{"sku":"B2","qty":1},{"sku":"B2","qty":1}]}""",
            Group("""{"header":["bill"],"body":["sku","qty"],"everyRecord":true}""", Rows).Single().Json
        );
        Assert.Equal(
            """{"bill":"B1","items":[{"qty":7}]}""",
            Group("""{"header":["bill"],"calculate":{"qty":"sum"}}""", Rows).Single().Json
        );
    }

    [Theory]
    [InlineData("sum", "0.3", "0.1", "0.2")]
    [InlineData("sum", "1234567890123456790", "1234567890123456789", "1")]
    [InlineData("sum", "123456789012345678901234567890.05", "\"123456789012345678901234567890\"", "\"0.05\"")]
    [InlineData("sum", "-0.50", "\"-1.50\"", "1")]
    [InlineData("sum", "1000.5", "1e3", "5E-1")]
    [InlineData("sum", "7", "7", "null")]
    [InlineData("sum", null, "null", "\"\"")]
    [InlineData("avg", "1.50000", "1.0", "2.0")]
    [InlineData("avg", "0.3333", "1", "0", "0")]
    [InlineData("avg", "-0.6667", "-1", "-1", "0")]
    [InlineData("min", "9", "10", "9")]
    [InlineData("max", "\"10\"", "\"9\"", "\"10\"")]
    [InlineData("min", "\"a10\"", "\"a9\"", "\"a10\"")]
    [InlineData("max", "1.50", "1.50", "1.5")]
    [InlineData("first", "\"a\"", "null", "\"a\"", "\"b\"")]
    [InlineData("last", "{\"x\":1}", "\"a\"", "{\"x\":1}", "\"\"")]
    [InlineData("push", "[1,1,\"1\"]", "1", "1", "\"1\"")]
    [InlineData("addToSet", "[1,\"1\",{\"a\":1}]", "1", "1", "\"1\"", "{\"a\":1}", "{\"a\":1}")]
    public void Calculations(string kind, string? expected, params string[] values)
    {
        var made = Group(
            $$$"""{"header":["h"],"calculate":{"v":"{{{kind}}}"}}""",
            [.. values.Select(value => $$"""{"h":1,"v":{{value}}}""")]
        );
        Assert.Equal(
            expected is null ? """{"h":1,"items":[{}]}""" : $$"""{"h":1,"items":[{"v":{{expected}}}]}""",
            Assert.Single(made).Json
        );
    }

    [Fact]
    public void What_cannot_be_added_up_or_grouped_is_rejected_and_the_others_are_grouped_without_it()
    {
        var made = Group(
            """{"header":["h"],"calculate":{"v":"sum"}}""",
            """{"h":1,"v":"1,000"}""",
            """{"h":1,"v":2}""",
            """{"h":{"a":1},"v":2}""",
            """{"h":1,"v":[1]}""",
            """{"h":1,"v":1e999999999}"""
        );
        Assert.Equal(
            [
                ("k0", "'v' cannot be added up: \"1,000\" is not a number"),
                ("k2", "'h' is a list or group, and cannot be a field of the header of 'items'"),
                ("k3", "'v' cannot be added up: [1] is not a number"),
                ("k4", "'v' cannot be added up: 1e999999999 is not a number"),
                ("1", null),
            ],
            made.Select(m => (m.Key, m.Rejected))
        );
        Assert.Equal("""{"h":1,"items":[{"v":2}]}""", made[^1].Json);
    }

    [Fact]
    public void Missing_null_and_empty_are_one_group_and_1_is_the_same_as_its_text()
    {
        var made = Group(
            """{"header":["a","b"],"body":["x"],"keyAs":"id"}""",
            """{"b":"2","x":1}""",
            """{"a":null,"b":2,"x":"1"}""",
            """{"a":"","b":"\u0032","x":null}""",
            """{"a":"0","x":1}""",
            """{"x":1}"""
        );
        Assert.Equal(
            [
                ("-2", """{"b":"2","id":"-2","items":[{"x":1},{"x":null}]}"""),
                ("0-", """{"a":"0","id":"0-","items":[{"x":1}]}"""),
                ("-", """{"id":"-","items":[{"x":1}]}"""),
            ],
            made.Select(m => (m.Key, m.Json))
        );
        Assert.Equal("(empty)", Assert.Single(Group("""{"header":["a"]}""", "{}")).Key);
    }

    [Fact]
    public void A_template_makes_the_key_and_parts_are_numbered_behind_it()
    {
        var made = Group(
            """{"header":["shop","day"],"body":["n"],"bodyName":"FEntity","maxLines":1,"key":"{{day}}/{{shop}}","keyAs":"F_out_id"}""",
            """{"shop":"S1","day":"2026-01-01","n":1}""",
            """{"shop":"S2","day":"2026-01-01","n":1}""",
            """{"shop":"S1","day":"2026-01-01","n":2}""",
            """{"shop":"S1","day":"2026-01-01","n":3}"""
        );
        Assert.Equal(["2026-01-01/S1", "2026-01-01/S1-2", "2026-01-01/S1-3", "2026-01-01/S2"], made.Select(m => m.Key));
        Assert.Equal("""{"shop":"S1","day":"2026-01-01","F_out_id":"2026-01-01/S1-3","FEntity":[{"n":3}]}""", made[2].Json);
    }

    [Fact]
    public void Two_headers_that_make_one_key_are_told_and_not_taken_for_one_document()
    {
        var made = Group(
            """{"header":["shop"],"body":["n"],"maxLines":1}""",
            """{"shop":"S1","n":1}""",
            """{"shop":"S1","n":2}""",
            """{"shop":"S1-2","n":3}"""
        );
        Assert.Equal(["S1", "S1-2"], made.Where(m => m.Rejected is null).Select(m => m.Key));
        Assert.StartsWith("S1-2 (duplicate ", made[2].Key);
        Assert.StartsWith("another document of the slice has the key 'S1-2' already", made[2].Rejected);
        Assert.Equal("""{"shop":"S1-2","items":[{"n":3}]}""", made[2].Json);
    }

    [Fact]
    public void More_than_fits_into_a_block_comes_out_in_the_order_of_arrival_and_leaves_no_file()
    {
        var filler = new string('x', 400);
        using var stand = new StageStand(
            ("group", """{"header":["h"],"body":["b"],"calculate":{"n":"sum","f":"first"},"maxLines":1000}""")
        );
        for (var page = 0; page < 120; page++)
            Assert.Empty(
                stand.Page(
                    Enumerable
                        .Range(page * 1000, 1000)
                        .Select(i => ($"k{i}", $"{{\"h\":\"H{i % 7}\",\"b\":{i / 7 % 2500},\"n\":{i},\"f\":\"{filler}\"}}"))
                )
            );
        Assert.Empty(Directory.EnumerateFiles(stand.SpoolPath));
        var made = stand.Rest();
        Assert.Equal(["H0", "H0-2", "H0-3", "H1", "H1-2", "H1-3"], made.Take(6).Select(m => m.Key));
        Assert.Equal(21, made.Count);
        Assert.StartsWith($"{{\"h\":\"H0\",\"items\":[{{\"b\":0,\"n\":367500,\"f\":\"{filler}\"}},{{\"b\":1,", made[0].Json);
        Assert.StartsWith("""{"h":"H6","items":[{"b":2000,""", made[^1].Json);
    }

    [Fact]
    public void A_slice_of_nothing_gives_nothing() => Assert.Empty(Group("""{"header":["h"]}"""));
}
