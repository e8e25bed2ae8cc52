using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Zhilong;

/// <summary>Writes a list call as HTTP (reference §4: all known calls are POST).</summary>
internal sealed class RequestWriter
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json") { CharSet = "utf-8" };

    private readonly ZhilongSettings _settings;
    private readonly string _base;
    private readonly RequestSigner? _signer;

    /// <exception cref="ConnectorException">Kind Config: the address is no address, or the authentication lacks something.</exception>
    public RequestWriter(ZhilongSettings settings, TimeProvider time)
    {
        _settings = settings;
        _base = settings.BaseUrl.Trim().TrimEnd('/');
        if (!Uri.TryCreate(_base, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw Config($"baseUrl '{settings.BaseUrl}' is not an http or https address");
        if (address.Query.Length > 0 || address.Fragment.Length > 0)
            throw Config("baseUrl must not hold a query or fragment");
        var auth = settings.Auth;
        if (auth.Mode is AuthMode.StaticHeader && (string.IsNullOrWhiteSpace(auth.Name) || string.IsNullOrWhiteSpace(auth.Value)))
            throw Config("auth.mode staticHeader needs auth.name and auth.value");
        if (auth.Mode is AuthMode.Login && (string.IsNullOrEmpty(auth.UserName) || string.IsNullOrEmpty(auth.Password)))
            throw Config("auth.mode login needs auth.userName and auth.password");
        if (auth.Mode is AuthMode.AppKeySign)
            _signer = new RequestSigner(auth, time);
    }

    /// <summary>The address of a path.</summary>
    public Uri Address(string path) => new(_base + (path.StartsWith('/') ? path : "/" + path));

    /// <summary>A list call.</summary>
    /// <param name="request">The call.</param>
    /// <param name="token">The token of the session, with login.</param>
    public HttpRequestMessage Write(ListRequest request, string? token)
    {
        var mode = _settings.Request.BodyMode;
        var query = new List<RequestField>();
        var body = new List<RequestField>(request.Filters);
        if (mode is BodyMode.JsonBodyQueryPaging)
            query.AddRange(request.Paging);
        if (mode is not BodyMode.JsonBodyQueryPaging || _settings.Request.PageInBody)
            body.AddRange(request.Paging);
        var signature = _signer?.Sign([.. query, .. body]) ?? [];
        if (_settings.Auth.Placement is SignPlacement.Query)
            query.AddRange(signature);
        else if (_settings.Auth.Placement is SignPlacement.Body)
            body.AddRange(signature);

        var path = request.Path;
        if (query.Count > 0)
            path += (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + Encode(query);
        var message = new HttpRequestMessage(HttpMethod.Post, Address(path))
        {
            Content =
                mode is BodyMode.Form
                    ? new FormUrlEncodedContent(body.Select(field => KeyValuePair.Create(field.Name, field.Value)))
                    : JsonContent(body),
        };
        message.Headers.Accept.ParseAdd("application/json");
        if (_settings.Auth.Placement is SignPlacement.Header)
            foreach (var field in signature)
                Header(message, field.Name, field.Value);
        if (_settings.Auth.Mode is AuthMode.StaticHeader)
            Header(message, _settings.Auth.Name, _settings.Auth.Value!);
        if (token is not null)
            Header(message, _settings.Auth.HeaderName, _settings.Auth.HeaderTemplate.Replace("{{token}}", token, StringComparison.Ordinal));
        return message;
    }

    private static void Header(HttpRequestMessage message, string name, string value)
    {
        // The value may be a secret, so the sentence names the header only.
        var sane = value.All(c => c is >= ' ' and not '\u007f');
        if (!sane || !message.Headers.TryAddWithoutValidation(name, value.Trim()))
            throw Config($"'{name}' with its value cannot be sent as a header");
    }

    private static string Encode(List<RequestField> fields) =>
        string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}"));

    private static ByteArrayContent JsonContent(List<RequestField> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var field in fields)
                if (field.Number)
                {
                    json.WritePropertyName(field.Name);
                    json.WriteRawValue(field.Value);
                }
                else
                    json.WriteString(field.Name, field.Value);
            json.WriteEndObject();
        }
        return new ByteArrayContent(buffer.WrittenSpan.ToArray()) { Headers = { ContentType = JsonType } };
    }

    private static ConnectorException Config(string what) => new(ErrorKind.Config, $"植隆: {what}.");
}
