namespace Weir.Tests.Server;

/// <summary>Files that the server's tests work with.</summary>
internal static class StandFiles
{
    /// <summary>What the sandbox takes as app secret.</summary>
    public const string Secret = "0123456789abcdef0123456789abcdef";

    public static string Flow(string name) =>
        $$$"""
            name: {{{name}}}
            title: 客户
            nodes:
              agents: { type: source, connection: zhilong, operation: agentInfo.list, key: agentId }
              customer:
                type: map
                from: agents
                fields:
                  FCreateOrgId: 100
                  FUseOrgId: 100
                  FName: "{{agentName}}"
                  FTRADINGCURRID: PRE001
                  FADDRESS: "{{address}}"
                  F_out_id: "{{agentId}}"
              kingdee:
                type: target
                from: customer
                connection: kingdee
                operation: batchSave
                lanes: 1
                doubt: { settle: 100ms }
                retry: { first: 100ms, cap: 500ms }
                settings:
                  formId: BD_Customer
                  identity: F_out_id
                  autoSubmitAndAudit: true
                  batchRows: 10
                  fields: { F_out_id: { kind: text } }
            """;

    public static string Connections(string sandbox, string secret = Secret) =>
        $$"""
            connections:
              zhilong:
                connector: zhilong
                settings: { baseUrl: "{{sandbox}}/zhilong", auth: { value: "Bearer demo-token" } }
              kingdee:
                connector: kingdee-cloud
                settings:
                  serverUrl: "{{sandbox}}/kingdee/k3cloud/"
                  acctId: 5f0a1b2c3d4e5f
                  userName: demo
                  appId: "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr"
                  appSecret: "{{secret}}"
            """;
}
