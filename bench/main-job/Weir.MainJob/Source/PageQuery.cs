using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weir.MainJob.Source;

/// <summary>Paging and filters of a list call: from the query string, a form, or a JSON body.</summary>
/// <param name="ByCreation">The window is one of creation times.</param>
internal sealed record PageQuery(long PageNum, int PageSize, string? UpdateTimeStart, string? UpdateTimeEnd, bool ByCreation)
{
    public static async Task<PageQuery> ReadAsync(HttpRequest request)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in request.Query)
            values[pair.Key] = pair.Value.ToString();
        if (request.HasFormContentType)
        {
            foreach (var pair in await request.ReadFormAsync(request.HttpContext.RequestAborted))
                values[pair.Key] = pair.Value.ToString();
        }
        else
        {
            await ReadJsonAsync(request, values);
        }
        return new PageQuery(
            Math.Max(1, values.TryGetValue("pageNum", out var page) ? Options.ParseNumber(page) : 1),
            (int)Math.Clamp(values.TryGetValue("pageSize", out var size) ? Options.ParseNumber(size) : 10, 1, 10_000),
            values.GetValueOrDefault("updateTimeStart"),
            values.GetValueOrDefault("updateTimeEnd"),
            values.Keys.Any(k => k.StartsWith("createTime", StringComparison.Ordinal))
        );
    }

    private static async Task ReadJsonAsync(HttpRequest request, Dictionary<string, string> values)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        if (body.Length == 0)
            return;
        using var json = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (
                property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                && property.Value.ToString() is { Length: > 0 } text
            )
                values[property.Name] = text;
        }
    }
}
