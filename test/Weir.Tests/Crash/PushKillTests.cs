using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Crash;

/// <summary>A server is killed (SIGKILL) while others push to it: what was answered 200 arrives, and everything arrives once.</summary>
[Collection(ProcessTests.Name)]
public sealed partial class PushKillTests
{
    private const int Kills = 4;
    private const int Pushers = 4;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [GeneratedRegex(@"(?<address>http://127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddressLine { get; }

    private static readonly string Flow =
        StandFiles
            .Flow("customers")
            .Replace("connection: zhilong, operation: agentInfo.list", "connection: partner, operation: received", StringComparison.Ordinal)
        + "\ntriggers: { push: { webhook: { open: true } } }\n";

    [Fact]
    public async Task What_was_answered_200_is_never_lost_and_nothing_is_doubled()
    {
        await using var vendors = await Vendors.StartAsync(agents: 1);
        await vendors.SetFaultsAsync(
            new Fault("kingdee", "BatchSave", "resetAfterCommit", 0.1),
            new Fault("kingdee", "*", "slow", 0.1, 100)
        );
        var root = Directory.CreateTempSubdirectory("weir-push-kill-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "flows"));
            var flow = Path.Combine(root, "flows", "customers.yaml");
            await File.WriteAllTextAsync(flow, Flow, Stop);
            var connections = Path.Combine(root, "connections.yaml");
            await File.WriteAllTextAsync(
                connections,
                StandFiles.Connections(vendors.Address.ToString().TrimEnd('/')) + "\n  partner: { connector: push }\n",
                Stop
            );
            string[] common = ["--connections", connections, "--data", Path.Combine(root, "data")];
            var taken = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
            var random = new Random(7);
            for (var kill = 0; kill < Kills; kill++)
            {
                await using var server = WeirProcess.Start([
                    "serve",
                    "--flows",
                    Path.Combine(root, "flows"),
                    .. common,
                    "--urls",
                    "http://127.0.0.1:0",
                ]);
                var address = await AddressAsync(server);
                using var ended = new CancellationTokenSource();
                var before = taken.Count;
                var pushing = Enumerable
                    .Range(0, Pushers)
                    .Select(pusher => PushAsync(address, $"{kill}-{pusher}", taken, ended.Token))
                    .ToList();
                while (taken.Count < before + 20)
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), TimeProvider.System, Stop);
                server.Kill();
                await ended.CancelAsync();
                await Task.WhenAll(pushing);
            }
            await vendors.SetFaultsAsync();
            await vendors.SettleAsync();
            await using var last = WeirProcess.Start(["run", flow, .. common, "--json"]);
            var result = await last.EndAsync(CrashStand.Patience, Stop);
            Assert.True(result.ExitCode == 0, result.ToString());
            var customers = (await vendors.CustomersAsync()).Select(c => (string)c["F_out_id"]!).ToList();
            Assert.Equal(customers.Count, customers.Distinct(StringComparer.Ordinal).Count());
            Assert.Empty(taken.Keys.Except(customers, StringComparer.Ordinal));
            Assert.Equal(customers.Count, result.Counts.Delivered);
            Assert.True(taken.Count >= Kills * 20);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<Uri> AddressAsync(WeirProcess server)
    {
        for (var i = 0; i < 1200 && !server.HasExited; i++)
        {
            if (AddressLine.Match(server.Output) is { Success: true } line)
                return new Uri(line.Groups["address"].Value);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
        throw new InvalidOperationException($"The server did not start: {server.Errors}");
    }

    /// <summary>Pushes one document after the other until the server is gone; keeps those that were answered 200.</summary>
    private static async Task PushAsync(Uri address, string name, ConcurrentDictionary<string, byte> taken, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = address };
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var id = $"{name}-{i}";
            var body = new JsonObject { ["agentId"] = id, ["agentName"] = $"推送 {id}" }.ToJsonString();
            try
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(new Uri("hooks/customers/push", UriKind.Relative), content, stop);
                if (answer.IsSuccessStatusCode)
                    taken[id] = 0;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // The server is gone; whether it took this one is not known to the sender.
                return;
            }
        }
    }
}
