using System.Collections.Concurrent;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Zhilong;

/// <summary>One 植隆 account.</summary>
internal sealed class ZhilongConnection : IConnection
{
    private readonly ConnectionContext _context;
    private readonly AnswerJudge _judge;
    private readonly SignIn? _signIn;
    private readonly ZhilongClient _client;
    private readonly ConcurrentDictionary<string, bool> _noted = new(StringComparer.Ordinal);

    public ZhilongConnection(ConnectionContext context)
    {
        _context = context;
        var settings = SettingsReader.Read<ZhilongSettings>(context.Settings);
        if (settings.Envelope is { Profile: EnvelopeProfile.Custom, RowsPath: null or "" })
            throw new ConnectorException(ErrorKind.Config, "植隆: envelope.profile custom needs envelope.rowsPath.");
        var writer = new RequestWriter(settings, context.Time);
        _judge = new AnswerJudge(settings, context);
        _signIn = settings.Auth.Mode is AuthMode.Login ? new SignIn(settings, context, writer, _judge) : null;
        _client = new ZhilongClient(context, writer, _judge, _signIn);
    }

    /// <inheritdoc />
    public Task<SessionToken> SignInAsync(CancellationToken cancellationToken) =>
        _signIn?.RunAsync(cancellationToken) ?? Task.FromResult(new SessionToken(""));

    /// <inheritdoc />
    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var path = ZhilongOperations.TestPath;
        using var answer = await _client.ReadAsync(
            new ListRequest(path, [], PageRequest.Fields(new PagingSettings(), 0, 1)),
            cancellationToken
        );
        var found = answer.Found;
        var rows = found.Total is { } total ? $"{total} agents" : $"{found.Rows.Length} rows on the first page and no total";
        return $"POST {path} answered with {rows}; envelope {_judge.EnvelopeOf(path)}.";
    }

    /// <inheritdoc />
    public ISource OpenSource(OperationDescriptor operation, JsonElement settings)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var (path, list, own) = ZhilongOperations.Read(operation, settings);
        if (string.IsNullOrWhiteSpace(path) || path.Contains("://", StringComparison.Ordinal))
            throw new ConnectorException(
                ErrorKind.Config,
                $"植隆: path '{path}' must be a path such as /api/agentInfo/list; the host belongs into baseUrl."
            );
        return new ZhilongSource(
            _client,
            path,
            list,
            own,
            note =>
            {
                if (_noted.TryAdd($"{path} {note.Code}", value: true))
                    _context.Note(note.Text);
            }
        );
    }

    /// <inheritdoc />
    public ITarget OpenTarget(OperationDescriptor operation, JsonElement settings) =>
        throw new ConnectorException(ErrorKind.Config, "植隆 is a source only: no interface that writes to it is public.");

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
