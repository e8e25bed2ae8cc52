using Xunit;
using static Weir.Tests.Mapping.Evaluated;

namespace Weir.Tests.Mapping;

/// <summary>The vectors of 轻易云's language: now is 2026-01-01 09:00:00 +08:00, the last sync two hours before.</summary>
public sealed class ConformanceTests
{
    private const string Record =
        """{"billNo":"XS2601","shop":"S1","wh":{"code":"W9"},"items":[{"sku":"A1","qty":2,"amt":"10.50"},{"sku":"B2","qty":1,"amt":"8.00"},{"sku":"A1","qty":3,"amt":"15.75"}]}""";

    [Theory]
    [InlineData("{{LAST_SYNC_TIME|datetime}}", "\"2026-01-01 07:00:00\"")]
    [InlineData("{{LAST_SYNC_TIME datetime}}", "\"2026-01-01 07:00:00\"")]
    [InlineData("{{LAST_SYNC_TIME|date}}", "\"2026-01-01\"")]
    [InlineData("{{LAST_SYNC_TIME|timestamp}}", "\"1767222000\"")]
    [InlineData("{{LAST_SYNC_TIME|timestamp_ms}}", "\"1767222000000\"")]
    [InlineData("{{LAST_SYNC_TIME}}", "1767222000")]
    [InlineData("at {{LAST_SYNC_TIME}}", "\"at 1767222000\"")]
    [InlineData("{{DAYS_AGO_1|date}}", "\"2025-12-31\"")]
    [InlineData("{{DAYS_AGO_30|datetime}}", "\"2025-12-02 09:00:00\"")]
    [InlineData("{{MINUTE_AGO_5|datetime}}", "\"2026-01-01 08:55:00\"")]
    [InlineData("{{HOUR_AGO_2|datetime}}", "\"2026-01-01 07:00:00\"")]
    [InlineData("_function FROM_UNIXTIME({{LAST_SYNC_TIME}} - 600, '%Y-%m-%d %H:%i:%s')", "\"2026-01-01 06:50:00\"")]
    [InlineData("_function FROM_UNIXTIME({{LAST_SYNC_TIME|timestamp}} - 600)", "\"2026-01-01 06:50:00\"")]
    [InlineData("_function DATE_ADD(LAST_DAY(DATE_SUB('{{CURRENT_TIME|date}}', INTERVAL 2 MONTH)), INTERVAL 1 DAY)", "\"2025-12-01\"")]
    [InlineData("_function LAST_DAY(DATE_SUB('{{CURRENT_TIME|datetime}}', INTERVAL 1 MONTH))", "\"2025-12-31\"")]
    [InlineData("_function NOW()", "\"2026-01-01 09:00:00\"")]
    [InlineData("_function UNIX_TIMESTAMP()", "1767229200")]
    [InlineData("{{billNo}}-{{wh.code}}", "\"XS2601-W9\"")]
    [InlineData("{{none}}X", "\"X\"")]
    [InlineData("{{items[0].sku}}", "\"A1\"")]
    [InlineData("_function {{items[2].qty}} + 1", "4")]
    [InlineData("{{items[3].sku}}", "null")]
    [InlineData("_function SUM({{items.qty}})", "6")]
    [InlineData("_function SUM({{items.amt}})", "34.25")]
    [InlineData("_function SUM({{items.qty}} * {{items.amt}})", "76.25")]
    [InlineData("_function AVG({{items.qty}})", "2.0000")]
    [InlineData("_function MAX({{items.amt}})", "\"8.00\"")]
    [InlineData("_function MAX({{items.amt}} + 0)", "15.75")]
    [InlineData("_function MIN({{items.qty}})", "1")]
    [InlineData("_function COUNT({{items.sku}})", "3")]
    [InlineData("_function COUNT({{none.sku}})", "0")]
    [InlineData("_function SUM({{none.sku}})", "null")]
    [InlineData("_function GROUP_CONCAT({{items.sku}} SEPARATOR '/')", "\"A1/B2/A1\"")]
    [InlineData("_function{{items.qty}}", "\"_function2,1,3\"")]
    [InlineData("_functionCASE WHEN {{shop}} = 's1' THEN 'yes' ELSE 'no' END", "\"yes\"")]
    [InlineData("_functionCONCAT({{shop}}, 'x')", "\"S1x\"")]
    [InlineData("_functional", "\"_functional\"")]
    [InlineData(" _function 1", "\" _function 1\"")]
    [InlineData("_function 7/3", "2.3333")]
    [InlineData("_function '12abc' + 1", "13")]
    [InlineData("_function 1/0", "null")]
    [InlineData("_function 'a' = 'A'", "1")]
    [InlineData("_function CONCAT('a', NULL)", "null")]
    [InlineData("_function ROUND(2.5)", "3")]
    [InlineData("_function LENGTH('中文')", "6")]
    [InlineData("_function CHAR_LENGTH('中文')", "2")]
    public void A_vector_gives_its_value(string text, string expected) => Assert.Equal(expected, Json(text, Record));

    [Fact]
    public void A_random_token_is_new_each_time()
    {
        Assert.Equal(34, Json("{{random}}").Length);
        Assert.NotEqual(Json("{random}"), Json("{random}"));
        Assert.Equal("65", Text("LENGTH(CONCAT('x', {{random}}, {random}))"));
    }

    [Theory]
    [InlineData("_function {{x}} * 3", "59.70")]
    [InlineData("_function '{{x}}' * '3'", "59.699999999999996")]
    [InlineData("_function {{x}}", "\"19.90\"")]
    public void A_number_that_comes_as_text_is_exact_when_it_stands_bare(string text, string expected) =>
        Assert.Equal(expected, Json(text, """{"x":"19.90"}"""));

    [Theory]
    [InlineData("1234567890123456789", "_function {{x}} + 1", "1234567890123456790")]
    [InlineData("12345678901234567890", "_function {{x}} + 1", "12345678901234567891")]
    [InlineData("1.10", "_function {{x}}", "1.10")]
    [InlineData("true", "_function {{x}} + 1", "2")]
    [InlineData("null", "_function IFNULL({{x}}, 'none')", "\"none\"")]
    [InlineData("null", "_function CONCAT('<', '{{x}}', '>')", "\"<>\"")]
    [InlineData("null", "_function '<{{x}}>'", "\"<>\"")]
    [InlineData("{\"a\":1}", "_function {{x}}", "{\"a\":1}")]
    [InlineData("{\"a\":1}", "_function JSON_VALUE({{x}}, '$.a') + 1", "2")]
    [InlineData("[1,2]", "_function JSON_LENGTH({{x}})", "2")]
    public void A_value_goes_in_by_its_kind(string value, string text, string expected) =>
        Assert.Equal(expected, Json(text, $"{{\"x\":{value}}}"));

    [Fact]
    public void Fields_may_have_names_of_all_kinds()
    {
        var record = """{"名称":"1","123":"2","a!b":"3","x y":"4"}""";
        Assert.Equal("\"123\"", Json("_function CONCAT({{名称}}, {{123}}, {{a!b}})", record));
        Assert.Equal("\"{1}\"", Json("{{{名称}}}", record));
        Assert.Equal("\"{ {{ \"", Json("_function '{ {{ '", record));
    }
}
