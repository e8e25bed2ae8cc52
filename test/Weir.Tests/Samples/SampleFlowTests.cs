using Weir.Connectors.Kingdee;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Tests.Docs;
using Weir.Tests.Sandbox;
using Xunit;

namespace Weir.Tests.Samples;

public sealed class SampleFlowTests
{
    private const string Folder = "samples/zhilong-kingdee-customers";

    private const string Record =
        """{"agentId":10001,"agentName":"苏州示例\"一\"号店","remark":"华东一级","agentStatus":"1","updateTime":"2026-02-28 10:00:00"}""";

    private const string Customer =
        """{"FCreateOrgId":{"FNumber":"100"},"FUseOrgId":{"FNumber":"100"},"FName":"苏州示例\"一\"号店","FGroup":{"FNumber":"02"},"FTRADINGCURRID":{"FNumber":"PRE001"},"FDescription":"华东一级","F_out_id":"10001","F_KHLX":{"FNumber":"KHLX02_SYS"}}""";

    private static readonly IReadOnlyDictionary<string, IConnector> Connectors = ConnectorCatalog.In(typeof(KingdeeConnector).Assembly);

    [Fact]
    public void It_has_no_errors_and_warns_about_the_two_fields_that_the_source_does_not_have()
    {
        var file = Flow(Connections("http://127.0.0.1:7001"));

        Assert.NotNull(file.Flow);
        Assert.Equal(
            ["nodes.customer.fields.FADDRESS", "nodes.customer.fields.FINVOICETITLE"],
            file.Problems.Select(problem => problem.Path)
        );
        Assert.All(file.Problems, problem => Assert.Equal(Severity.Warning, problem.Severity));
        Assert.Contains("'address'", file.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("'customerName'", file.Problems[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_becomes_the_customer_of_the_mapping_table_without_its_empty_fields()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var definitions = Connections(sandbox.Http.BaseAddress!.ToString().TrimEnd('/'));
        OpenConnections connections = null!;
        using var session = new LocalSession(stop => connections.Get("kingdee").SignInAsync(stop));
        await using (connections = new OpenConnections(definitions, _ => session, TimeProvider.System, (_, _) => { }))
        {
            var plan = await FlowPlan.CompileAsync(Flow(definitions).Flow!, connections, TestContext.Current.CancellationToken);
            var missing = new List<string>();
            var variables = new RunVariables(LastSync: null, DateTimeOffset.UnixEpoch, plan.Zone);
            using var output = new Utf8Output();

            var (_, _, dropped) = plan
                .Targets.Single()
                .Apply(System.Text.Encoding.UTF8.GetBytes(Record), follows: null, new MapContext(variables, missing.Add), output);

            Assert.Null(dropped);
            Assert.Equal(Customer, output.ToString());
            Assert.Equal("10001", plan.Targets[0].IdentityOf(output.Written));
            Assert.Equal(["address", "customerName"], missing);
        }
    }

    private static FlowFile Flow(IReadOnlyList<ConnectionDefinition> connections) =>
        new FlowReader(Connectors).Read(
            CommittedFile.Read($"{Folder}/flow.yaml"),
            connections.ToDictionary(c => c.Name, c => c.Connector.Manifest.Id, StringComparer.Ordinal)
        );

    private static IReadOnlyList<ConnectionDefinition> Connections(string address)
    {
        var text = CommittedFile.Read($"{Folder}/connections.sandbox.yaml");
        var (connections, problems) = ConnectionsFile.Read(
            text.Replace("http://127.0.0.1:7001", address, StringComparison.Ordinal),
            Connectors,
            _ => null
        );
        Assert.Empty(problems);
        return connections;
    }
}
