using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Flows.Parameters;
using Weir.Engine.Runtime;
using Weir.Server.Auth;
using Weir.Server.Hosting;

namespace Weir.Server.Api;

/// <summary>What a run is given.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RunRequest
{
    /// <summary>Values of the flow's parameters by name.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }
}

/// <summary>Flows: how they are, start, pause, resume, cancel.</summary>
internal static class FlowsApi
{
    private const string Tag = "Flows";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/flows", ListAsync).Named("listFlows", Tag).Needs(Permission.FlowsRead);
        api.MapGet("/flows/{name}", GetAsync).Named("getFlow", Tag, 404).Needs(Permission.FlowsRead);
        api.MapPost("/flows/{name}/runs", StartAsync).Named("startRun", Tag, 400, 404, 409, 502).Needs(Permission.FlowsRun);
        api.MapPost("/flows/{name}/pause", PauseAsync).Named("pauseFlow", Tag, 404, 409).Needs(Permission.FlowsRun);
        api.MapPost("/flows/{name}/resume", ResumeAsync).Named("resumeFlow", Tag, 404, 409, 502).Needs(Permission.FlowsRun);
        api.MapPost("/flows/{name}/cancel", CancelAsync).Named("cancelFlow", Tag, 404, 409).Needs(Permission.FlowsRun);
    }

    /// <summary>Lists the flows</summary>
    /// <remarks>Every flow file of the server, also those with errors: their state is broken and their problems say where.</remarks>
    internal static async Task<Ok<FlowView[]>> ListAsync(FlowDesk desk) =>
        TypedResults.Ok(await Task.WhenAll(desk.Files.Select(desk.ViewAsync)));

    /// <summary>Shows a flow</summary>
    /// <remarks>State, latest run, watermark, deliveries by state for each target, and what is wrong with its file.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="desk">From the server.</param>
    internal static async Task<Results<Ok<FlowView>, ProblemHttpResult>> GetAsync(string name, FlowDesk desk) =>
        desk.Find(name) is { } entry ? TypedResults.Ok(await desk.ViewAsync(entry)) : Problems.NoFlow(name);

    /// <summary>Starts a run</summary>
    /// <remarks>
    /// Answers at once with the address of the run. A run that was interrupted is gone on with, unless values for parameters are given; one that is under way or paused is refused.
    /// </remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="request">Values for the flow's parameters.</param>
    internal static async Task<Results<Accepted<FlowView>, ProblemHttpResult>> StartAsync(
        string name,
        FlowDesk desk,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RunRequest? request = null
    )
    {
        if (Refused(desk, name, out var entry) is { } refused)
            return refused;
        RunParameters parameters;
        try
        {
            parameters = RunParameters.Of(entry.Flow!.Parameters, request?.Parameters ?? NoValues);
        }
        catch (ParameterException e)
        {
            return Problems.Parameters(e);
        }
        if (await BusyAsync(desk, entry, isOrdered: request?.Parameters is { Count: > 0 }) is { } busy)
            return busy;
        var status = await desk.Grain(name).BeginAsync(new RunOrder("api", parameters.Text));
        return TypedResults.Accepted($"/api/v1/runs/{status.Run}", await desk.ViewAsync(entry));
    }

    private static readonly Dictionary<string, JsonElement> NoValues = [];

    /// <summary>Why no run can begin now, or null.</summary>
    /// <param name="desk">Looks the flow up.</param>
    /// <param name="entry">The flow.</param>
    /// <param name="isOrdered">True if another run than the one that is open is wanted.</param>
    internal static async Task<ProblemHttpResult?> BusyAsync(FlowDesk desk, FlowEntry entry, bool isOrdered) =>
        await desk.StateAsync(entry) switch
        {
            FlowState.Running when (await desk.StatusAsync(entry))?.IsPush == false => Problems.Conflict(
                "run-under-way",
                $"A run of '{entry.Name}' is under way.",
                "Wait for its end, or cancel it."
            ),
            FlowState.Paused => Problems.Conflict("run-paused", $"A run of '{entry.Name}' is paused.", "Resume or cancel it."),
            FlowState.Interrupted when isOrdered => Problems.Conflict(
                "run-interrupted",
                $"A run of '{entry.Name}' was interrupted.",
                "Resume it first: it would be gone on with instead of this one."
            ),
            _ => null,
        };

    /// <summary>Pauses a run</summary>
    /// <remarks>Answers when the calls under way have ended. The run stays open.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="desk">From the server.</param>
    internal static Task<Results<Ok<FlowView>, ProblemHttpResult>> PauseAsync(string name, FlowDesk desk) =>
        ChangeAsync(desk, name, state => state == FlowState.Running, grain => grain.PauseAsync());

    /// <summary>Goes on with a run</summary>
    /// <remarks>With one that is paused, or one that was interrupted. It reads up to the moment at which it was once started.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="desk">From the server.</param>
    internal static Task<Results<Ok<FlowView>, ProblemHttpResult>> ResumeAsync(string name, FlowDesk desk) =>
        ChangeAsync(
            desk,
            name,
            state => state is FlowState.Paused or FlowState.Interrupted,
            async grain =>
                (await grain.StatusAsync()).Activity == FlowActivity.Paused ? await grain.ResumeAsync() : await grain.StartAsync("api")
        );

    /// <summary>Ends a run</summary>
    /// <remarks>Answers when the calls under way have ended. What was read stays in the ledger and is delivered by the next run.</remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="desk">From the server.</param>
    internal static Task<Results<Ok<FlowView>, ProblemHttpResult>> CancelAsync(string name, FlowDesk desk) =>
        ChangeAsync(desk, name, state => state is FlowState.Running or FlowState.Paused, grain => grain.CancelAsync());

    private static async Task<Results<Ok<FlowView>, ProblemHttpResult>> ChangeAsync(
        FlowDesk desk,
        string name,
        Func<FlowState, bool> allows,
        Func<IFlowGrain, Task<FlowStatus>> change
    )
    {
        if (Refused(desk, name, out var entry) is { } refused)
            return refused;
        var state = await desk.StateAsync(entry);
        if (!allows(state))
            return Problems.Conflict(
                "flow-state",
                $"'{name}' is {System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString())}: this cannot be done now."
            );
        await change(desk.Grain(name));
        return TypedResults.Ok(await desk.ViewAsync(entry));
    }

    internal static ProblemHttpResult? Refused(FlowDesk desk, string name, out FlowEntry entry)
    {
        entry = desk.Find(name)!;
        if (entry is null)
            return Problems.NoFlow(name);
        return entry.Flow is null
            ? Problems.Conflict("flow-broken", $"The file of '{name}' has errors.", string.Join("\n", entry.Problems.Select(p => $"{p}")))
            : null;
    }
}
