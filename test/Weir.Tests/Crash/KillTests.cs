using System.Globalization;
using Xunit;

namespace Weir.Tests.Crash;

/// <summary>
/// Runs are killed (SIGKILL) at random moments while both sides misbehave and the source changes; after a last run everything is there, once.
/// <c>WEIR_KILLS</c> sets how often (100 for the long version), <c>WEIR_SEED</c> repeats a sequence, <c>WEIR_CRASH_LOG</c> names a file for its course.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    // A call that is carried out late is so within the time that the flow lets pass before it sends again: settle × confirmations.
    private const int LateMs = 1200;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Fault[] Misbehaviour =>
        [
            Source("htmlError", 0.05),
            Source("truncated", 0.05),
            Source("slow", 0.1, 150),
            Source("http429", 0.03),
            Source("resetBeforeCommit", 0.05),
            Source("totalChanges", 0.03),
            Target("sessionLost", 0.02),
            Target("kickSession", 0.01),
            Target("callLimit14", 0.005),
            Target("lockConflict13", 0.03),
            Target("slow", 0.1, 150),
            Target("resetBeforeCommit", 0.03),
            Target("resetAfterCommit", 0.04),
            Target("lateCommit", 0.04, LateMs),
            Target("htmlError", 0.02),
            Target("htmlAfterCommit", 0.03),
            Target("truncated", 0.03),
            new Fault("kingdee", "BatchSave", "missingDIndex", 0.05),
            new Fault("kingdee", "BatchSave", "saveWithoutAudit", 0.05),
        ];

    private static Fault[] MisbehaviourOfTheShop =>
        [
            Shop("products", "htmlError", 0.05),
            Shop("products", "resetBeforeCommit", 0.05),
            Shop("findShipments", "htmlError", 0.05),
            Shop("shipments", "http429", 0.01),
            Shop("shipments", "slow", 0.05, 150),
            Shop("shipments", "resetBeforeCommit", 0.03),
            Shop("shipments", "resetAfterCommit", 0.04),
            Shop("shipments", "lateCommit", 0.04, LateMs),
            Shop("shipments", "htmlAfterCommit", 0.03),
            Shop("shipments", "truncated", 0.03),
        ];

    private static Fault Shop(string operation, string kind, double probability, int delayMs = 1000) =>
        new("shop", operation, kind, probability, delayMs);

    private static Fault Source(string kind, double probability, int delayMs = 1000) =>
        new("zhilong", "agentInfo/list", kind, probability, delayMs);

    private static Fault Target(string kind, double probability, int delayMs = 1000) => new("kingdee", "*", kind, probability, delayMs);

    /// <summary>Each agent becomes a record of two lines, two flat records, and one document again: with the name and remark that it had.</summary>
    private const string FlattenAndGroup = """
          two:
            type: map
            from: agents
            fields:
              agentId: "{{agentId}}"
              agentName: "{{agentName}}"
              remark: "{{remark}}"
              lines: [{ kind: A, user: "{{userName}}" }, { kind: B, user: "{{userName}}" }]
          lines: { type: flatten, from: two, arrays: [lines] }
          bills:
            type: group
            from: lines
            header: [agentId, agentName, remark]
            body: [lines_kind]
            calculate: { lines_user: first }
            key: "{{agentId}}"
        """;

    /// <summary>Documents made of lines, looked up in the shop, saved in 金蝶, and their numbers written back to the shop.</summary>
    private const string GroupWithSku = """
          two:
            type: map
            from: agents
            fields:
              agentId: "{{agentId}}"
              agentName: "{{agentName}}"
              remark: "{{remark}}"
              sku: "_function CONCAT('SKU-00', MOD({{agentId}}, 6) + 1)"
              lines: [{ kind: A, user: "{{userName}}" }, { kind: B, user: "{{userName}}" }]
          lines: { type: flatten, from: two, arrays: [lines] }
          bills:
            type: group
            from: lines
            header: [agentId, agentName, remark, sku]
            body: [lines_kind]
            calculate: { lines_user: first }
            key: "{{agentId}}"
          product:
            type: lookup
            from: bills
            connection: shop
            operation: find
            where: { sku: "{{sku}}" }
            take: { materialNo: materialNo }
            settings: { path: /products, records: data.list, keys: text, keysPerCall: 50 }
        """;

    private const string WriteBack = """
          known:
            type: lookup
            from: kingdee
            connection: shop
            operation: find
            where: { sku: "{{sku}}" }
            take: { materialNo: materialNo }
            settings: { path: /products, records: data.list, keys: text, keysPerCall: 50 }
          back:
            type: map
            from: known
            fields:
              billNo: "{{kingdee.number}}"
              outId: "{{agentId}}"
              kingdeeId: "{{kingdee.id}}"
              name: "{{agentName}}"
              material: "{{materialNo}}"
          written:
            type: target
            from: back
            connection: shop
            operation: send
            lanes: 4
            retry: { first: 200ms, cap: 2s, attempts: 30 }
            doubt: { settle: 1s, confirmations: 2 }
            settings:
              path: /shipments
              id: data.id
              number: data.no
              identity: outId
              find: { path: /shipments, query: { outId: "{identity}" }, records: data.list, number: no }
              update: { mode: call, path: "/shipments/{$id}" }
        """;

    [Fact]
    public Task NothingIsLostOrDoubledAtEitherTargetOfAChain() =>
        KillAsync(
            Setting("WEIR_KILLS") ?? 8,
            agents: 600,
            new FlowText
            {
                PageSize = 100,
                Middle = GroupWithSku,
                From = "product",
                Address = "materialNo",
                Behind = WriteBack,
            },
            followsTarget: true,
            isChain: true
        );

    [Fact]
    public Task NothingIsLostOrDoubledHoweverOftenARunIsKilled()
    {
        var kills = Setting("WEIR_KILLS") ?? 15;
        return KillAsync(kills, agents: 1000 + (20 * kills), new FlowText(), followsTarget: false);
    }

    [Fact]
    public Task NothingIsLostOrDoubledWhereDocumentsAreMadeBeforeTheLedger() =>
        KillAsync(
            Setting("WEIR_KILLS") ?? 8,
            // More documents than one page of the ledger takes, so that a kill can come between two.
            agents: 4500,
            new FlowText
            {
                PageSize = 300,
                BatchRows = 50,
                Middle = FlattenAndGroup,
                From = "bills",
            },
            // Nothing is sent before the slice was read to its end: by the clock alone most kills would come before that.
            followsTarget: true
        );

    private async Task KillAsync(int kills, int agents, FlowText flow, bool followsTarget, bool isChain = false)
    {
        var seed = Setting("WEIR_SEED") ?? Random.Shared.Next(1_000_000);
        Say($"WEIR_SEED={seed} WEIR_KILLS={kills}");
        var random = new Random(seed);
        await using var vendors = await Vendors.StartAsync(agents, seed);
        using var stand = new CrashStand(vendors, flow: flow);
        await vendors.SetFaultsAsync(isChain ? [.. Misbehaviour, .. MisbehaviourOfTheShop] : Misbehaviour);
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var (killed, ended) = (0, 0);
        var longest = TimeSpan.FromSeconds(6);
        try
        {
            while (killed < kills)
            {
                await using var run = stand.Start();
                var begun = clock.GetTimestamp();
                var byTime = TimeSpan.FromMilliseconds(random.Next(50, (int)longest.TotalMilliseconds));
                if (
                    followsTarget && random.Next(3) > 0
                        ? await SendsLessAsync(run, vendors, random.Next(1, 400))
                        : await run.EndsWithinAsync(byTime, Stop)
                )
                {
                    var result = await run.EndAsync(CrashStand.Patience, Stop);
                    Assert.True(result.ExitCode == 0, result.ToString());
                    ended++;
                    // The range follows what a whole run takes, so that its end is hit as well as its beginning.
                    longest = TimeSpan.FromTicks(clock.GetElapsedTime(begun).Ticks * 5 / 4);
                }
                else
                {
                    run.Kill();
                    killed++;
                    longest = TimeSpan.FromMilliseconds(Math.Min(longest.TotalMilliseconds + 200, 12_000));
                }
                if (random.Next(3) > 0)
                    await vendors.ChangeAgentsAsync(insert: random.Next(10), edit: random.Next(120));
                Say(
                    $"{clock.GetElapsedTime(started).TotalSeconds, 5:0}s killed {killed} ended {ended} alive {clock.GetElapsedTime(begun).TotalMilliseconds:0} ms {await vendors.FiguresAsync()}"
                );
            }
            await vendors.SetFaultsAsync();
            var last = await stand.RunAsync();
            Assert.True(last.ExitCode == 0, last.ToString());
            var figures = await vendors.FiguresAsync();
            Say($"{clock.GetElapsedTime(started).TotalSeconds:0}s {kills} kills, {ended + 1} runs to the end; {figures}; {last.Output}");
            await Audit.CompleteAsync(vendors);
            await Audit.SettledAsync(vendors, stand, last);
            await Audit.CompleteAsync(vendors);
            if (isChain)
                await Audit.WrittenBackAsync(vendors);
        }
        catch
        {
            Say($"WEIR_SEED={seed} WEIR_KILLS={kills}: the data directory is left in {stand.Keep()}");
            throw;
        }
    }

    /// <summary>True if the run has ended before it sent so many packages more, to 金蝶 or to the shop.</summary>
    private static async Task<bool> SendsLessAsync(WeirProcess run, Vendors vendors, long packages)
    {
        async Task<long> SentAsync() => (await vendors.FiguresAsync()).Packages + await vendors.ShipmentCallsAsync();
        var wanted = await SentAsync() + packages;
        while (!run.HasExited && await SentAsync() < wanted)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Stop);
        return run.HasExited;
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    private void Say(string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("WEIR_CRASH_LOG") is { Length: > 0 } log)
            File.AppendAllText(log, line + "\n");
    }
}

/// <summary>Tests with processes are about time: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessTests
{
    internal const string Name = "processes";
}
