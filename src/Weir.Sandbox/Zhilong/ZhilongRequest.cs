using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Weir.Sandbox.Zhilong;

/// <summary>A request read to its end, so that it can be carried out after the connection is gone.</summary>
internal sealed class ZhilongRequest
{
    private static readonly string[] PageKeys = ["pageNum", "pageSize", "orderByColumn", "isAsc", "reasonable"];

    private ZhilongRequest(string path, IHeaderDictionary headers, string body, string? bodyError)
    {
        Path = path;
        Body = body;
        BodyError = bodyError;
        foreach (var (name, value) in headers)
            Headers[name] = value.ToString();
    }

    /// <summary>The path as the vendor sees it, without the prefix of the sandbox.</summary>
    public string Path { get; }

    public string Body { get; }

    /// <summary>Set when the body is neither a JSON object nor a form.</summary>
    public string? BodyError { get; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Filters: from a JSON body if there is one, else from the form and the query, as Spring binds an entity.</summary>
    public Dictionary<string, string> Filters { get; } = new(StringComparer.Ordinal);

    /// <summary>Query and form, and the page keys of a JSON body if the settings allow that.</summary>
    public Dictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>Every scalar of query, form and JSON body: what a sign may cover.</summary>
    public Dictionary<string, string> All { get; } = new(StringComparer.Ordinal);

    public static async Task<ZhilongRequest> ReadAsync(HttpContext http, string path, ZhilongSettings settings)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var query = http.Request.Query.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        var json = new Dictionary<string, string>(StringComparer.Ordinal);
        var isForm = http.Request.ContentType?.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        string? error = null;
        if (isForm)
        {
            foreach (var (name, value) in QueryHelpers.ParseQuery(body))
                form[name] = value.ToString();
            if (settings.BodyMode == BodyMode.Json)
                error = "Content type 'application/x-www-form-urlencoded;charset=UTF-8' not supported";
        }
        else if (body.Length > 0 && settings.BodyMode != BodyMode.Form)
        {
            error = ReadJson(body, json);
        }

        var request = new ZhilongRequest(path, http.Request.Headers, body, error);
        Copy(query, request.Parameters, request.All);
        Copy(form, request.Parameters, request.All);
        Copy(json, request.All);
        if (isForm || json.Count == 0)
        {
            Copy(query, request.Filters);
            Copy(form, request.Filters);
        }
        Copy(json, request.Filters);
        if (settings.PagingFromJsonBody)
        {
            foreach (var key in PageKeys)
            {
                if (json.TryGetValue(key, out var value))
                    request.Parameters.TryAdd(key, value);
            }
        }
        if (request.Parameters.TryGetValue("orderByColumn", out var order))
            request.Filters["orderByColumn"] = order;
        if (request.Parameters.TryGetValue("isAsc", out var direction))
            request.Filters["isAsc"] = direction;
        return request;
    }

    private static string? ReadJson(string body, Dictionary<string, string> into)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return "JSON parse error: Cannot deserialize value of type `com.zhilong.domain.Query` from Array value";
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.String)
                    into[property.Name] = property.Value.GetString()!;
                else if (property.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                    into[property.Name] = property.Value.GetRawText();
            }
            return null;
        }
        catch (JsonException wrong)
        {
            return "JSON parse error: " + wrong.Message;
        }
    }

    private static void Copy(Dictionary<string, string> from, params Dictionary<string, string>[] targets)
    {
        foreach (var (key, value) in from)
        {
            foreach (var target in targets)
                target[key] = value;
        }
    }
}
