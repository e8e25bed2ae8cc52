using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Weir.Connectors.Zhilong;
using Weir.Sdk.Connectors;
using Weir.Sdk.Records;
using Xunit;

namespace Weir.Tests.Connectors.Zhilong;

/// <summary>One request as the stub saw it.</summary>
internal sealed record SeenRequest(Uri Uri, string Body, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public string Path => Uri.AbsolutePath;

    public string? Query(string name) =>
        Uri
            .Query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Where(pair => string.Equals(pair[0], name, StringComparison.Ordinal))
            .Select(pair => Uri.UnescapeDataString(pair[1]))
            .FirstOrDefault();

    public int Page => int.Parse(Query("pageNum")!);

    public int Size => int.Parse(Query("pageSize")!);
}

/// <summary>What the stub answers.</summary>
internal sealed record StubAnswer(string Body, int Status = 200, string ContentType = "application/json")
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public Encoding Encoding { get; init; } = Encoding.UTF8;
}

/// <summary>A connection to a stub, with a session that counts its sign-ins and a clock that stands still.</summary>
internal sealed class ZhilongStand : HttpMessageHandler, ISession
{
    private readonly Func<SeenRequest, StubAnswer> _answer;
    private SessionToken? _session;

    public ZhilongStand(Func<SeenRequest, StubAnswer> answer, string settings = "{}")
    {
        _answer = answer;
        var json = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(settings)!;
        json.TryAdd("baseUrl", JsonElement.Parse("\"http://zhilong.test/prod-api/\""));
        json.TryAdd("auth", JsonElement.Parse("""{"mode":"staticHeader","name":"Authorization","value":"Bearer abc"}"""));
        Connection = new ZhilongConnector().Open(
            new ConnectionContext
            {
                Name = "zhilong",
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

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2024, 5, 1, 4, 0, 0, TimeSpan.Zero));

    public List<string> Notes { get; } = [];

    public List<SeenRequest> Requests { get; } = [];

    public int SignIns { get; private set; }

    public static SourceSlice Window { get; } =
        new(new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 5, 1, 1, 0, 0, TimeSpan.Zero));

    public static SourceSlice Everything { get; } = new(From: null, To: null);

    public ISource Source(string settings = "{}", string operation = "agentInfo.list") =>
        Connection.OpenSource(
            new ZhilongConnector().Manifest.Operations.Single(o => string.Equals(o.Id, operation, StringComparison.Ordinal)),
            JsonElement.Parse(settings)
        );

    /// <summary>Reads to the end as the engine does and returns all records as text; the cursor travels as text.</summary>
    public static async Task<List<string>> ReadAllAsync(ISource source, SourceSlice slice)
    {
        var rows = new List<string>();
        string? cursor = null;
        for (var pages = 0; pages < 200; pages++)
        {
            var page = await source.ReadAsync(slice, cursor, TestContext.Current.CancellationToken);
            using var records = page.Records;
            rows.AddRange(Texts(records));
            if (page.Next is null)
                return rows;
            cursor = page.Next;
        }
        throw new InvalidOperationException("The read does not end.");
    }

    public static IEnumerable<string> Texts(RecordSlab records)
    {
        var texts = new List<string>();
        for (var i = 0; i < records.Count; i++)
            texts.Add(Encoding.UTF8.GetString(records[i]));
        return texts;
    }

    /// <summary>Rows <c>{"agentId":n}</c>.</summary>
    public static string Rows(IEnumerable<int> ids) => $"[{string.Join(',', ids.Select(id => $$"""{"agentId":{{id}}}"""))}]";

    /// <summary>A page of RuoYi-Vue.</summary>
    public static StubAnswer Page(IEnumerable<int> ids, long? total) =>
        new($$"""{"total":{{total?.ToString() ?? "null"}},"rows":{{Rows(ids)}},"code":200,"msg":"查询成功"}""");

    public async ValueTask<SessionToken> GetAsync(CancellationToken cancellationToken) => _session ??= await SignInAsync(cancellationToken);

    public async ValueTask<SessionToken> RenewAsync(SessionToken lost, CancellationToken cancellationToken) =>
        _session = await SignInAsync(cancellationToken);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        var seen = new SeenRequest(request.RequestUri!, body, request.Content?.Headers.ContentType?.MediaType, headers);
        Requests.Add(seen);
        var answer = _answer(seen);
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            Content = new StringContent(answer.Body, answer.Encoding, answer.ContentType),
        };
        foreach (var (name, value) in answer.Headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private async Task<SessionToken> SignInAsync(CancellationToken cancellationToken) =>
        await Connection.SignInAsync(cancellationToken) with
        {
            Version = ++SignIns,
        };
}
