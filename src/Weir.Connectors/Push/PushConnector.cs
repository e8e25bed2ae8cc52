using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;

namespace Weir.Connectors.Push;

/// <summary>A system that pushes what it has to a webhook and cannot be read: the source of flows that only receive.</summary>
public sealed class PushConnector : IConnector
{
    /// <inheritdoc />
    public ConnectorManifest Manifest { get; } =
        new(
            "push",
            "推送",
            "Push",
            typeof(PushSettings),
            [
                new OperationDescriptor("received", OperationRole.Source, "接收的记录", "Received records", typeof(PushSourceSettings))
                {
                    Description = "记录由对方推送到方案的 `webhook` 触发器；运行本身不读取任何数据，只投递账本中等待的单据。",
                },
            ]
        )
        {
            Description =
                "只推送、不能查询的系统：方案的数据全部来自 `webhook` 触发器（`POST /hooks/方案/触发器`）。能查询的系统应当用它自己的连接器作数据源，再加上 `webhook`，这样漏推的数据会在下一次读取时补上。",
        };

    /// <inheritdoc />
    public IConnection Open(ConnectionContext context) => new PushConnection();
}

/// <summary>Nothing is to be set: who may push is said by the flow's trigger.</summary>
internal sealed record PushSettings;

/// <summary>Nothing is to be set.</summary>
internal sealed record PushSourceSettings;

internal sealed class PushConnection : IConnection
{
    public Task<SessionToken> SignInAsync(CancellationToken cancellationToken) => Task.FromResult(new SessionToken(""));

    public Task<string> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult("The other system calls the webhooks of the flows; there is nothing here that could be called.");

    public ISource OpenSource(OperationDescriptor operation, JsonElement settings) => new PushSource();

    public ITarget OpenTarget(OperationDescriptor operation, JsonElement settings) =>
        throw new ConnectorException(ErrorKind.Config, "A connection of the kind 'push' receives; nothing can be written to it.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>All there is comes by the webhook: a page of nothing, and no other.</summary>
internal sealed class PushSource : ISource
{
    public Task<SourcePage> ReadAsync(SourceSlice slice, string? cursor, CancellationToken cancellationToken) =>
        Task.FromResult(new SourcePage(RecordSlab.Copy([]), Next: null));
}
