using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Server.Commands;

/// <summary>A sampled source record.</summary>
internal sealed record PreviewRecord(string? Key, JsonElement Record);

/// <summary>A request as it would be sent.</summary>
internal sealed record PreviewRequest(string Method, string Url, string Body);

/// <summary>Why a record does not get there.</summary>
internal sealed record PreviewFault(string Key, string Reason);

/// <summary>What would be sent to one target.</summary>
internal sealed record PreviewTarget(
    string Target,
    string Connection,
    string Operation,
    IReadOnlyList<PreviewRequest> Requests,
    IReadOnlyList<PreviewFault> Dropped,
    IReadOnlyList<PreviewFault> Errors,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> After,
    IReadOnlyList<string> FromAnswer
);

/// <summary>What a flow would send.</summary>
internal sealed record PreviewResult(string Flow, string Title, IReadOnlyList<PreviewRecord> Records, IReadOnlyList<PreviewTarget> Targets)
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Pretty = new(Compact) { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(this, Compact);

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine($"{Flow}  {Title}");
        text.AppendLine($"records: {string.Join(", ", Records.Select(r => r.Key ?? "(no key)"))}");
        foreach (var target in Targets)
            Append(text, target);
        return text.ToString().TrimEnd();
    }

    private static void Append(StringBuilder text, PreviewTarget target)
    {
        text.AppendLine().AppendLine($"── {target.Target}  {target.Connection}/{target.Operation}");
        if (target.After.Count > 0)
            text.AppendLine(
                $"follows {string.Join(", ", target.After)}: what that target answers is not known here"
                    + (
                        target.FromAnswer.Count > 0
                            ? $"; empty below, and filled from it in a run: {string.Join(", ", target.FromAnswer)}"
                            : ""
                    )
            );
        foreach (var path in target.Missing)
            text.AppendLine($"warning: the source has no '{path}'; what is mapped from it is empty and left out");
        foreach (var dropped in target.Dropped)
            text.AppendLine($"dropped: {dropped.Key}: {dropped.Reason}");
        foreach (var error in target.Errors)
            text.AppendLine($"error: {error.Key}: {error.Reason}");
        foreach (var request in target.Requests)
            text.AppendLine().AppendLine($"{request.Method} {request.Url}").AppendLine(Indent(request.Body));
        if (target.Requests.Count == 0)
            text.AppendLine("nothing would be sent");
    }

    /// <summary>JSON is laid out for reading; any other body is shown as it is.</summary>
    private static string Indent(string body)
    {
        try
        {
            return JsonNode.Parse(body)?.ToJsonString(Pretty) ?? body;
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
