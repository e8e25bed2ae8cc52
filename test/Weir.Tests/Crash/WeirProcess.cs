using System.Diagnostics;
using System.Text;

namespace Weir.Tests.Crash;

/// <summary>The program itself, as a process of its own.</summary>
internal sealed class WeirProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _errorsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WeirProcess(Process process) => _process = process;

    /// <summary>The binary beside the tests, or the one that WEIR_BINARY names.</summary>
    private static string Binary =>
        Environment.GetEnvironmentVariable("WEIR_BINARY") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "weir");

    public static WeirProcess Start(params IReadOnlyList<string> arguments) => Start(arguments, environment: null);

    public static WeirProcess Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(Binary, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var weir = new WeirProcess(new Process { StartInfo = start });
        weir._process.OutputDataReceived += (_, e) => Take(weir._output, weir._outputEnded, e.Data);
        weir._process.ErrorDataReceived += (_, e) => Take(weir._errors, weir._errorsEnded, e.Data);
        weir._process.Start();
        weir._process.BeginOutputReadLine();
        weir._process.BeginErrorReadLine();
        return weir;
    }

    private static void Take(StringBuilder into, TaskCompletionSource ended, string? line)
    {
        if (line is null)
            ended.TrySetResult();
        else
            lock (into)
                into.AppendLine(line);
    }

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public bool HasExited => _process.HasExited;

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    /// <summary>False if the process was still running after that time.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(time);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Waits for the end; a process that does not end in time is killed and reported.</summary>
    public async Task<WeirResult> EndAsync(TimeSpan time, CancellationToken stop)
    {
        if (!await EndsWithinAsync(time, stop))
        {
            Kill();
            throw new TimeoutException($"weir has not ended within {time.TotalSeconds:0} s.\n{Errors}");
        }
        await Task.WhenAll(_outputEnded.Task, _errorsEnded.Task).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, stop);
        return new WeirResult(_process.ExitCode, Output, Errors);
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
    }

    /// <summary>Sends a signal by its name, for example TERM.</summary>
    public async Task SignalAsync(string name, CancellationToken stop)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}

/// <summary>How a process ended.</summary>
internal sealed record WeirResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The object that --json prints as the last line.</summary>
    public RunCounts Counts =>
        System.Text.Json.JsonSerializer.Deserialize<RunCounts>(
            Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1],
            System.Text.Json.JsonSerializerOptions.Web
        )!;

    public override string ToString() => $"exit {ExitCode}\n{Output}{Errors}";
}

/// <summary>What --json tells.</summary>
internal sealed record RunCounts(long Read, long Unchanged, long Rejected, long Delivered, long Failed, long InDoubt, string[] FailedKeys);
