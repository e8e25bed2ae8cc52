using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Weir.Sandbox;

/// <summary>JSON of the control API, and the partial update that every PUT of it uses.</summary>
internal static class SandboxJson
{
    /// <summary>Chinese text stays readable: both vendors write raw UTF-8.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    public static readonly JsonWriterOptions Writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lays the given keys over the current settings; objects are merged key by key, everything else replaces.</summary>
    public static T Merge<T>(T current, JsonObject patch)
    {
        var whole = JsonSerializer.SerializeToNode(current, Options)!.AsObject();
        Overlay(whole, patch);
        return whole.Deserialize<T>(Options)!;
    }

    public static async Task<JsonNode?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength == 0)
            return null;
        return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
    }

    /// <summary>Runs a control operation; JSON that does not fit is the caller's mistake and is answered as 400.</summary>
    public static async Task<IResult> AnswerAsync(HttpRequest request, Func<JsonNode?, object?> work)
    {
        try
        {
            return Results.Json(work(await ReadAsync(request)), Options);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException)
        {
            return Results.Json(new { error = wrong.Message }, Options, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static void Overlay(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            var name = target.Select(p => p.Key).FirstOrDefault(k => string.Equals(k, key, StringComparison.OrdinalIgnoreCase)) ?? key;
            if (value is JsonObject inner && target[name] is JsonObject existing)
                Overlay(existing, inner);
            else
                target[name] = value?.DeepClone();
        }
    }
}
