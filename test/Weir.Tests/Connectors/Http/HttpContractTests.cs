using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Connectors.Http;
using Weir.Engine.Connections;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Tests.Sandbox;
using Xunit;

namespace Weir.Tests.Connectors.Http;

/// <summary>The connector against the simulated shop, over real sockets.</summary>
public sealed class HttpContractTests : IAsyncLifetime
{
    private const string Success = ""","success":{"path":"code","values":[0],"message":"msg"}""";
    private const string Bearer = """{"mode":"bearer","token":"demo-shop-token"}""";

    private const string Send =
        """{"path":"/shipments","id":"data.id","number":"data.no","identity":"outId","find":{"path":"/shipments","query":{"outId":"{identity}"},"records":"data.list","number":"no"},"update":{"mode":"call","path":"/shipments/{$id}"}}""";

    private readonly List<IAsyncDisposable> _open = [];
    private SandboxHost _host = null!;

    private string Root => _host.Http.BaseAddress!.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync() => _host = await SandboxHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            await open.DisposeAsync();
        await _host.DisposeAsync();
    }

    private IConnection Connect(string auth)
    {
        var settings = JsonElement.Parse($$"""{"baseUrl":"{{Root}}/shop/api","testPath":"/orders?size=1","auth":{{auth}}{{Success}}}""");
        OpenConnections connections = null!;
        var session = new LocalSession(stop => connections.Get("shop").SignInAsync(stop));
        connections = new OpenConnections(
            [new ConnectionDefinition("shop", new HttpConnector(), settings, new ConnectionLimits())],
            _ => session,
            _host.Clock,
            (_, _) => { }
        );
        _open.Add(connections);
        return connections.Get("shop");
    }

    private static ISource Source(IConnection connection, string settings) =>
        connection.OpenSource(HttpStand.Operation("request"), JsonElement.Parse(settings));

    private static ITarget Target(IConnection connection, string settings) =>
        connection.OpenTarget(HttpStand.Operation("send"), JsonElement.Parse(settings));

    private Task<JsonNode> FaultAsync(string kind, string operation, string more = "") =>
        _host.PutAsync("faults", $$"""[{"vendor":"shop","operation":"{{operation}}","kind":"{{kind}}"{{more}}}]""");

    private string OAuth(string secret = "demo-client-secret") =>
        $$"""{"mode":"oauthClientCredentials","tokenUrl":"{{Root}}/shop/oauth/token","clientId":"demo-client","clientSecret":"{{secret}}"}""";

    [Theory]
    [InlineData("""{"mode":"basic","userName":"demo","password":"demo-password"}""")]
    [InlineData(Bearer)]
    [InlineData("""{"mode":"header","name":"X-Api-Key","value":"demo-shop-key"}""")]
    [InlineData("""{"mode":"query","name":"api_key","value":"demo-shop-key"}""")]
    public async Task Every_way_of_proving_who_calls_is_taken(string auth) =>
        Assert.Contains("/shop/api/orders answered", await Connect(auth).TestAsync(HttpStand.Stop), StringComparison.Ordinal);

    [Fact]
    public async Task Wrong_credentials_are_auth_errors()
    {
        foreach (var auth in new[] { """{"mode":"bearer","token":"wrong"}""", OAuth("wrong"), """{"mode":"none"}""" })
            Assert.Equal(
                ErrorKind.Auth,
                (await Assert.ThrowsAsync<ConnectorException>(() => Connect(auth).TestAsync(HttpStand.Stop))).Kind
            );
    }

    [Fact]
    public async Task A_token_that_is_lost_is_renewed_on_the_way()
    {
        var connection = Connect(OAuth());
        await connection.TestAsync(HttpStand.Stop);
        await FaultAsync("kickSession", "orders", ""","times":1""");
        await connection.TestAsync(HttpStand.Stop);
        Assert.Equal(2, (int)(await _host.GetAsync("shop"))["counters"]!["tokens"]!);
    }

    [Theory]
    [InlineData("""{"path":"/orders","records":"data.list","paging":{"mode":"page","size":30}}""")]
    [InlineData("""{"path":"/orders","records":"data.list","paging":{"mode":"page","size":40,"total":"data.total"}}""")]
    [InlineData(
        """{"path":"/orders/query","method":"post","records":"data.list","paging":{"mode":"page","size":40,"hasNext":"data.hasNext"}}"""
    )]
    [InlineData("""{"path":"/orders/by-offset","records":"data.list","paging":{"mode":"offset","sizeParam":"limit","size":70}}""")]
    [InlineData(
        """{"path":"/orders/by-cursor","records":"data.list","paging":{"mode":"cursor","sizeParam":"limit","size":70,"cursor":"data.next"}}"""
    )]
    [InlineData(
        """{"path":"/orders/by-offset","records":"data.list","paging":{"mode":"offset","sizeParam":"limit","size":1000,"total":"data.total"}}"""
    )]
    public async Task Every_way_of_paging_gives_every_order_once(string settings)
    {
        await FaultAsync("http429", "products");
        var orders = (await HttpStand.ReadAllAsync(Source(Connect(Bearer), settings))).ConvertAll(o => JsonNode.Parse(o)!);
        Assert.Equal(200, orders.Select(o => (string)o["billNo"]!).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(200, orders.Count);
        Assert.Equal("5000000000000000001", orders[0]["id"]!.ToJsonString());
        Assert.Matches("^[0-9]+\\.[0-9]0$", (string)orders[0]["items"]![0]!["amt"]!);
    }

    [Fact]
    public async Task A_window_gives_the_orders_that_changed_in_it()
    {
        _host.Clock.Advance(TimeSpan.FromHours(1));
        await _host.SendAsync(HttpMethod.Post, "_sandbox/shop/changes", """{"insert":2,"edit":3}""");
        var source = Source(
            Connect(Bearer),
            """{"path":"/orders","records":"data.list","paging":{"mode":"page"},"window":{"fromParam":"updatedFrom","toParam":"updatedTo"}}"""
        );
        var now = _host.Clock.GetUtcNow();
        Assert.Equal(5, (await HttpStand.ReadAllAsync(source, new SourceSlice(now.AddMinutes(-5), now))).Count);
    }

    [Theory]
    [InlineData("http429", ErrorKind.RateLimited)]
    [InlineData("htmlError", ErrorKind.Transient)]
    [InlineData("emptyBody", ErrorKind.Transient)]
    [InlineData("truncated", ErrorKind.Transient)]
    [InlineData("malformed", ErrorKind.Transient)]
    [InlineData("resetBeforeCommit", ErrorKind.Transient)]
    [InlineData("resetAfterCommit", ErrorKind.Transient)]
    [InlineData("unauthorized401InBody", ErrorKind.Auth)]
    public async Task Faults_of_a_read_are_typed(string fault, ErrorKind kind)
    {
        await FaultAsync(fault, "orders");
        var source = Source(Connect(Bearer), """{"path":"/orders","records":"data.list"}""");
        Assert.Equal(kind, (await Assert.ThrowsAsync<ConnectorException>(() => HttpStand.ReadAllAsync(source))).Kind);
    }

    [Theory]
    [InlineData("http429", ErrorKind.RateLimited, FoundState.Missing)]
    [InlineData("htmlError", ErrorKind.InDoubt, FoundState.Missing)]
    [InlineData("htmlAfterCommit", ErrorKind.InDoubt, FoundState.Complete)]
    [InlineData("emptyBody", ErrorKind.InDoubt, FoundState.Missing)]
    [InlineData("truncated", ErrorKind.InDoubt, FoundState.Complete)]
    [InlineData("malformed", ErrorKind.InDoubt, FoundState.Complete)]
    [InlineData("resetBeforeCommit", ErrorKind.InDoubt, FoundState.Missing)]
    [InlineData("resetAfterCommit", ErrorKind.InDoubt, FoundState.Complete)]
    public async Task Faults_of_a_write_are_typed_and_the_lookup_tells_what_became_of_it(string fault, ErrorKind kind, FoundState state)
    {
        await FaultAsync(fault, "shipments");
        var target = Target(Connect(Bearer), Send);
        var document = HttpStand.New("""{"outId":"A1","billNo":"SO1","qty":2}""", "A1");
        var error = await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync([document], HttpStand.Stop));
        Assert.Equal(kind, error.Kind);
        Assert.Equal(state, (await target.FindAsync(["A1"], HttpStand.Stop)).Single().State);
    }

    [Fact]
    public async Task A_document_is_created_found_and_changed_by_its_id()
    {
        var target = Target(Connect(Bearer), Send);
        var created = await target.WriteAsync([HttpStand.New("""{"outId":"A1","billNo":"SO1","qty":2}""", "A1")], HttpStand.Stop);
        Assert.Equal([Outcome.Ok("900001", "FH00001")], created.Outcomes);
        var found = await target.FindAsync(["A1", "A2"], HttpStand.Stop);
        Assert.Equal(new FoundDocument(FoundState.Complete, "900001", "FH00001"), found[0]);
        Assert.Equal(FoundState.Missing, found[1].State);
        await target.WriteAsync([HttpStand.Changed("""{"outId":"A1","billNo":"SO1","qty":3.50}""", "900001")], HttpStand.Stop);
        var shipments = (await _host.GetAsync("shop/shipments")).AsArray();
        Assert.Equal("3.50", Assert.Single(shipments)!["document"]!["qty"]!.ToJsonString());
        var error = await Assert.ThrowsAsync<ConnectorException>(() =>
            target.WriteAsync([HttpStand.New("""{"outId":"A3"}""", "A3")], HttpStand.Stop)
        );
        Assert.Equal((ErrorKind.Rejected, "billNo 不能为空"), (error.Kind, error.VendorText));
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_makes_no_second_document()
    {
        var target = Target(
            Connect(Bearer),
            """{"path":"/shipments","id":"data.id","identity":"outId","idempotencyHeader":"Idempotency-Key"}"""
        );
        var document = HttpStand.New("""{"outId":"A1","billNo":"SO1"}""");
        await FaultAsync("resetAfterCommit", "shipments", ""","times":1""");
        await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync([document], HttpStand.Stop));
        Assert.Equal("900001", (await target.WriteAsync([document], HttpStand.Stop)).Outcomes.Single().TargetId);
        Assert.Single((await _host.GetAsync("shop/shipments")).AsArray());
    }

    [Fact]
    public async Task A_batch_tells_which_documents_were_refused()
    {
        var target = Target(
            Connect(Bearer),
            """{"path":"/shipments/batch","id":"id","number":"no","batch":{"rows":20,"wrap":"list","rowResults":"data.results","rowErrors":{"path":"data.errors","code":"code"}}}"""
        );
        var answer = await target.WriteAsync(
            [HttpStand.New("""{"billNo":"SO1"}"""), HttpStand.New("""{"billNo":"SO2","qty":0}"""), HttpStand.New("""{"billNo":"SO3"}""")],
            HttpStand.Stop
        );
        Assert.Equal(
            [
                Outcome.Ok("900001", "FH00001"),
                Outcome.Failed(new DeliveryError(ErrorKind.Rejected, "4001", "qty 必须大于 0")),
                Outcome.Ok("900002", "FH00002"),
            ],
            answer.Outcomes
        );
    }

    [Theory]
    [InlineData("""{"path":"/products","records":"data.list","keys":"text","keysPerCall":50}""")]
    [InlineData("""{"path":"/products","records":"data.list","keysPerCall":50}""")]
    [InlineData("""{"path":"/products/query","method":"post","records":"data.list","keysPerCall":50}""")]
    public async Task Products_are_found_many_at_once(string settings)
    {
        var lookup = Connect(Bearer).OpenLookup(HttpStand.Operation("find"), JsonElement.Parse(settings));
        var rows = await lookup.FindAsync(
            ["sku"],
            [
                ["SKU-002"],
                ["SKU-099"],
                ["SKU-004"],
            ],
            ["materialNo"],
            HttpStand.Stop
        );
        Assert.Equal(
            ["""{"sku":"SKU-002","materialNo":"M002"}""", """{"sku":"SKU-004","materialNo":"M001"}"""],
            rows.Select(row => Encoding.UTF8.GetString(row.Span))
        );
    }

    [Fact]
    public async Task One_product_is_found_by_its_path()
    {
        var lookup = Connect(Bearer)
            .OpenLookup(HttpStand.Operation("find"), JsonElement.Parse("""{"path":"/products/{sku}","records":"data.product"}"""));
        Assert.Single(
            await lookup.FindAsync(
                ["sku"],
                [
                    ["SKU-002"],
                ],
                ["materialNo"],
                HttpStand.Stop
            )
        );
        Assert.Empty(
            await lookup.FindAsync(
                ["sku"],
                [
                    ["SKU-099"],
                ],
                ["materialNo"],
                HttpStand.Stop
            )
        );
    }
}
