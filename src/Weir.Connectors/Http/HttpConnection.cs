using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>One account of one HTTP interface.</summary>
internal sealed class HttpConnection : IConnection
{
    private readonly ConnectionContext _context;
    private readonly HttpSettings _settings;
    private readonly BaseAddress _address;
    private readonly TokenSignIn? _signIn;
    private readonly HttpCaller _caller;

    public HttpConnection(ConnectionContext context)
    {
        _context = context;
        _settings = SettingsReader.Read<HttpSettings>(context.Settings);
        _address = new BaseAddress(_settings.BaseUrl);
        var credentials = new Credentials(_settings);
        _signIn = _settings.Auth.Mode is AuthMode.OauthClientCredentials ? new TokenSignIn(_settings, context, _address) : null;
        _caller = new HttpCaller(context, credentials, _signIn);
    }

    /// <inheritdoc />
    public Task<SessionToken> SignInAsync(CancellationToken cancellationToken) =>
        _signIn?.RunAsync(cancellationToken) ?? Task.FromResult(new SessionToken(""));

    /// <inheritdoc />
    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var path = _settings.TestPath.Split('?')[0];
        var call = new HttpCall(HttpMethod.Get, _address.For(_settings.TestPath, []), Body: null, $"{_context.Name} GET {path}");
        using var reply = await _caller.CallAsync(
            call,
            new AnswerShape(new SuccessRule(_settings.Success), rows: null),
            trace: null,
            cancellationToken
        );
        return $"GET {call.Address.GetLeftPart(UriPartial.Path)} answered with {reply.Length} bytes of JSON.";
    }

    /// <inheritdoc />
    public ISource OpenSource(OperationDescriptor operation, JsonElement settings)
    {
        var request = SettingsReader.Read<RequestSettings>(settings);
        return new HttpSource(_caller, _address, _context, Rule(request.Success), request);
    }

    /// <inheritdoc />
    public ITarget OpenTarget(OperationDescriptor operation, JsonElement settings)
    {
        var send = SettingsReader.Read<SendSettings>(settings);
        return new HttpTarget(_caller, _address, _context, Rule(send.Success), send);
    }

    /// <inheritdoc />
    public ILookup OpenLookup(OperationDescriptor operation, JsonElement settings)
    {
        var find = SettingsReader.Read<FindSettings>(settings);
        return new HttpLookup(_caller, _address, _context, Rule(find.Success), find);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private SuccessRule Rule(SuccessSettings? own) => new(own ?? _settings.Success);
}
