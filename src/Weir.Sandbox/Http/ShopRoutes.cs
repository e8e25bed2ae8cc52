using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weir.Sandbox.Faults;

namespace Weir.Sandbox.Http;

internal static class ShopRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ShopVendor vendor)
    {
        var shop = routes.MapGroup("/shop");
        shop.MapPost(
            "/oauth/token",
            http => ServeAsync(http, vendor, "token", (request, _) => vendor.Gate.Issue(request, vendor.Settings), open: true)
        );
        shop.MapGet("/api/orders", http => ServeAsync(http, vendor, "orders", vendor.ByPage));
        shop.MapPost("/api/orders/query", http => ServeAsync(http, vendor, "orders", vendor.ByPage));
        shop.MapGet("/api/orders/by-offset", http => ServeAsync(http, vendor, "orders", vendor.ByOffset));
        shop.MapGet("/api/orders/by-cursor", http => ServeAsync(http, vendor, "orders", vendor.ByCursor));
        shop.MapGet("/api/products", http => ServeAsync(http, vendor, "products", ShopVendor.Products));
        shop.MapPost("/api/products/query", http => ServeAsync(http, vendor, "products", ShopVendor.Products));
        shop.MapGet("/api/products/{sku}", http => ServeAsync(http, vendor, "products", ShopVendor.Product));
        shop.MapGet("/api/shipments", http => ServeAsync(http, vendor, "findShipments", vendor.FindShipments));
        shop.MapPost("/api/shipments", http => ServeAsync(http, vendor, "shipments", vendor.Ship));
        shop.MapPost("/api/shipments/batch", http => ServeAsync(http, vendor, "shipmentsBatch", vendor.ShipMany));
        shop.MapPut("/api/shipments/{id}", http => ServeAsync(http, vendor, "shipments", vendor.Replace));
    }

    private static async Task ServeAsync(
        HttpContext http,
        ShopVendor vendor,
        string operation,
        Func<ShopRequest, FaultDraw, Reply> work,
        bool open = false
    )
    {
        var request = await ShopRequest.ReadAsync(http);
        vendor.Count(operation);
        var draw = vendor.Faults.Draw("shop", operation, kind => Applies(kind, operation, open));
        await vendor.Delivery.SendAsync(http, draw, () => open ? work(request, draw) : vendor.Answer(request, draw, work));
    }

    private static bool Applies(FaultKind kind, string operation, bool open) =>
        kind switch
        {
            FaultKind.ResponseError or FaultKind.RequestFilter => false,
            FaultKind.PartialFailure => operation is "shipmentsBatch",
            FaultKind.RepeatedPage or FaultKind.TotalChanges => operation is "orders",
            FaultKind.SessionLost or FaultKind.KickSession or FaultKind.Unauthorized401InBody => !open,
            _ => kind < FaultKind.SessionLost,
        };
}
