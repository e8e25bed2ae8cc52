using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Xunit;
using static Weir.Tests.Mapping.MapStand;

namespace Weir.Tests.Mapping;

public sealed class MapPlanTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Constants_are_written_as_their_field_wants_them() =>
        Assert.Equal(
            """{"t":"100","n":12.50,"b":true,"r":{"FNumber":"PRE001"},"x":{"FNUMBER":"7"},"any":[1,"two"]}""",
            Map(
                """{"t":100,"n":"12.50","b":"1","r":"PRE001","x":7,"any":[1,"two"]}""",
                "{}",
                Field("t", FieldKind.Text),
                Field("n", FieldKind.Number),
                Field("b", FieldKind.Boolean),
                Field("r", FieldKind.Reference),
                Field("x", FieldKind.Reference, "FNUMBER")
            )
        );

    [Theory]
    [InlineData(FieldKind.Text, "\"abc\"", "\"abc\"")]
    [InlineData(FieldKind.Text, "1234567890123456789", "\"1234567890123456789\"")]
    [InlineData(FieldKind.Text, "true", "\"true\"")]
    [InlineData(FieldKind.Text, "12345678901234567890.1234567890", "\"12345678901234567890.1234567890\"")]
    [InlineData(FieldKind.Text, "\"a\\u0041\\n\"", "\"a\\u0041\\n\"")]
    [InlineData(FieldKind.Number, "1234567890123456789", "1234567890123456789")]
    [InlineData(FieldKind.Number, "\"0.10\"", "0.10")]
    [InlineData(FieldKind.Number, "\" -7.000 \"", "-7.000")]
    [InlineData(FieldKind.Number, "1e-7", "1e-7")]
    [InlineData(FieldKind.Boolean, "0", "false")]
    [InlineData(FieldKind.Boolean, "\"1\"", "true")]
    [InlineData(FieldKind.Boolean, "false", "false")]
    [InlineData(FieldKind.Date, "\"2026-03-01 08:09:10\"", "\"2026-03-01\"")]
    [InlineData(FieldKind.DateTime, "\"2026-03-01T08:09:10\"", "\"2026-03-01 08:09:10\"")]
    [InlineData(FieldKind.DateTime, "\"2026-03-01T00:09:10Z\"", "\"2026-03-01 08:09:10\"")]
    [InlineData(FieldKind.DateTime, "\"2026-03-01T08:09:10+08:00\"", "\"2026-03-01 08:09:10\"")]
    [InlineData(FieldKind.DateTime, "1772323750000", "\"2026-03-01 08:09:10\"")]
    [InlineData(FieldKind.DateTime, "1772323750", "\"2026-03-01 08:09:10\"")]
    [InlineData(FieldKind.DateTime, "\"2026/3/1 8:09:10\"", "\"2026-03-01 08:09:10\"")]
    [InlineData(FieldKind.Date, "\"2026\\/03\\/01\"", "\"2026-03-01\"")]
    [InlineData(FieldKind.Reference, "\"100\"", "{\"FNumber\":\"100\"}")]
    [InlineData(FieldKind.Reference, "100", "{\"FNumber\":\"100\"}")]
    [InlineData(FieldKind.Reference, "{\"FId\":5}", "{\"FId\":5}")]
    [InlineData(FieldKind.Any, "{ \"a\" : [1, 2.0] }", "{ \"a\" : [1, 2.0] }")]
    [InlineData(FieldKind.Any, "\"x\"", "\"x\"")]
    public void A_value_is_written_as_its_field_wants_it(FieldKind kind, string value, string expected) =>
        Assert.Equal($"{{\"f\":{expected}}}", Map("""{"f":"{{v}}"}""", $"{{\"v\":{value}}}", Field("f", kind)));

    [Theory]
    [InlineData(FieldKind.Number, "\"twelve\"")]
    [InlineData(FieldKind.Number, "\"1,000\"")]
    [InlineData(FieldKind.Number, "true")]
    [InlineData(FieldKind.Number, "\"0x10\"")]
    [InlineData(FieldKind.Number, "\"NaN\"")]
    [InlineData(FieldKind.Text, "{\"a\":1}")]
    [InlineData(FieldKind.Text, "[1,2]")]
    [InlineData(FieldKind.Boolean, "\"maybe\"")]
    [InlineData(FieldKind.Boolean, "2")]
    [InlineData(FieldKind.Date, "\"yesterday\"")]
    [InlineData(FieldKind.Date, "\"2026-02-30\"")]
    [InlineData(FieldKind.Reference, "[1]")]
    public void A_value_that_does_not_fit_is_an_error_that_names_the_field_and_the_value(FieldKind kind, string value)
    {
        var e = Assert.Throws<MapException>(() => Map("""{"FPrice":"{{v}}"}""", $"{{\"v\":{value}}}", Field("FPrice", kind)));
        Assert.Equal("FPrice", e.Field);
        Assert.Contains("FPrice", e.Message);
        Assert.Contains(value, e.Message);
    }

    [Fact]
    public void A_long_value_is_cut_short_in_the_error()
    {
        var e = Assert.Throws<MapException>(() =>
            Map("""{"f":"{{v}}"}""", $"{{\"v\":\"{new string('x', 100_000)}\"}}", Field("f", FieldKind.Number))
        );
        Assert.True(e.Message.Length < 400);
    }

    [Fact]
    public void Empty_values_are_left_out() =>
        Assert.Equal(
            """{"kept":0,"alsoKept":false,"blank":" "}""",
            Map(
                """
                {"a":"{{none}}","b":"{{null}}","c":"{{empty}}","d":"{{list}}","e":"{{group}}","f":"","g":null,
                 "h":{"x":"{{none}}","y":{"z":""}},"i":["{{none}}",{"x":"{{null}}"}],"j":"{{none}}{{empty}}",
                 "kept":"{{zero}}","alsoKept":"{{no}}","blank":"{{blank}}"}
                """,
                """{"null":null,"empty":"","list":[],"group":{},"zero":0,"no":false,"blank":" "}"""
            )
        );

    [Fact]
    public void A_record_of_which_nothing_is_mapped_is_an_empty_object() => Assert.Equal("{}", Map("""{"a":"{{x}}"}""", "{}"));

    [Fact]
    public void A_path_the_record_does_not_have_is_told_once_per_record()
    {
        var missing = new List<string>();
        Map("""{"a":"{{x}}","b":"{{x}}-{{y.z}}","c":"{{there}}"}""", """{"there":null,"y":{}}""", missing);
        Assert.Equal(["x", "y.z"], missing);
    }

    [Fact]
    public void Nested_groups_and_lists_are_written_as_they_are_laid_out() =>
        Assert.Equal(
            """{"head":{"org":{"FNumber":"100"},"n":1},"rows":[{"m":"a"},{"m":"b","q":2}]}""",
            Map(
                """{"head":{"org":"{{org}}","n":"{{n}}"},"rows":[{"m":"{{first}}"},{"m":"{{second}}","q":2}]}""",
                """{"org":100,"n":"1","first":"a","second":"b"}""",
                Field("head.org", FieldKind.Reference),
                Field("head.n", FieldKind.Number)
            )
        );

    [Theory]
    [InlineData("{{items.sku}}", """{"items":[{"sku":"a"},{"sku":"b"},{"no":1},{"sku":""}]}""", """["a","b"]""")]
    [InlineData("{{a.b.c}}", """{"a":[{"b":[{"c":1},{"c":2}]},{"b":{"c":3}},{"b":4}]}""", "[1,2,3]")]
    [InlineData("{{items}}", """{"items":[{"sku":"a"}]}""", """[{"sku":"a"}]""")]
    [InlineData("{{a.b}}", """{"a":{"b":[1,2]}}""", "[1,2]")]
    public void A_path_through_a_list_gives_the_list_of_what_it_finds(string template, string record, string expected) =>
        Assert.Equal($"{{\"f\":{expected}}}", Map($"{{\"f\":\"{template}\"}}", record));

    [Fact]
    public void A_text_field_takes_the_only_element_of_a_list_and_refuses_two()
    {
        Assert.Equal("""{"f":"a"}""", Map("""{"f":"{{i.s}}"}""", """{"i":[{"s":"a"}]}""", Field("f", FieldKind.Text)));
        Assert.Equal("{}", Map("""{"f":"{{i.s}}"}""", """{"i":[]}""", Field("f", FieldKind.Text)));
        Assert.Throws<MapException>(() => Map("""{"f":"{{i.s}}"}""", """{"i":[{"s":"a"},{"s":"b"}]}""", Field("f", FieldKind.Text)));
    }

    [Fact]
    public void Composite_text_keeps_the_escapes_of_its_parts() =>
        Assert.Equal(
            """{"f":"«a\"\\b\n\u4e2d» 12 \"q\" 2026-03-01 12:30:05 true"}""",
            Map("""{"f":"«{{t}}» {{n}} \"q\" {{CURRENT_TIME|datetime}} {{b}}{{none}}"}""", """{"t":"a\"\\b\n\u4e2d","n":12,"b":true}""")
        );

    [Fact]
    public void Composite_text_goes_into_the_kind_of_its_field()
    {
        Assert.Equal("""{"f":1234}""", Map("""{"f":"{{a}}{{b}}"}""", """{"a":12,"b":"34"}""", Field("f", FieldKind.Number)));
        Assert.Equal("""{"f":{"FNumber":"A-1"}}""", Map("""{"f":"A-{{a}}"}""", """{"a":1}""", Field("f", FieldKind.Reference)));
        Assert.Throws<MapException>(() => Map("""{"f":"x{{a}}"}""", """{"a":{"b":1}}"""));
    }

    [Fact]
    public void Dates_in_templates_take_a_format_in_both_spellings() =>
        Assert.Equal(
            """{"a":"2026-03-01","b":"2026-03-01","c":"1772323750","d":"2026-03-01 08:09:10","e":"on 2026-03-01"}""",
            Map(
                """{"a":"{{t|date}}","b":"{{t date}}","c":"{{ t | timestamp }}","d":"{{t DATETIME}}","e":"on {{t|date}}"}""",
                """{"t":"2026-03-01 08:09:10"}"""
            )
        );

    [Fact]
    public void A_format_on_what_is_no_date_is_an_error_that_names_the_field() =>
        Assert.Equal("f", Assert.Throws<MapException>(() => Map("""{"f":"{{t|date}}"}""", """{"t":"soon"}""")).Field);

    [Fact]
    public void Property_names_may_be_escaped_on_both_sides() =>
        Assert.Equal(
            """{"a\"b":"1","中":"2"}""",
            Map("""{"a\"b":"{{名称}}","\u4e2d":"{{x.y}}"}""", """{"\u540d\u79f0":"1","\u0078":{"\u0079":"2"}}""")
        );

    [Fact]
    public void A_name_that_no_text_can_have_is_passed_over() =>
        Assert.Equal("""{"f":1}""", Map("""{"f":"{{a}}"}""", """{"\ud800":5,"a":1}"""));

    [Fact]
    public void The_last_of_two_members_with_one_name_counts() =>
        Assert.Equal("""{"f":2}""", Map("""{"f":"{{a}}"}""", """{"a":1,"a":2}"""));

    [Fact]
    public void Of_two_members_with_one_name_only_the_last_is_looked_into() =>
        Assert.Equal("{}", Map("""{"f":"{{a.b}}"}""", """{"a":{"b":1},"a":{"c":2}}"""));

    [Fact]
    public void More_paths_than_fit_on_the_stack_are_mapped_too()
    {
        var fields = JsonSerializer.Serialize(Enumerable.Range(0, 200).ToDictionary(i => $"f{i}", i => $"{{{{p{i}}}}}"));
        var record = JsonSerializer.Serialize(Enumerable.Range(0, 200).ToDictionary(i => $"p{i}", i => i));
        Assert.Equal(JsonSerializer.Serialize(Enumerable.Range(0, 200).ToDictionary(i => $"f{i}", i => i)), Map(fields, record));
    }

    [Fact]
    public void Any_text_goes_through_a_mapping_unchanged()
    {
        var text = Gen.Char.Where(c => !char.IsSurrogate(c)).Array[0, 30].Select(c => new string(c) + (c.Length % 3 == 0 ? "😀" : ""));
        Gen.Select(text, text, Gen.Bool)
            .Sample(
                (name, value, escaped) =>
                {
                    var options = escaped ? null : Plain;
                    var record = JsonSerializer.Serialize(new { v = value, w = "x" }, options);
                    var fields = JsonSerializer.Serialize(
                        new Dictionary<string, string>
                        {
                            ["whole"] = "{{v}}",
                            ["part"] = "<{{v}}>",
                            ["name" + name] = "{{w}}",
                        }
                    );
                    var mapped = JsonElement.Parse(Map(fields, record, Field("whole", FieldKind.Text)));
                    Assert.Equal(value, mapped.TryGetProperty("whole", out var whole) ? whole.GetString() : "");
                    Assert.Equal($"<{value}>", mapped.GetProperty("part").GetString());
                    Assert.Equal("x", mapped.GetProperty("name" + name).GetString());
                },
                print: x => JsonSerializer.Serialize(x.Item2)
            );
    }

    [Fact]
    public void Any_constant_text_is_written_as_it_is()
    {
        Gen.Char.Where(c => !char.IsSurrogate(c))
            .Array[1, 30]
            .Select(c => new string(c))
            .Where(t => !t.Contains("{{", StringComparison.Ordinal))
            .Sample(t =>
                Assert.Equal(t, JsonElement.Parse(Map(JsonSerializer.Serialize(new { f = t }), "{}")).GetProperty("f").GetString())
            );
    }

    [Fact]
    public void Any_number_keeps_its_digits()
    {
        Gen.Select(Gen.Long, Gen.UInt, Gen.Int[0, 9])
            .Sample(
                (whole, fraction, digits) =>
                {
                    var number = FormattableString.Invariant($"{whole}.{fraction.ToString($"D{digits + 1}")}");
                    var mapped = Map(
                        """{"f":"{{v}}","g":"{{v}}"}""",
                        $"{{\"v\":{number}}}",
                        Field("f", FieldKind.Number),
                        Field("g", FieldKind.Text)
                    );
                    Assert.Equal($"{{\"f\":{number},\"g\":\"{number}\"}}", mapped);
                }
            );
    }
}
