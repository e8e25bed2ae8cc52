using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Hashing;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;

namespace Weir.Connectors.Http;

/// <summary>Reads a list page by page; the records are handed on where they lie in the answer.</summary>
internal sealed class HttpSource : ISource
{
    private readonly HttpCaller _caller;
    private readonly BaseAddress _address;
    private readonly RequestSettings _settings;
    private readonly string _subject;
    private readonly Action<string> _note;
    private readonly ConcurrentDictionary<string, bool> _noted = new(StringComparer.Ordinal);
    private readonly WindowText _window;
    private readonly PagingRules _rules;
    private readonly AnswerShape _shape;
    private readonly int _total;
    private readonly int _hasNext;
    private readonly int _cursor;

    public HttpSource(HttpCaller caller, BaseAddress address, ConnectionContext context, SuccessRule rule, RequestSettings settings)
    {
        _caller = caller;
        _address = address;
        _settings = settings;
        _note = context.Note;
        _window = new WindowText(settings.Window);
        _shape = new AnswerShape(rule, settings.Records);
        _total = _shape.Add(settings.Paging.Total);
        _hasNext = _shape.Add(settings.Paging.HasNext);
        _cursor = _shape.Add(settings.Paging.Cursor);
        _subject = $"{context.Name} {Method.Method} {settings.Path.Split('?')[0]}";
        _rules = new PagingRules(settings.Paging, _subject);
        if (settings.Paging.Mode is PagingMode.Cursor && _cursor < 0)
            throw new ConnectorException(ErrorKind.Config, "HTTP: paging.mode cursor needs paging.cursor, the path of the next cursor.");
        if (settings.Method is ReadVerb.Get && (settings.Paging.In is ParamPlace.Body || settings.Window.In is ParamPlace.Body))
            throw new ConnectorException(ErrorKind.Config, "HTTP: a get has no body; set method to post, or in to query.");
        // A wrong path is told when the flow starts, not at its first call.
        _ = address.For(settings.Path, settings.Query);
    }

    private HttpMethod Method => _settings.Method is ReadVerb.Get ? HttpMethod.Get : HttpMethod.Post;

    /// <inheritdoc />
    public async Task<SourcePage> ReadAsync(SourceSlice slice, string? cursor, CancellationToken cancellationToken)
    {
        if (!_window.IsSet && slice.From is not null)
            Note($"{_subject}: window.fromParam is not set, so every run reads everything.");
        var at = cursor is null ? new PageCursor { Size = _settings.Paging.Size } : PageCursor.Read(cursor);
        using var reply = await _caller.CallAsync(Call(slice, at), _shape, trace: null, cancellationToken);
        var rows = reply.Rows() ?? NoRows(reply);
        var (token, isNumber) = Token(reply);
        var total = Whole(reply.Text(_total));
        var step = _rules.Next(at, new PageFacts(rows.Length, total, Hash(reply.RowBytes), Flag(reply.Text(_hasNext)), token, isNumber));
        if (step.Error is not null)
            throw step.Error;
        if (step.Note is not null)
            Note(step.Note);
        var records = step.Repeats || rows.Length == 0 ? RecordSlab.Wrap([], []) : reply.TakeRows(rows);
        return new SourcePage(records, step.Next?.Write()) { Total = total, Bytes = reply.Length };
    }

    private HttpCall Call(SourceSlice slice, PageCursor at)
    {
        var query = new List<KeyValuePair<string, string>>(_settings.Query);
        var body = new List<RequestParam>();
        foreach (var param in _window.Of(slice))
            Put(param, _settings.Window.In);
        foreach (var param in Page(at))
            Put(param, _settings.Paging.In);
        return new HttpCall(
            Method,
            _address.For(_settings.Path, query),
            _settings.Method is ReadVerb.Get
                ? null
                : JsonBody.With(_settings.Body, body.Select(p => (p.Name, (System.Text.Json.Nodes.JsonNode?)p.Json))),
            _subject
        )
        {
            Strict = false,
        };

        void Put(RequestParam param, ParamPlace place)
        {
            if (place is ParamPlace.Body || (place is ParamPlace.Auto && _settings.Method is ReadVerb.Post))
                body.Add(param);
            else
                query.Add(new(param.Name, param.Value));
        }
    }

    private IEnumerable<RequestParam> Page(PageCursor at)
    {
        var paging = _settings.Paging;
        if (paging.Mode is PagingMode.None)
            yield break;
        if (paging.SizeParam.Length > 0)
            yield return new RequestParam(paging.SizeParam, Digits(at.Size), Number: true);
        if (paging.Mode is PagingMode.Page)
            yield return new RequestParam(Name("page"), Digits(at.Page + (long)paging.FirstPage), Number: true);
        else if (paging.Mode is PagingMode.Offset)
            yield return new RequestParam(Name("offset"), Digits((long)at.Page * at.Size), Number: true);
        else if (at.Token is not null)
            yield return new RequestParam(Name("cursor"), at.Token, at.TokenIsNumber);

        string Name(string otherwise) => paging.PageParam.Length > 0 ? paging.PageParam : otherwise;
    }

    private (string? Token, bool IsNumber) Token(HttpReply reply)
    {
        var raw = reply.Raw(_cursor);
        return (AnswerScan.Text(raw), !raw.IsEmpty && raw[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'));
    }

    private RecordExtent[] NoRows(HttpReply reply)
    {
        if (Whole(reply.Text(_total)) is 0)
            return [];
        var members = string.Join(", ", reply.Found?.Members ?? []);
        throw new ConnectorException(
            ErrorKind.Config,
            $"{_subject}: there is no list at '{_settings.Records}' in the answer (members: {members}); check records, and success if the answer tells a failure."
        )
        {
            Code = "records",
            VendorText = reply.Excerpt,
        };
    }

    private void Note(string text)
    {
        if (_noted.TryAdd(text, value: true))
            _note(text);
    }

    private static bool? Flag(string? text) =>
        text switch
        {
            "true" or "True" or "1" or "Y" or "y" => true,
            "false" or "False" or "0" or "N" or "n" => false,
            _ => null,
        };

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Hash(ReadOnlySpan<byte> rows) => XxHash3.HashToUInt64(rows).ToString("x16", CultureInfo.InvariantCulture);
}
