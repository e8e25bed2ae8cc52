using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Ledger;
using Weir.Server.Api;
using Weir.Server.Auth;

namespace Weir.Server.Ledger;

/// <summary>The life of one document.</summary>
internal static class TimelineApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/flows/{name}/documents/{key}/timeline", GetAsync)
            .Named("getDocumentTimeline", "Documents", 404, 503)
            .Needs(Permission.DocumentsRead);

    /// <summary>Shows the life of a document</summary>
    /// <remarks>
    /// Every revision of the source record and every correction; for each target what the flow makes of the latest revision, the attempts with requests and answers (secrets masked), what
    /// people did, and the state. The record of a revision is at /record?revision=.
    /// </remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="key">The id in the source.</param>
    /// <param name="request">From the server.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="timelines">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<Timeline>, ProblemHttpResult>> GetAsync(
        string name,
        string key,
        HttpRequest request,
        FlowDesk desk,
        Timelines timelines,
        CancellationToken cancellationToken
    )
    {
        key = PathKey.Of(request, key);
        if (desk.Find(name) is not { } entry)
            return Problems.NoFlow(name);
        if (desk.Stored(name) is not { } flow)
            return Problems.NoDocument(name, key);
        var entries = await timelines.OfAsync(flow, entry.Flow, key, cancellationToken);
        return entries.Count == 0 ? Problems.NoDocument(name, key) : TypedResults.Ok(new Timeline(name, key, entries));
    }
}
