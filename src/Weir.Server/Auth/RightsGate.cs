using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Weir.Server.Api;
using Weir.Server.Audit;

namespace Weir.Server.Auth;

/// <summary>What an operation needs; null = nothing, not even to be signed in.</summary>
internal sealed record NeededRight(Permission? Permission);

/// <summary>Says what an operation needs.</summary>
internal static class NeededRightRoutes
{
    /// <summary>The operation needs this right.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, Permission permission)
    {
        route.WithMetadata(new NeededRight(permission)).ProducesProblem(StatusCodes.Status401Unauthorized);
        return permission == Permission.SignedIn ? route : route.ProducesProblem(StatusCodes.Status403Forbidden);
    }

    /// <summary>The operation is for everybody: health, sign-in, first set-up, links.</summary>
    public static TBuilder NeedsNothing<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new NeededRight(Permission: null));
}

/// <summary>
/// Stands before every operation: finds out who calls, refuses who may not, and writes every change that was made into the audit log. An operation
/// that does not say what it needs is refused to everybody.
/// </summary>
internal sealed class RightsGate(RequestDelegate next, CallerFinder callers, Accounts accounts, AuditLog audit)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(http);
            return;
        }
        var needed =
            endpoint.Metadata.GetMetadata<NeededRight>()
            ?? throw new InvalidOperationException($"{endpoint.RoutePattern.RawText} does not say which right it needs.");
        var caller = await callers.FindAsync(http, http.RequestAborted);
        http.Features.Set(new CallFacts { Caller = caller });
        if (needed.Permission is { } permission)
        {
            if (caller is null)
            {
                await (await NotSignedInAsync(http)).ExecuteAsync(http);
                return;
            }
            if (!caller.May(permission))
            {
                await Forbidden(caller, permission).ExecuteAsync(http);
                return;
            }
        }
        await next(http);
        await WriteAsync(http, endpoint);
    }

    private async Task<ProblemHttpResult> NotSignedInAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.Count > 0)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Of(
                StatusCodes.Status401Unauthorized,
                "token-refused",
                "The token is not good.",
                "It was mistyped, withdrawn, or is past its time; make a new one at 'My account'."
            );
        }
        return await accounts.IsEmptyAsync(http.RequestAborted)
            ? Problems.Of(
                StatusCodes.Status401Unauthorized,
                "setup-required",
                "This server has no account yet.",
                "Open the link that it has printed when it was started."
            )
            : Problems.Of(
                StatusCodes.Status401Unauthorized,
                "sign-in-required",
                "This call needs a sign-in.",
                "Sign in, or send a token: Authorization: Bearer …"
            );
    }

    private static ProblemHttpResult Forbidden(Caller caller, Permission permission) =>
        Problems.Of(
            StatusCodes.Status403Forbidden,
            "forbidden",
            $"The role '{Word(caller.Role)}' has not the right '{Rights.Word(permission)}'.",
            "An owner of the workspace can give you another role."
        );

    public static string Word(Role role) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(role.ToString());

    /// <summary>What a handler has not written itself is written with its name and its place in the address.</summary>
    private async Task WriteAsync(HttpContext http, RouteEndpoint endpoint)
    {
        var facts = http.Features.Get<CallFacts>()!;
        var isChange = !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);
        if (facts.Notes.Count == 0)
        {
            if (
                !isChange
                || http.Response.StatusCode >= StatusCodes.Status400BadRequest
                || endpoint.Metadata.GetMetadata<Unaudited>() is not null
            )
                return;
            facts.Notes.Add(new AuditNote(NameOf(endpoint), SubjectOf(http, endpoint)));
        }
        foreach (var note in facts.Notes)
            // It has happened: it is written even when the caller has hung up.
            await audit.AppendAsync(
                note,
                facts.Caller,
                facts.Who ?? facts.Caller?.Name ?? "nobody",
                AddressOf(http),
                CancellationToken.None
            );
    }

    private static string NameOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.RoutePattern.RawText ?? "";

    private static string SubjectOf(HttpContext http, RouteEndpoint endpoint)
    {
        var parts = endpoint
            .RoutePattern.PathSegments.Select(s => s.Parts[0])
            .OfType<Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart>()
            .Select(p => http.Request.RouteValues[p.Name]?.ToString());
        return string.Join('/', parts.Prepend(endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags is [var tag, ..] ? tag : "server"));
    }

    public static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.MapToIPv4OrSame() ?? "";
}

/// <summary>A call that is sent as POST and changes nothing, such as a check or a test.</summary>
internal sealed class Unaudited;

/// <summary>What is known of a call, and what its handler says of it for the audit log.</summary>
internal sealed class CallFacts
{
    /// <summary>Who calls.</summary>
    public Caller? Caller { get; set; }

    /// <summary>Who is written into the audit log, where nobody is signed in yet.</summary>
    public string? Who { get; set; }

    /// <summary>What was changed.</summary>
    public List<AuditNote> Notes { get; } = [];
}

/// <summary>For handlers: writes what was changed with before and after.</summary>
internal sealed class AuditPen(IHttpContextAccessor http)
{
    private CallFacts Facts => http.HttpContext!.Features.Get<CallFacts>()!;

    /// <summary>Notes a change; it is written when the call has ended.</summary>
    public void Note(string action, string subject, JsonNode? before = null, JsonNode? after = null) =>
        Facts.Notes.Add(new AuditNote(action, subject, before, after));

    /// <summary>Names who did it, where nobody is signed in yet.</summary>
    public void By(string who, Caller? caller = null)
    {
        Facts.Who = who;
        Facts.Caller = caller ?? Facts.Caller;
    }
}

internal static class AddressText
{
    public static string MapToIPv4OrSame(this System.Net.IPAddress address) =>
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
