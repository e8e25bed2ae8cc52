using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Weir.Server.Api;
using Weir.Server.Auth;

namespace Weir.Server.Ledger;

/// <summary>A record in place of the latest revision of a document.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CorrectionRequest
{
    /// <summary>The record, with the same key.</summary>
    public required JsonElement Record { get; init; }

    /// <summary>Why; at most 500 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>The revision that was edited; when there is a newer one, the correction is refused. Default: whatever is the latest.</summary>
    public int? Revision { get; init; }

    /// <summary>Starts an idle flow, so that it goes out; default true.</summary>
    public bool Start { get; init; } = true;
}

/// <summary>A correction that was stored.</summary>
/// <param name="Revision">The revision that it made.</param>
/// <param name="State">What the flow is doing now.</param>
internal sealed record CorrectionView(int Revision, FlowState State);

/// <summary>Corrections: a person edits a document and sends it again.</summary>
internal static class CorrectionApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/flows/{name}/documents/{key}/correction", CorrectAsync)
            .Named("correctDocument", "Documents", 400, 404, 409, 502)
            .Needs(Permission.DocumentsAct);

    /// <summary>Corrects a document</summary>
    /// <remarks>
    /// The record becomes a new revision for all targets, marked as a correction with who and why; what the source gave stays in the history. While the source does not change the
    /// document, the correction stands; when it does, the source's new revision wins, and the timeline says that a correction was overtaken. A delivery that is in doubt is found out
    /// first.
    /// </remarks>
    /// <param name="name">Name of the flow.</param>
    /// <param name="key">The id in the source.</param>
    /// <param name="correction">The record and why.</param>
    /// <param name="request">From the server.</param>
    /// <param name="desk">From the server.</param>
    /// <param name="ledger">From the server.</param>
    /// <param name="connections">From the server.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="audit">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<CorrectionView>, ProblemHttpResult>> CorrectAsync(
        string name,
        string key,
        CorrectionRequest correction,
        HttpRequest request,
        FlowDesk desk,
        ILedgerStore ledger,
        OpenConnections connections,
        Caller caller,
        AuditPen audit,
        CancellationToken cancellationToken
    )
    {
        key = PathKey.Of(request, key);
        if (desk.Find(name) is not { } entry)
            return Problems.NoFlow(name);
        if (entry.Flow is null)
            return Problems.Conflict("flow-broken", $"The file of '{name}' has errors.");
        if (Wrong(correction, entry.Flow, key, connections) is { } wrong)
            return Problems.BadRequest("correction-invalid", wrong);
        if (
            desk.Stored(name) is not { Queues: [var first, ..] } flow
            || ledger.Queries.History(flow, first.Id, key) is not [var latest, ..]
        )
            return Problems.NoDocument(name, key);
        if (correction.Revision is { } seen && seen != latest.Revision)
            return Changed(key, latest.Revision);
        var targets = entry.Flow.OfKind<TargetSettings>().Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var stored = await ledger.Interventions.CorrectAsync(
            new Correction(
                flow,
                [.. flow.Queues.Where(queue => targets.Contains(queue.Node)).Select(queue => queue.Id)],
                key,
                latest.Id,
                Encoding.UTF8.GetBytes(correction.Record.GetRawText()),
                caller.Name,
                correction.Reason.Trim()
            ),
            cancellationToken
        );
        if (stored is null)
            return Changed(key, latest.Revision + 1);
        audit.Note(
            "correctDocument",
            $"{name}/{key}",
            after: new JsonObject { ["revision"] = latest.Revision + 1, ["reason"] = correction.Reason.Trim() }
        );
        var state = await desk.StateAsync(entry);
        if (correction.Start && state is (FlowState.Idle or FlowState.Interrupted))
        {
            await desk.Grain(name).StartAsync("correction");
            state = await desk.StateAsync(entry);
        }
        return TypedResults.Ok(new CorrectionView(latest.Revision + 1, state));
    }

    private static ProblemHttpResult Changed(string key, int latest) =>
        Problems.Conflict(
            "document-changed",
            $"'{key}' has changed since.",
            $"Its latest revision is {latest}: look at it, and correct that one."
        );

    private static string? Wrong(CorrectionRequest correction, FlowDefinition flow, string key, OpenConnections connections)
    {
        if (string.IsNullOrWhiteSpace(correction.Reason) || correction.Reason.Length > JobRequest.LongestReason)
            return $"'reason' has from 1 to {JobRequest.LongestReason} characters.";
        if (correction.Record.ValueKind != JsonValueKind.Object)
            return "'record' is a JSON object.";
        // Documents that nodes before the ledger have made carry keys that those nodes made.
        if (flow.Stages.Count > 0 || KeyPath(flow, connections) is not { } path)
            return null;
        var found = KeyOf(correction.Record, path);
        return string.Equals(found, key, StringComparison.Ordinal)
            ? null
            : $"The key '{path}' of the record is {(found is null ? "missing" : $"'{found}'")}, and the document's is '{key}': a correction does not change the key.";
    }

    private static string? KeyPath(FlowDefinition flow, OpenConnections connections)
    {
        var settings = flow.OfKind<SourceSettings>().Single().As<SourceSettings>();
        return settings.Key
            ?? connections
                .Definitions.FirstOrDefault(d => string.Equals(d.Name, settings.Connection, StringComparison.Ordinal))
                ?.Connector.Manifest.Operations.FirstOrDefault(o =>
                    o.Role == OperationRole.Source && string.Equals(o.Id, settings.Operation, StringComparison.Ordinal)
                )
                ?.KeyPath;
    }

    private static string? KeyOf(JsonElement record, string path)
    {
        using var output = new Utf8Output();
        var variables = new RunVariables(LastSync: null, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc);
        ValuePlan
            .Compile($"{{{{{path}}}}}")
            .Apply(Encoding.UTF8.GetBytes(record.GetRawText()), new MapContext(variables, _ => { }), output);
        if (output.Length == 0)
            return null;
        var value = JsonElement.Parse(output.Written);
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };
    }
}
