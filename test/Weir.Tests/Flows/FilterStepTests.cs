using System.Text;
using System.Text.Json;
using Weir.Engine.Flows.Nodes.Filter;
using Weir.Engine.Mapping;
using Weir.Sdk.Settings;
using Xunit;

namespace Weir.Tests.Flows;

/// <summary>Filters on lines, by expressions, and by one of several lists of conditions.</summary>
public class FilterStepTests
{
    private const string Order =
        """{"shop":"S1","billNo":"XS2601","items":[{"sku":"A1","qty":2},{"sku":"B2","qty":1},{"sku":"A1","qty":3}],"note":null}""";

    private static string Filter(string settings, string record = Order)
    {
        var step = new FilterStep("f", JsonSerializer.Deserialize<FilterSettings>(settings, SettingsReader.Json)!);
        using var output = new Utf8Output();
        var context = new MapContext(new RunVariables(null, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc), _ => { });
        var result = step.Apply(Encoding.UTF8.GetBytes(record), context, output);
        return result.Dropped ?? (result.Written ? output.ToString() : "same");
    }

    [Theory]
    [InlineData(
        """[{"path":"qty","is":"atLeast","value":2,"lines":"items"}]""",
        """{"shop":"S1","billNo":"XS2601","items":[{"sku":"A1","qty":2},{"sku":"A1","qty":3}],"note":null}"""
    )]
    [InlineData(
        """[{"path":"qty","is":"atLeast","value":2,"lines":"items","strict":true}]""",
        "rule of 'f': keep only if items.qty atLeast 2"
    )]
    [InlineData("""[{"path":"qty","is":"atLeast","value":9,"lines":"items"}]""", "rule of 'f': no element of items fits")]
    [InlineData("""[{"path":"qty","is":"atMost","value":9,"lines":"items"}]""", "same")]
    [InlineData("""[{"path":"qty","is":"atMost","value":9,"lines":"none"}]""", "rule of 'f': no element of none fits")]
    [InlineData("""[{"path":"qty","is":"atMost","value":9,"lines":"shop"}]""", "rule of 'f': shop is no list of groups")]
    [InlineData(
        """[{"path":"sku","is":"equals","value":"A1","lines":"items"},{"path":"qty","is":"greater","value":2,"lines":"items"}]""",
        """{"shop":"S1","billNo":"XS2601","items":[{"sku":"A1","qty":3}],"note":null}"""
    )]
    [InlineData(
        """[{"path":"note","is":"notContains","value":"x"},{"path":"billNo","is":"notContains","value":"26"}]""",
        "rule of 'f': keep only if billNo notContains \"26\""
    )]
    public void Conditions_look_at_lines(string keep, string expected) => Assert.Equal(expected, Filter($$"""{"keep":{{keep}}}"""));

    [Theory]
    [InlineData("""[[{"path":"shop","is":"equals","value":"S9"}],[{"path":"billNo","is":"contains","value":"26"}]]""", "same")]
    [InlineData(
        """[[{"path":"shop","is":"equals","value":"S9"}],[{"path":"billNo","is":"contains","value":"27"}]]""",
        "rule of 'f': none of its 2 lists of conditions holds"
    )]
    public void One_of_several_lists_is_enough(string anyOf, string expected) =>
        Assert.Equal(expected, Filter($$"""{"anyOf":{{anyOf}}}"""));

    [Theory]
    [InlineData("{{shop}} = 's1' AND SUM({{items.qty}}) = 6", "same")]
    [InlineData("_function {{shop}} IN ('S2', 'S3')", "rule of 'f': keep only if _function {{shop}} IN ('S2', 'S3')")]
    [InlineData("{{missing}} > 1", "rule of 'f': keep only if {{missing}} > 1")]
    public void An_expression_decides(string when, string expected) =>
        Assert.Equal(expected, Filter(JsonSerializer.Serialize(new { when }), Order));
}
