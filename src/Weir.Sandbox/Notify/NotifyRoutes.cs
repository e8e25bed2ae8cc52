using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weir.Sandbox.Faults;

namespace Weir.Sandbox.Notify;

/// <summary><c>/notify</c>: the robots under their vendors' paths; <c>/_sandbox/notify</c>: what arrived, and settings.</summary>
internal static class NotifyRoutes
{
    public static void Map(IEndpointRouteBuilder routes, NotifyVendor vendor)
    {
        var notify = routes.MapGroup("/notify");
        notify.MapPost("/dingtalk/robot/send", http => ServeAsync(http, vendor, "dingtalk", vendor.DingTalk));
        notify.MapPost("/wecom/cgi-bin/webhook/send", http => ServeAsync(http, vendor, "wecom", vendor.WeCom));
        notify.MapPost("/feishu/open-apis/bot/v2/hook/{hook}", http => ServeAsync(http, vendor, "feishu", vendor.Feishu));
        notify.MapPost("/webhook", http => ServeAsync(http, vendor, "webhook", vendor.Webhook));

        var control = routes.MapGroup("/_sandbox/notify");
        control.MapGet("", () => Results.Json(vendor.Report(), SandboxJson.Options));
        control.MapPut(
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
        control.MapDelete(
            "",
            () =>
            {
                vendor.Clear();
                return Results.Json(vendor.Report(), SandboxJson.Options);
            }
        );
    }

    private static async Task ServeAsync(HttpContext http, NotifyVendor vendor, string channel, Func<NotifyCall, Reply> work)
    {
        var call = await NotifyCall.ReadAsync(http);
        vendor.Count(channel);
        var draw = vendor.Faults.Draw(
            "notify",
            channel,
            kind => kind < FaultKind.SessionLost && kind is not (FaultKind.ResponseError or FaultKind.RequestFilter)
        );
        await vendor.Delivery.SendAsync(http, draw, () => work(call));
    }
}
