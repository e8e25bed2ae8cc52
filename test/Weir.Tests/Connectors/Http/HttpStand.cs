using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Weir.Connectors.Http;
using Weir.Sdk.Connectors;
using Xunit;

namespace Weir.Tests.Connectors.Http;

/// <summary>One request as the stub saw it.</summary>
internal sealed record SeenCall(string Method, Uri Uri, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Line => $"{Method} {Uri.PathAndQuery}";
}

/// <summary>What the stub answers; a status of 0 breaks the connection.</summary>
internal sealed record Say(string Body, int Status = 200)
{
    public string? RetryAfter { get; init; }

    public string? Location { get; init; }
}

/// <summary>A connection to a stub, with a session that counts its sign-ins and a clock that stands still.</summary>
internal sealed class HttpStand : HttpMessageHandler, ISession
{
    private readonly Func<SeenCall, Say> _answer;
    private SessionToken? _session;

    public HttpStand(Func<SeenCall, Say> answer, string settings = "{}")
    {
        _answer = answer;
        var json = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(settings)!;
        json.TryAdd("baseUrl", JsonElement.Parse("\"http://shop.test/api/\""));
        Connection = new HttpConnector().Open(
            new ConnectionContext
            {
                Name = "shop",
                Settings = JsonSerializer.SerializeToElement(json),
                Http = new HttpClient(this),
                Session = this,
                Limits = new ConnectionLimits(),
                Time = Time,
                Note = Notes.Add,
            }
        );
    }

    public IConnection Connection { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 1, 4, 0, 0, TimeSpan.Zero));

    public List<string> Notes { get; } = [];

    public List<SeenCall> Calls { get; } = [];

    public int SignIns { get; private set; }

    public IEnumerable<string> Lines => Calls.Select(call => call.Line);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static SourceSlice Everything { get; } = new(From: null, To: null);

    public static SourceSlice Window { get; } =
        new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 5, 1, 1, 0, 59, TimeSpan.Zero));

    public static OperationDescriptor Operation(string id) =>
        new HttpConnector().Manifest.Operations.Single(o => string.Equals(o.Id, id, StringComparison.Ordinal));

    public ISource Source(string settings) => Connection.OpenSource(Operation("request"), JsonElement.Parse(settings));

    public ITarget Target(string settings) => Connection.OpenTarget(Operation("send"), JsonElement.Parse(settings));

    public ILookup Lookup(string settings) => Connection.OpenLookup(Operation("find"), JsonElement.Parse(settings));

    /// <summary>Reads to the end as the engine does and returns all records as text; the cursor travels as text.</summary>
    public static async Task<List<string>> ReadAllAsync(ISource source, SourceSlice? slice = null)
    {
        var rows = new List<string>();
        string? cursor = null;
        for (var pages = 0; pages < 200; pages++)
        {
            var page = await source.ReadAsync(slice ?? Everything, cursor, Stop);
            using var records = page.Records;
            for (var i = 0; i < records.Count; i++)
                rows.Add(Encoding.UTF8.GetString(records[i]));
            if (page.Next is null)
                return rows;
            cursor = page.Next;
        }
        throw new InvalidOperationException("The read does not end.");
    }

    public static string? Text(ReadOnlyMemory<byte>? answer) =>
        answer is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes.Span) : null;

    public static TargetDocument New(string body, string? identity = null) =>
        new(Encoding.UTF8.GetBytes(body), identity, WriteIntent.Create, TargetId: null);

    public static TargetDocument Changed(string body, string id) =>
        new(Encoding.UTF8.GetBytes(body), Identity: null, WriteIntent.Update, id);

    public async ValueTask<SessionToken> GetAsync(CancellationToken cancellationToken) => _session ??= await SignInAsync(cancellationToken);

    public async ValueTask<SessionToken> RenewAsync(SessionToken lost, CancellationToken cancellationToken)
    {
        Assert.Equal(_session, lost);
        return _session = await SignInAsync(cancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        var seen = new SeenCall(request.Method.Method, request.RequestUri!, body, headers);
        Calls.Add(seen);
        var say = _answer(seen);
        if (say.Status == 0)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "the response ended prematurely");
        var response = new HttpResponseMessage((HttpStatusCode)say.Status) { Content = new StringContent(say.Body, Encoding.UTF8) };
        if (say.RetryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", say.RetryAfter);
        if (say.Location is not null)
            response.Headers.TryAddWithoutValidation("Location", say.Location);
        return response;
    }

    private async Task<SessionToken> SignInAsync(CancellationToken cancellationToken) =>
        await Connection.SignInAsync(cancellationToken) with
        {
            Version = ++SignIns,
        };
}
