using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weir.Sandbox.Faults;

namespace Weir.Sandbox.Zhilong;

internal static class ZhilongRoutes
{
    private const string Prefix = "/zhilong";

    public static void Map(IEndpointRouteBuilder routes, ZhilongVendor vendor)
    {
        foreach (var list in vendor.Lists)
        {
            var path = "/api/" + list.Name;
            routes.MapPost(
                Prefix + path,
                http => ServeAsync(http, vendor, list.Name, path, (request, draw) => vendor.Answer(list, request, draw))
            );
        }
        routes.MapPost(Prefix + "/login", http => ServeAsync(http, vendor, "login", "/login", (request, _) => vendor.Login(request)));
    }

    private static async Task ServeAsync(
        HttpContext http,
        ZhilongVendor vendor,
        string operation,
        string path,
        Func<ZhilongRequest, FaultDraw, Reply> work
    )
    {
        var request = await ZhilongRequest.ReadAsync(http, path, vendor.Settings);
        vendor.Count(operation);
        var isLogin = string.Equals(operation, "login", StringComparison.Ordinal);
        var draw = vendor.Faults.Draw("zhilong", operation, kind => kind < FaultKind.SessionLost || (!isLogin && Applies(kind)));
        await vendor.Delivery.SendAsync(http, draw, () => work(request, draw));
    }

    private static bool Applies(FaultKind kind) =>
        kind is FaultKind.SessionLost or FaultKind.KickSession or >= FaultKind.Unauthorized401InBody;
}
