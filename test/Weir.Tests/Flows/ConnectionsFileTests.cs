using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Sdk.Connectors;
using Weir.Tests.Engine;
using Xunit;

namespace Weir.Tests.Flows;

public sealed class ConnectionsFileTests
{
    private static (IReadOnlyList<ConnectionDefinition> Connections, IReadOnlyList<FlowProblem> Problems) Read(string text) =>
        ConnectionsFile.Read(
            text,
            new Dictionary<string, IConnector> { ["scripted"] = new Script(TimeProvider.System) },
            name =>
                name switch
                {
                    "HOST" => "example",
                    "ODD" => "a\"b\\c\n${HOST}",
                    "EMPTY" => "",
                    _ => null,
                }
        );

    [Fact]
    public void Variables_are_filled_in_as_they_are_and_only_once()
    {
        var (connections, problems) = Read(
            """
            connections:
              a:
                connector: scripted
                settings: { address: "http://${HOST}/${HOST}${EMPTY}$x{", secret: "${ODD}" }
                limits: { concurrentCalls: 2, callsPerSecond: 0.5, callTimeout: 90s }
            """
        );
        Assert.Empty(problems);
        var only = Assert.Single(connections);
        Assert.Equal("http://example/example$x{", only.Settings.GetProperty("address").GetString());
        Assert.Equal("a\"b\\c\n${HOST}", only.Settings.GetProperty("secret").GetString());
        Assert.Equal(
            (2, 0.5, TimeSpan.FromSeconds(90)),
            (only.Limits.ConcurrentCalls, only.Limits.CallsPerSecond, only.Limits.CallTimeout)
        );
    }

    [Fact]
    public void Every_mistake_is_told_with_its_line()
    {
        var (connections, problems) = Read(
            """
            connectoins: {}
            connections:
              a: { connector: scriptd }
              b: { connector: scripted, setings: {} }
              c:
                connector: scripted
                settings: { address: "${NOT_SET}", adress: x }
              d: { connector: scripted, limits: { concurrentCalls: 0 } }
              e: 5
              f: { connector: scripted, settings: { address: 7 } }
            """
        );
        string At(int line) => string.Join(" | ", problems.Where(p => p.Line == line).Select(p => p.Message));
        Assert.Contains("unknown key 'connectoins'", At(1));
        Assert.Contains("there is no connector 'scriptd'; did you mean 'scripted'?", At(3));
        Assert.Contains("unknown key 'setings'; did you mean 'settings'?", At(4));
        Assert.Contains("the environment variable NOT_SET is not set", At(7));
        Assert.Contains("unknown setting 'adress'; did you mean 'address'?", At(7));
        Assert.Contains("0 is less than 1", At(8));
        Assert.Contains("'connector' is required", At(9));
        Assert.Contains("expected text", At(10));
        Assert.DoesNotContain(connections, c => c.Name is "a" or "c" or "d" or "e" or "f");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("connections: 5", "is a group 'connections'")]
    [InlineData("a: b", "is a group 'connections'")]
    [InlineData("connections: { a: { connector: scripted }, a: { connector: scripted } }", "uplicate")]
    public void A_file_that_is_no_connections_file_is_told(string text, string says) =>
        Assert.Contains(Read(text).Problems, p => p.Message.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void No_problem_ever_shows_a_value_from_the_environment()
    {
        var (_, problems) = Read("connections: { a: { connector: scripted, settings: { secret: \"${ODD}\", other: \"${ODD}\" } } }");
        Assert.NotEmpty(problems);
        Assert.All(problems, p => Assert.DoesNotContain("a\"b", p.Message));
    }
}
