using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Notify;

/// <summary>One robot, webhook or mail account.</summary>
/// <param name="name">Name of the connection.</param>
/// <param name="open">Opens the target of a node.</param>
/// <param name="test">Proves that messages arrive.</param>
internal sealed class NotifyConnection(string name, Func<JsonElement, ITarget> open, Func<CancellationToken, Task<string>> test)
    : IConnection
{
    /// <summary>What a test of a connection says in the group.</summary>
    public const string TestText = "连接测试：收到这条消息，说明连接可用。";

    public Task<SessionToken> SignInAsync(CancellationToken cancellationToken) => Task.FromResult(new SessionToken(""));

    public Task<string> TestAsync(CancellationToken cancellationToken) => test(cancellationToken);

    public ISource OpenSource(OperationDescriptor operation, JsonElement settings) =>
        throw new ConnectorException(ErrorKind.Config, $"{name} sends messages; nothing can be read from it.");

    public ITarget OpenTarget(OperationDescriptor operation, JsonElement settings) => open(settings);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
