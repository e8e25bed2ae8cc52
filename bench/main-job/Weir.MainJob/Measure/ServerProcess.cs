using System.Diagnostics;
using System.Text.Json;

namespace Weir.MainJob.Measure;

/// <summary>The source or the sink as a process of its own, on a port it found free.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private ServerProcess(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    public double CpuSeconds => ProcessReadings.CpuSeconds(_process.Id);

    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        var start = OwnProgram.Start([.. arguments, "--attached"]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{arguments[0]} did not start");
        var url = await process.StandardOutput.ReadLineAsync();
        return new ServerProcess(process, url ?? throw new InvalidOperationException($"{arguments[0]} ended before it listened"));
    }

    public Task<JsonElement> CountsAsync() => ReadAsync(HttpMethod.Get, "/_counts");

    public Task ResetAsync() => ReadAsync(HttpMethod.Post, "/_reset");

    /// <summary>Forgets when the first call came, and nothing else.</summary>
    public Task ResetClockAsync() => ReadAsync(HttpMethod.Post, "/_clock");

    private async Task<JsonElement> ReadAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, Url + path);
        using var response = await _http.SendAsync(request);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return json.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
