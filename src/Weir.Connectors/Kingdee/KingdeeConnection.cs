using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Kingdee;

/// <summary>One account set, under one user.</summary>
internal sealed class KingdeeConnection(ConnectionContext context, KingdeeSettings account) : IConnection
{
    private readonly KingdeeClient _client = new(context, account);

    public Task<SessionToken> SignInAsync(CancellationToken cancellationToken) =>
        new KingdeeLogin(_client, account, context.Time).SignInAsync(cancellationToken);

    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        // The heartbeat of the vendor's .NET SDK (§2.3): every account set has the currency PRE001.
        var question = new KingdeeQuestion("BD_Currency", ["FCODE"], "FNUMBER='PRE001'") { Limit = 1 };
        using var reply = await _client.CallAsync(KingdeeQuery.Call("ExecuteBillQuery", question), trace: null, cancellationToken);
        KingdeeQuery.ThrowIfError(KingdeeQuery.Call("ExecuteBillQuery", question), reply);
        var organisation = account.OrgNumber.Length > 0 ? $"，组织 {account.OrgNumber}" : "";
        return $"已连接金蝶云星空账套 {account.AcctId}（用户 {account.UserName}{organisation}），查询权限正常。";
    }

    public ISource OpenSource(OperationDescriptor operation, JsonElement settings) =>
        new KingdeeSource(_client, SettingsReader.Read<KingdeeQuerySettings>(settings), objects: operation.Id is "billQuery");

    public ITarget OpenTarget(OperationDescriptor operation, JsonElement settings)
    {
        if (operation.Id is not ("batchSave" or "save"))
            return new KingdeeActionTarget(_client, KingdeeAction.Of(operation.Id), SettingsReader.Read<KingdeeActionSettings>(settings));
        var save = SettingsReader.Read<KingdeeSaveSettings>(settings);
        return new KingdeeTarget(_client, save, new KingdeeMetadata(_client, save.FormId, context.Note), single: operation.Id is "save");
    }

    public ILookup OpenLookup(OperationDescriptor operation, JsonElement settings) =>
        new KingdeeBillLookup(_client, SettingsReader.Read<KingdeeBillLookupSettings>(settings));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
