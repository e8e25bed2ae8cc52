using System.Diagnostics;
using Xunit;

namespace Weir.Tests.Server;

/// <summary>What a process printed and how it ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);

/// <summary>The built program, run as a process of its own.</summary>
internal static class WeirProgram
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The test lies in artifacts/bin/Weir.Tests/(configuration).</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    private static string Binary { get; } =
        Path.Combine(
            Repository,
            "artifacts",
            "bin",
            "Weir.Server",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
            "weir"
        );

    public static async Task<ProgramResult> RunAsync(string directory, params string[] arguments)
    {
        using var process = Start(directory, arguments);
        return await EndAsync(process);
    }

    public static Process Start(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(Binary, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{Binary} did not start.");
    }

    public static async Task<ProgramResult> EndAsync(Process process)
    {
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Stop);
            var errors = process.StandardError.ReadToEndAsync(Stop);
            await process.WaitForExitAsync(Stop);
            return new ProgramResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
