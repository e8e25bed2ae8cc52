using Weir.Engine.Ledger;
using Weir.Storage.Embedded;
using Xunit;

namespace Weir.Tests.Crash;

/// <summary>A flow, its connections and a data directory on disk, for processes to work on.</summary>
internal sealed class CrashStand : IDisposable
{
    private const string FlowName = "crash";

    private readonly string _directory = Directory.CreateTempSubdirectory("weir-crash-").FullName;
    private bool _keep;

    public CrashStand(Vendors vendors, ConnectionText? connections = null, FlowText? flow = null)
    {
        Data = Path.Combine(_directory, "data");
        Write(connections ?? new ConnectionText { Vendors = vendors.Address });
        File.WriteAllText(FlowPath, (flow ?? new FlowText()).Yaml);
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(4);

    public string Data { get; set; }

    private string FlowPath => Path.Combine(_directory, "flow.yaml");

    private string ConnectionsPath => Path.Combine(_directory, "connections.yaml");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Write(ConnectionText connections) => File.WriteAllText(ConnectionsPath, connections.Yaml);

    /// <summary>Starts a run.</summary>
    public WeirProcess Start(IReadOnlyDictionary<string, string>? environment = null) =>
        WeirProcess.Start(["run", FlowPath, "--connections", ConnectionsPath, "--data", Data, "--json"], environment);

    /// <summary>Runs to the end.</summary>
    public async Task<WeirResult> RunAsync()
    {
        await using var run = Start();
        return await run.EndAsync(Patience, Stop);
    }

    /// <summary>What a next process would find, calls that were open counted as in doubt. Only while no process works on the directory.</summary>
    public async Task<QueueCounts> LeftBehindAsync()
    {
        await using var ledger = SqliteLedger.Open(Data, TimeProvider.System);
        var handle = await ledger.OpenFlowAsync(new FlowRegistration(FlowName, "", "look", "agents", ["kingdee"], 4), Stop);
        return ledger.Counts(handle.Queues[0]);
    }

    /// <summary>Leaves the directory behind for whoever looks into a failure.</summary>
    public string Keep()
    {
        _keep = true;
        return _directory;
    }

    public void Dispose()
    {
        if (!_keep)
            Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>A connections file.</summary>
internal sealed record ConnectionText
{
    public required Uri Vendors { get; init; }

    /// <summary>Where 金蝶 is, when it is reached another way than 植隆.</summary>
    public Uri? Kingdee { get; init; }

    public string Envelope { get; init; } = "auto";

    /// <summary>The sign-in and its secret, one line of YAML.</summary>
    public string Auth { get; init; } = "auth: loginBySign, appSecret: 0123456789abcdef0123456789abcdef";

    public string CallTimeout { get; init; } = "20s";

    public string Yaml =>
        $$"""
            connections:
              zhilong:
                connector: zhilong
                settings:
                  baseUrl: {{Vendors}}zhilong
                  auth: { mode: staticHeader, name: Authorization, value: Bearer demo-token }
                  envelope: { profile: {{Envelope}} }
                limits: { callTimeout: {{CallTimeout}} }
              kingdee:
                connector: kingdee-cloud
                settings: { serverUrl: "{{Kingdee
                ?? Vendors}}kingdee/k3cloud/", acctId: 5f0a1b2c3d4e5f, userName: demo, appId: "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr", {{Auth}} }
                limits: { callTimeout: {{CallTimeout}} }
              shop:
                connector: http
                settings:
                  baseUrl: "{{Vendors}}shop/api"
                  auth: { mode: bearer, token: demo-shop-token }
                  success: { path: code, values: [0], message: msg }
                limits: { callTimeout: {{CallTimeout}} }
            """;
}

/// <summary>The sample's flow with short waits, so that a test sees many of them.</summary>
internal sealed record FlowText
{
    public int PageSize { get; init; } = 100;

    public int BatchRows { get; init; } = 20;

    public int Attempts { get; init; } = 30;

    /// <summary>Nodes between the source and the customer, as they are written in the file.</summary>
    public string Middle { get; init; } = "";

    /// <summary>Nodes behind the target, as they are written in the file.</summary>
    public string Behind { get; init; } = "";

    /// <summary>Where the customer's address comes from.</summary>
    public string Address { get; init; } = "address";

    /// <summary>The node the customer takes from.</summary>
    public string From { get; init; } = "agents";

    public string Yaml =>
        $$$"""
            name: crash
            nodes:
              agents:
                type: source
                connection: zhilong
                operation: agentInfo.list
                key: agentId
                window: { overlap: 3s }
                settings:
                  paging: { mode: pageNum, size: {{{PageSize}}} }
            {{{Middle}}}
              customer:
                type: map
                from: {{{From}}}
                fields:
                  FCreateOrgId: 100
                  FUseOrgId: 100
                  FName: "{{agentName}}"
                  FNumber: ""
                  FGroup: "02"
                  FTRADINGCURRID: PRE001
                  FDescription: "{{remark}}"
                  FADDRESS: "{{{{{Address}}}}}"
                  FINVOICETITLE: "{{customerName}}"
                  FTAXREGISTERCODE: ""
                  F_out_id: "{{agentId}}"
                  F_KHLX: KHLX02_SYS
              kingdee:
                type: target
                from: customer
                connection: kingdee
                operation: batchSave
                lanes: 4
                retry: { first: 200ms, cap: 2s, attempts: {{{Attempts}}} }
                doubt: { settle: 1s, confirmations: 2 }
                settings:
                  formId: BD_Customer
                  identity: F_out_id
                  autoSubmitAndAudit: true
                  verifyBaseData: false
                  batchRows: {{{BatchRows}}}
                  fields:
                    F_out_id: { kind: text }
                    F_KHLX: { kind: assistant }
            {{{Behind}}}
            """;
}
