using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Weir.Engine.Ledger;
using Weir.Server.Api;
using Weir.Server.Auth;

namespace Weir.Server.Ledger;

/// <summary>What happens, as server-sent events.</summary>
internal static class EventsApi
{
    /// <summary>Listeners at one time.</summary>
    private const int MostListeners = 100;
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/events", ListenAsync)
            .Named("listenToEvents", "Events", 404, 503)
            .Needs(Permission.FlowsRead)
            .Produces<string>(200, "text/event-stream");

    /// <summary>Listens to what happens</summary>
    /// <remarks>
    /// Server-sent events: flow (state), run (progress), counts (deliveries of a target by state) and log (lines that name a flow); first how everything is, then changes, at most two a second for
    /// each flow; a comment every 15 s as a sign of life. The last event is end, with the reason: stopping (the server), slow (the listener). Then connect again.
    /// </remarks>
    /// <param name="flow">Name of a flow; default: all.</param>
    /// <param name="http">From the server.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="log">From the server.</param>
    /// <param name="listeners">From the server.</param>
    /// <param name="time">From the server.</param>
    /// <param name="json">From the server.</param>
    /// <param name="lifetime">From the server.</param>
    internal static async Task<IResult> ListenAsync(
        string? flow,
        HttpContext http,
        FlowDesk desk,
        ILedgerStore ledger,
        FlowLog log,
        EventListeners listeners,
        TimeProvider time,
        IOptions<JsonOptions> json,
        IHostApplicationLifetime lifetime
    )
    {
        if (flow is not null && desk.Find(flow) is null)
            return Problems.NoFlow(flow);
        using var place = listeners.Enter(MostListeners);
        if (place is null)
            return Problems.Of(
                StatusCodes.Status503ServiceUnavailable,
                "listeners-full",
                $"{MostListeners} listen already.",
                "Close pages that are not looked at, or ask for the state now and then instead."
            );
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var events = new FlowEvents(desk, ledger, log, time, json.Value.SerializerOptions);
        try
        {
            await foreach (var told in events.ListenAsync(flow, stop.Token))
                await WriteAsync(http, told, time);
        }
        catch (OperationCanceledException)
        {
            // Gone, or so slow that what was to be written could not be.
            http.Abort();
        }
        return Results.Empty;
    }

    private static async Task WriteAsync(HttpContext http, ServerEvent told, TimeProvider time)
    {
        var text = told.Data is null ? ": \n\n" : $"event: {told.Name}\ndata: {told.Data}\n\n";
        using var limit = new CancellationTokenSource(LongestWrite, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, limit.Token);
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ended.Token);
        await http.Response.Body.FlushAsync(ended.Token);
    }
}

/// <summary>Counts who listens.</summary>
internal sealed class EventListeners
{
    private int _count;

    /// <summary>A place, to be disposed of when it is left; null if all are taken.</summary>
    public IDisposable? Enter(int most)
    {
        if (Interlocked.Increment(ref _count) <= most)
            return new Place(this);
        Interlocked.Decrement(ref _count);
        return null;
    }

    private sealed class Place(EventListeners listeners) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref listeners._count);
    }
}
