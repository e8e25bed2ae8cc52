using System.Diagnostics;
using System.Text.Json;

namespace Weir.MainJob.Measure;

/// <summary>Starts a contender, watches it to its end and checks what arrived.</summary>
internal static class ContenderRun
{
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(20);

    public static async Task<Measurement> RunAsync(Contender contender, Servers servers, string data, long records)
    {
        Directory.CreateDirectory(data);
        ChildUsage.FlushDisks();
        var start = contender.Start(servers, data);
        start.RedirectStandardOutput = true;
        var (sourceCpu, sinkCpu, childCpu) = (servers.Source.CpuSeconds, servers.Sink.CpuSeconds, ChildUsage.Seconds());
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{contender.Name} did not start");
        var output = LastLineAsync(process.StandardOutput);
        var peak = await WatchAsync(process);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var lastLine = await output;
        var source = await servers.Source.CountsAsync();
        var sink = await servers.Sink.CountsAsync();
        return new Measurement(contender.Name, records)
        {
            Seconds = seconds,
            CpuSeconds = ChildUsage.Seconds() - childCpu,
            PeakMegabytes = peak,
            SourceCpuSeconds = servers.Source.CpuSeconds - sourceCpu,
            SinkCpuSeconds = servers.Sink.CpuSeconds - sinkCpu,
            SourceBytes = source.GetProperty("bytes").GetInt64(),
            DataMegabytes = new DirectoryInfo(data).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) / 1e6,
            FirstCallSeconds = FirstCallSeconds(began, source, sink),
            Fault = Fault(process.ExitCode, sink, records),
            LastLine = lastLine,
        };
    }

    private static async Task<double> WatchAsync(Process process)
    {
        var peak = 0.0;
        var exit = process.WaitForExitAsync();
        while (!exit.IsCompleted)
        {
            peak = Math.Max(peak, ProcessReadings.PeakMegabytes(process.Id));
            await Task.WhenAny(exit, Task.Delay(Sampling, TimeProvider.System));
        }
        await exit;
        return peak;
    }

    private static async Task<string> LastLineAsync(StreamReader output)
    {
        var last = "";
        while (await output.ReadLineAsync() is { } line)
            last = line.Length > 0 ? line : last;
        return last;
    }

    private static double FirstCallSeconds(long began, params ReadOnlySpan<JsonElement> counts)
    {
        var first = long.MaxValue;
        foreach (var count in counts)
        {
            if (count.GetProperty("firstCall").GetInt64() is var ticks and > 0)
                first = Math.Min(first, ticks);
        }
        return first == long.MaxValue ? 0 : Stopwatch.GetElapsedTime(began, first).TotalSeconds;
    }

    private static string Fault(int exitCode, JsonElement sink, long records)
    {
        var distinct = sink.GetProperty("distinct").GetInt64();
        var duplicates = sink.GetProperty("duplicates").GetInt64();
        var unidentified = sink.GetProperty("unidentified").GetInt64();
        if (exitCode == 0 && distinct == records && duplicates == 0 && unidentified == 0)
            return "";
        return $"exit {exitCode}, distinct {distinct} of {records}, duplicates {duplicates}, without F_out_id {unidentified}";
    }
}
