using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Weir.Sandbox.Http;

/// <summary>A request read to its end, so that it can be carried out after the connection is gone.</summary>
internal sealed class ShopRequest
{
    private ShopRequest(HttpContext http, string body)
    {
        Body = body;
        foreach (var (name, value) in http.Request.Headers)
            Headers[name] = value.ToString();
        foreach (var (name, values) in http.Request.Query)
            Query[name] = [.. values.Select(v => v ?? "")];
        foreach (var (name, value) in http.Request.RouteValues)
            Route[name] = value?.ToString() ?? "";
        var isForm = http.Request.ContentType?.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        if (isForm)
            foreach (var (name, value) in QueryHelpers.ParseQuery(body))
                Form[name] = value.ToString();
        else if (body.Length > 0)
            Json = Parse(body);
    }

    public string Body { get; }
    public JsonNode? Json { get; }
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);
    public Dictionary<string, string[]> Query { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, string> Route { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, string> Form { get; } = new(StringComparer.Ordinal);

    public static async Task<ShopRequest> ReadAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        return new ShopRequest(http, await reader.ReadToEndAsync(http.RequestAborted));
    }

    /// <summary>A parameter: of the JSON body if it has it, else of the query.</summary>
    public string? Param(string name) =>
        Json is JsonObject group && group[name] is JsonValue value ? value.ToString()
        : Query.TryGetValue(name, out var values) ? values[0]
        : null;

    public int Whole(string name, int otherwise) =>
        int.TryParse(Param(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>All values of a parameter: repeated, joined by commas, or a list in the body.</summary>
    public IReadOnlyList<string> Many(string name) =>
        Json is JsonObject group && group[name] is JsonArray list ? [.. list.Select(item => item!.ToString())]
        : Query.TryGetValue(name, out var values) ? [.. values.SelectMany(v => v.Split(','))]
        : Param(name) is { } one ? one.Split(',')
        : [];

    private static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
