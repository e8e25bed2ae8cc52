using System.Text;
using System.Text.Json;
using Weir.Engine.Import.Qeasy;

namespace Weir.Server.Commands;

/// <summary>Reads the files of an import, writes the flows, and tells what became of each.</summary>
/// <param name="directory">Where the flows go.</param>
/// <param name="force">Overwrite what is there.</param>
/// <param name="json">Counts as one object instead of a table.</param>
internal sealed class QeasyImportRun(string directory, bool force, bool json)
{
    private const long MostBytes = 32 * 1024 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<int> RunAsync(string[] paths, CancellationToken stop)
    {
        var files = new List<ImportFile>();
        foreach (var path in paths)
            files.Add(await ReadAsync(path, stop));
        var results = new List<ImportResult>();
        foreach (var result in QeasyImport.Run(files))
            results.Add(await WriteAsync(result, stop));
        foreach (var failed in results.Where(r => r.Flow is null))
            Console.Error.WriteLine($"{failed.File}: {failed.Problem}");
        if (!json)
            Table(results);
        else
            Console.Out.WriteLine(Counts(results));
        return results.TrueForAll(r => r.Flow is not null) ? 0 : 1;
    }

    private static async Task<ImportFile> ReadAsync(string path, CancellationToken stop)
    {
        try
        {
            if (Directory.Exists(path))
                return new ImportFile(path, null, "this is a directory; name the files in it");
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes } file)
                return new ImportFile(path, null, $"the file has {file.Length} bytes; a scheme has no more than {MostBytes}");
            return new ImportFile(path, await File.ReadAllTextAsync(path, Strict, stop));
        }
        catch (DecoderFallbackException)
        {
            return new ImportFile(path, null, "the file is not UTF-8; save it as UTF-8 first");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ImportFile(path, null, e.Message);
        }
    }

    private async Task<ImportResult> WriteAsync(ImportResult result, CancellationToken stop)
    {
        if (result.Flow is not { } flow)
            return result;
        var own = Path.Combine(directory, flow.Name);
        var path = Path.Combine(own, "flow.yaml");
        try
        {
            if (File.Exists(path) && !force)
                return result with { Flow = null, Problem = $"{path} is there already; give --force to overwrite it" };
            Directory.CreateDirectory(own);
            foreach (var (name, text) in flow.Files)
                await WriteFileAsync(Path.Combine(own, name), text, stop);
            await File.WriteAllTextAsync(Path.Combine(own, "report.md"), flow.ReportMarkdown, stop);
            await File.WriteAllTextAsync(Path.Combine(own, "report.json"), flow.ReportJson, stop);
            // Last, so that a flow that is there has its report.
            await File.WriteAllTextAsync(path, flow.Yaml, stop);
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return result with { Flow = null, Problem = $"{own} could not be written: {e.Message}" };
        }
    }

    /// <summary>A table that a person has filled is not emptied again, not even with --force.</summary>
    private static async Task WriteFileAsync(string path, string text, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
            await File.WriteAllTextAsync(path, text, stop);
    }

    private static void Table(List<ImportResult> results)
    {
        var names = results.Select(r => r.Flow?.Name ?? Path.GetFileName(r.File)).ToList();
        var width = Math.Max(names.Max(n => n.Length), 4);
        Console.Out.WriteLine($"{"flow".PadRight(width)}  converted  decisions  unsupported");
        foreach (var (name, result) in names.Zip(results))
            Console.Out.WriteLine(
                result.Flow is { Report: var report }
                    ? $"{name.PadRight(width)}  {report.Count(ImportOutcome.Converted), 9}  {report.Count(ImportOutcome.Decision), 9}  {report.Count(ImportOutcome.Unsupported), 11}"
                    : $"{name.PadRight(width)}  failed"
            );
    }

    private static string Counts(List<ImportResult> results)
    {
        int Sum(ImportOutcome outcome) => results.Sum(r => r.Flow?.Report.Count(outcome) ?? 0);
        var flows = results.Count(r => r.Flow is not null);
        return JsonSerializer.Serialize(
            new
            {
                files = results.Count,
                flows,
                converted = Sum(ImportOutcome.Converted),
                decisions = Sum(ImportOutcome.Decision),
                unsupported = Sum(ImportOutcome.Unsupported),
                failed = results.Count - flows,
            }
        );
    }
}
