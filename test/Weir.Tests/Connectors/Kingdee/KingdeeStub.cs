using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Weir.Connectors.Kingdee;
using Weir.Sdk.Connectors;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

/// <summary>One call as it arrived.</summary>
internal sealed record StubCall(string Operation, string Body, string? Cookie, string? SessionId, bool? ExpectContinue);

/// <summary>Answers calls by operation from a script; a login is answered by itself. Also the session owner of the connection.</summary>
internal sealed class KingdeeStub : HttpMessageHandler, ISession
{
    public const string Ok =
        """{"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[],"SuccessMessages":[],"MsgCode":0}}}""";
    public const string Lost =
        """{"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"Errors":[{"FieldName":null,"Message":"会话信息已丢失，请重新登录","DIndex":0}],"SuccessEntitys":[],"SuccessMessages":[],"MsgCode":1}}}""";

    private readonly Dictionary<string, Queue<(int Status, string Body)>> _script = new(StringComparer.Ordinal);
    private readonly IConnection _connection;
    private SessionToken? _token;

    public KingdeeStub(string auth = "loginBySign", string extra = "")
    {
        var settings = JsonElement.Parse(
            $$"""
            {"serverUrl":"http://kingdee.test/k3cloud","acctId":"5f0a1b2c3d4e5f","userName":"demo","password":"pw","passport":"UEFTUw==",
             "appId":"200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr","appSecret":"0123456789abcdef0123456789abcdef","auth":"{{auth}}"{{extra}}}
            """
        );
        _connection = new KingdeeConnector().Open(
            new ConnectionContext
            {
                Name = "kingdee",
                Settings = settings,
                Http = new HttpClient(this),
                Session = this,
                Limits = new ConnectionLimits(),
                Time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)),
                Note = Notes.Add,
            }
        );
    }

    public List<StubCall> Calls { get; } = [];

    public List<string> Notes { get; } = [];

    public int SignIns { get; private set; }

    public IConnection Connection => _connection;

    public IEnumerable<string> Operations => Calls.Select(c => c.Operation).Where(o => !o.StartsWith("Login", StringComparison.Ordinal));

    public KingdeeStub Answer(string operation, string body, int status = 200)
    {
        if (!_script.TryGetValue(operation, out var queue))
            _script[operation] = queue = new Queue<(int, string)>();
        queue.Enqueue((status, body));
        return this;
    }

    public ITarget Target(string settings = """{"formId":"BD_Customer","identity":"F_out_id"}""", string operation = "batchSave") =>
        _connection.OpenTarget(
            new KingdeeConnector().Manifest.Operations.Single(o => string.Equals(o.Id, operation, StringComparison.Ordinal)),
            JsonElement.Parse(settings)
        );

    public ISource Source(string settings, string operation = "executeBillQuery") =>
        _connection.OpenSource(
            new KingdeeConnector().Manifest.Operations.Single(o => string.Equals(o.Id, operation, StringComparison.Ordinal)),
            JsonElement.Parse(settings)
        );

    public static TargetDocument New(string body, string? identity = null) =>
        new(Encoding.UTF8.GetBytes(body), identity, WriteIntent.Create, TargetId: null);

    public static TargetDocument Known(string body, string id, WriteIntent intent = WriteIntent.Update) =>
        new(Encoding.UTF8.GetBytes(body), Identity: null, intent, id);

    public static string Result(string errors, string entities, int msgCode = 0, bool success = false) =>
        $$$"""{"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":{{{(success ? "true" : "false")}}},"Errors":[{{{errors}}}],"SuccessEntitys":[{{{entities}}}],"SuccessMessages":[],"MsgCode":{{{msgCode}}}},"NeedReturnData":[]}}""";

    public async ValueTask<SessionToken> GetAsync(CancellationToken cancellationToken) => _token ??= await SignInAsync(cancellationToken);

    public async ValueTask<SessionToken> RenewAsync(SessionToken lost, CancellationToken cancellationToken)
    {
        Assert.Equal(_token, lost);
        return _token = await SignInAsync(cancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.RequestUri!.AbsolutePath.Split("Service.")[1].Replace(".common.kdsvc", "", StringComparison.Ordinal);
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        Calls.Add(
            new StubCall(operation, body, Header(request, "Cookie"), Header(request, "kdservice-sessionid"), request.Headers.ExpectContinue)
        );
        if (_script.TryGetValue(operation, out var queue) && queue.TryDequeue(out var next))
            return new HttpResponseMessage((HttpStatusCode)next.Status) { Content = new StringContent(next.Body, Encoding.UTF8) };
        Assert.True(
            operation.StartsWith("Login", StringComparison.Ordinal) || operation.StartsWith("Validate", StringComparison.Ordinal),
            $"unexpected {operation} {body}"
        );
        var login = new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent($$"""{"LoginResultType":1,"MessageCode":"CheckPasswordPolicy","KDSVCSessionId":"s{{SignIns}}"}"""),
        };
        login.Headers.Add("Set-Cookie", $"kdservice-sessionid=s{SignIns}; path=/");
        login.Headers.Add("Set-Cookie", $"ASP.NET_SessionId=a{SignIns}; path=/; HttpOnly");
        return login;
    }

    private async Task<SessionToken> SignInAsync(CancellationToken cancellationToken)
    {
        SignIns++;
        return await _connection.SignInAsync(cancellationToken) with { Version = SignIns };
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join("|", values) : null;
}
