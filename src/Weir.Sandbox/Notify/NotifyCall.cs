using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Weir.Sandbox.Notify;

/// <summary>A request read to its end, so that it can be carried out after the connection is gone.</summary>
internal sealed class NotifyCall
{
    private NotifyCall(HttpContext http, byte[] body)
    {
        Bytes = body;
        ContentType = http.Request.ContentType ?? "";
        foreach (var (name, values) in http.Request.Query)
            Query[name] = values[0] ?? "";
        foreach (var (name, value) in http.Request.Headers)
            Headers[name] = value.ToString();
        Hook = http.Request.RouteValues["hook"]?.ToString() ?? "";
        Json = Parse(body);
    }

    public byte[] Bytes { get; }

    /// <summary>The body; null when it is no JSON object.</summary>
    public JsonObject? Json { get; }

    public string ContentType { get; }
    public Dictionary<string, string> Query { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The last part of the path of a 飞书 robot.</summary>
    public string Hook { get; }

    public bool IsJson => ContentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    public static async Task<NotifyCall> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return new NotifyCall(http, body.ToArray());
    }

    /// <summary>A text on the way through groups; null when there is none.</summary>
    public string? Text(params string[] path)
    {
        JsonNode? at = Json;
        foreach (var name in path)
            at = (at as JsonObject)?[name];
        return at is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(new UTF8Encoding(false, true).GetString(body)) as JsonObject;
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
