using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;

namespace Weir.Server.Api;

/// <summary>Exceptions of handlers as problem details. What nobody foresaw is logged, and its text stays here.</summary>
internal sealed partial class ApiFaults(ILogger<ApiFaults> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            return false;
        await Explain(exception, httpContext).ExecuteAsync(httpContext);
        return true;
    }

    private ProblemHttpResult Explain(Exception exception, HttpContext http)
    {
        switch (exception)
        {
            case BadHttpRequestException e:
                return Problems.Of(
                    e.StatusCode,
                    "bad-request",
                    "The call is not understood.",
                    e.InnerException is System.Text.Json.JsonException json ? json.Message : e.Message
                );
            case ConnectorException e:
                return Problems.Of(
                    StatusCodes.Status502BadGateway,
                    $"connector-{System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(e.Kind.ToString())}",
                    "The other system cannot be worked with.",
                    e.Message
                );
            case StoreException e:
                return Problems.Of(StatusCodes.Status503ServiceUnavailable, "ledger-unavailable", "The ledger cannot do this.", e.Message);
            case FencedException e:
                return Problems.Conflict("ledger-fenced", "Another process works on this flow.", e.Message);
            case TimeoutException:
                return Problems.Of(StatusCodes.Status503ServiceUnavailable, "engine-busy", "The engine did not answer in time.");
            default:
                LogDefect(logger, http.Request.Method, http.Request.Path, exception);
                return Problems.Of(
                    StatusCodes.Status500InternalServerError,
                    "internal",
                    "The server failed at this call; its log says how."
                );
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{method} {path} failed unexpectedly")]
    private static partial void LogDefect(ILogger logger, string method, string path, Exception e);
}
