using System.Diagnostics;
using Weir.Engine.Ledger;
using Weir.Storage.Embedded;
using Xunit;
using static Weir.Tests.Storage.LedgerStand;

namespace Weir.Tests.Storage;

/// <summary>What the embedded ledger says when the disk, the files or another process are in its way.</summary>
public sealed class StorageFaultTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Ledger => Path.Combine(_directory.Path, "ledger.db");

    private SqliteLedger Open() => SqliteLedger.Open(_directory.Path, TimeProvider.System);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_second_user_of_a_data_directory_is_refused_by_name()
    {
        await using (var first = Open())
        {
            var e = Assert.Throws<StoreException>(Open);
            Assert.Contains("in use by another weir process", e.Message);
            Assert.Contains(_directory.Path, e.Message);
            Assert.Contains("--data", e.Message);
            await LedgerStand.OpenAsync(first);
        }
        await using var second = Open();
    }

    [Fact]
    public void A_path_below_a_file_is_refused()
    {
        var file = Path.Combine(_directory.Path, "file");
        File.WriteAllText(file, "x");
        var e = Assert.Throws<StoreException>(() => SqliteLedger.Open(Path.Combine(file, "data"), TimeProvider.System));
        Assert.Contains("cannot be written", e.Message);
        Assert.Contains(file, e.Message);
    }

    [Fact]
    public void A_file_system_mounted_read_only_is_refused()
    {
        using var mount = Mount.Tmpfs("ro");
        var e = Assert.Throws<StoreException>(() => SqliteLedger.Open(mount.Path, TimeProvider.System));
        Assert.Contains("cannot be written", e.Message);
        Assert.Contains("read-only", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_disk_is_told_and_nothing_committed_is_lost(bool largePayload)
    {
        using var mount = Mount.Tmpfs("size=3m");
        var random = new Random(1);
        // Text that does not shrink fills the payload file, many short keys fill the ledger.
        string[] Page(int n) =>
            largePayload
                ? [Record($"big-{n}", new string(random.GetItems("0123456789abcdefghijklmnopqrstuv".AsSpan(), 200_000)))]
                : [.. Enumerable.Range(0, 500).Select(i => Record($"{n}-{i}", "1"))];
        var committed = 0;
        StoreException? full = null;
        await using (var store = SqliteLedger.Open(mount.Path, TimeProvider.System))
        {
            var flow = await LedgerStand.OpenAsync(store);
            var run = await flow.RunAsync();
            for (var n = 0; full is null && n < 1000; n++)
                try
                {
                    await flow.AppendAsync(run, 0, $"{n}", Page(n));
                    committed++;
                }
                catch (StoreException e)
                {
                    full = e;
                }
            Assert.NotNull(full);
            Assert.Matches("(?i)disk is full|no space left|may be full", full.Message);
            Assert.Contains(mount.Path, full.Message);
            // The same answer from then on, at once: nothing is written to a ledger that no longer matches its file.
            await Assert.ThrowsAsync<StoreException>(() => flow.RunAsync());
        }
        mount.Grow("32m");
        await using var again = SqliteLedger.Open(mount.Path, TimeProvider.System);
        var reopened = await LedgerStand.OpenAsync(again);
        var perPage = largePayload ? 1 : 500;
        Assert.True(committed > 2, $"{committed} pages were committed");
        Assert.Equal(committed * perPage, reopened.Counts.Waiting);
        Assert.Equal(committed * perPage, reopened.Waiting().Count);
        Assert.All(reopened.Waiting().Take(50), d => Assert.Contains(d.Key, reopened.Payload(d)));
        var open = await again.FindOpenRunAsync(reopened.Handle.Flow, Stop);
        Assert.Equal($"{committed - 1}", open!.Slices[0].Cursor);
        await reopened.AppendAsync(open, 0, next: null, Record("after", "1"));
        Assert.Equal(Record("after", "1"), reopened.Payload(reopened.Find("after")));
    }

    [Theory]
    [InlineData(0, 8192)]
    [InlineData(100, 8000)]
    [InlineData(0, 16)]
    public async Task A_ledger_full_of_garbage_is_refused_by_name(int at, int length)
    {
        await FillAsync();
        Overwrite(Ledger, at, length);
        var e = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await using var store = Open();
            await LedgerStand.OpenAsync(store);
        });
        Assert.Contains(Ledger, e.Message);
        Assert.Contains("damaged", e.Message);
        Assert.Contains("backup", e.Message);
    }

    [Fact]
    public async Task A_ledger_damaged_in_the_middle_says_so_and_does_not_lie()
    {
        await FillAsync();
        Overwrite(Ledger, 8192, (int)new FileInfo(Ledger).Length - 8192);
        var e = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await using var store = Open();
            var flow = await LedgerStand.OpenAsync(store);
            flow.Waiting();
        });
        Assert.Contains("damaged", e.Message);
    }

    [Fact]
    public async Task A_ledger_of_an_older_program_is_brought_up_to_date_and_keeps_what_it_has()
    {
        using var data = new TempDirectory();
        using (var directory = DataDirectory.Open(data.Path))
        using (var db = new SqliteDb(directory.LedgerPath, readOnly: false, 1024))
        {
            db.Execute(LedgerSchema.Steps[0]);
            db.Execute("PRAGMA user_version=1");
            db.Execute("INSERT INTO flow(id,name,epoch,version) VALUES(1,'old',3,1)");
            db.Execute("INSERT INTO stream(id,flow,node,lanes,watermark) VALUES(1,1,'s',4,NULL)");
            db.Execute("INSERT INTO run(id,flow,version,stream,trigger,state,started) VALUES(7,1,1,1,'cli',1,0)");
        }
        await using var ledger = SqliteLedger.Open(data.Path, TimeProvider.System);
        Assert.Equal("old", Assert.Single(ledger.Queries.Flows()).Name);
        Assert.Null(ledger.Queries.Run(7)!.Parameters);
    }

    [Fact]
    public async Task A_ledger_from_before_targets_could_be_followed_goes_on()
    {
        await using (var store = Open())
        {
            var flow = await LedgerStand.OpenAsync(store);
            await flow.AppendAsync(await flow.RunAsync(), 0, next: null, Record("a", "1"), Record("b", "1"));
            await flow.OpenAttemptAsync(flow.Find("a"));
        }
        using (var db = new SqliteDb(Ledger, readOnly: false, 100))
            db.Execute(
                "DROP TABLE change; DROP TABLE intervention; DROP TABLE correction; DROP TABLE document_job; DROP TABLE document_job_refusal; DROP TABLE restored; DROP TABLE follow; ALTER TABLE queue DROP COLUMN follows; ALTER TABLE attempt DROP COLUMN identities; PRAGMA user_version=2"
            );
        await using var again = Open();
        var reopened = await LedgerStand.OpenAsync(again);
        Assert.Equal((1, 1), (reopened.Counts.InDoubt, reopened.Counts.Waiting));
        Assert.Null(Assert.Single(reopened.Unsettled()).Identity);
    }

    [Fact]
    public async Task A_ledger_of_another_schema_is_refused()
    {
        await FillAsync();
        using (var db = new SqliteDb(Ledger, readOnly: false, 100))
            db.Execute("PRAGMA user_version=99");
        Assert.Contains("schema 99", Assert.Throws<StoreException>(Open).Message);
    }

    [Fact]
    public async Task A_directory_that_was_refused_can_be_opened_once_it_is_mended()
    {
        await FillAsync();
        var good = await File.ReadAllBytesAsync(Ledger, Stop);
        Overwrite(Ledger, 0, 100);
        Assert.Throws<StoreException>(Open);
        await File.WriteAllBytesAsync(Ledger, good, Stop);
        await using var store = Open();
        Assert.Equal(20, (await LedgerStand.OpenAsync(store)).Counts.Waiting);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("length")]
    [InlineData("negative")]
    [InlineData("magic")]
    [InlineData("byte")]
    [InlineData("gone")]
    public async Task A_damaged_payload_file_is_told_when_it_is_read(string damage)
    {
        await FillAsync();
        var file = Directory.GetFiles(Path.Combine(_directory.Path, "payload")).Single();
        var bytes = await File.ReadAllBytesAsync(file, Stop);
        switch (damage)
        {
            case "cut":
                bytes = bytes[..^5];
                break;
            case "length":
                BitConverter.TryWriteBytes(bytes, int.MaxValue);
                break;
            case "negative":
                BitConverter.TryWriteBytes(bytes, -3);
                break;
            case "magic":
                bytes[4] ^= 1;
                break;
            default:
                bytes[^1] ^= 1;
                break;
        }
        await File.WriteAllBytesAsync(file, bytes, Stop);
        if (damage is "gone")
            File.Delete(file);
        await using var store = Open();
        var flow = await LedgerStand.OpenAsync(store);
        var e = Assert.Throws<StoreException>(() => flow.Payload(flow.Find("k1")));
        Assert.Contains("payload", e.Message);
        Assert.Matches("damaged|not there", e.Message);
    }

    [Fact]
    public async Task A_frame_that_a_crash_cut_off_does_not_disturb_the_next()
    {
        await FillAsync();
        var file = Directory.GetFiles(Path.Combine(_directory.Path, "payload")).Single();
        await File.AppendAllTextAsync(file, "half a frame", Stop);
        await using var store = Open();
        var flow = await LedgerStand.OpenAsync(store);
        await flow.AppendAsync(await flow.RunAsync(), 0, next: null, Record("after", "1"));
        Assert.Equal(Record("after", "1"), flow.Payload(flow.Find("after")));
        Assert.Equal(Record("k1", "1"), flow.Payload(flow.Find("k1")));
    }

    private async Task FillAsync()
    {
        await using var store = Open();
        var flow = await LedgerStand.OpenAsync(store);
        await flow.AppendAsync(await flow.RunAsync(), 0, next: null, [.. Enumerable.Range(0, 20).Select(i => Record($"k{i}", "1"))]);
    }

    private static void Overwrite(string file, int at, int length)
    {
        var garbage = new byte[length];
        new Random(3).NextBytes(garbage);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.Position = at;
        stream.Write(garbage);
    }

    /// <summary>A file system in memory, mounted for one test; skipped where that is not allowed.</summary>
    private sealed class Mount : IDisposable
    {
        private readonly TempDirectory _at = new();

        public string Path => _at.Path;

        public static Mount Tmpfs(string options)
        {
            Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName is "root", "mounting needs root on Linux");
            var mount = new Mount();
            if (Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", mount.Path) is { Length: > 0 } error)
            {
                mount._at.Dispose();
                Assert.Skip($"tmpfs cannot be mounted here: {error}");
            }
            return mount;
        }

        public void Grow(string size) => Assert.Equal("", Run("mount", "-o", $"remount,size={size}", Path));

        /// <summary>What went wrong, or nothing.</summary>
        private static string Run(string program, params string[] arguments)
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
            )!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? "" : $"exit {process.ExitCode} {error}";
        }

        public void Dispose()
        {
            var left = Run("umount", Path);
            if (left.Length == 0)
                _at.Dispose();
        }
    }
}
