using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;
using Xunit;
using static Weir.Tests.Mapping.MapStand;

namespace Weir.Tests.Mapping;

/// <summary>Expressions, lines and tables inside of a mapping.</summary>
public sealed class MapExpressionTests
{
    private const string Order =
        """{"billNo":"XS1","rate":2,"items":[{"sku":"A1","qty":2,"batches":[{"n":1},{"n":2}],"goods":{"name":"甲"}},{"sku":"B2","qty":"1","batches":[]},{"sku":"C3"}]}""";

    [Fact]
    public void A_line_is_built_for_each_element()
    {
        var missing = new List<string>();
        Assert.Equal(
            """{"FEntry":[{"FMaterialId":{"FNumber":"A1"},"FQty":2,"FNote":"XS1/A1","FDouble":4,"FName":"甲"},{"FMaterialId":{"FNumber":"B2"},"FQty":1,"FNote":"XS1/B2","FDouble":2},{"FMaterialId":{"FNumber":"C3"},"FNote":"XS1/C3"}]}""",
            Map(
                """
                {"FEntry":{"$each":"items","FMaterialId":"{{items.sku}}","FQty":"{{items.qty}}","FNote":"{{billNo}}/{{items.sku}}",
                 "FDouble":"_function {{items.qty}} * {{rate}}","FName":"{{items.goods.name}}"}}
                """,
                Order,
                missing,
                Field("FEntry.FMaterialId", FieldKind.Reference),
                Field("FEntry.FQty", FieldKind.Number)
            )
        );
        Assert.Equal(["items.goods.name", "items.qty"], missing.Distinct());
    }

    [Fact]
    public void Lines_may_have_lines() =>
        Assert.Equal(
            """{"rows":[{"sku":"A1","parts":[{"n":1,"of":"A1"},{"n":2,"of":"A1"}]},{"sku":"B2"},{"sku":"C3"}]}""",
            Map(
                """{"rows":{"$each":"items","sku":"{{items.sku}}","parts":{"$each":"items.batches","n":"{{items.batches.n}}","of":"{{items.sku}}"}}}""",
                Order
            )
        );

    [Fact]
    public void A_list_behind_a_list_is_gone_over_as_one() =>
        Assert.Equal("""{"all":[{"n":1},{"n":2}]}""", Map("""{"all":{"$each":"items.batches","n":"{{items.batches.n}}"}}""", Order));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"items":null}""")]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":[null,{}]}""")]
    public void Without_elements_the_field_is_left_out(string record) =>
        Assert.Equal("{}", Map("""{"rows":{"$each":"items","sku":"{{items.sku}}"}}""", record));

    [Fact]
    public void A_single_object_is_a_list_of_one_and_plain_values_are_elements()
    {
        Assert.Equal("""{"rows":[{"s":1}]}""", Map("""{"rows":{"$each":"{{i}}","s":"{{i.s}}"}}""", """{"i":{"s":1}}"""));
        Assert.Equal("""{"rows":[{"t":"a"},{"t":"b"}]}""", Map("""{"rows":{"$each":"i","t":"{{i}}"}}""", """{"i":["a","b"]}"""));
        Assert.Equal("""{"rows":["a!","b!"]}""", Map("""{"rows":{"$each":"i","$value":"{{i}}!"}}""", """{"i":["a","b"]}"""));
        Assert.Equal(
            """{"o":{"rows":[{"t":1}]}}""",
            Map("""{"o":{"rows":{"$each":"a.b","t":"{{a.b.c}}"}}}""", """{"a":{"b":[{"c":1}]}}""")
        );
    }

    [Fact]
    public void An_aggregate_in_a_line_goes_over_the_whole_list_or_over_the_list_in_the_element() =>
        Assert.Equal(
            """{"total":3,"rows":[{"all":3,"own":3},{"all":3},{"all":3}]}""",
            Map(
                """{"total":"_function SUM({{items.qty}})","rows":{"$each":"items","all":"_function SUM({{items.qty}})","own":"_function SUM({{items.batches.n}})"}}""",
                Order
            )
        );

    [Theory]
    [InlineData(FieldKind.Any, "1.5 + 1", "2.5")]
    [InlineData(FieldKind.Text, "1.5 + 1", "\"2.5\"")]
    [InlineData(FieldKind.Number, "'2.50'", "2.50")]
    [InlineData(FieldKind.Boolean, "1 = 1", "true")]
    [InlineData(FieldKind.Reference, "CONCAT('A', 1)", "{\"FNumber\":\"A1\"}")]
    [InlineData(FieldKind.Date, "CAST('2026-01-31 10:00:00' AS DATETIME)", "\"2026-01-31\"")]
    [InlineData(FieldKind.DateTime, "DATE('2026-01-31')", "\"2026-01-31 00:00:00\"")]
    [InlineData(FieldKind.Text, "'a\"\\n'", "\"a\\\"\\n\"")]
    public void A_result_is_written_as_its_field_wants_it(FieldKind kind, string expression, string expected) =>
        Assert.Equal($"{{\"f\":{expected}}}", Map(JsonSerializer.Serialize(new { f = "_function " + expression }), "{}", Field("f", kind)));

    [Fact]
    public void An_empty_result_is_left_out() =>
        Assert.Equal("""{"c":0}""", Map("""{"a":"_function NULL","b":"_function {{x}}","c":"_function 0","d":"_function ''"}""", "{}"));

    [Fact]
    public void A_value_may_have_a_default_and_a_table()
    {
        var plan = MapPlan.Compile(
            JsonElement.Parse(
                """
                {"a":{"$value":"{{none}}","$default":"d"},"b":{"$value":"{{x}}","$default":"d"},"c":{"$value":"_function LOWER({{x}})","$table":"t"},
                 "d":{"$value":"{{y}}","$table":"t","$default":"other"},"e":{"$value":"{{none}}","$table":"t"},"f":"_function TABLE('t', 'n') + 1",
                 "r":{"$value":"{{none}}","$default":7}}
                """
            ),
            [Field("r", FieldKind.Reference)],
            new StaticTables(JsonElement.Parse("""{"t":{"k":"found","n":41}}"""))
        );
        using var output = new Utf8Output();
        plan.Apply("""{"x":"K","y":"zz"}"""u8, new MapContext(Variables, _ => { }), output);
        Assert.Equal("""{"a":"d","b":"K","c":"found","d":"other","f":42,"r":{"FNumber":"7"}}""", output.ToString());
        output.CutBack(0);
        Assert.Contains(
            "Field c: table 't' has no row for 'zz'",
            Assert.Throws<MapException>(() => plan.Apply("""{"x":"ZZ"}"""u8, new MapContext(Variables, _ => { }), output)).Message
        );
    }

    [Fact]
    public void Nothing_is_allocated_per_record()
    {
        var plan = MapPlan.Compile(
            JsonElement.Parse(
                """
                {"a":"{{billNo}}-{{rate}}","b":"_function CONCAT({{billNo}}, ROUND({{rate}} / 3, 2))","c":"{{t|date}}","d":"{{CURRENT_TIME|datetime}}","t":"{{t}}",
                 "e":{"$each":"items","m":"{{items.sku}}","q":"_function CASE WHEN {{items.qty}} > 1 THEN TABLE('t', {{items.sku}}, '-') ELSE DATE_FORMAT({{t}}, '%Y') END"},
                 "s":"_function SUM({{items.qty}})","n":"{{items.batches.n}}"}
                """
            ),
            [Field("t", FieldKind.DateTime), Field("e.m", FieldKind.Reference)],
            new StaticTables(JsonElement.Parse("""{"t":{"A1":"x"}}"""))
        );
        var record = Encoding.UTF8.GetBytes(Order.Replace("\"rate\"", "\"t\":\"2026-01-31 10:20:30\",\"rate\"", StringComparison.Ordinal));
        var context = new MapContext(Variables, _ => { });
        using var output = new Utf8Output();
        for (var i = 0; i < 200; i++)
            Apply();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Apply();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(
            """{"a":"XS1-2","b":"XS10.67","c":"2026-01-31","d":"2026-03-01 12:30:05","t":"2026-01-31 10:20:30","e":[{"m":{"FNumber":"A1"},"q":"x"},{"m":{"FNumber":"B2"},"q":"2026"},{"m":{"FNumber":"C3"},"q":"2026"}],"s":3,"n":[1,2]}""",
            output.ToString()
        );

        void Apply()
        {
            output.CutBack(0);
            plan.Apply(record, context, output);
        }
    }

    [Theory]
    [InlineData("""{"a":{"$each":""}}""", "a.$each: expected the path of a list")]
    [InlineData("""{"a":{"$value":"x","$defalt":1}}""", "a.$defalt: unknown key '$defalt'; did you mean '$default'?")]
    [InlineData("""{"a":{"$value":"x","$table":"t"}}""", "a.$table: there is no table 't'")]
    [InlineData("""{"a":["x","_function 1 +"]}""", "a[1]: a value was expected")]
    [InlineData("""{"$each":"items"}""", "a document is one group")]
    [InlineData("""{"a":"{{PAGINATION_START_ROW}}"}""", "only while a page")]
    public void A_mapping_that_is_wrong_says_where(string fields, string says) =>
        Assert.Contains(says, Assert.Throws<JsonException>(() => Map(fields, "{}")).Message);
}
