using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weir.Sandbox.Faults;

namespace Weir.Sandbox.Kingdee;

internal static class KingdeeRoutes
{
    private const string NotFoundPage =
        "<html><head><title>404 - 找不到文件或目录。</title></head><body><h2>404 - 找不到文件或目录。</h2></body></html>";

    public static void Map(IEndpointRouteBuilder routes, KingdeeVendor vendor) =>
        routes.MapPost("/kingdee/k3cloud/{name}", http => ServeAsync(http, vendor, (string)http.GetRouteValue("name")!));

    private static async Task ServeAsync(HttpContext http, KingdeeVendor vendor, string name)
    {
        if (KingdeeCall.Parse(name) is not { } call)
        {
            await Reply.Text(NotFoundPage, StatusCodes.Status404NotFound, Reply.Html).WriteAsync(http);
            return;
        }
        // Bodies are UTF-8 whatever the content type claims: one of the vendor's own clients misspells it.
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        vendor.Counters.Call(call.Operation);
        var draw = vendor.Faults.Draw("kingdee", call.Operation, kind => Applies(kind, call));
        KingdeeRequest? request = null;
        Reply? unreadable = null;
        try
        {
            request = KingdeeRequest.Create(http, body);
        }
        catch (JsonException wrong)
        {
            unreadable = Answers.Exception(wrong.Message);
        }
        await vendor.Delivery.SendAsync(http, draw, () => unreadable ?? vendor.Answer(call, request!, draw));
    }

    /// <summary>A login has no session to lose, and only a save has packages.</summary>
    private static bool Applies(FaultKind kind, KingdeeCall call) =>
        kind switch
        {
            < FaultKind.SessionLost => true,
            FaultKind.SessionLost or FaultKind.KickSession or FaultKind.CallLimit14 => !call.IsLogin,
            FaultKind.LockConflict13 => call.IsWrite,
            FaultKind.PartialFailure or FaultKind.MissingDIndex or FaultKind.SaveWithoutAudit => call.IsSave,
            _ => false,
        };
}
