using System.Text.Json;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Parameters;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;
using static Weir.Tests.Engine.Script;

namespace Weir.Tests.Engine;

/// <summary>What a run can be given, and where it goes.</summary>
public sealed class ParameterTests : IDisposable
{
    private readonly EngineRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private const string Declared = """

        parameters:
          shop: { type: text, default: D001 }
          rate: { type: number, default: 1.10 }
          day: { type: date }
          urgent: { type: boolean, label: 加急 }
        """;

    private static FlowFile Read(string flow) =>
        new FlowReader(new Dictionary<string, IConnector> { ["scripted"] = new Script(TimeProvider.System) { Windowed = true } }).Read(
            flow,
            new Dictionary<string, string> { ["source"] = "scripted", ["target"] = "scripted" }
        );

    private static RunParameters Given(string flow, string json) =>
        RunParameters.Of(Read(flow).Flow!.Parameters, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!);

    [Fact]
    public async Task Values_reach_the_source_and_the_mapping_with_their_types_and_are_kept_with_the_run()
    {
        _rig.Source = new Script(_rig.Clock) { Windowed = true };
        _rig.Source.Gives([Record("a", "1")]);
        _rig.Flow =
            """
                name: flow
                nodes:
                  source: { type: source, connection: source, operation: things.list, settings: { mode: "{{PARAM.shop}} {{PARAM.day|datetime}}" } }
                  map:
                    type: map
                    from: source
                    fields:
                      id: "{{id}}"
                      shop: "{{PARAM.shop}}"
                      rate: "{{PARAM.rate}}"
                      sum: "_function {{PARAM.rate}} * 2"
                      text: "x{{PARAM.shop}}y"
                      urgent: "_function IF({{PARAM.urgent}}, 'ja', 'nein')"
                      day: "{{PARAM.day|timestamp}}"
                  target: { type: target, from: map, connection: target, operation: things.save, lanes: 1 }
                """ + Declared;
        await using var engine = await _rig.StartAsync();
        var given = Given(_rig.Flow, """{"shop":"a\"b\\","rate":3.30,"day":"2026-01-31","urgent":true}""");
        await engine.Flow.BeginAsync(new RunOrder("test", given.Text));
        await engine.UntilIdleAsync();

        Assert.Equal("""a"b\ 2026-01-31 00:00:00""", Assert.Single(_rig.Source.Settings).GetProperty("mode").GetString());
        Assert.Equal(
            """{"id":"a","shop":"a\"b\\","rate":3.30,"sum":6.60,"text":"xa\"b\\y","urgent":"ja","day":"1769788800"}""",
            Assert.Single(_rig.Target.Kept.Values).Body
        );
        var run = engine.Ledger.Queries.Runs(engine.Summary.Id, long.MaxValue, 1)[0];
        Assert.Equal(given.Text, run.Parameters);
        // The source was asked for something of its own: what others would have given is still to be read.
        Assert.Null(engine.Summary.Watermark);
        await engine.RunAsync();
        Assert.Equal("D001 ", _rig.Source.Settings.Last().GetProperty("mode").GetString());
        Assert.NotNull(engine.Summary.Watermark);
    }

    [Fact]
    public async Task A_run_that_was_stopped_goes_on_with_the_values_it_was_given()
    {
        var broken = true;
        _rig.Source.Read = (_, cursor, _) =>
            cursor is not null && broken
                ? throw Error(ErrorKind.Auth)
                : Task.FromResult(cursor is null ? Page("2", Record("a", "1")) : Page(next: null, Record("b", "1")));
        _rig.Flow = EngineRig.OneTarget().Replace("v: \"{{v}}\"", "v: \"{{PARAM.shop}}\"", StringComparison.Ordinal) + Declared;
        await using (var engine = await _rig.StartAsync())
        {
            await engine.Flow.BeginAsync(new RunOrder("test", Given(_rig.Flow, """{"shop":"D9"}""").Text));
            Assert.Equal(RunState.Stopped, (await engine.UntilIdleAsync()).Outcome);
        }
        broken = false;
        var (status, counts) = await _rig.RunAsync();
        Assert.Equal((RunState.Done, 2L), (status.Outcome, counts.Delivered));
        Assert.Equal("""{"id":"b","v":"D9"}""", _rig.Target.Kept["b"].Body);
    }

    [Theory]
    [InlineData("""{"shop":5}""", "shop type")]
    [InlineData("""{"rate":"1"}""", "rate type")]
    [InlineData("""{"day":"2026-02-30"}""", "day type")]
    [InlineData("""{"day":"31.1.2026"}""", "day type")]
    [InlineData("""{"urgent":1,"shp":"x"}""", "shp unknown,urgent type")]
    [InlineData("""{"shop":{}}""", "shop type")]
    public void What_is_wrong_with_values_is_told_all_at_once(string given, string problems)
    {
        var e = Assert.Throws<ParameterException>(() => Given(EngineRig.OneTarget() + Declared, given));
        Assert.Equal(problems, string.Join(',', e.Problems.Select(p => $"{p.Name} {p.Code}")));
        Assert.Equal(
            problems.Contains("shp", StringComparison.Ordinal),
            e.Message.Contains("did you mean 'shop'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_is_required_must_be_given_and_null_is_not_given()
    {
        var flow = EngineRig.OneTarget() + "\nparameters: { day: { type: date, required: true, label: 日期 } }";
        Assert.Contains("'day' (日期) is required", Assert.Throws<ParameterException>(() => Given(flow, """{"day":null}""")).Message);
        Assert.Equal("""{"day":"2026-01-31"}""", Given(flow, """{"day":"2026-01-31"}""").Text);
    }

    [Fact]
    public void What_is_wrong_with_parameters_in_a_flow_is_told()
    {
        var problems = Read(
            EngineRig.OneTarget().Replace("v: \"{{v}}\"", "v: \"{{PARAM.shp}}\"", StringComparison.Ordinal)
                + """

                parameters:
                  shop: { default: 5 }
                  2nd: {}
                  day: { type: date, default: 2026-01-31, required: true }
                  must: { required: true }
                triggers: { main: { every: 5m } }
                """
        ).Problems;
        Assert.Equal(
            [
                "nodes.map.fields.v",
                "parameters.shop.default",
                "parameters.2nd",
                "parameters.day.required",
                "parameters.day.required",
                "parameters.must.required",
            ],
            problems.Select(p => p.Path)
        );
        Assert.Contains("did you mean 'shop'", problems[0].Message, StringComparison.Ordinal);
    }
}
