using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>Finds rows by field values.</summary>
internal sealed class HttpLookup : ILookup
{
    private readonly HttpCaller _caller;
    private readonly BaseAddress _address;
    private readonly FindSettings _settings;
    private readonly PathTemplate _path;
    private readonly AnswerShape _shape;
    private readonly string _subject;

    public HttpLookup(HttpCaller caller, BaseAddress address, ConnectionContext context, SuccessRule rule, FindSettings settings)
    {
        _caller = caller;
        _address = address;
        _settings = settings;
        _path = new PathTemplate(settings.Path);
        _shape = new AnswerShape(rule, settings.Records);
        _subject = $"{context.Name} {Method.Method} {settings.Path.Split('?')[0]}";
        if (_path.HasFields && settings.KeysPerCall > 1)
            throw new ConnectorException(
                ErrorKind.Config,
                $"HTTP: a path with fields ('{settings.Path}') takes one key; set keysPerCall to 1."
            );
        if (settings.Method is ReadVerb.Get && settings.In is ParamPlace.Body)
            throw new ConnectorException(ErrorKind.Config, "HTTP: a get has no body; set method to post, or in to query.");
        _ = address.For(_path.Fill(_ => "x"), settings.Query);
    }

    /// <inheritdoc />
    public int KeysPerCall => _settings.KeysPerCall;

    private HttpMethod Method => _settings.Method is ReadVerb.Get ? HttpMethod.Get : HttpMethod.Post;

    /// <inheritdoc />
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(
        IReadOnlyList<string> where,
        IReadOnlyList<IReadOnlyList<string>> keys,
        IReadOnlyList<string> take,
        CancellationToken cancellationToken
    )
    {
        if (where.Count > 1 && _settings.KeysPerCall > 1)
            throw new ConnectorException(
                ErrorKind.Config,
                $"{_subject}: a lookup by {where.Count} fields takes one key a call; set keysPerCall to 1."
            );
        if (keys.Count == 0)
            return [];
        using var reply = await _caller.CallAsync(Call(where, keys), _shape, trace: null, cancellationToken);
        var extents =
            reply.Rows()
            ?? throw new ConnectorException(
                ErrorKind.Config,
                $"{_subject}: there is no list at '{_settings.Records}' in the answer (members: {string.Join(", ", reply.Found?.Members ?? [])}); check records."
            )
            {
                Code = "records",
                VendorText = reply.Excerpt,
            };
        var names = where.Concat(take).Distinct(StringComparer.Ordinal).Select(name => new AnswerPath(name)).ToList();
        var rows = new List<ReadOnlyMemory<byte>>(extents.Length);
        foreach (var extent in extents)
            rows.Add(Named(reply.Row(extent), names, where, keys.Count == 1 ? keys[0] : null));
        return rows;
    }

    private HttpCall Call(IReadOnlyList<string> where, IReadOnlyList<IReadOnlyList<string>> keys)
    {
        var query = new List<KeyValuePair<string, string>>(_settings.Query);
        var body = new List<(string, JsonNode?)>();
        var inBody = _settings.In is ParamPlace.Body || (_settings.In is ParamPlace.Auto && _settings.Method is ReadVerb.Post);
        for (var i = 0; i < where.Count; i++)
        {
            if (_path.Fields.Contains(where[i], StringComparer.Ordinal))
                continue;
            var name = _settings.Params.GetValueOrDefault(where[i], where[i]);
            var values = keys.Select(key => key[i]).ToArray();
            // One key a call goes as it is: servers that take one seldom take a list of one.
            var joined = _settings.Keys is KeyList.Text || _settings.KeysPerCall == 1 ? string.Join(_settings.Separator, values) : null;
            if (inBody)
                body.Add(
                    (
                        name,
                        joined is null
                            ? new JsonArray([.. values.Select(value => (JsonNode)JsonValue.Create(value))])
                            : JsonValue.Create(joined)
                    )
                );
            else if (joined is not null)
                query.Add(new(name, joined));
            else
                query.AddRange(values.Select(value => KeyValuePair.Create(name, value)));
        }
        var path = _path.Fill(field =>
            where.Index().Where(w => string.Equals(w.Item, field, StringComparison.Ordinal)).Select(w => keys[0][w.Index]).FirstOrDefault()
        );
        return new HttpCall(
            Method,
            _address.For(path, query, _path.HasFields ? ErrorKind.Rejected : ErrorKind.Config),
            _settings.Method is ReadVerb.Get ? null : JsonBody.With(_settings.Body, body),
            _subject
        )
        {
            PathHasData = _path.HasFields,
            MayBeMissing = _path.HasFields,
        };
    }

    /// <summary>
    /// The fields that were asked for, under their names, as they lie in the row. A row that does not repeat the key it was asked by gets it, when only one was asked.
    /// </summary>
    private static ReadOnlyMemory<byte> Named(
        ReadOnlySpan<byte> row,
        List<AnswerPath> names,
        IReadOnlyList<string> where,
        IReadOnlyList<string>? key
    )
    {
        var found = AnswerScan.Read(row, names).Values;
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer, JsonBody.Plain))
        {
            writer.WriteStartObject();
            for (var i = 0; i < names.Count; i++)
            {
                if (found[i].Length > 0)
                {
                    writer.WritePropertyName(names[i].Dotted);
                    writer.WriteRawValue(row.Slice(found[i].Offset, found[i].Length));
                }
                else if (i < where.Count && key is not null)
                    writer.WriteString(names[i].Dotted, key[i]);
            }
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
