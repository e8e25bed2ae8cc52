using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Reconciling;
using Weir.Engine.Runtime;
using Weir.Server.Auth;

namespace Weir.Server.Api;

/// <summary>What is compared.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReconcileRequest
{
    /// <summary>Low end of the source's window, with an offset.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>High end, with an offset.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Paths in the target's document whose values are compared too, for example FEntity.FRealQty; of a list the sums.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>True: what is missing or different is delivered again, where that is safe.</summary>
    public bool Redrive { get; init; }
}

/// <summary>What a reconciliation found.</summary>
/// <param name="Result">Counts and sums of each target.</param>
/// <param name="Rows">What is not as it should be, at most 1,000 rows.</param>
/// <param name="More">Rows beyond those.</param>
internal sealed record ReconciliationView(ReconcileResult Result, IReadOnlyList<ReconcileRow> Rows, long More);

/// <summary>Reconciliation (对账): both sides read and compared.</summary>
internal static class ReconciliationsApi
{
    private const int MostRows = 1000;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/flows/{name}/reconciliations", CompareAsync)
            .Named("reconcile", "Reconciliation", 400, 404, 409, 502)
            .Needs(Permission.DocumentsAct);

    /// <summary>Compares both sides</summary>
    /// <remarks>
    /// Reads what the source has in a period, asks each target for the documents, and answers when all are compared, which takes as long as both sides take. Ended when the
    /// caller goes away.
    /// </remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="request">What is compared.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="reconciliation">From the server.</param>
    /// <param name="time">From the server.</param>
    /// <param name="stop">Ends it.</param>
    internal static async Task<Results<Ok<ReconciliationView>, ProblemHttpResult>> CompareAsync(
        string name,
        ReconcileRequest request,
        FlowDesk desk,
        Reconciliation reconciliation,
        TimeProvider time,
        CancellationToken stop
    )
    {
        if (FlowsApi.Refused(desk, name, out _) is { } refused)
            return refused;
        if (new BackfillRange(request.From, request.To, TimeSpan.FromDays(1)).Wrong(time.GetUtcNow()) is { } wrong)
            return Problems.BadRequest("reconcile-range", $"Nothing was compared: {wrong}.");
        if (request.Fields.Any(string.IsNullOrWhiteSpace))
            return Problems.BadRequest("reconcile-fields", "A field to be compared has no name.");
        var rows = new List<ReconcileRow>();
        long more = 0;
        var order = new ReconcileOrder(request.From, request.To, request.Fields, request.Redrive);
        var result = await reconciliation.RunAsync(
            name,
            order,
            row =>
            {
                if (rows.Count < MostRows)
                    rows.Add(row);
                else
                    more++;
            },
            stop
        );
        return TypedResults.Ok(new ReconciliationView(result, rows, more));
    }
}
