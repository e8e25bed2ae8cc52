using System.Text.Json;
using CsCheck;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Mapping.Evaluated;

namespace Weir.Tests.Mapping;

public sealed class ExpressionErrorTests
{
    [Theory]
    [InlineData("_function CONCATT('a')", 10, "there is no function CONCATT; did you mean 'CONCAT'?")]
    [InlineData("_function 1 + LEFT('a')", 14, "LEFT takes 2 arguments, not 1: LEFT(s, n)")]
    [InlineData("_function IF(1, 2)", 10, "IF takes 3 arguments")]
    [InlineData("_function 1 +", 13, "a value was expected, not the end")]
    [InlineData("_function (1", 12, "')' was expected")]
    [InlineData("_function 1 2", 12, "'2' was not expected here")]
    [InlineData("_function abc", 10, "a text is written 'abc', a field {{abc}}")]
    [InlineData("_function 'abc", 10, "never closed")]
    [InlineData("_function {{a", 10, "never closed")]
    [InlineData("_function {a}", 10, "a field is written {{path}}")]
    [InlineData("_function {{a|dat}}", 10, "did you mean 'date'?")]
    [InlineData("_function 'x{{a|dat}}'", 12, "did you mean 'date'?")]
    [InlineData("_function 1 ; 2", 12, "';' has no meaning")]
    [InlineData("_function CASE 1 END", 17, "CASE needs WHEN")]
    [InlineData("_function CASE WHEN 1 THEN 2", 28, "CASE is closed by END")]
    [InlineData("_function CAST(1 AS NUMBER)", 20, "is no type")]
    [InlineData("_function DATE_ADD('2026-01-01', 1)", 33, "INTERVAL")]
    [InlineData("_function NOW() + INTERVAL 1 DAYS", 29, "did you mean 'Day'?")]
    [InlineData("_function 'a' REGEXP '('", 21, "is no regular expression")]
    [InlineData("_function SUM(1)", 10, "goes over one list")]
    [InlineData("_function SUM({{a.x}} + {{b.y}})", 10, "several")]
    [InlineData("_function TABLE('x', 1)", 10, "there is no table 'x'")]
    [InlineData("_function DATE '2026-02-30'", 15, "is no date")]
    [InlineData("_function {{PAGINATION_PAGE_SIZE}}", 10, "only while a page")]
    [InlineData("a {{b", 2, "never closed")]
    public void What_is_wrong_is_told_with_its_place(string text, int at, string says)
    {
        var e = Error(text);
        Assert.Contains(says, e.Message);
        Assert.Equal(at, e.At);
    }

    [Theory]
    [InlineData("_function 1 + {{x}} * 2", 20, "9223372036854775807 * 2 is out of range")]
    [InlineData("_function REPEAT('ab', {{x}})", 10, "more than the 16777216")]
    [InlineData("_function TABLE('t', {{x}})", 10, "table 't' has no row for 9223372036854775807")]
    [InlineData("_function POW({{x}}, 99)", 10, "out of range")]
    [InlineData(
        "_function 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' REGEXP CONCAT('(a*)*\\\\1', LEFT({{x}}, 0), 'b')",
        53,
        "needs more than 1 s"
    )]
    public void What_cannot_be_worked_out_is_an_error_with_place_and_values(string text, int at, string says)
    {
        var e = Error(text, """{"x":9223372036854775807}""", """{"t":{"a":"b"}}""");
        Assert.Contains(says, e.Message);
        Assert.Equal(at, e.At);
    }

    [Fact]
    public void In_a_mapping_it_is_the_error_of_the_document()
    {
        var e = Assert.Throws<MapException>(() => MapStand.Map("""{"FQty":"_function {{x}} + 1"}""", """{"x":9223372036854775807}"""));
        Assert.Equal(("FQty", ErrorKind.Rejected), (e.Field, e.Error.Kind));
        Assert.Contains("9223372036854775807 + 1 is out of range (at character 16 of _function {{x}} + 1)", e.Message);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_break_the_process()
    {
        Assert.Contains("nested", Error("_function " + new string('(', 10_000) + "1" + new string(')', 10_000)).Message);
        Assert.Contains("nested", Error("_function " + string.Concat(Enumerable.Repeat("ABS(", 10_000)) + "1").Message);
        Assert.Contains("nested", Error("_function " + string.Concat(Enumerable.Repeat("NOT ", 10_000)) + "1").Message);
        Assert.Contains("in a row", Error("_function {{x}}" + string.Concat(Enumerable.Repeat(" + {{x}}", 10_000))).Message);
    }

    [Fact]
    public void A_megabyte_of_expression_is_compiled_or_refused_like_any_other()
    {
        Assert.Equal("1000001", Text("LENGTH(CONCAT('x', '" + new string('y', 1_000_000) + "'))"));
        Assert.Equal("300000", Json("_function LENGTH(CONCAT('a'" + string.Concat(Enumerable.Repeat(", 'b'", 299_999)) + "))"));
        Assert.Equal("500001", Json("_function 1" + string.Concat(Enumerable.Repeat("+1", 500_000))));
        Assert.True(Error("_function 1 + " + new string('x', 1_000_000)).Message.Length < 1000);
    }

    [Theory]
    [InlineData("'")]
    [InlineData("' OR '1'='1")]
    [InlineData("\\")]
    [InlineData("\\'")]
    [InlineData("${x}")]
    [InlineData("{{y}}")]
    [InlineData("}}")]
    [InlineData("\0")]
    [InlineData("\"; DROP TABLE x; --")]
    [InlineData("_function 1+1")]
    [InlineData("😀\u2028\uFFFF")]
    public void A_value_is_only_itself(string value)
    {
        var record = JsonSerializer.Serialize(new { x = value, y = "no" });
        Assert.Equal(value, Text("{{x}}", record));
        Assert.Equal(value, Text("'{{x}}'", record));
        Assert.Equal($"<{value}>", Text("'<{{x}}>'", record));
        Assert.Equal($"<{value}>", Text("CONCAT('<', {{x}}, \">\")", record));
        Assert.Equal("1", Text("{{x}} = '{{x}}'", record));
    }

    [Fact]
    public void Any_value_goes_through_an_expression_unchanged() =>
        Gen
            .String.Where(text => text.All(c => !char.IsSurrogate(c)))
            .Sample(text =>
            {
                var record = JsonSerializer.Serialize(new { x = text });
                Assert.Equal(text, Text("CASE WHEN 1 THEN '{{x}}' END", record));
                Assert.Equal(text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), Text("CHAR_LENGTH({{x}})", record));
            });

    [Fact]
    public void A_value_of_a_megabyte_is_no_trouble()
    {
        var record = $"{{\"x\":\"{new string('字', 350_000)}\"}}";
        Assert.Equal("350000", Text("CHAR_LENGTH({{x}})", record));
        Assert.Equal("2100003", Text("LENGTH(CONCAT({{x}}, 'a-b', '{{x}}'))", record));
        Assert.Equal("0", Text("{{x}} LIKE '%a%b%c%'", record));
    }

    [Fact]
    public void Any_text_compiles_or_is_refused() =>
        Gen.Char["'\"\\{}()1.,+-*/ =<>!%abE_\nNULLIFCASE"]
            .Array[0, 40]
            .Select(c => "_function " + new string(c))
            .Sample(
                text =>
                {
                    try
                    {
                        Json(text, """{"a":"1","b":[2]}""");
                    }
                    catch (ExpressionException e)
                    {
                        Assert.InRange(e.At, 0, text.Length);
                    }
                },
                iter: 20_000
            );

    [Fact]
    public void A_decimal_lies_in_memory_as_expected()
    {
        Assert.True(SmallDecimal.TryRead(-12.50m, out var digits, out var scale));
        Assert.Equal((-1250L, 2), (digits, scale));
        Assert.Equal("-12.50", SmallDecimal.Create(-1250, 2).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.False(SmallDecimal.TryRead(decimal.MaxValue, out _, out _));
    }
}
