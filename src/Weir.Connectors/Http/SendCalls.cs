using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>Makes the calls of a target from documents.</summary>
internal sealed class SendCalls
{
    private const string TargetId = "$id";

    private readonly BaseAddress _address;
    private readonly SendSettings _settings;
    private readonly PathTemplate _path;
    private readonly PathTemplate _update;
    private readonly AnswerPath _identity;
    private readonly string _name;

    public SendCalls(BaseAddress address, string name, SendSettings settings)
    {
        _address = address;
        _settings = settings;
        _name = name;
        _path = new PathTemplate(settings.Path);
        _update = new PathTemplate(settings.Update.Path);
        _identity = new AnswerPath(settings.Identity);
        Check();
    }

    /// <summary>What is done with a changed document.</summary>
    public UpdateMode Update =>
        _settings.Update.Mode is not UpdateMode.Auto ? _settings.Update.Mode
        : _settings.Method is WriteVerb.Post ? UpdateMode.Refuse
        : UpdateMode.Same;

    /// <summary>The identity of a document, read from it.</summary>
    public string? IdentityOf(TargetDocument document) =>
        document.Identity ?? (_settings.Identity.Length == 0 ? null : AnswerScan.TextAt(document.Body.Span, _identity));

    /// <summary>The call for one document.</summary>
    public HttpCall One(TargetDocument document)
    {
        var apart = document.Intent is not WriteIntent.Create && Update is UpdateMode.Call;
        var (verb, template) = apart ? (_settings.Update.Method, _update) : (_settings.Method, _path);
        var path = template.Fill(name =>
            name is TargetId ? document.TargetId : AnswerScan.TextAt(document.Body.Span, new AnswerPath(name))
        );
        return Call(verb, template, path, document.Body) with { Header = Key(document) };
    }

    /// <summary>The call for a batch.</summary>
    public HttpCall Many(IReadOnlyList<TargetDocument> documents) => Call(_settings.Method, _path, _settings.Path, Wrapped(documents));

    private HttpCall Call(WriteVerb verb, PathTemplate template, string path, ReadOnlyMemory<byte> body)
    {
        var method = new HttpMethod(verb.ToString().ToUpperInvariant());
        var kind = template.HasFields ? ErrorKind.Rejected : ErrorKind.Config;
        return new HttpCall(
            method,
            _address.For(path, _settings.Query, kind),
            body,
            $"{_name} {method.Method} {template.Text.Split('?')[0]}"
        )
        {
            Writes = true,
            PathHasData = template.HasFields,
        };
    }

    /// <summary>A changed document is no repeat of the first: its content becomes part of the key.</summary>
    private (string, string)? Key(TargetDocument document)
    {
        if (_settings.IdempotencyHeader.Length == 0)
            return null;
        if (IdentityOf(document) is not { Length: > 0 } identity)
            throw new ConnectorException(
                ErrorKind.Rejected,
                $"{_name}: '{_settings.Identity}' is empty, so the document has no value for {_settings.IdempotencyHeader}."
            )
            {
                Code = "identity",
            };
        var value =
            document.Intent is WriteIntent.Create
                ? identity
                : $"{identity}-{XxHash3.HashToUInt64(document.Body.Span).ToString("x16", CultureInfo.InvariantCulture)}";
        // A header takes ASCII; other characters are escaped.
        return (_settings.IdempotencyHeader, value.All(char.IsAscii) ? value : Uri.EscapeDataString(value));
    }

    private ReadOnlyMemory<byte> Wrapped(IReadOnlyList<TargetDocument> documents)
    {
        var batch = _settings.Batch!;
        return JsonBody.Bytes(writer =>
        {
            var names = batch.Wrap.Length == 0 ? [] : batch.Wrap.Split('.');
            foreach (var (depth, name) in names.Index())
            {
                writer.WriteStartObject();
                if (depth == 0 && batch.With.ValueKind is JsonValueKind.Object)
                    foreach (var member in batch.With.EnumerateObject())
                        member.WriteTo(writer);
                writer.WritePropertyName(name);
            }
            writer.WriteStartArray();
            foreach (var document in documents)
                writer.WriteRawValue(document.Body.Span, skipInputValidation: true);
            writer.WriteEndArray();
            foreach (var _ in names)
                writer.WriteEndObject();
        });
    }

    private void Check()
    {
        var s = _settings;
        var fault =
            s.Batch is not null && _path.HasFields ? "a path with fields takes one document a call; leave batch out"
            : s.Batch is not null && s.IdempotencyHeader.Length > 0 ? "idempotencyHeader needs one document a call; leave batch out"
            : s.Identity.Length == 0 && (s.IdempotencyHeader.Length > 0 || s.Find is not null) ? "idempotencyHeader and find need identity"
            : s.Update.Mode is UpdateMode.Call && s.Update.Path.Length == 0 ? "update.mode call needs update.path"
            : s.Batch is { Wrap.Length: 0, With.ValueKind: JsonValueKind.Object } ? "batch.with needs batch.wrap"
            : null;
        if (fault is not null)
            throw new ConnectorException(ErrorKind.Config, $"HTTP: {fault}.");
        _ = _address.For(_path.Fill(_ => "x"), s.Query);
        _ = _address.For(_update.Fill(_ => "x"), s.Query);
    }
}
