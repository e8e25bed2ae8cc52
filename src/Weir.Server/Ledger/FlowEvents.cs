using System.Runtime.CompilerServices;
using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Server.Api;

namespace Weir.Server.Ledger;

/// <summary>An event as it is sent.</summary>
/// <param name="Name">flow, run, counts, log or end.</param>
/// <param name="Data">JSON; null for a sign of life.</param>
internal readonly record struct ServerEvent(string Name, string? Data);

/// <summary>A flow's state, as an event.</summary>
/// <param name="Name">Name of the flow.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Error">Why its latest run was stopped.</param>
/// <param name="Watermark">How far its source has been read.</param>
/// <param name="NextRunAt">When a trigger starts it next by time.</param>
internal sealed record FlowEvent(string Name, FlowState State, string? Error, DateTimeOffset? Watermark, DateTimeOffset? NextRunAt);

/// <summary>Counts of a target, as an event.</summary>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Target">Id of the target's node.</param>
/// <param name="Counts">Its deliveries by state.</param>
internal sealed record CountsEvent(string Flow, string Target, QueueCounts Counts);

/// <summary>
/// What one listener hears: first how everything is, then what changes, looked at no more than twice a second. Nothing is queued for it but a bounded number of log lines; who reads
/// slowly hears less often.
/// </summary>
internal sealed class FlowEvents(FlowDesk desk, ILedgerStore ledger, FlowLog log, TimeProvider time, JsonSerializerOptions json)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<ServerEvent> ListenAsync(string? only, [EnumeratorCancellation] CancellationToken stop)
    {
        using var lines = log.Listen(FlowNames(only));
        var spoken = time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var changed = ledger.Signal.Next;
            foreach (var entry in desk.Files.Where(f => only is null || string.Equals(f.Name, only, StringComparison.Ordinal)).ToList())
            foreach (var told in News(await desk.ViewAsync(entry)))
            {
                spoken = time.GetTimestamp();
                yield return told;
            }
            foreach (var line in lines.Take())
            {
                spoken = time.GetTimestamp();
                yield return new ServerEvent("log", JsonSerializer.Serialize(line, json));
            }
            if (lines.Lost)
            {
                yield return new ServerEvent("end", """{"reason":"slow"}""");
                yield break;
            }
            if (time.GetElapsedTime(spoken) >= Heartbeat)
            {
                spoken = time.GetTimestamp();
                yield return new ServerEvent("", Data: null);
            }
            await Task.Delay(Pace, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!changed.IsCompleted)
                await Task.WhenAny(changed, lines.Arrived, Task.Delay(Pace * 3, time, stop));
        }
        yield return new ServerEvent("end", """{"reason":"stopping"}""");
    }

    private HashSet<string> FlowNames(string? only) =>
        only is null ? [.. desk.Files.Select(f => f.Name)] : new HashSet<string>(StringComparer.Ordinal) { only };

    private IEnumerable<ServerEvent> News(FlowView flow)
    {
        if (Changed($"flow {flow.Name}", new FlowEvent(flow.Name, flow.State, flow.Error, flow.Watermark, flow.NextRunAt)) is { } state)
            yield return new ServerEvent("flow", state);
        if (flow.Run is { } run && Changed($"run {flow.Name}", run) is { } progress)
            yield return new ServerEvent("run", progress);
        foreach (var target in flow.Targets)
            if (Changed($"counts {flow.Name} {target.Node}", new CountsEvent(flow.Name, target.Node, target.Counts)) is { } counts)
                yield return new ServerEvent("counts", counts);
    }

    /// <summary>The JSON, if it is another than was told last.</summary>
    private string? Changed<T>(string subject, T value)
    {
        var text = JsonSerializer.Serialize(value, json);
        if (_told.TryGetValue(subject, out var told) && string.Equals(told, text, StringComparison.Ordinal))
            return null;
        return _told[subject] = text;
    }
}
