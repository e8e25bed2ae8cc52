using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Weir.Sandbox.Faults;

/// <summary><c>/_sandbox/faults</c>: GET tells, PUT replaces, POST appends, DELETE clears.</summary>
internal static class FaultControl
{
    public static void Map(IEndpointRouteBuilder routes, FaultBook book)
    {
        var group = routes.MapGroup("/_sandbox/faults");
        group.MapGet("", () => Results.Json(book.Report(), SandboxJson.Options));
        group.MapPut("", (HttpRequest request) => Answer(request, book, rules => book.Replace(rules)));
        group.MapPost("", (HttpRequest request) => Answer(request, book, rules => book.Add(rules)));
        group.MapDelete(
            "",
            () =>
            {
                book.Replace([]);
                return Results.Json(book.Report(), SandboxJson.Options);
            }
        );
    }

    private static Task<IResult> Answer(HttpRequest request, FaultBook book, Action<FaultRule[]> use) =>
        SandboxJson.AnswerAsync(
            request,
            body =>
            {
                use(Rules(body));
                return book.Report();
            }
        );

    /// <summary>A list, one rule, or <c>{"rules":[…]}</c>.</summary>
    private static FaultRule[] Rules(JsonNode? body) =>
        body switch
        {
            JsonArray list => list.Deserialize<FaultRule[]>(SandboxJson.Options)!,
            JsonObject { } whole when whole["rules"] is JsonArray list => list.Deserialize<FaultRule[]>(SandboxJson.Options)!,
            JsonObject one => [one.Deserialize<FaultRule>(SandboxJson.Options)!],
            _ => throw new ArgumentException("a rule or a list of rules is expected", nameof(body)),
        };
}
