using System.Text.Json;
using Weir.Engine.Flows;
using Weir.Sdk.Settings;
using Weir.Server.Commands;

namespace Weir.Server.Cases;

/// <summary>A case file and the flow file it belongs to.</summary>
/// <param name="Flow">Path of the flow file; null if it cannot be told.</param>
/// <param name="Path">Path of the case file.</param>
/// <param name="Problem">Why the flow cannot be told.</param>
internal sealed record CaseFile(string? Flow, string Path, string? Problem = null);

/// <summary>Finds cases: <c>cases/*.case.yaml</c> beside a flow file.</summary>
internal static class CaseFiles
{
    public const string Folder = "cases";
    public const string Ending = ".case.yaml";

    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>The cases of flow files, and of all flow files below directories; in order of their paths, each once.</summary>
    /// <exception cref="CommandException">A path does not exist or cannot be read.</exception>
    public static IReadOnlyList<CaseFile> Find(IReadOnlyList<string> paths)
    {
        var found = new SortedDictionary<string, CaseFile>(StringComparer.Ordinal);
        try
        {
            foreach (var path in paths)
            foreach (var file in Directory.Exists(path) ? BelowOf(path) : OfFlow(path))
                found.TryAdd(System.IO.Path.GetFullPath(file.Path), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"Cases could not be looked for: {e.Message}");
        }
        return [.. found.Values];
    }

    private static IEnumerable<CaseFile> BelowOf(string directory)
    {
        var folders = Directory
            .EnumerateFiles(directory, "*" + Ending, Below)
            .Select(file => System.IO.Path.GetDirectoryName(file)!)
            .Where(folder => System.IO.Path.GetFileName(System.IO.Path.GetFullPath(folder)) is Folder)
            .Distinct(StringComparer.Ordinal);
        // A directory of cases itself, too.
        return folders.SelectMany(folder => In(folder));
    }

    private static IEnumerable<CaseFile> OfFlow(string flow)
    {
        if (!File.Exists(flow))
            throw new CommandException($"There is no flow file or directory '{flow}'.");
        var folder = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(flow) ?? "", Folder);
        if (!Directory.Exists(folder))
            return [];
        // One that names no flow where several stand is told with each of them.
        return In(folder).Where(file => file.Flow is null || IsSame(file.Flow, flow));
    }

    private static bool IsSame(string a, string b) =>
        string.Equals(System.IO.Path.GetFullPath(a), System.IO.Path.GetFullPath(b), StringComparison.Ordinal);

    private static List<CaseFile> In(string folder)
    {
        var beside = System.IO.Path.GetDirectoryName(folder);
        // "cases" alone has no directory in its name, and stands in the current one.
        var directory = beside is null or "" ? "." : beside;
        var flows = Directory
            .EnumerateFiles(directory)
            .Where(file =>
                System.IO.Path.GetExtension(file) is ".yaml" or ".yml" && RootOf(file, "nodes").ValueKind == JsonValueKind.Object
            )
            .Order(StringComparer.Ordinal)
            .ToList();
        return
        [
            .. Directory.EnumerateFiles(folder, "*" + Ending).Order(StringComparer.Ordinal).Select(file => Assign(file, directory, flows)),
        ];
    }

    private static CaseFile Assign(string file, string directory, List<string> flows)
    {
        var names = flows.Select(f => System.IO.Path.GetFileName(f)).ToList();
        if (RootOf(file, "flow") is { ValueKind: JsonValueKind.String } flow)
        {
            var at = names.IndexOf(flow.GetString()!);
            return at >= 0
                ? new CaseFile(flows[at], file)
                : new CaseFile(null, file, $"there is no flow file '{flow}' in {directory}{DidYouMean.Suffix(flow.GetString()!, names)}");
        }
        return flows.Count switch
        {
            1 => new CaseFile(flows[0], file),
            0 => new CaseFile(null, file, $"there is no flow file in {directory}: cases lie in '{Folder}' beside a flow"),
            _ => new CaseFile(null, file, $"'flow' is required, because {directory} has several: {string.Join(", ", names)}"),
        };
    }

    /// <summary>A member of the document, if the file can be read; what is wrong with it is told when it is read for itself.</summary>
    private static JsonElement RootOf(string file, string member) =>
        YamlText.Parse(File.ReadAllText(file), []) is { Root: { ValueKind: JsonValueKind.Object } root }
        && root.TryGetProperty(member, out var value)
            ? value
            : default;
}
