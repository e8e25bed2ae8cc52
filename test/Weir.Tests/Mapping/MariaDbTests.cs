using System.Text;
using System.Text.Json;
using MySqlConnector;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Tests.Mapping.MariaDb;
using Xunit;

namespace Weir.Tests.Mapping;

/// <summary>Random expressions give the same on MariaDB and here. WEIR_EXPRESSIONS and WEIR_SEED choose how many and which.</summary>
public sealed class MariaDbTests
{
    private const int InOneSelect = 40;

    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("WEIR_EXPRESSIONS"), out var n) ? n : 6000;
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("WEIR_SEED"), out var s) ? s : 20260101;

    // As the session of MariaDB: Asia/Shanghai had summer time until 1991.
    private static readonly RunVariables Variables = new(
        LastSync: null,
        DateTimeOffset.UnixEpoch,
        TimeZoneInfo.CreateCustomTimeZone("+08:00", TimeSpan.FromHours(8), "+08:00", "+08:00")
    );

    [Fact]
    public async Task Random_expressions_give_the_same_as_on_MariaDB()
    {
        var stop = TestContext.Current.CancellationToken;
        var (server, missing) = await MariaDbServer.StartAsync(stop);
        Assert.SkipWhen(server is null, missing);
        await using var running = server!;
        await using var connection = await running.OpenAsync(stop);
        foreach (var (expression, theirs, ours, reason) in Waivers.All)
        {
            Assert.Equal((expression, theirs), (expression, (await AskAsync(connection, [expression], stop))[0]));
            Assert.Equal((expression, ours, reason), (expression, Ours("_function " + expression, "{}"), reason));
        }
        var make = new RandomExpression(new Random(Seed));
        var differences = new List<string>();
        for (var done = 0; done < Count; done += InOneSelect)
        {
            var batch = Enumerable.Range(0, InOneSelect).Select(_ => make.Next()).ToList();
            var theirs = await AskAsync(connection, [.. batch.Select(e => e.Theirs)], stop);
            for (var i = 0; i < batch.Count; i++)
            {
                var ours = Ours(batch[i].Ours, batch[i].Record);
                if (!Waivers.AreEqual(batch[i].Theirs, theirs[i], ours))
                    differences.Add($"{batch[i].Theirs}\n    record  {batch[i].Record}\n    MariaDB {theirs[i]}\n    ours    {ours}");
            }
        }
        Assert.True(
            differences.Count == 0,
            $"{differences.Count} of {Count} differ:\n" + string.Join('\n', differences.OrderBy(d => d.Length).Take(40))
        );
    }

    private static string Ours(string expression, string record)
    {
        try
        {
            using var output = new Utf8Output();
            ValuePlan.Compile(expression).Apply(Encoding.UTF8.GetBytes(record), new MapContext(Variables, _ => { }), output);
            var json = output.ToString();
            return json[0] == '"' ? $"'{JsonElement.Parse(json).GetString()}'"
                : string.Equals(json, "null", StringComparison.Ordinal) ? "NULL"
                : $"'{json}'";
        }
        catch (ExpressionException e)
        {
            return e.Problem.Contains("out of range", StringComparison.Ordinal) ? "ERROR" : $"ERROR {e.Message}";
        }
    }

    /// <summary>All in one go; if that fails, one by one, to find which of them do.</summary>
    private static async Task<string[]> AskAsync(MySqlConnection connection, string[] expressions, CancellationToken stop)
    {
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT " + string.Join(", ", expressions.Select(e => $"CAST({e} AS CHAR)"));
            await using var reader = await command.ExecuteReaderAsync(stop);
            await reader.ReadAsync(stop);
            return [.. Enumerable.Range(0, expressions.Length).Select(i => reader.IsDBNull(i) ? "NULL" : $"'{reader.GetString(i)}'")];
        }
        catch (MySqlException) when (expressions.Length > 1)
        {
            var answers = new List<string>();
            foreach (var expression in expressions)
                answers.AddRange(await AskAsync(connection, [expression], stop));
            return [.. answers];
        }
        catch (MySqlException e)
        {
            return
            [
                e.ErrorCode is MySqlErrorCode.DataOutOfRange || e.Message.Contains("out of range", StringComparison.Ordinal)
                    ? "ERROR"
                    : $"ERROR {e.Message}",
            ];
        }
    }
}
