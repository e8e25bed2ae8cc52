using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Crash;

/// <summary>Runs that are asked to stop, and directories that are in use.</summary>
[Collection(ProcessTests.Name)]
public sealed class StopTests
{
    private static readonly Fault[] SlowSaves = [new("kingdee", "BatchSave", "slow", 1, 400)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task ASignalEndsARunAfterTheCallsUnderWay(string signal)
    {
        await using var vendors = await Vendors.StartAsync(600);
        using var stand = new CrashStand(vendors);
        await vendors.SetFaultsAsync(SlowSaves);
        await using (var run = stand.Start())
        {
            await UntilAsync(async () => (await vendors.FiguresAsync()).BatchSaves >= 6, run);
            await run.SignalAsync(signal, Stop);
            var stopped = await run.EndAsync(TimeSpan.FromSeconds(20), Stop);
            Assert.True(stopped.ExitCode == 130, stopped.ToString());
            Assert.Contains("run again to go on", stopped.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", stopped.Errors, StringComparison.Ordinal);
        }
        var left = await stand.LeftBehindAsync();
        Assert.Equal(0, left.InDoubt);
        Assert.Equal((await vendors.FiguresAsync()).Customers, left.Delivered);
        Assert.True(left.Waiting > 0);

        await vendors.SetFaultsAsync();
        var last = await stand.RunAsync();

        Assert.True(last.ExitCode == 0, last.ToString());
        await Audit.CompleteAsync(vendors);
        Assert.Equal(600, (await vendors.FiguresAsync()).Packages);
        await Audit.SettledAsync(vendors, stand, last);
    }

    [Fact]
    public async Task AnEarlySignalEndsARunToo()
    {
        await using var vendors = await Vendors.StartAsync(200);
        using var stand = new CrashStand(vendors);
        for (var wait = 100; wait <= 2500; wait += 300)
        {
            await using var run = stand.Start();
            if (await run.EndsWithinAsync(TimeSpan.FromMilliseconds(wait), Stop))
                break;
            await run.SignalAsync("TERM", Stop);
            var stopped = await run.EndAsync(TimeSpan.FromSeconds(20), Stop);
            // 143: the signal came before the program had begun to listen for it.
            Assert.True(stopped.ExitCode is 130 or 143 or 0, $"after {wait} ms: {stopped}");
            Assert.DoesNotContain("   at ", stopped.Errors, StringComparison.Ordinal);
        }
        var last = await stand.RunAsync();
        Assert.True(last.ExitCode == 0, last.ToString());
        await Audit.CompleteAsync(vendors);
    }

    [Fact]
    public async Task ASecondProcessOnTheDirectoryIsRefused()
    {
        await using var vendors = await Vendors.StartAsync(400);
        using var stand = new CrashStand(vendors);
        await vendors.SetFaultsAsync(SlowSaves);
        await using var first = stand.Start();
        await UntilAsync(async () => (await vendors.FiguresAsync()).BatchSaves >= 1, first);

        var second = await stand.RunAsync();

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("in use by another weir process", second.Errors, StringComparison.Ordinal);
        var result = await first.EndAsync(CrashStand.Patience, Stop);
        Assert.True(result.ExitCode == 0, result.ToString());
        await Audit.CompleteAsync(vendors);
    }

    [Fact]
    public async Task AnUnsetVariableInTheConnectionsFileIsNamed()
    {
        await using var vendors = await Vendors.StartAsync(50);
        using var stand = new CrashStand(
            vendors,
            new ConnectionText { Vendors = vendors.Address, Auth = "auth: loginBySign, appSecret: \"${WEIR_TEST_SECRET}\"" }
        );

        var refused = await stand.RunAsync();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("WEIR_TEST_SECRET", refused.Errors, StringComparison.Ordinal);

        await using var run = stand.Start(new Dictionary<string, string> { ["WEIR_TEST_SECRET"] = "0123456789abcdef0123456789abcdef" });
        var result = await run.EndAsync(CrashStand.Patience, Stop);
        Assert.True(result.ExitCode == 0, result.ToString());
        await Audit.CompleteAsync(vendors);
    }

    [Fact]
    public async Task AWrongSecretEndsTheRunAndFailsNoDocument()
    {
        await using var vendors = await Vendors.StartAsync(50);
        using var stand = new CrashStand(
            vendors,
            new ConnectionText { Vendors = vendors.Address, Auth = "auth: loginBySign, appSecret: wrong" }
        );

        var refused = await stand.RunAsync();

        Assert.True(refused.ExitCode == 1, refused.ToString());
        Assert.Contains("签名或应用密钥校验失败", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);

        stand.Write(new ConnectionText { Vendors = vendors.Address });
        var last = await stand.RunAsync();
        Assert.True(last.ExitCode == 0, last.ToString());
        await Audit.CompleteAsync(vendors);
    }

    [Fact]
    public async Task DocumentsThatTheRequestFilterRefusesFailAloneAndAreNamed()
    {
        await using var vendors = await Vendors.StartAsync(500);
        using var stand = new CrashStand(vendors);
        const string marker = "O'Neil";
        var marked = (await vendors.AgentsAsync())
            .Where(a => ((string)a["name"]!).Contains(marker, StringComparison.Ordinal))
            .Select(a => $"{(long)a["id"]!}")
            .ToHashSet(StringComparer.Ordinal);
        Assert.InRange(marked.Count, 1, 10);
        await vendors.SetKingdeeAsync(new JsonObject { ["requestFilterMarker"] = marker });

        var run = await stand.RunAsync();

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Equal(marked.Order(StringComparer.Ordinal), run.Counts.FailedKeys.Order(StringComparer.Ordinal));
        await Audit.CompleteAsync(vendors, marked);
        await Audit.SettledAsync(vendors, stand, run, marked.Count);
    }

    internal static async Task UntilAsync(Func<Task<bool>> happened, WeirProcess run)
    {
        for (var i = 0; i < 1200 && !run.HasExited; i++)
        {
            if (await happened())
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
        Assert.Fail($"It did not happen.\n{run.Errors}");
    }
}
