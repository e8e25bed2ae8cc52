using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Weir.Sandbox.Http;

/// <summary><c>/_sandbox/shop</c>: settings and counters, the change generator, the shipments that came in.</summary>
internal static class ShopControl
{
    public static void Map(IEndpointRouteBuilder routes, ShopVendor vendor)
    {
        var group = routes.MapGroup("/_sandbox/shop");
        group.MapGet("", () => Results.Json(vendor.Report(), SandboxJson.Options));
        group.MapPut(
            "",
            (HttpRequest request) =>
                SandboxJson.AnswerAsync(
                    request,
                    body =>
                    {
                        vendor.Settings = SandboxJson.Merge(vendor.Settings, body as JsonObject ?? []);
                        return vendor.Report();
                    }
                )
        );
        group.MapPost(
            "/changes",
            (HttpRequest request) =>
                SandboxJson.AnswerAsync(
                    request,
                    body =>
                    {
                        var wanted = body as JsonObject ?? [];
                        var now = vendor.Clock.ChinaNow();
                        vendor.Orders.Change((int?)wanted["insert"] ?? 0, (int?)wanted["edit"] ?? 0, now);
                        return new { orders = vendor.Orders.Count, updatedAt = ShopOrders.Time(now) };
                    }
                )
        );
        group.MapPost(
            "/logout",
            () =>
            {
                vendor.Gate.ForgetAll();
                return Results.Json(vendor.Report(), SandboxJson.Options);
            }
        );
        group.MapGet(
            "/shipments",
            () =>
                Results.Json(
                    vendor.Shipments.All.Select(s => new
                    {
                        id = s.Id,
                        no = s.No,
                        document = s.Document,
                    }),
                    SandboxJson.Options
                )
        );
    }
}
