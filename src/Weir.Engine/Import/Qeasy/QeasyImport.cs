using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>A file to be imported.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Text">What is in it; null when it could not be read.</param>
/// <param name="Problem">Why it could not be read, or null.</param>
public sealed record ImportFile(string Path, string? Text, string? Problem = null);

/// <summary>What became of a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Flow">The flow; null if it failed.</param>
/// <param name="Problem">Why it failed, or null.</param>
public sealed record ImportResult(string File, ImportedFlow? Flow, string? Problem);

/// <summary>Imports 轻易云 schemes. Files of one import know each other: a lookup into a scheme that is among them finds its flow.</summary>
public static class QeasyImport
{
    /// <summary>Imports files. One that cannot be imported does not keep the others from it.</summary>
    public static IReadOnlyList<ImportResult> Run(IReadOnlyList<ImportFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var flowNames = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var read = files.Select(file => Read(file, names, flowNames)).ToList();
        return [.. read.Select(opened => Convert(opened, flowNames))];
    }

    private static ImportResult Convert(Opened opened, Dictionary<string, string> flowNames)
    {
        if (opened.Scheme is null)
            return new ImportResult(opened.File.Path, null, opened.Problem);
        try
        {
            var flow = FlowConverter.Convert(opened.Scheme, Path.GetFileName(opened.File.Path), opened.Name, flowNames);
            return new ImportResult(opened.File.Path, flow, null);
        }
        catch (RegexMatchTimeoutException)
        {
            return new ImportResult(opened.File.Path, null, "a text in it took more than a second to look through; shorten it");
        }
    }

    private static Opened Read(ImportFile file, HashSet<string> names, Dictionary<string, string> flowNames)
    {
        if (file.Text is null)
            return new Opened(file, null, "", file.Problem ?? "the file could not be read");
        try
        {
            var scheme = SchemeFile.Read(file.Text);
            var name = Free(Slug.OrHash(Path.GetFileNameWithoutExtension(file.Path)), names);
            if (scheme.StrategyId is { } id)
                flowNames.TryAdd(id, name);
            return new Opened(file, scheme, name, null);
        }
        catch (ImportException e)
        {
            return new Opened(file, null, "", e.Message);
        }
    }

    private static string Free(string name, HashSet<string> names)
    {
        var free = name;
        for (var i = 2; !names.Add(free); i++)
            free = $"{name}-{i}";
        return free;
    }

    private sealed record Opened(ImportFile File, Scheme? Scheme, string Name, string? Problem);
}
