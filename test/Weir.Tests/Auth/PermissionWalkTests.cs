using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Weir.Server.Auth;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Auth;

/// <summary>Walks over every operation of the server, as nobody, as every role, and as the owner of another workspace.</summary>
public sealed class PermissionWalkTests
{
    private const int Forbidden = 403;
    private const int NotSignedIn = 401;

    /// <summary>Not walked: they end the session of the walk, are limited by address, or go on without end.</summary>
    private static readonly string[] Apart =
    [
        "signOut",
        "signIn",
        "setUp",
        "enterByLink",
        "acceptInvitation",
        "changePassword",
        "removeSecondFactor",
        "listenToEvents",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_says_what_it_needs()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        var silent = Operations(stand).Where(e => e.Metadata.GetMetadata<NeededRight>() is null).Select(e => e.RoutePattern.RawText);
        Assert.Empty(silent);
        var open = Operations(stand)
            .Where(e => e.Metadata.GetMetadata<NeededRight>() is { Permission: null })
            .Select(e => e.RoutePattern.RawText)
            .Where(path => path!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Distinct(StringComparer.Ordinal);
        Assert.Equal(
            [
                "/api/v1/health",
                "/api/v1/health/ready",
                "/api/v1/invitations/accept",
                "/api/v1/session",
                "/api/v1/session/link",
                "/api/v1/setup",
            ],
            open
        );
    }

    [Fact]
    public async Task Each_role_can_do_what_the_matrix_says_and_nothing_else()
    {
        await using var stand = await ServerStand.StartAsync(agents: 2);
        await stand.RunAsync();
        using var owner = await Browser.OwnerAsync(stand);
        using var nobody = new Browser(stand);
        var wrong = new StringBuilder();
        foreach (var role in Enum.GetValues<Role>())
        {
            using var browser = await owner.InviteAsync(stand, $"{role}@walk.test", RightsGate.Word(role));
            foreach (var (operation, needed, method, path) in Walk(stand))
            {
                var allowed = needed.Permission is not { } permission || Rights.Has(role, permission);
                var (status, body) = await browser.SendAsync(method, path, Body(method));
                var refused = status == NotSignedIn || (status == Forbidden && (string?)(body as JsonObject)?["code"] is "forbidden");
                if (allowed == refused || status >= 500)
                    wrong.AppendLine(CultureInfo.InvariantCulture, $"{role} {operation}: {status} {(body as JsonObject)?["code"]}");
                if (
                    role == Role.Viewer
                    && needed.Permission is not null
                    && (await nobody.SendAsync(method, path, Body(method))).Status != NotSignedIn
                )
                    wrong.AppendLine(CultureInfo.InvariantCulture, $"nobody {operation}");
            }
        }
        Assert.Equal("", wrong.ToString());
    }

    [Fact]
    public async Task The_owner_of_another_workspace_sees_and_touches_nothing_of_this_one()
    {
        await using var stand = await ServerStand.StartAsync(agents: 2);
        await stand.RunAsync();
        using var owner = await Browser.OwnerAsync(stand);
        using var other = await owner.InviteAsync(stand, "other@example.test", "owner");
        Assert.Equal(
            201,
            (await other.SendAsync("POST", "/workspaces", JsonNode.Parse("""{"id":"elsewhere","name":"Elsewhere"}"""))).Status
        );
        var (_, me) = await other.SendAsync("GET", "/session");
        Assert.Equal(204, (await owner.SendAsync("DELETE", $"/people/{(string?)me!["user"]!["id"]}")).Status);
        Assert.Equal(200, (await other.SignInAsync("other@example.test", Browser.Password)).Status);
        (_, me) = await other.SendAsync("GET", "/session");
        Assert.Equal(("elsewhere", "owner"), ((string?)me!["workspace"]!["id"], (string?)me["role"]));
        var (_, people) = await owner.SendAsync("GET", "/people");
        var id = (string)people![0]!["id"]!;
        var wrong = new StringBuilder();
        foreach (var (operation, needed, method, path) in Walk(stand))
        {
            if (needed.Permission is null)
                continue;
            var place = path.Replace(NoId, id, StringComparison.Ordinal);
            var (status, body) = await other.SendAsync(method, place, Body(method));
            var text = body?.ToJsonString() ?? "";
            // What it may do there shows and changes nothing of here.
            if (
                text.Contains("\"customers\"", StringComparison.Ordinal)
                || text.Contains("zhilong\"", StringComparison.Ordinal) && operation is not "listConnectors"
            )
                wrong.AppendLine(CultureInfo.InvariantCulture, $"{operation}: {status} {text[..Math.Min(200, text.Length)]}");
            if (place.Contains("customers", StringComparison.Ordinal) && status is not (404 or 400))
                wrong.AppendLine(CultureInfo.InvariantCulture, $"{operation}: {status} on another's flow");
        }
        Assert.Equal("", wrong.ToString());
        Assert.Equal(200, (await owner.SendAsync("GET", "/session")).Status);
        Assert.Equal(404, (await other.SendAsync("POST", "/session/workspace", JsonNode.Parse("""{"id":"main"}"""))).Status);
    }

    private const string NoId = "00000000-0000-0000-0000-000000000001";

    private static JsonObject? Body(string method) => method is "GET" or "DELETE" ? null : new JsonObject();

    private static IEnumerable<RouteEndpoint> Operations(ServerStand stand) =>
        stand.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static IEnumerable<(string Operation, NeededRight Needed, string Method, string Path)> Walk(ServerStand stand) =>
        from endpoint in Operations(stand)
        let name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
        where name is not null && !Apart.Contains(name, StringComparer.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (name, endpoint.Metadata.GetMetadata<NeededRight>()!, method, PathOf(endpoint));

    /// <summary>The address with something in the place of each parameter; the flow is one that there is.</summary>
    private static string PathOf(RouteEndpoint endpoint)
    {
        var path = new StringBuilder();
        foreach (var segment in endpoint.RoutePattern.PathSegments)
        {
            var part = segment.Parts[0];
            var text = part switch
            {
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => Value(endpoint, parameter),
                _ => "x",
            };
            path.Append('/').Append(text);
        }
        return path.ToString()["/api/v1".Length..];
    }

    private static string Value(RouteEndpoint endpoint, Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter)
    {
        var policy = parameter.ParameterPolicies is [{ Content: { } content }, ..] ? content : "";
        if (policy is "guid")
            return NoId;
        if (policy is "long" or "int")
            return "1";
        return parameter.Name is "name" && endpoint.RoutePattern.RawText!.Contains("/flows/", StringComparison.Ordinal) ? "customers"
            : parameter.Name is "name" && endpoint.RoutePattern.RawText!.Contains("/connections/", StringComparison.Ordinal) ? "zhilong"
            : "1";
    }
}
