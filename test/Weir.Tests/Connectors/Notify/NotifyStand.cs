using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Weir.Connectors.Notify;
using Weir.Engine.Connections;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;
using Weir.Tests.Connectors.Http;
using Xunit;

namespace Weir.Tests.Connectors.Notify;

/// <summary>Opens connectors that send messages: against a stub, or against whatever the address leads to.</summary>
internal sealed class NotifyStand(Func<SeenCall, Say>? answer = null) : HttpMessageHandler
{
    public const string DingTalkSecret = "SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    public const string DingTalk = $$"""{"webhook":"http://oapi.test/robot/send?access_token=tok-1234","secret":"{{DingTalkSecret}}"}""";

    public const string WeCom = """{"webhook":"http://qyapi.test/cgi-bin/webhook/send?key=key-1234"}""";
    public const string Feishu = """{"webhook":"http://open.test/open-apis/bot/v2/hook/hook-1234","secret":"Zl0123456789abcdefghij"}""";

    public const string Webhook = """{"webhook":"http://hooks.test/a/b?key=key-1234"}""";

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The moment of the worked signatures.</summary>
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1795516200));

    public List<SeenCall> Calls { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>False: connections may not go to this machine.</summary>
    public bool ToThisMachine { get; init; } = true;

    public static IConnector Connector(string id) => ConnectorCatalog.In(typeof(DingTalkConnector).Assembly)[$"notify-{id}"];

    public IConnection Open(string id, string settings, HttpClient? http = null, TimeProvider? time = null)
    {
        var connector = Connector(id);
        var json = JsonElement.Parse(settings);
        Assert.Empty(SettingsReader.Check(connector.Manifest.SettingsType, json));
        return connector.Open(
            new ConnectionContext
            {
                Name = "group",
                Settings = json,
                Http = http ?? new HttpClient(this, disposeHandler: false),
                Dial = (host, port, token) => Reach.ConnectAsync(new DnsEndPoint(host, port), ToThisMachine, token),
                Session = new LocalSession(_ => throw new InvalidOperationException("There is no session.")),
                Limits = connector.Manifest.Limits,
                Time = time ?? Time,
                Note = Notes.Add,
            }
        );
    }

    public ITarget Target(string id, string settings, string node = """{"title":"失败 {count} 张"}""", HttpClient? http = null) =>
        Target(id, Open(id, settings, http), node);

    public static ITarget Target(string id, IConnection connection, string node)
    {
        var operation = Connector(id).Manifest.Operations.Single();
        var json = JsonElement.Parse(node);
        Assert.Empty(SettingsReader.Check(operation.SettingsType, json));
        return connection.OpenTarget(operation, json);
    }

    public static IReadOnlyList<TargetDocument> Documents(params string[] texts) =>
        [.. texts.Select(text => HttpStand.New(JsonSerializer.Serialize(new { text })))];

    public static IReadOnlyList<TargetDocument> Many(int count) => Documents([.. Enumerable.Range(1, count).Select(i => $"第 {i} 张")]);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        var seen = new SeenCall(request.Method.Method, request.RequestUri!, body, headers);
        Calls.Add(seen);
        var say = answer!(seen);
        if (say.Status == 0)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "the response ended prematurely");
        var response = new HttpResponseMessage((HttpStatusCode)say.Status) { Content = new StringContent(say.Body, Encoding.UTF8) };
        if (say.RetryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", say.RetryAfter);
        return response;
    }
}
