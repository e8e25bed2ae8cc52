using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Ledger;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Storage.Embedded;
using Weir.Tests.Storage;
using Xunit;

namespace Weir.Tests.Engine;

/// <summary>
/// The whole engine in this process: a real silo and a real ledger on disk, scripted systems at both ends, and a clock that the test moves. The data
/// stays when the engine is stopped, so that a test can start it again.
/// </summary>
internal sealed class EngineRig : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);
    private readonly TempDirectory _data = new();

    public EngineRig()
    {
        Source = new Script(Clock);
        Target = new Script(Clock);
    }

    public FakeTimeProvider Clock { get; } = new(Start);

    public Script Source { get; set; }

    public Script Target { get; set; }

    public Script? Second { get; set; }

    public ConnectionLimits Limits { get; set; } = new();

    public string Data => _data.Path;

    public string Flow { get; set; } = OneTarget();

    public static string OneTarget(int lanes = 1, string more = "", string middle = "", string from = "map", string source = "") =>
        $$$"""
            name: flow
            nodes:
              source: { type: source, connection: source, operation: things.list{{{source}}} }
              map: { type: map, from: source, fields: { id: "{{id}}", v: "{{v}}" } }
            {{{middle}}}
              target: { type: target, from: {{{from}}}, connection: target, operation: things.save, lanes: {{{lanes}}}{{{more}}} }
            """;

    public FlowDefinition ReadFlow()
    {
        var connectors = new Dictionary<string, IConnector> { ["scripted"] = Source };
        var ids = new Dictionary<string, string>
        {
            ["source"] = "scripted",
            ["target"] = "scripted",
            ["second"] = "scripted",
        };
        var file = new FlowReader(connectors).Read(Flow, ids);
        return file.Flow ?? throw new InvalidOperationException(string.Join("\n", file.Problems));
    }

    public SqliteLedger OpenLedger() => SqliteLedger.Open(_data.Path, Clock);

    /// <summary>Does to the ledger what a process did that is gone: opened under the same flow.</summary>
    public async Task BeforeAsync(Func<LedgerStand, Task> work)
    {
        await using var ledger = OpenLedger();
        var flow = ReadFlow();
        var lanes = flow.OfKind<Weir.Engine.Flows.Nodes.Target.TargetSettings>()
            .First()
            .As<Weir.Engine.Flows.Nodes.Target.TargetSettings>()
            .Lanes;
        var registration = new FlowRegistration(flow.Name, flow.Text, flow.Hash, "source", ["target"], lanes);
        await work(new LedgerStand(ledger, await ledger.OpenFlowAsync(registration, TestContext.Current.CancellationToken)));
    }

    public async Task<RunningEngine> StartAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        var ledger = OpenLedger();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        ConnectionDefinition Define(string name, Script script) => new(name, script, JsonElement.Parse("{}"), Limits);
        var connections = new List<ConnectionDefinition> { Define("source", Source), Define("target", Target) };
        if (Second is not null)
            connections.Add(Define("second", Second));
        builder.AddEngine(ledger, connections, [ReadFlow()]);
        // The silo keeps the real clock; the engine in it gets the test's.
        builder.Services.AddSingleton(services => new EngineServices(
            ledger,
            services.GetRequiredService<OpenConnections>(),
            services.GetRequiredService<FlowCatalog>(),
            Clock,
            services.GetRequiredService<ILoggerFactory>()
        ));
        var host = builder.Build();
        await host.StartAsync(stop);
        return new RunningEngine(host, ledger, Clock);
    }

    /// <summary>Runs the flow once to its end in an engine of its own.</summary>
    public async Task<(FlowStatus Status, QueueCounts Counts)> RunAsync()
    {
        await using var engine = await StartAsync();
        var status = await engine.RunAsync();
        return (status, engine.Ledger.Counts(status.Handle!.Queues[0]));
    }

    public void Dispose() => _data.Dispose();
}

/// <summary>An engine that is up.</summary>
internal sealed class RunningEngine(IHost host, SqliteLedger ledger, FakeTimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SqliteLedger Ledger => ledger;

    public IFlowGrain Flow => host.Services.GetRequiredService<IGrainFactory>().GetGrain<IFlowGrain>("flow");

    public IConnectionGrain Connection(string name) => host.Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectionGrain>(name);

    /// <summary>Pushes a body to the webhook of that name.</summary>
    public async Task<PushReceipt> PushAsync(string trigger, string body)
    {
        var services = host.Services.GetRequiredService<EngineServices>();
        var found = services.Flows.Find("flow")!.Triggers.Single(t => string.Equals(t.Name, trigger, StringComparison.Ordinal));
        var receiver = host.Services.GetRequiredService<PushReceiver>();
        return await receiver.ReceiveAsync("flow", found, System.Text.Encoding.UTF8.GetBytes(body), Stop);
    }

    /// <summary>Starts the flow by its triggers, as a server does.</summary>
    public async Task<FlowSchedule> ScheduleAsync()
    {
        var schedule = new FlowSchedule(
            host.Services.GetRequiredService<EngineServices>(),
            host.Services.GetRequiredService<IGrainFactory>()
        );
        await schedule.StartAsync(Stop);
        return schedule;
    }

    public FlowSummary Summary => ledger.Queries.Flows().Single(f => f.Name is "flow");

    public QueueCounts Counts => ledger.Counts(Summary.Queues[0].Id);

    public IReadOnlyList<DocumentSummary> Documents(DeliveryState state, int queue = 0) =>
        ledger.Queries.Documents(Summary, Summary.Queues[queue].Id, state, 0, 1_000_000);

    public async Task<FlowStatus> RunAsync()
    {
        await Flow.StartAsync("test");
        return await UntilIdleAsync();
    }

    public async Task<FlowStatus> UntilIdleAsync()
    {
        var status = await Flow.StatusAsync();
        await UntilAsync(async () => (status = await Flow.StatusAsync()).Activity == FlowActivity.Idle);
        return status;
    }

    public Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    /// <summary>Lets the test's clock run, a good deal faster than the real one, until something holds.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit)
                Assert.Fail($"Nothing came of it: {await Flow.StatusAsync()}, {Counts}");
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(ledger.Signal.Next, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Stop));
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A loop that waits on the test's clock must not hold up the end.
        var stopping = host.StopAsync(CancellationToken.None);
        while (!stopping.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None));
        }
        await stopping;
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        await ledger.DisposeAsync();
    }
}
