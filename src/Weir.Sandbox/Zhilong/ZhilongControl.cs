using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Weir.Sandbox.Zhilong;

/// <summary><c>/_sandbox/zhilong</c>: settings and counters, the change generator, a dump of the agents.</summary>
internal static class ZhilongControl
{
    public static void Map(IEndpointRouteBuilder routes, ZhilongVendor vendor)
    {
        var group = routes.MapGroup("/_sandbox/zhilong");
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
            (HttpRequest request) => SandboxJson.AnswerAsync(request, body => Change(vendor, body as JsonObject ?? []))
        );
        group.MapPost(
            "/logout",
            () =>
            {
                vendor.Gate.ForgetTokens();
                return Results.Json(vendor.Report(), SandboxJson.Options);
            }
        );
        group.MapGet("/agents", (int? start, int? limit) => Results.Json(Dump(vendor, start ?? 0, limit ?? 100), SandboxJson.Options));
    }

    private static object Change(ZhilongVendor vendor, JsonObject wanted)
    {
        var name = (string?)wanted["list"] ?? "agentInfo/list";
        var list =
            vendor.Lists.FirstOrDefault(l => l.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"no list {name}", nameof(wanted));
        var now = vendor.Clock.ChinaNow();
        var (inserted, edited, deleted) = list.Table.Change(
            (int?)wanted["insert"] ?? 0,
            (int?)wanted["edit"] ?? 0,
            (int?)wanted["delete"] ?? 0,
            now,
            vendor.Settings.InsertSetsUpdateTime
        );
        return new
        {
            inserted,
            edited,
            deleted,
            updateTime = RowFields.TimeText(ZhilongTable.Seconds(now)),
        };
    }

    private static object Dump(ZhilongVendor vendor, int start, int limit)
    {
        var table = vendor.Lists[0].Table;
        var total = table.Count;
        var rows = Enumerable
            .Range(Math.Max(0, start), Math.Clamp(total - start, 0, Math.Max(0, limit)))
            .Select(index => table.Row(index, vendor.Settings))
            .Select(row => new
            {
                id = row.Id,
                name = Names.Company(vendor.Seed, row.Index),
                remark = AgentRows.Remark(vendor.Seed, row),
                createTime = RowFields.TimeText(row.Created),
                updateTime = row.Updated == 0 ? null : RowFields.TimeText(row.Updated),
                deleteFlag = row.Deleted ? "2" : "0",
            });
        return new { total, rows };
    }
}
