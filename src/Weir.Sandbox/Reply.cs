using System.Text;
using Microsoft.AspNetCore.Http;

namespace Weir.Sandbox;

/// <summary>An answer that is complete before its first byte is sent, so that a fault can still replace or cut it.</summary>
internal sealed record Reply(ReadOnlyMemory<byte> Body, int Status = StatusCodes.Status200OK, string ContentType = Reply.Json)
{
    public const string Json = "application/json; charset=utf-8";
    public const string Html = "text/html; charset=utf-8";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static Reply Text(string body, int status = StatusCodes.Status200OK, string contentType = Json) =>
        new(Encoding.UTF8.GetBytes(body), status, contentType);

    public async Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        foreach (var (name, value) in Headers)
            http.Response.Headers.Append(name, value);
        http.Response.ContentLength = Body.Length;
        await http.Response.Body.WriteAsync(Body, http.RequestAborted);
    }
}
