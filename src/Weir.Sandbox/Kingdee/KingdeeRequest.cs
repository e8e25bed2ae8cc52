using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Weir.Sandbox.Kingdee;

/// <summary>A call read to its end, so that it can be carried out after the connection is gone.</summary>
internal sealed class KingdeeRequest
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private KingdeeRequest(HttpContext http, string body, CallArguments arguments)
    {
        Body = body;
        Arguments = arguments;
        foreach (var (name, value) in http.Request.Headers)
            _headers[name] = value.ToString();
        SessionId = http.Request.Cookies["kdservice-sessionid"] ?? Header("kdservice-sessionid") ?? Header("SID");
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(target))
            target = http.Request.Path.Value ?? "";
        RawPath = target.Split('?')[0];
        Query = http.Request.QueryString.Value ?? "";
    }

    public string Body { get; }
    public CallArguments Arguments { get; }
    public string? SessionId { get; }

    /// <summary>The path as it was sent: its case and its escapes are part of the signature.</summary>
    public string RawPath { get; }
    public string Query { get; }

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <exception cref="System.Text.Json.JsonException">The body is not JSON where it should be.</exception>
    public static KingdeeRequest Create(HttpContext http, string body)
    {
        var isForm = http.Request.ContentType?.Contains("form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        return new KingdeeRequest(http, body, CallArguments.Parse(body, isForm));
    }
}
