using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Server;

public sealed class OpenApiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_committed_openapi_document_is_the_one_that_the_server_gives()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        var served = JsonNode.Parse(await stand.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop))!;
        var path = Path.Combine(WeirProgram.Repository, "src", "Weir.Server", "openapi.json");
        var committed = JsonNode.Parse(await File.ReadAllTextAsync(path, Stop))!;
        Assert.True(
            JsonNode.DeepEquals(served, committed),
            "The API has changed and src/Weir.Server/openapi.json has not. Update it: ./weir openapi > src/Weir.Server/openapi.json"
        );
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_a_description()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        var served = JsonNode.Parse(await stand.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop))!;
        foreach (var (path, methods) in served["paths"]!.AsObject())
        foreach (var (method, operation) in methods!.AsObject())
        foreach (var field in new[] { "operationId", "summary", "description" })
            Assert.False(string.IsNullOrEmpty((string?)operation![field]), $"{method} {path} has no {field}");
    }
}
