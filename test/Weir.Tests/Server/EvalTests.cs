using Weir.Server.Commands;
using Weir.Tests.Mapping;
using Xunit;

namespace Weir.Tests.Server;

public sealed class EvalTests
{
    private static readonly EvalLines Lines = new(Evaluated.Variables);

    [Theory]
    [InlineData("""{"expr":"_function 7/3"}""", """{"value":2.3333,"type":"decimal"}""")]
    [InlineData("""{"expr":"_function 1+1","record":{}}""", """{"value":2,"type":"int"}""")]
    [InlineData("""{"expr":"_function 1e0/3"}""", """{"value":0.3333333333333333,"type":"double"}""")]
    [InlineData("""{"expr":"_function NULL"}""", """{"value":null,"type":"null"}""")]
    [InlineData("""{"expr":"_function NOW()"}""", """{"value":"2026-01-01 09:00:00","type":"datetime"}""")]
    [InlineData("""{"expr":"_function CURDATE()"}""", """{"value":"2026-01-01","type":"date"}""")]
    [InlineData("""{"expr":"_function CURTIME()"}""", """{"value":"09:00:00","type":"time"}""")]
    [InlineData("""{"expr":"_function NOW()","now":"2026-02-03 04:05:06"}""", """{"value":"2026-02-03 04:05:06","type":"datetime"}""")]
    [InlineData("""{"expr":"{{LAST_SYNC_TIME}}","lastSync":1767000000}""", """{"value":1767000000,"type":"int"}""")]
    [InlineData("""{"expr":"_function TABLE('t', 'a')","tables":{"t":{"a":1.50}}}""", """{"value":1.50,"type":"decimal"}""")]
    [InlineData("""{"expr":"{{a}}","record":{"a":{"b":[1]}}}""", """{"value":{"b":[1]},"type":"json"}""")]
    [InlineData("""{"expr":"{{a}}","record":{"a":12345678901234567890.10}}""", """{"value":12345678901234567890.10,"type":"decimal"}""")]
    [InlineData("""{"expr":"{{a}}","record":{"a":""}}""", """{"value":"","type":"text"}""")]
    [InlineData("""{"expr":"{{a}}","record":{}}""", """{"value":null,"type":"null"}""")]
    [InlineData("""{"expr":"{{a}}{{b}}"}""", """{"value":"","type":"text"}""")]
    [InlineData("""{"expr":""}""", """{"value":"","type":"text"}""")]
    [InlineData("""{"expr":"a\"b"}""", """{"value":"a\"b","type":"text"}""")]
    [InlineData("""{"expr":1.50}""", """{"value":1.50,"type":"decimal"}""")]
    [InlineData("""{"expr":"_function LEFT('x')"}""", """{"error":"LEFT takes 2 arguments, not 1: LEFT(s, n)","at":10}""")]
    [InlineData("""{"record":{}}""", """{"error":"the line is not {\"expr\":\"…\",\"record\":{…}}","at":0}""")]
    [InlineData("""{"expr":"x","recrd":{}}""", """{"error":"unknown member 'recrd'; did you mean 'record'?","at":0}""")]
    [InlineData("""{"expr":"{{a}}","record":[1]}""", """{"error":"The record is not a JSON object.","at":0}""")]
    [InlineData("""{"expr":"x","now":"soon"}""", """{"error":"now: 'soon' is not a time","at":0}""")]
    public void A_line_is_answered_by_a_line(string line, string expected) => Assert.Equal(expected, Lines.Answer(line));

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"expr\":\"\\ud800\"}")]
    [InlineData("{\"expr\":{}}")]
    public void A_line_that_is_no_question_is_answered_by_an_error(string line) => Assert.StartsWith("{\"error\":", Lines.Answer(line));

    [Fact]
    public async Task The_command_answers_a_file_and_exits_with_0()
    {
        var directory = Directory.CreateTempSubdirectory("weir-eval-").FullName;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(directory, "in.jsonl"),
                "{\"expr\":\"_function NOW()\"}\n\nbroken\n{\"expr\":\"{{LAST_SYNC_TIME|datetime}}\"}\n",
                TestContext.Current.CancellationToken
            );
            var result = await WeirProgram.RunAsync(
                directory,
                "eval",
                "in.jsonl",
                "--now",
                "2026-01-01 09:00:00",
                "--last-sync",
                "2026-01-01 07:00:00",
                "--zone",
                "+08:00"
            );
            var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal((0, 3), (result.ExitCode, lines.Length));
            Assert.Equal("""{"value":"2026-01-01 09:00:00","type":"datetime"}""", lines[0]);
            Assert.StartsWith("{\"error\":", lines[1]);
            Assert.Equal("""{"value":"2026-01-01 07:00:00","type":"text"}""", lines[2]);
            Assert.Equal(1, (await WeirProgram.RunAsync(directory, "eval", "none.jsonl")).ExitCode);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
