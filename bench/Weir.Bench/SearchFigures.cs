using System.Diagnostics;
using System.Globalization;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;
using Weir.Storage.Embedded;

namespace Weir.Bench;

/// <summary>
/// Measures searches in a directory that <see cref="LedgerFill"/> has filled: <c>search DIR DOCUMENTS</c>. First the index is built if it is not there; then each kind of search is made 60 times,
/// each time for something else, and the times are printed as a table.
/// </summary>
internal static class SearchFigures
{
    private const int Times = 60;

    public static async Task RunAsync(string directory, long documents)
    {
        await using var ledger = SqliteLedger.Open(directory, TimeProvider.System);
        ledger.Index.Declare(LedgerFill.Flow, hasNumber: false, ["agentName", "mobile"]);
        await BuildAsync(ledger, directory);
        var random = new Random(1);
        long Any() => random.NextInt64(documents);
        var failed = new DocumentFilter { States = [DeliveryState.Failed] };
        Console.WriteLine("| search | first ms | median ms | 95 % ms | worst ms | found |");
        Console.WriteLine("|---|---|---|---|---|---|");
        await MeasureAsync(ledger, "first page of all", _ => new DocumentFilter());
        await MeasureAsync(ledger, "first page of failed ones", _ => failed);
        await MeasureAsync(ledger, "key", _ => new DocumentFilter { Text = LedgerFill.Key(Any()) });
        await MeasureAsync(ledger, "beginning of a key, 100 times in all", _ => new DocumentFilter { Text = LedgerFill.Key(Any())[..^6] });
        await MeasureAsync(ledger, "beginning of every key", _ => new DocumentFilter { Text = "17000" });
        await MeasureAsync(ledger, "number of the target", _ => new DocumentFilter { Text = LedgerFill.Number(Any()) });
        await MeasureAsync(ledger, "whole name", _ => new DocumentFilter { Text = LedgerFill.Name(Any()) });
        await MeasureAsync(ledger, "four characters of a name, rare", _ => new DocumentFilter { Text = LedgerFill.Name(Any())[2..6] });
        await MeasureAsync(ledger, "four characters of a name, in one of eight", _ => new DocumentFilter { Text = "华北科技" });
        await MeasureAsync(ledger, "phone", _ => new DocumentFilter { Text = $"1{3_000_000_000 + Any()}" });
        await MeasureAsync(ledger, "words of an error among failed ones", _ => failed with { Text = "编码值" });
        await MeasureAsync(
            ledger,
            "nothing",
            i => new DocumentFilter { Text = string.Create(CultureInfo.InvariantCulture, $"不存在的客户{i}") }
        );
        var groups = await ledger.Index.GroupsAsync(flows: null, solved: false, default);
        if (groups.Count > 0)
            await MeasureAsync(ledger, "page of an error group", i => new DocumentFilter { Group = groups[i % groups.Count].Id });
        var clock = Stopwatch.StartNew();
        await ledger.Index.GroupsAsync(flows: null, solved: false, default);
        Console.WriteLine(
            $"| all {groups.Count} error groups ({groups.Sum(g => g.Count):n0} deliveries) | {clock.Elapsed.TotalMilliseconds:n1} | | | | |"
        );
    }

    private static async Task BuildAsync(SqliteLedger ledger, string directory)
    {
        var clock = Stopwatch.StartNew();
        for (var steps = 0; await ledger.Index.StepAsync(default); steps++)
            if (steps % 500 == 499)
                Console.Error.WriteLine($"{steps + 1} steps, {await ledger.Index.LagAsync(default)}, {clock.Elapsed.TotalSeconds:n0} s");
        Console.Error.WriteLine(
            $"index built in {clock.Elapsed.TotalSeconds:n0} s, {new FileInfo(Path.Combine(directory, "search.db")).Length / 1_000_000} MB; ledger {new FileInfo(Path.Combine(directory, "ledger.db")).Length / 1_000_000} MB"
        );
    }

    private static async Task MeasureAsync(SqliteLedger ledger, string what, Func<int, DocumentFilter> filter)
    {
        var times = new List<double>();
        var found = 0;
        for (var i = 0; i < Times; i++)
        {
            var asked = filter(i);
            var clock = Stopwatch.StartNew();
            var page = await ledger.Index.FindAsync(asked, after: null, limit: 50, default);
            times.Add(clock.Elapsed.TotalMilliseconds);
            found = Math.Max(found, page.Items.Count);
        }
        var first = times[0];
        times.Sort();
        Console.WriteLine($"| {what} | {first:n1} | {times[Times / 2]:n1} | {times[Times * 95 / 100]:n1} | {times[^1]:n1} | {found} |");
    }
}
