using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>Asks for documents by identity, one call each.</summary>
internal sealed class IdentityFinder
{
    private const string Mark = "{identity}";

    private readonly HttpCaller _caller;
    private readonly BaseAddress _address;
    private readonly FoundBySettings _settings;
    private readonly PathTemplate _path;
    private readonly AnswerShape _shape;
    private readonly AnswerPath[] _fields;
    private readonly string _subject;

    public IdentityFinder(HttpCaller caller, BaseAddress address, string name, SuccessRule rule, FoundBySettings settings, string identity)
    {
        _caller = caller;
        _address = address;
        _settings = settings;
        _path = new PathTemplate(settings.Path);
        _shape = new AnswerShape(settings.Success is { } own ? new SuccessRule(own) : rule, settings.Records);
        _fields =
        [
            new AnswerPath(settings.Match.Length > 0 ? settings.Match : identity),
            new AnswerPath(settings.Id),
            new AnswerPath(settings.Number.Length > 0 ? settings.Number : settings.Id),
        ];
        _subject = $"{name} {Method.Method} {settings.Path.Split('?')[0]}";
        var asks =
            _path.Fields.Contains("identity", StringComparer.Ordinal)
            || settings.Query.Values.Any(value => value.Contains(Mark, StringComparison.Ordinal))
            || (settings.Body.ValueKind is JsonValueKind.Object && settings.Body.GetRawText().Contains(Mark, StringComparison.Ordinal));
        if (!asks)
            throw new ConnectorException(ErrorKind.Config, "HTTP: find needs {identity} in its path, query or body.");
        _ = address.For(_path.Fill(_ => "x"), settings.Query);
    }

    private HttpMethod Method => _settings.Method is ReadVerb.Get ? HttpMethod.Get : HttpMethod.Post;

    /// <summary>One entry per identity, in order.</summary>
    public async Task<IReadOnlyList<FoundDocument>> FindAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken)
    {
        var found = new List<FoundDocument>(identities.Count);
        foreach (var identity in identities)
            found.Add(await OneAsync(identity, cancellationToken));
        return found;
    }

    private async Task<FoundDocument> OneAsync(string identity, CancellationToken cancellationToken)
    {
        using var reply = await _caller.CallAsync(Call(identity), _shape, trace: null, cancellationToken);
        var rows =
            reply.Rows()
            ?? throw new ConnectorException(
                ErrorKind.Config,
                $"{_subject}: there is no list at '{_settings.Records}' in the answer; check find.records."
            )
            {
                Code = "records",
                VendorText = reply.Excerpt,
            };
        FoundDocument? first = null;
        foreach (var extent in rows)
        {
            var row = reply.Row(extent);
            var values = AnswerScan.Read(row, _fields).Values;
            if (values[0].Length == 0)
                throw new ConnectorException(
                    ErrorKind.Config,
                    $"{_subject}: a record that was found has no '{_fields[0].Dotted}', so it cannot be told whether it is the document; set find.match."
                )
                {
                    Code = "match",
                    VendorText = reply.Excerpt,
                };
            if (!string.Equals(Text(row, 0), identity, StringComparison.Ordinal))
                continue;
            first = first is null
                ? new FoundDocument(FoundState.Complete, Text(row, 1) ?? identity, _settings.Number.Length > 0 ? Text(row, 2) : null)
                : first with
                {
                    Copies = first.Copies + 1,
                };

            string? Text(ReadOnlySpan<byte> bytes, int place) => AnswerScan.Text(bytes.Slice(values[place].Offset, values[place].Length));
        }
        return first ?? new FoundDocument(FoundState.Missing, Copies: 0);
    }

    private HttpCall Call(string identity)
    {
        var query = _settings.Query.Select(pair =>
            KeyValuePair.Create(pair.Key, pair.Value.Replace(Mark, identity, StringComparison.Ordinal))
        );
        return new HttpCall(
            Method,
            _address.For(_path.Fill(_ => identity), query, ErrorKind.Rejected),
            _settings.Method is ReadVerb.Get ? null : Body(identity),
            _subject
        )
        {
            PathHasData = _path.HasFields,
            MayBeMissing = _path.HasFields,
        };
    }

    private ReadOnlyMemory<byte> Body(string identity)
    {
        var template = _settings.Body.ValueKind is JsonValueKind.Object ? JsonNode.Parse(_settings.Body.GetRawText()) : new JsonObject();
        return JsonBody.Bytes(writer => Filled(template)!.WriteTo(writer));

        JsonNode? Filled(JsonNode? node) =>
            node switch
            {
                JsonObject group => new JsonObject(group.Select(member => KeyValuePair.Create(member.Key, Filled(member.Value)))),
                JsonArray list => new JsonArray([.. list.Select(Filled)]),
                JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(
                    text.Replace(Mark, identity, StringComparison.Ordinal)
                ),
                _ => node?.DeepClone(),
            };
    }
}
