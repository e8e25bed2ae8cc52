using Xunit;

namespace Weir.Tests.Docs;

/// <summary>A file of the repository that is generated from the code. Out of step it fails its test, or is written when the environment variable says so.</summary>
internal static class CommittedFile
{
    private const string Update = "WEIR_UPDATE_DOCS";

    /// <summary>The directory that holds <c>Weir.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static void MustBe(string path, string text)
    {
        var full = Path.Combine(Root, path);
        if (string.Equals(Environment.GetEnvironmentVariable(Update), "1", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
            return;
        }
        var committed = File.Exists(full) ? File.ReadAllText(full) : null;
        Assert.True(
            string.Equals(committed, text, StringComparison.Ordinal),
            $"{path} is {(committed is null ? "missing" : "out of step with the code")}. Run the tests again with {Update}=1 to write it, and commit it."
        );
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Weir.slnx")))
                return at.FullName;
        throw new DirectoryNotFoundException("The tests run outside of the repository: no Weir.slnx above them.");
    }
}
