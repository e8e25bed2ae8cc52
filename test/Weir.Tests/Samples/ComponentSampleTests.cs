using Weir.Tests.Crash;
using Weir.Tests.Docs;
using Xunit;

namespace Weir.Tests.Samples;

/// <summary>The samples of the nodes before the ledger, each run as its README says.</summary>
[Collection(ProcessTests.Name)]
public sealed class ComponentSampleTests
{
    private const int Agents = 200;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_sample_does_what_its_README_says()
    {
        await using var vendors = await Vendors.StartAsync(Agents);
        var directory = Directory.CreateTempSubdirectory("weir-samples-");
        try
        {
            var connections = Path.Combine(directory.FullName, "connections.yaml");
            await File.WriteAllTextAsync(
                connections,
                CommittedFile
                    .Read("samples/zhilong-kingdee-customers/connections.sandbox.yaml")
                    .Replace("http://127.0.0.1:7001", vendors.Address.ToString().TrimEnd('/'), StringComparison.Ordinal),
                Stop
            );
            async Task<RunCounts> RunAsync(string sample)
            {
                var flow = Path.Combine(directory.FullName, $"{sample}.yaml");
                await File.WriteAllTextAsync(flow, CommittedFile.Read($"samples/{sample}/flow.yaml"), Stop);
                var data = Path.Combine(directory.FullName, sample);
                await using var run = WeirProcess.Start("run", flow, "--connections", connections, "--data", data, "--json");
                var result = await run.EndAsync(CrashStand.Patience, Stop);
                Assert.True(result.ExitCode == 0, $"{sample}: {result}");
                Assert.Empty(Directory.Exists(Path.Combine(data, "spool")) ? Directory.EnumerateFiles(Path.Combine(data, "spool")) : []);
                return result.Counts;
            }

            var flatten = await RunAsync("flatten");
            Assert.Equal((Agents, 2L * Agents, 0L), (flatten.Read, flatten.Delivered, flatten.Rejected));
            var again = await RunAsync("flatten");
            Assert.Equal(2L * Agents, again.Delivered);
            var split = await RunAsync("split");
            Assert.Equal((Agents, 2L * (Agents - split.Rejected)), (split.Read, split.Delivered));
            var group = await RunAsync("group");
            Assert.Equal((Agents, Agents - 2L), (group.Read, group.Delivered));
            var sort = await RunAsync("sort");
            Assert.Equal((Agents, (long)Agents), (sort.Read, sort.Delivered));
            var dedupe = await RunAsync("dedupe");
            Assert.Equal((Agents, Agents - 2L, 2L), (dedupe.Read, dedupe.Delivered, dedupe.Rejected));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
