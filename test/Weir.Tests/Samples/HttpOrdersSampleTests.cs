using System.Text.Json.Nodes;
using Weir.Connectors.Http;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Sdk.Connectors;
using Weir.Tests.Docs;
using Weir.Tests.Sandbox;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Samples;

public sealed class HttpOrdersSampleTests : IDisposable
{
    private const string Folder = "samples/http-orders";

    private static readonly IReadOnlyDictionary<string, IConnector> Connectors = ConnectorCatalog.In(typeof(HttpConnector).Assembly);

    private readonly string _directory = Directory.CreateTempSubdirectory("weir-sample-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Settings(string address) =>
        CommittedFile.Read($"{Folder}/connections.sandbox.yaml").Replace("http://127.0.0.1:7001", address, StringComparison.Ordinal);

    [Fact]
    public void It_has_no_errors()
    {
        var (connections, problems) = ConnectionsFile.Read(Settings("http://127.0.0.1:7001"), Connectors, _ => null);
        Assert.Empty(problems);
        var file = new FlowReader(Connectors).Read(
            CommittedFile.Read($"{Folder}/flow.yaml"),
            connections.ToDictionary(c => c.Name, c => c.Connector.Manifest.Id, StringComparer.Ordinal)
        );
        Assert.NotNull(file.Flow);
        Assert.DoesNotContain(file.Problems, problem => problem.Severity == Severity.Error);
    }

    [Fact]
    public async Task Every_paid_order_becomes_one_delivery_bill_although_answers_are_lost()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await sandbox.PutAsync("kingdee", """{"baseData":{"BD_Customer":["KH001","KH002","KH003"]}}""");
        await sandbox.PutAsync(
            "faults",
            """[{"vendor":"shop","operation":"orders","kind":"htmlError","everyNth":3},{"vendor":"kingdee","operation":"BatchSave","kind":"resetAfterCommit","everyNth":3}]"""
        );
        var connections = Path.Combine(_directory, "connections.yaml");
        await File.WriteAllTextAsync(
            connections,
            Settings(sandbox.Http.BaseAddress!.ToString().TrimEnd('/')),
            TestContext.Current.CancellationToken
        );
        var flow = Path.Combine(_directory, "flow.yaml");
        // Nobody waits five seconds for a document in doubt here.
        await File.WriteAllTextAsync(
            flow,
            CommittedFile
                .Read($"{Folder}/flow.yaml")
                .Replace(
                    "operation: batchSave",
                    "operation: batchSave\n    doubt: { settle: 100ms }\n    retry: { first: 100ms, cap: 500ms }",
                    StringComparison.Ordinal
                ),
            TestContext.Current.CancellationToken
        );

        var run = await WeirProgram.RunAsync(_directory, "run", flow, "--connections", connections, "--data", "data");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        await sandbox.PutAsync("faults", "[]");
        var orders = await sandbox.SendAsync(HttpMethod.Get, "shop/api/orders?size=200", "", "Bearer demo-shop-token");
        var paid = orders["data"]!["list"]!.AsArray().Where(order => (string)order!["status"]! is "paid").ToList();
        var kingdee = await sandbox.GetAsync("kingdee");
        Assert.Equal((paid.Count, 0), ((int)kingdee["records"]!["SAL_OUTSTOCK"]!, (int)kingdee["duplicates"]!["SAL_OUTSTOCK"]!));
        var bills = (await sandbox.GetAsync("kingdee/forms/SAL_OUTSTOCK?limit=500"))["rows"]!.AsArray();
        Assert.Contains((string)paid[0]!["billNo"]!, bills.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(paid.Sum(order => order!["items"]!.AsArray().Count), bills.Sum(bill => Lines(bill!)));
    }

    private static int Lines(JsonNode bill) => bill["FEntity"]!.AsArray().Count;
}
