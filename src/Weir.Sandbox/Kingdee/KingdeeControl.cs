using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Weir.Sandbox.Kingdee;

/// <summary><c>/_sandbox/kingdee</c>: settings, counters and the stored records.</summary>
internal static class KingdeeControl
{
    public static void Map(IEndpointRouteBuilder routes, KingdeeVendor vendor)
    {
        var group = routes.MapGroup("/_sandbox/kingdee");
        group.MapGet("", () => Results.Json(Report(vendor), SandboxJson.Options));
        group.MapPut(
            "",
            (HttpRequest request) =>
                SandboxJson.AnswerAsync(
                    request,
                    body =>
                    {
                        vendor.State.Change(SandboxJson.Merge(vendor.State.Settings, body as JsonObject ?? []));
                        return Report(vendor);
                    }
                )
        );
        group.MapPost(
            "/logout",
            () =>
            {
                vendor.Sessions.EndAll();
                return Results.Json(Report(vendor), SandboxJson.Options);
            }
        );
        group.MapGet("/forms/{form}", (string form, int? start, int? limit) => Dump(vendor, form, start ?? 0, limit ?? 100));
    }

    private static object Report(KingdeeVendor vendor)
    {
        var state = vendor.State;
        lock (state.Gate)
        {
            var stores = state.Catalog.All.Select(state.Store).ToList();
            return new
            {
                settings = state.Settings,
                counters = vendor.Counters.Report(vendor.Login, vendor.Sessions),
                records = stores.ToDictionary(s => s.Form.Id, s => s.Count, StringComparer.Ordinal),
                duplicates = stores.ToDictionary(s => s.Form.Id, s => s.DuplicatesOf("F_out_id"), StringComparer.Ordinal),
            };
        }
    }

    private static IResult Dump(KingdeeVendor vendor, string formId, int start, int limit)
    {
        var state = vendor.State;
        if (state.Catalog.Find(formId) is not { } form)
            return Results.Json(new { error = $"no form {formId}" }, SandboxJson.Options, statusCode: StatusCodes.Status404NotFound);
        lock (state.Gate)
        {
            var store = state.Store(form);
            var rows = new JsonArray([.. store.All.Skip(start).Take(limit).Select(bill => (JsonNode)ReturnedFields.Dump(bill))]);
            return Results.Json(new JsonObject { ["total"] = store.Count, ["rows"] = rows }, SandboxJson.Options);
        }
    }
}
