using Xunit;

namespace Weir.Tests.Crash;

/// <summary>Targets that hang, refuse connections or stay away, and disks that are full.</summary>
[Collection(ProcessTests.Name)]
public sealed class OutageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARunOutlastsVendorsThatHang()
    {
        await using var vendors = await Vendors.StartAsync(1500);
        using var stand = new CrashStand(vendors, new ConnectionText { Vendors = vendors.Address, CallTimeout = "2s" });
        await vendors.SetFaultsAsync(new Fault("kingdee", "BatchSave", "slow", 1, 100));
        await using var run = stand.Start();
        await StopTests.UntilAsync(async () => (await vendors.FiguresAsync()).BatchSaves >= 8, run);

        await vendors.Process.SignalAsync("STOP", Stop);
        await Task.Delay(TimeSpan.FromSeconds(7), TimeProvider.System, Stop);
        await vendors.Process.SignalAsync("CONT", Stop);

        var result = await run.EndAsync(CrashStand.Patience, Stop);
        Assert.True(result.ExitCode == 0, result.ToString());
        await Audit.CompleteAsync(vendors);
        await Audit.SettledAsync(vendors, stand, result);
    }

    [Fact]
    public async Task ARunOutlastsATargetThatRefusesConnections()
    {
        await using var vendors = await Vendors.StartAsync(1000);
        await using var relay = new Relay(vendors.Address);
        using var stand = new CrashStand(vendors, new ConnectionText { Vendors = vendors.Address, Kingdee = relay.Address });
        await vendors.SetFaultsAsync(new Fault("kingdee", "BatchSave", "slow", 1, 100));
        await using var run = stand.Start();
        await StopTests.UntilAsync(async () => (await vendors.FiguresAsync()).BatchSaves >= 8, run);

        await relay.CloseAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Stop);
        relay.Open();

        var result = await run.EndAsync(CrashStand.Patience, Stop);
        Assert.True(result.ExitCode == 0, result.ToString());
        await Audit.CompleteAsync(vendors);
        await Audit.SettledAsync(vendors, stand, result);
    }

    /// <summary>A call of an update that is carried out late, when it was made again already, would leave the document open or with old values.</summary>
    [Theory]
    [InlineData("UnAudit")]
    [InlineData("BatchSave")]
    public async Task AnUpdateThatIsCarriedOutLateUndoesNothing(string operation)
    {
        await using var vendors = await Vendors.StartAsync(60);
        using var stand = new CrashStand(vendors);
        var first = await stand.RunAsync();
        Assert.True(first.ExitCode == 0, first.ToString());
        await vendors.SetFaultsAsync(new Fault("kingdee", operation, "lateCommit", 1, 1500, Times: 4));
        await vendors.ChangeAgentsAsync(insert: 0, edit: 20);

        var run = await stand.RunAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        await Audit.CompleteAsync(vendors);
        await Audit.SettledAsync(vendors, stand, run);
    }

    [Fact]
    public async Task ATargetThatStaysAwayEndsTheRunAndTheNextGoesOn()
    {
        await using var vendors = await Vendors.StartAsync(1000);
        await using var relay = new Relay(vendors.Address);
        using var stand = new CrashStand(
            vendors,
            new ConnectionText { Vendors = vendors.Address, Kingdee = relay.Address },
            new FlowText { Attempts = 3 }
        );
        await vendors.SetFaultsAsync(new Fault("kingdee", "BatchSave", "slow", 1, 100));
        await using (var run = stand.Start())
        {
            await StopTests.UntilAsync(async () => (await vendors.FiguresAsync()).BatchSaves >= 8, run);
            await relay.CloseAsync();
            var ended = await run.EndAsync(CrashStand.Patience, Stop);
            Assert.True(ended.ExitCode == 1, ended.ToString());
            Assert.Contains("no connection to", ended.Errors, StringComparison.Ordinal);
            Assert.Contains("run again to go on", ended.Errors, StringComparison.Ordinal);
        }
        relay.Open();
        await vendors.SetFaultsAsync();

        var last = await stand.RunAsync();

        Assert.True(last.ExitCode == 0, last.ToString());
        await Audit.CompleteAsync(vendors);
        await Audit.SettledAsync(vendors, stand, last);
    }

    [Theory]
    [InlineData("600k")]
    [InlineData("2m")]
    [InlineData("5m")]
    public async Task AFullDiskEndsTheRunAndNothingIsLost(string size)
    {
        if (!OperatingSystem.IsLinux() || !string.Equals(Environment.UserName, "root", StringComparison.Ordinal))
            Assert.Skip("Mounting a small disk needs root.");
        await using var vendors = await Vendors.StartAsync(3000);
        using var stand = new CrashStand(vendors);
        var roomy = stand.Data;
        var small = Directory.CreateTempSubdirectory("weir-small-").FullName;
        if (!await MountAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", small))
            Assert.Skip("A small disk cannot be mounted here.");
        try
        {
            stand.Data = Path.Combine(small, "data");
            var full = await stand.RunAsync();
            Assert.True(full.ExitCode == 1, full.ToString());
            Assert.Matches("[Ff]ree space|may be full", full.Errors);
            Assert.DoesNotContain("   at ", full.Errors, StringComparison.Ordinal);
            Copy(stand.Data, roomy);
        }
        finally
        {
            await MountAsync("umount", small);
            Directory.Delete(small);
        }
        stand.Data = roomy;

        var last = await stand.RunAsync();

        Assert.True(last.ExitCode == 0, last.ToString());
        await Audit.CompleteAsync(vendors);
        await Audit.SettledAsync(vendors, stand, last);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var directory in Directory.EnumerateDirectories(from))
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static async Task<bool> MountAsync(string command, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(command, arguments);
        await process.WaitForExitAsync(Stop);
        return process.ExitCode == 0;
    }
}
