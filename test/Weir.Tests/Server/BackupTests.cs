using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Weir.Engine.Ledger;
using Weir.Storage.Embedded;
using Xunit;

namespace Weir.Tests.Server;

public sealed class BackupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("weir-backup-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_of_a_flow_in_flight_loses_and_doubles_nothing_when_it_is_restored()
    {
        const int Agents = 400;
        await using var stand = await ServerStand.StartAsync(Agents);
        await stand.ChangeVendorAsync("faults", """[{"vendor":"kingdee","operation":"BatchSave","kind":"slow","delayMs":100}]""");
        Assert.Equal(202, (await stand.SendAsync(HttpMethod.Post, "/flows/customers/runs")).Status);
        await stand.UntilAsync(ServerStand.Flow, flow => Delivered(flow) > 50);
        var file = Path.Combine(_root, "b.tar.gz");
        await DataBackup.WriteAsync(stand.DataPath, file, TimeProvider.System, Stop);
        // What is delivered from here on is not known to the backup.
        var flow = await stand.IdleAsync();
        Assert.Equal(Agents, Delivered(flow));
        await stand.StopServerAsync();
        File.Move(Path.Combine(stand.DataPath, "master.key"), Path.Combine(_root, "master.key"));
        Directory.Delete(stand.DataPath, recursive: true);

        await DataBackup.RestoreAsync(file, stand.DataPath, Stop);
        File.Move(Path.Combine(_root, "master.key"), Path.Combine(stand.DataPath, "master.key"));
        await stand.ChangeVendorAsync("faults", "[]");
        await stand.StartServerAsync();
        var restored = await stand.GetAsync("/flows/customers");
        Assert.InRange(Delivered(restored), 50, Agents - 1);
        flow = await stand.RunAsync();
        Assert.Equal(Agents, Delivered(flow));
        var vendor = await stand.VendorAsync("kingdee");
        Assert.Equal((Agents, 0), ((int)vendor["records"]!["BD_Customer"]!, (int)vendor["duplicates"]!["BD_Customer"]!));
    }

    private static int Delivered(JsonNode flow) => (int)flow["targets"]![0]!["counts"]!["delivered"]!;

    [Fact]
    public async Task A_run_that_was_pushed_does_not_end_the_time_in_which_a_restored_flow_asks_first()
    {
        var data = Path.Combine(_root, "data");
        var registration = new FlowRegistration("flow", "text", "hash", "source", ["target"], 1);
        await using (var store = SqliteLedger.Open(data, TimeProvider.System))
            Assert.Null((await store.OpenFlowAsync(registration, Stop)).SuspectBefore);
        await File.WriteAllTextAsync(Path.Combine(data, "restored"), "1000", Stop);
        await using var again = SqliteLedger.Open(data, TimeProvider.System);
        foreach (
            var (slice, ends) in new[]
            {
                (SliceRecord.OfPushes, false),
                (new SliceRecord(0, null, null, null, Done: true, SliceCounts.None), true),
            }
        )
        {
            var handle = await again.OpenFlowAsync(registration, Stop);
            Assert.Equal(DateTimeOffset.MaxValue, handle.SuspectBefore);
            var fence = new Fence(handle.Flow, handle.Epoch);
            var run = await again.StartRunAsync(fence, new RunOpening(handle.Version, handle.Stream, "test", [slice], null), Stop);
            await again.EndRunAsync(fence, run.Id, RunState.Done, error: null, Stop);
            Assert.Equal(ends, (await again.OpenFlowAsync(registration, Stop)).SuspectBefore < DateTimeOffset.MaxValue);
        }
    }

    [Fact]
    public async Task What_is_no_whole_backup_is_refused_and_leaves_nothing_behind()
    {
        var data = Path.Combine(_root, "data");
        await using (SqliteLedger.Open(data, TimeProvider.System)) { }
        var file = Path.Combine(_root, "b.tar.gz");
        await DataBackup.WriteAsync(data, file, TimeProvider.System, Stop);
        var bytes = await File.ReadAllBytesAsync(file, Stop);
        var half = Path.Combine(_root, "half.tar.gz");
        await File.WriteAllBytesAsync(half, bytes[..(bytes.Length / 2)], Stop);
        var text = Path.Combine(_root, "text.tar.gz");
        await File.WriteAllTextAsync(text, "no backup", Stop);
        foreach (var bad in new[] { half, text, Outside("../outside"), Outside("payload/../../outside"), Path.Combine(_root, "missing") })
        {
            var target = Path.Combine(_root, "restored");
            await Assert.ThrowsAsync<StoreException>(() => DataBackup.RestoreAsync(bad, target, Stop));
            Assert.False(Directory.Exists(target), bad);
            Assert.False(Directory.Exists(target + ".restoring"), bad);
        }
        Assert.False(File.Exists(Path.Combine(_root, "outside")));
        await Assert.ThrowsAsync<StoreException>(() => DataBackup.RestoreAsync(file, data, Stop));
        await Assert.ThrowsAsync<StoreException>(() => DataBackup.WriteAsync(_root, file, TimeProvider.System, Stop));
        var good = Path.Combine(_root, "good");
        await DataBackup.RestoreAsync(file, good, Stop);
        await using (SqliteLedger.Open(good, TimeProvider.System)) { }
        Assert.False(File.Exists(Path.Combine(good, "restored")));
    }

    /// <summary>A tar file that names a place outside of the directory.</summary>
    private string Outside(string name)
    {
        var path = Path.Combine(_root, $"{Guid.NewGuid():N}.tar.gz");
        using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(packed);
        Add(tar, "manifest.json", $$$"""{"Format":1,"At":"2026-01-01T00:00:00Z","Files":{"{{{name}}}":"00"}}""");
        Add(tar, name, "x");
        return path;
    }

    private static void Add(TarWriter tar, string name, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content });
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
