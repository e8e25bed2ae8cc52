using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Ledger;
using Weir.Server.Auth;
using Weir.Server.Hosting;

namespace Weir.Server.Api;

/// <summary>That the process lives.</summary>
/// <param name="Status">live.</param>
/// <param name="Version">Version of the program.</param>
internal sealed record HealthView(string Status, string Version);

/// <summary>That the server can work.</summary>
/// <param name="Status">ready.</param>
/// <param name="Silos">Members of the engine's cluster.</param>
internal sealed record ReadyView(string Status, int Silos);

/// <summary>Health, for supervisors. Also at <c>/health</c>, where no token is needed.</summary>
internal static class HealthApi
{
    private const string Tag = "Health";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/health", Live).Named("getHealth", Tag).NeedsNothing();
        api.MapGet("/health/ready", ReadyAsync).Named("getReadiness", Tag, 503).NeedsNothing();
    }

    /// <summary>The same where supervisors look, without the token that calls of the API may need.</summary>
    public static void MapOpen(IEndpointRouteBuilder root)
    {
        root.MapGet("/health", Live).ExcludeFromDescription().NeedsNothing();
        root.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription().NeedsNothing();
    }

    /// <summary>Says that the process lives</summary>
    /// <remarks>Looks at nothing else. Also at /health, without a token.</remarks>
    internal static Ok<HealthView> Live() =>
        TypedResults.Ok(new HealthView("live", typeof(HealthApi).Assembly.GetName().Version?.ToString(3) ?? ""));

    /// <summary>Says that the server can work</summary>
    /// <remarks>The ledger takes writes, the data directory can be written, the engine's silo is a member of its cluster. Also at /health/ready, without a token.</remarks>
    /// <param name="ledger">From the server.</param>
    /// <param name="grains">From the server.</param>
    /// <param name="data">From the server.</param>
    /// <param name="time">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<ReadyView>, ProblemHttpResult>> ReadyAsync(
        ILedgerStore ledger,
        IGrainFactory grains,
        DataProbe data,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (data.Fault() is { } fault)
            return NotReady(fault);
        try
        {
            // Written once and then only tried; a ledger that takes no more writes refuses it.
            await ledger.NoteOnceAsync(0, 0, "server", "ready", "asked", cancellationToken).WaitAsync(LongestWait, time, cancellationToken);
            var hosts = await grains
                .GetGrain<IManagementGrain>(0)
                .GetHosts(onlyActive: true, cancellationToken)
                .WaitAsync(LongestWait, time, cancellationToken);
            return hosts.Count > 0 ? TypedResults.Ok(new ReadyView("ready", hosts.Count)) : NotReady("No silo of the engine is up.");
        }
        catch (StoreException e)
        {
            return NotReady(e.Message);
        }
        catch (TimeoutException)
        {
            return NotReady($"Ledger or engine did not answer within {LongestWait.TotalSeconds:0} s.");
        }
    }

    private static ProblemHttpResult NotReady(string why) =>
        Problems.Of(StatusCodes.Status503ServiceUnavailable, "not-ready", "The server cannot work.", why);
}
