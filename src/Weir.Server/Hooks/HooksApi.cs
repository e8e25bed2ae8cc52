using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Weir.Engine.Flows.Triggers;
using Weir.Engine.Runtime;
using Weir.Server.Api;
using Weir.Server.Auth;
using Weir.Server.Hosting;

namespace Weir.Server.Hooks;

/// <summary>Webhooks: other systems push records into a flow.</summary>
internal static class HooksApi
{
    private const int RetryAfterSeconds = 5;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/hooks/{flow}/{trigger}", PushAsync)
            .Named("push", "Hooks", 400, 401, 404, 409, 413, 429, 503)
            // Every push is a document in the ledger; the audit log is for what people do.
            .WithMetadata(new Unaudited())
            .NeedsNothing();

    /// <summary>Pushes records into a flow</summary>
    /// <remarks>
    /// Answered 200 only after what was pushed is durable; a known key with known content is unchanged. With 429 or 503 nothing was taken, and the same call may be made
    /// again, which doubles nothing. Token or signature as the flow file says.
    /// </remarks>
    /// <param name="flow">Name of the flow.</param>
    /// <param name="trigger">Name of its webhook.</param>
    /// <param name="http">The call.</param>
    /// <param name="files">From the server.</param>
    /// <param name="proof">From the server.</param>
    /// <param name="receiver">From the server.</param>
    /// <param name="time">From the server.</param>
    internal static async Task<Results<Ok<PushReceipt>, ProblemHttpResult>> PushAsync(
        string flow,
        string trigger,
        HttpContext http,
        FlowFiles files,
        HookProof proof,
        PushReceiver receiver,
        TimeProvider time
    )
    {
        var entry = files.Find(flow);
        if (entry is { Flow: null })
            return Problems.Conflict("flow-broken", $"The file of '{flow}' has errors.");
        var found = entry?.Flow!.Triggers.FirstOrDefault(t => string.Equals(t.Name, trigger, StringComparison.Ordinal));
        if (found?.Settings.Webhook is not { } settings)
            return Problems.NotFound("hook-unknown", $"There is no webhook '{trigger}' of a flow '{flow}'.");
        if (proof.MissingVariable(settings) is { } variable)
            return Unavailable($"The environment variable {variable} of the server, which holds the secret of '{trigger}', is not set.");
        var body = await BodyAsync(http, settings.MaxBytes);
        if (body is null)
            return Problems.Of(
                StatusCodes.Status413PayloadTooLarge,
                "hook-too-large",
                $"The body has more than {settings.MaxBytes} bytes."
            );
        if (proof.Refusal(settings, http.Request.Headers, body, time.GetUtcNow()) is { } refusal)
            return Problems.Of(StatusCodes.Status401Unauthorized, "hook-unproved", refusal);
        return await StoreAsync(flow, found, body, http, receiver);
    }

    private static async Task<Results<Ok<PushReceipt>, ProblemHttpResult>> StoreAsync(
        string flow,
        Trigger trigger,
        byte[] body,
        HttpContext http,
        PushReceiver receiver
    )
    {
        try
        {
            // Not cancelled with the call: what was read is stored, whether or not the sender still waits for the answer.
            return TypedResults.Ok(await receiver.ReceiveAsync(flow, trigger, body, CancellationToken.None));
        }
        catch (PushRefusedException e)
        {
            switch (e.Reason)
            {
                case PushRefusal.TooMany:
                    return Problems.Of(StatusCodes.Status413PayloadTooLarge, "hook-too-many", e.Message);
                case PushRefusal.Full:
                    http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                    return Problems.Of(StatusCodes.Status429TooManyRequests, "hook-full", e.Message);
                default:
                    return Problems.BadRequest("hook-malformed", e.Message);
            }
        }
    }

    private static ProblemHttpResult Unavailable(string what) =>
        Problems.Of(StatusCodes.Status503ServiceUnavailable, "hook-not-ready", "Nothing can be pushed here now.", what);

    /// <summary>The body; null if it is larger than that.</summary>
    private static async Task<byte[]?> BodyAsync(HttpContext http, int most)
    {
        if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Math.Max(limit.MaxRequestBodySize ?? 0, (long)most + 1);
        if (http.Request.ContentLength > most)
            return null;
        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        return body.Length > most ? null : body.ToArray();
    }
}
