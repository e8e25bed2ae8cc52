using System.Xml.Linq;
using Xunit;

namespace Weir.Tests.Architecture;

/// <summary>What the layout promises: directions between projects, and files that can be read in one go.</summary>
public sealed class RepositoryTests
{
    private const int LongestFile = 500;

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Weir.Sdk"] = [],
        ["Weir.Engine"] = ["Weir.Sdk"],
        ["Weir.Storage"] = ["Weir.Engine"],
        ["Weir.Connectors"] = ["Weir.Sdk"],
        ["Weir.Sandbox"] = [],
        ["Weir.Server"] = ["Weir.Connectors", "Weir.Engine", "Weir.Sandbox", "Weir.Storage"],
    };

    [Fact]
    public void Projects_refer_to_each_other_only_in_the_allowed_directions()
    {
        var projects = Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories);

        Assert.Equal(Allowed.Keys.Order(), projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order());
        foreach (var project in projects)
        {
            var references = XDocument
                .Load(project)
                .Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))
                .Order();
            Assert.Equal(Allowed[Path.GetFileNameWithoutExtension(project)], references);
        }
    }

    [Fact]
    public void The_engine_knows_no_database_and_the_sandbox_nothing_of_ours()
    {
        var engine = typeof(global::Weir.Engine.Runtime.FlowPlan).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        var sandbox = typeof(Weir.Sandbox.Sandbox).Assembly.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.DoesNotContain(
            engine,
            name => name.Contains("SQLite", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Npgsql", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(sandbox, name => name.StartsWith("Weir.", StringComparison.Ordinal));
    }

    [Fact]
    public void No_source_file_is_too_long_to_be_read()
    {
        var tooLong = Directory
            .GetFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => (File: Path.GetRelativePath(Root, file), Lines: File.ReadLines(file).Count()))
            // Migrations are written by a tool, with the whole model in each.
            .Where(f => f.Lines > LongestFile && !f.File.Contains("/Migrations/", StringComparison.Ordinal));

        Assert.Empty(tooLong);
    }

    private static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Weir.slnx")))
            at = at.Parent ?? throw new InvalidOperationException("The repository was not found above the tests.");
        return at.FullName;
    }
}
