using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Import;

/// <summary><c>weir import qeasy</c> as a process.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("weir-import-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Good_files_are_written_bad_ones_told_and_existing_flows_kept()
    {
        await WriteAsync(
            "good.json",
            """{"title":"好","source":{"platform":"聚水潭","api":"orders","id":"id"},"target":{"platform":"用友BIP","api":"/save","request":[{"field":"X","value":"{{a}}","mapping":{"target":"shops"}}]}}"""
        );
        await WriteAsync("bad.json", "{");
        await WriteAsync("empty.json", "");
        await File.WriteAllBytesAsync(
            Path.Combine(_directory, "gbk.json"),
            [0x7b, 0xc9, 0xcc, 0x7d],
            TestContext.Current.CancellationToken
        );
        Directory.CreateDirectory(Path.Combine(_directory, "dir.json"));

        var first = await WeirProgram.RunAsync(
            _directory,
            "import",
            "qeasy",
            "good.json",
            "bad.json",
            "empty.json",
            "gbk.json",
            "dir.json",
            "none.json",
            "--out",
            "new/flows",
            "--json"
        );

        Assert.Equal(1, first.ExitCode);
        Assert.Equal(
            """{"files":6,"flows":1,"converted":6,"decisions":2,"unsupported":0,"failed":5}""",
            first.Output.TrimEnd().Split('\n')[^1]
        );
        Assert.Contains("bad.json: not valid JSON", first.Errors, StringComparison.Ordinal);
        Assert.Contains("empty.json: the file is empty", first.Errors, StringComparison.Ordinal);
        Assert.Contains("gbk.json: the file is not UTF-8", first.Errors, StringComparison.Ordinal);
        Assert.Contains("dir.json: this is a directory", first.Errors, StringComparison.Ordinal);
        Assert.Contains("none.json: ", first.Errors, StringComparison.Ordinal);
        var own = Path.Combine(_directory, "new", "flows", "good");
        Assert.Equal(
            ["flow.yaml", "report.json", "report.md", "shops.csv"],
            Directory.GetFiles(own, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order()
        );

        await WriteAsync("new/flows/good/flow.yaml", "name: mine\n");
        var again = await WeirProgram.RunAsync(_directory, "import", "qeasy", "good.json", "--out", "new/flows", "--json");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("give --force to overwrite it", again.Errors, StringComparison.Ordinal);
        Assert.Equal("name: mine\n", await File.ReadAllTextAsync(Path.Combine(own, "flow.yaml"), TestContext.Current.CancellationToken));

        var forced = await WeirProgram.RunAsync(_directory, "import", "qeasy", "good.json", "--out", "new/flows", "--force");
        Assert.Equal(0, forced.ExitCode);
        Assert.Equal(
            "flow  converted  decisions  unsupported\ngood          6          2            0\n",
            forced.Output.ReplaceLineEndings("\n")
        );
    }

    private Task WriteAsync(string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(_directory, name), text, TestContext.Current.CancellationToken);
}
