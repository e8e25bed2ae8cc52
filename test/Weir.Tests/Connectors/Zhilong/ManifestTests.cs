using System.Text.Json;
using Weir.Connectors.Zhilong;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Settings;
using Xunit;

namespace Weir.Tests.Connectors.Zhilong;

public sealed class ManifestTests
{
    private static readonly ConnectorManifest Manifest = new ZhilongConnector().Manifest;

    [Fact]
    public void It_has_six_windowed_sources_and_all_fields_of_agents()
    {
        Assert.Equal(
            ["agentInfo.list", "customersInfo.list", "agentReadyApply.list", "serviceOrder.list", "agentInvoiceApply.list", "list"],
            Manifest.Operations.Select(o => o.Id)
        );
        Assert.All(Manifest.Operations, o => Assert.Equal((OperationRole.Source, true, 300), (o.Role, o.Windowed, o.Overlap.TotalSeconds)));
        var agents = Manifest.Operations[0];
        Assert.Equal("agentId", agents.KeyPath);
        Assert.Equal(86, agents.Fields.Select(f => f.Name).Distinct().Count());
        Assert.Equal(86, agents.Fields.Count);
    }

    [Fact]
    public void Every_settings_record_has_a_schema_and_names_its_secrets()
    {
        var schema = SettingsSchema.Of(Manifest.SettingsType).ToJsonString();
        Assert.All(Manifest.Operations, o => Assert.NotEmpty(SettingsSchema.Of(o.SettingsType)));

        var auth = JsonElement.Parse(schema).GetProperty("properties").GetProperty("auth").GetProperty("properties");
        var secrets = auth.EnumerateObject().Where(p => p.Value.TryGetProperty("x-secret", out _)).Select(p => p.Name);
        Assert.Equal(["value", "password", "appSecret"], secrets);
    }

    [Fact]
    public void The_connection_of_the_design_passes_the_check_and_slips_are_named()
    {
        var good = JsonElement.Parse(
            """{"baseUrl":"http://127.0.0.1:7001","auth":{"mode":"staticHeader","name":"Authorization","value":"Bearer abc"}}"""
        );
        Assert.Empty(SettingsReader.Check(Manifest.SettingsType, good));

        var bad = JsonElement.Parse("""{"baseURL":"http://127.0.0.1:7001","request":{"bodyMode":"jsonBody+queryPaging"}}""");
        var problems = SettingsReader.Check(Manifest.SettingsType, bad);
        Assert.Contains(problems, p => p.Message.Contains("did you mean 'baseUrl'", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Message.Contains("jsonBodyQueryPaging", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("customersInfo.list", "{}", "/prod-api/api/customersInfo/customers/list", "{}")]
    [InlineData("agentReadyApply.list", "{}", "/prod-api/api/agentReadyApply/list", "{}")]
    [InlineData("agentInvoiceApply.list", "{}", "/prod-api/api/agentInvoiceApply/listQuery", "{}")]
    [InlineData("agentInvoiceApply.list", """{"path":"/api/x"}""", "/prod-api/api/x", "{}")]
    [InlineData("list", """{"path":"api/other/list"}""", "/prod-api/api/other/list", "{}")]
    [InlineData(
        "serviceOrder.list",
        """{"serviceOrderClass":"6","installType":"3"}""",
        "/prod-api/api/serviceOrder/list",
        """{"serviceOrderClass":"6","installType":"3"}"""
    )]
    public async Task Operations_call_their_paths(string operation, string settings, string path, string body)
    {
        var stand = new ZhilongStand(_ => ZhilongStand.Page([1], 1));

        await ZhilongStand.ReadAllAsync(stand.Source(settings, operation), ZhilongStand.Everything);

        var request = Assert.Single(stand.Requests);
        Assert.Equal((path, body), (request.Path, request.Body));
    }

    [Fact]
    public async Task A_test_reads_one_agent_and_says_total_and_envelope()
    {
        var stand = new ZhilongStand(_ => ZhilongStand.Page([1], 4321));

        var sentence = await stand.Connection.TestAsync(TestContext.Current.CancellationToken);

        Assert.Contains("4321 agents", sentence, StringComparison.Ordinal);
        Assert.Contains("ruoyiVue", sentence, StringComparison.Ordinal);
        Assert.Equal((1, 1, "{}"), (stand.Requests[0].Page, stand.Requests[0].Size, stand.Requests[0].Body));
    }

    [Fact]
    public void It_is_no_target_and_takes_no_foreign_host()
    {
        var stand = new ZhilongStand(_ => new StubAnswer(""));

        Assert.Throws<ConnectorException>(() => stand.Connection.OpenTarget(Manifest.Operations[0], default));
        Assert.Throws<ConnectorException>(() => stand.Source("""{"path":"http://other.test/list"}""", "list"));
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_read_says_so()
    {
        var source = new ZhilongStand(_ => new StubAnswer("")).Source();

        var error = await Assert.ThrowsAsync<ConnectorException>(() =>
            source.ReadAsync(ZhilongStand.Window, "x", TestContext.Current.CancellationToken)
        );

        Assert.Equal(ErrorKind.Config, error.Kind);
    }
}
