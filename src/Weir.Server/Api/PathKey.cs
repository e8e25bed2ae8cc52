using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Weir.Server.Api;

/// <summary>A document's key in an address. Keys may hold a slash, and the server leaves <c>%2F</c> as it is in paths.</summary>
internal static class PathKey
{
    /// <summary>Position of the key in /api/v1/flows/{name}/documents/{key}.</summary>
    private const int Segment = 6;

    public static string Of(HttpRequest request, string bound)
    {
        if (!bound.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            return bound;
        var path = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0].Split('/') ?? [];
        return path.Length > Segment ? Uri.UnescapeDataString(path[Segment]) : bound;
    }
}
