using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Weir.Engine.Flows.Parameters;

namespace Weir.Server.Api;

/// <summary>Answers that say what is wrong: problem details (RFC 9457) with a <c>code</c> that programs can rely on.</summary>
internal static class Problems
{
    /// <summary>A problem.</summary>
    public static ProblemHttpResult Of(int status, string code, string title, string? detail = null) =>
        TypedResults.Problem(
            detail,
            statusCode: status,
            title: title,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code }
        );

    public static ProblemHttpResult BadRequest(string code, string title) => Of(StatusCodes.Status400BadRequest, code, title);

    public static ProblemHttpResult NotFound(string code, string title) => Of(StatusCodes.Status404NotFound, code, title);

    public static ProblemHttpResult Conflict(string code, string title, string? detail = null) =>
        Of(StatusCodes.Status409Conflict, code, title, detail);

    public static ProblemHttpResult NoFlow(string name) => NotFound("flow-unknown", $"There is no flow '{name}'.");

    /// <summary>Values that a flow does not take, each with its name and what is wrong.</summary>
    public static ProblemHttpResult Parameters(ParameterException e) =>
        TypedResults.Problem(
            e.Message,
            statusCode: StatusCodes.Status400BadRequest,
            title: "The run was given values that its flow does not take.",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "run-parameters", ["parameters"] = e.Problems }
        );

    public static ProblemHttpResult NoTarget(string flow, string target) =>
        NotFound("target-unknown", $"The flow '{flow}' has no target '{target}' in the ledger.");

    public static ProblemHttpResult NoDocument(string flow, string key) =>
        NotFound("document-unknown", $"The flow '{flow}' has no document '{key}'.");

    /// <summary>For answers that have a status and nothing else, such as 404 of an unknown path.</summary>
    public static ProblemHttpResult ForStatus(HttpContext http) =>
        http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => NotFound("path-unknown", $"There is nothing at {http.Request.Path}."),
            StatusCodes.Status405MethodNotAllowed => Of(
                StatusCodes.Status405MethodNotAllowed,
                "method-not-allowed",
                $"{http.Request.Path} does not take {http.Request.Method}."
            ),
            var status => Of(status, $"http-{status}", $"The call was answered with status {status}."),
        };
}
