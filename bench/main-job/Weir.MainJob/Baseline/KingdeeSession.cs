using System.Buffers;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Weir.MainJob.Baseline;

/// <summary>A signed-in session with the target, and the check of each package's outcome.</summary>
internal sealed class KingdeeSession(HttpClient http, string sink)
{
    private const string Services = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.";
    private const string Account = "5f0a1b2c3d4e5f";
    private const string User = "demo";
    private const string AppId = "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr";
    private const string AppSecret = "0123456789abcdef0123456789abcdef";
    private readonly Uri _batchSave = new(sink + Services + "DynamicFormService.BatchSave.common.kdsvc");

    public async Task SignInAsync(CancellationToken cancellation)
    {
        var timestamp = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        string[] parts = [Account, User, AppId, AppSecret, timestamp];
        Array.Sort(parts, StringComparer.Ordinal);
        var sign = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
        var body = Encoding.UTF8.GetBytes($$"""{"parameters":["{{Account}}","{{User}}","{{AppId}}",{{timestamp}},"{{sign}}",2052]}""");
        using var answer = JsonDocument.Parse(
            await PostAsync(new Uri(sink + Services + "AuthService.LoginBySign.common.kdsvc"), body, cancellation)
        );
        if (answer.RootElement.GetProperty("LoginResultType").GetInt32() != 1)
            throw new InvalidOperationException("the target refused the login: " + answer.RootElement.GetProperty("Message"));
    }

    /// <summary>Sends a batch and puts the target id of each package at its position of <paramref name="targetIds"/>; throws if one is missing.</summary>
    public async Task SaveAsync(CustomerBatch batch, long[] targetIds, CancellationToken cancellation)
    {
        using var answer = JsonDocument.Parse(await PostAsync(_batchSave, batch.Json, cancellation));
        var status = answer.RootElement.GetProperty("Result"u8).GetProperty("ResponseStatus"u8);
        Array.Clear(targetIds, 0, batch.Count);
        foreach (var entity in status.GetProperty("SuccessEntitys"u8).EnumerateArray())
            targetIds[entity.GetProperty("DIndex"u8).GetInt32()] = entity.GetProperty("Id"u8).GetInt64();
        if (!status.GetProperty("IsSuccess"u8).GetBoolean() || targetIds.AsSpan(0, batch.Count).Contains(0))
            throw new InvalidOperationException("the target did not take every package: " + status.GetProperty("Errors"u8).GetRawText());
    }

    private async Task<ReadOnlyMemory<byte>> PostAsync(Uri url, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }
}
