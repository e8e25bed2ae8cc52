using System.Globalization;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;
using Weir.Sdk.Errors;

namespace Weir.Storage.Embedded.Search;

/// <summary>Puts the problems of all queues together to groups.</summary>
internal static class ErrorGroups
{
    private const int Hours = 24;
    private const long HourMilliseconds = 3_600_000;

    /// <summary>Id of the group of an error; null without one.</summary>
    public static string? IdOf(DeliveryError? error) =>
        error is null ? null : IdOf(ErrorText.Group(error.Code, ErrorText.Normal(error.Text)));

    private static string IdOf(long hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Null if it is no id of a group.</summary>
    public static long? HashOf(string id) =>
        id.Length == 16 && long.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash) ? hash : null;

    public static IReadOnlyList<ErrorGroup> Read(SearchReader reader, IReadOnlyList<string>? flows, bool solved, DateTimeOffset now)
    {
        var queues = reader.Queues.Where(q => flows is null || flows.Contains(q.FlowName, StringComparer.Ordinal)).ToDictionary(q => q.Id);
        var counts = Counts(reader);
        var trends = Trends(reader, now);
        var problems = new List<Problem>();
        var read = reader.Prepared("SELECT id, queue, hash, kind, code, text, sample, advice, first, last FROM problem");
        while (read.Step())
        {
            if (!queues.TryGetValue(read.Int(1), out var queue))
                continue;
            var states = counts.GetValueOrDefault(read.Long(0)) ?? [];
            problems.Add(
                new Problem(
                    read.Long(2),
                    queue.FlowName,
                    (ErrorKind)read.Int(3),
                    read.TextOrNull(4),
                    read.Text(5),
                    read.Text(6),
                    read.TextOrNull(7),
                    read.Long(8),
                    read.Long(9),
                    states,
                    trends.GetValueOrDefault(read.Long(0)) ?? new long[Hours]
                )
            );
        }
        read.Reset();
        return
        [
            .. problems
                .GroupBy(p => p.Hash)
                .Select(Group)
                .Where(group => group.Count > 0 != solved)
                .OrderByDescending(group => group.Last)
                .ThenBy(group => group.Id, StringComparer.Ordinal),
        ];
    }

    private static ErrorGroup Group(IGrouping<long, Problem> problems)
    {
        var latest = problems.MaxBy(p => p.Last)!;
        var states = problems
            .SelectMany(p => p.States)
            .GroupBy(s => s.Key)
            .ToDictionary(s => (DeliveryState)s.Key, s => s.Sum(n => n.Value));
        var trend = new long[Hours];
        foreach (var problem in problems)
            for (var hour = 0; hour < Hours; hour++)
                trend[hour] += problem.Trend[hour];
        return new ErrorGroup(
            IdOf(latest.Hash),
            latest.Code,
            latest.Kind,
            latest.Text,
            latest.Sample,
            latest.Advice,
            states.Values.Sum(),
            states,
            Rows.Time(problems.Min(p => p.First))!.Value,
            Rows.Time(latest.Last)!.Value,
            [
                .. problems
                    .Where(p => p.States.Count > 0 || problems.All(other => other.States.Count == 0))
                    .Select(p => p.Flow)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ],
            trend
        );
    }

    private static Dictionary<long, Dictionary<int, long>> Counts(SearchReader reader)
    {
        var counts = new Dictionary<long, Dictionary<int, long>>();
        var read = reader.Prepared("SELECT problem, state, n FROM problem_count WHERE n<>0");
        while (read.Step())
        {
            if (!counts.TryGetValue(read.Long(0), out var states))
                counts[read.Long(0)] = states = [];
            states[read.Int(1)] = read.Long(2);
        }
        read.Reset();
        return counts;
    }

    private static Dictionary<long, long[]> Trends(SearchReader reader, DateTimeOffset now)
    {
        var trends = new Dictionary<long, long[]>();
        var first = now.ToUnixTimeMilliseconds() / HourMilliseconds - Hours + 1;
        var read = reader.Prepared("SELECT problem, hour, n FROM problem_hour");
        while (read.Step())
        {
            var hour = read.Long(1) - first;
            if (hour is < 0 or >= Hours)
                continue;
            if (!trends.TryGetValue(read.Long(0), out var trend))
                trends[read.Long(0)] = trend = new long[Hours];
            trend[hour] += read.Long(2);
        }
        read.Reset();
        return trends;
    }

    private sealed record Problem(
        long Hash,
        string Flow,
        ErrorKind Kind,
        string? Code,
        string Text,
        string Sample,
        string? Advice,
        long First,
        long Last,
        Dictionary<int, long> States,
        long[] Trend
    );
}
