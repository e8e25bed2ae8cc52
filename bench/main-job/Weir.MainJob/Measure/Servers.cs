namespace Weir.MainJob.Measure;

internal sealed record Servers(ServerProcess Source, ServerProcess Sink) : IAsyncDisposable
{
    public static async Task<Servers> StartAsync(long records, Options options)
    {
        string[] switches = [.. ((string[])["random-keys", "exact-window"]).Where(options.Flag).Select(s => "--" + s)];
        var source = await ServerProcess.StartAsync(["source", "--records", $"{records}", .. switches]);
        var sink = await ServerProcess.StartAsync("sink");
        return new Servers(source, sink);
    }

    public async Task ResetAsync()
    {
        await Source.ResetAsync();
        await Sink.ResetAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Sink.DisposeAsync();
    }
}
