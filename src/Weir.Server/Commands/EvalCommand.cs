using System.CommandLine;
using System.Text;
using Weir.Engine.Mapping;

namespace Weir.Server.Commands;

/// <summary><c>weir eval</c>: works out expressions, one per line.</summary>
internal static class EvalCommand
{
    public static Command Build()
    {
        var file = new Argument<string?>("file")
        {
            Description = "Lines of JSON; default: standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var zone = new Option<string>("--zone")
        {
            Description = "Time zone, such as +08:00 or Asia/Shanghai.",
            DefaultValueFactory = _ => "+08:00",
        };
        var now = new Option<string?>("--now")
        {
            Description = "CURRENT_TIME and NOW(): yyyy-MM-dd HH:mm:ss in the zone, or seconds since 1970. Default: the clock.",
        };
        var lastSync = new Option<string?>("--last-sync") { Description = "LAST_SYNC_TIME, written like --now. Default: 1970." };
        var command = new Command(
            "eval",
            """
            Works out what a text in a mapping gives for a record. Reads lines {"expr":"…","record":{…}} and answers each with one line,
            {"value":…,"type":"…"} or {"error":"…","at":n}; at is the character of expr, counted from 0, at which it is wrong.
            Types: null, int, decimal, double, text, date, datetime, time, json. "expr" is an expression (_function …), a template or a constant.
            A line may have "now", "lastSync" and "tables" of its own. Exit 0, unless the file cannot be read.

            Example:
              echo '{"expr":"_function ROUND({{qty}} * 1.13, 2)","record":{"qty":"2.5"}}' | weir eval
            """
        )
        {
            file,
            zone,
            now,
            lastSync,
        };
        command.SetAction(
            (parse, stop) => RunAsync(parse.GetValue(file), parse.GetValue(zone)!, parse.GetValue(now), parse.GetValue(lastSync), stop)
        );
        return command;
    }

    private static async Task<int> RunAsync(string? file, string zoneName, string? now, string? lastSync, CancellationToken stop)
    {
        var zone = ZoneOf(zoneName);
        var variables = new RunVariables(
            TimeOf(lastSync, zone, "--last-sync"),
            TimeOf(now, zone, "--now") ?? TimeProvider.System.GetUtcNow(),
            zone
        );
        var lines = new EvalLines(variables);
        try
        {
            await using var input = file is null or "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            using var reader = new StreamReader(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            await using var output = new StreamWriter(
                Console.OpenStandardOutput(),
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
            );
            while (await reader.ReadLineAsync(stop) is { } line)
            {
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                await output.WriteLineAsync(lines.Answer(line).AsMemory(), stop);
                // A program that asks line by line waits for each answer.
                if (file is null or "-")
                    await output.FlushAsync(stop);
            }
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The file {file} could not be read: {e.Message}");
        }
    }

    private static TimeZoneInfo ZoneOf(string name)
    {
        if (
            name.Length == 6
            && name[0] is '+' or '-'
            && TimeSpan.TryParse(name[1..], System.Globalization.CultureInfo.InvariantCulture, out var offset)
            && offset <= TimeSpan.FromHours(14)
        )
            return TimeZoneInfo.CreateCustomTimeZone(name, name[0] == '-' ? -offset : offset, name, name);
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new CommandException($"'{name}' is not a time zone; write for example +08:00 or Asia/Shanghai.");
    }

    private static DateTimeOffset? TimeOf(string? text, TimeZoneInfo zone, string option) =>
        text is null ? null
        : DateText.TryParse(text, zone, out var time) ? time
        : throw new CommandException($"{option}: '{text}' is not a time; write yyyy-MM-dd HH:mm:ss.");
}
