using Weir.Tests.Crash;
using Weir.Tests.Docs;
using Xunit;

namespace Weir.Tests.Samples;

/// <summary>The samples of the nodes behind the ledger and behind a target, each run as its README says.</summary>
[Collection(ProcessTests.Name)]
public sealed class LaneSampleTests
{
    private const int Agents = 200;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("route", 0)]
    [InlineData("lookup", 0)]
    [InlineData("validate", 0)]
    [InlineData("script", 0)]
    [InlineData("call", 0)]
    [InlineData("on-error", 2)]
    [InlineData("notify-on-error", 2)]
    [InlineData("union", 0)]
    [InlineData("delay", 0)]
    public async Task A_sample_does_what_its_README_says_and_nothing_more_when_run_again(string sample, int exit)
    {
        await using var vendors = await Vendors.StartAsync(Agents);
        var directory = Directory.CreateTempSubdirectory("weir-samples-");
        try
        {
            var first = await RunAsync(sample, directory.FullName, vendors.Address);
            Assert.True(first.ExitCode == exit, first.ToString());
            Assert.Equal(Agents, first.Counts.Read);
            await CheckAsync(sample, first, vendors);
            var before = await vendors.FiguresAsync();
            var messages = (await vendors.MessagesAsync()).Count;
            var again = await RunAsync(sample, directory.FullName, vendors.Address);
            Assert.True(again.ExitCode == exit, again.ToString());
            await CheckAsync(sample, again, vendors);
            Assert.Equal(before.BatchSaves, (await vendors.FiguresAsync()).BatchSaves);
            Assert.Equal(messages, (await vendors.MessagesAsync()).Count);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<WeirResult> RunAsync(string sample, string directory, Uri vendors)
    {
        foreach (var file in new[] { $"{sample}/flow.yaml", "connections.sandbox.yaml" })
        {
            var text = CommittedFile
                .Read($"samples/{file}")
                .Replace("http://127.0.0.1:7001", vendors.ToString().TrimEnd('/'), StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(directory, Path.GetFileName(file)), text, Stop);
        }
        await using var run = WeirProcess.Start(
            "run",
            Path.Combine(directory, "flow.yaml"),
            "--connections",
            Path.Combine(directory, "connections.sandbox.yaml"),
            "--data",
            Path.Combine(directory, "data"),
            "--json"
        );
        return await run.EndAsync(CrashStand.Patience, Stop);
    }

    private static async Task CheckAsync(string sample, WeirResult run, Vendors vendors)
    {
        var (counts, customers) = (run.Counts, await vendors.CustomersAsync());
        var shipments = await vendors.ShipmentsAsync();
        switch (sample)
        {
            case "route":
                Assert.Equal((Agents, Agents), (counts.Delivered, counts.Rejected));
                Assert.InRange(customers.Count, 1, Agents - 1);
                break;
            case "validate":
                Assert.Equal((customers.Count, Agents), (counts.Delivered, counts.Delivered + counts.Rejected));
                Assert.InRange(customers.Count, 1, Agents - 1);
                break;
            case "script":
                Assert.Equal((Agents, 0), (counts.Delivered, counts.Rejected));
                Assert.Contains(customers, c => ((string?)c["FDescription"] ?? "").Contains(" / ", StringComparison.Ordinal));
                break;
            case "call":
                Assert.Equal((Agents, Agents), (counts.Delivered, shipments.Count));
                var numbers = customers.ToDictionary(c => (string)c["F_out_id"]!, c => (string?)c["FNumber"]);
                Assert.All(shipments, s => Assert.Equal(numbers[s["document"]!["outId"]!.ToString()], (string?)s["document"]!["billNo"]));
                break;
            case "on-error":
                Assert.Equal(
                    (customers.Count, shipments.Count, Agents),
                    (counts.Delivered, counts.Failed, counts.Delivered + counts.Failed)
                );
                Assert.InRange(shipments.Count, 1, Agents - 1);
                Assert.All(
                    shipments,
                    s =>
                        Assert.Contains(
                            "table 'levels' has nothing where name = '服务商'",
                            (string?)s["document"]!["reason"],
                            StringComparison.Ordinal
                        )
                );
                break;
            case "notify-on-error":
                var told = (await vendors.MessagesAsync()).ConvertAll(m => (string)m["text"]!);
                Assert.Equal((customers.Count, Agents), (counts.Delivered, counts.Delivered + counts.Failed));
                Assert.InRange(counts.Failed, 1, Agents - 1);
                Assert.Equal(counts.Failed, told.Sum(TitleCount));
                Assert.InRange(told.Count, 1, counts.Failed / 5);
                Assert.All(
                    told,
                    text => Assert.Contains("table 'levels' has nothing where name = '服务商'", text, StringComparison.Ordinal)
                );
                break;
            case "union":
                Assert.Equal((Agents, 0, Agents), (counts.Delivered, counts.Rejected, customers.Count));
                Assert.Equal(
                    ["加盟", "直营"],
                    customers.Select(c => ((string)c["FDescription"]!)[..2]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                );
                break;
            default:
                Assert.Equal((Agents, 0, Agents), (counts.Delivered, counts.Rejected, customers.Count));
                break;
        }
    }

    /// <summary>How many documents a message says that it stands for.</summary>
    private static int TitleCount(string text) =>
        int.Parse(text.Split('\n')[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
}
