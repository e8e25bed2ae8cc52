using System.Text.Json.Nodes;
using Weir.Tests.Docs;
using Weir.Tests.Sandbox;
using Xunit;

namespace Weir.Tests.Server;

/// <summary><c>weir reconcile</c> between the web shop and 金蝶.</summary>
public sealed class ReconcileTests : IDisposable
{
    private const string Fields = "FEntity.FRealQty,FEntity.FTaxPrice,FEntity.FMaterialID.FNumber,FCustomerID.FNumber,FNote,FDate";
    private readonly string _directory = Directory.CreateTempSubdirectory("weir-reconcile-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Both_sides_agree_then_what_was_lost_or_changed_is_named_and_delivered_again_where_that_is_safe()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await sandbox.PutAsync("kingdee", """{"baseData":{"BD_Customer":["KH001","KH002","KH003"]}}""");
        await WriteAsync(sandbox);
        Assert.Equal(0, (await RunAsync("run")).ExitCode);

        var clean = await ReconcileAsync();

        var orders = await OrdersAsync(sandbox);
        var paid = orders.Where(order => (string?)order!["status"] is "paid").ToList();
        Assert.True(clean.ExitCode == 0, clean.Output + clean.Errors);
        var target = Target(clean);
        Assert.Equal(
            (paid.Count, paid.Count, orders.Count - paid.Count),
            ((int)target["expected"]!, (int)target["matched"]!, (int)target["filtered"]!)
        );
        var qty = paid.Sum(order => order!["items"]!.AsArray().Sum(item => (int)item!["qty"]!));
        Assert.Equal(
            (qty, qty),
            ((int)target["sums"]!["FEntity.FRealQty"]!["source"]!, (int)target["sums"]!["FEntity.FRealQty"]!["inTarget"]!)
        );

        var (deleted, changed) = ((string)paid[0]!["billNo"]!, (string)paid[1]!["billNo"]!);
        await TamperAsync(sandbox, deleted, changed);
        await sandbox.SendAsync(HttpMethod.Post, "_sandbox/shop/changes", """{"insert":12}""");
        var added = (await OrdersAsync(sandbox))
            .Where(order => (string?)order!["status"] is "paid")
            .Select(order => (string)order!["billNo"]!)
            .ToHashSet(StringComparer.Ordinal);
        added.ExceptWith(paid.Select(order => (string)order!["billNo"]!));
        Assert.NotEmpty(added);

        var found = await ReconcileAsync("--out", "report.csv");

        Assert.Equal(2, found.ExitCode);
        target = Target(found);
        Assert.Equal((added.Count + 1, 1, 0), ((int)target["missing"]!, (int)target["different"]!, (int)target["redriven"]!));
        var report = await File.ReadAllLinesAsync(Path.Combine(_directory, "report.csv"), Stop);
        Assert.Equal("target,key,identity,finding,field,source,inTarget,ledger,targetId,redriven", report[0]);
        Assert.Contains(report, row => row.StartsWith($"kingdee,{deleted},{deleted},missing,,,,delivered,", StringComparison.Ordinal));
        Assert.Contains(
            report,
            row =>
                row.StartsWith($"kingdee,{changed},{changed},different,FNote,", StringComparison.Ordinal)
                && row.Contains(",\"改,过\",", StringComparison.Ordinal)
        );
        Assert.All(added, key => Assert.Contains($"kingdee,{key},{key},missing,,,,,,no", report));

        var again = await ReconcileAsync("--redrive");

        Assert.Equal((2, added.Count + 1), (again.ExitCode, (int)Target(again)["redriven"]!));
        var after = await ReconcileAsync();
        target = Target(after);
        Assert.Equal((1, 0, 0), ((int)target["missing"]!, (int)target["different"]!, (int)target["incomplete"]!));
        Assert.Equal(paid.Count + added.Count - 1, (int)target["matched"]!);
        Assert.Equal(0, (int)(await sandbox.GetAsync("kingdee"))["duplicates"]!["SAL_OUTSTOCK"]!);
    }

    [Fact]
    public async Task A_field_that_the_target_does_not_know_is_an_error_with_its_name()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await sandbox.PutAsync("kingdee", """{"baseData":{"BD_Customer":["KH001","KH002","KH003"]}}""");
        await WriteAsync(sandbox);
        Assert.Equal(0, (await RunAsync("run")).ExitCode);
        var wrong = await RunAsync("reconcile", "--from", "2026-02-01", "--to", "2026-04-01", "--fields", "FNothing");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("FNothing", wrong.Errors, StringComparison.Ordinal);
    }

    private async Task WriteAsync(SandboxHost sandbox)
    {
        var address = sandbox.Http.BaseAddress!.ToString().TrimEnd('/');
        foreach (var file in new[] { "flow.yaml", "connections.sandbox.yaml" })
            await File.WriteAllTextAsync(
                Path.Combine(_directory, file),
                CommittedFile.Read($"samples/http-orders/{file}").Replace("http://127.0.0.1:7001", address, StringComparison.Ordinal),
                Stop
            );
    }

    private Task<ProgramResult> RunAsync(params string[] arguments) =>
        WeirProgram.RunAsync(
            _directory,
            [arguments[0], "flow.yaml", "--connections", "connections.sandbox.yaml", "--data", "data", "--json", .. arguments.Skip(1)]
        );

    private Task<ProgramResult> ReconcileAsync(params string[] more) =>
        RunAsync(["reconcile", "--from", "2026-02-01", "--to", "2026-04-01", "--fields", Fields, .. more]);

    private static JsonNode Target(ProgramResult result)
    {
        Assert.True(result.Output.Trim().Length > 0, result.Errors);
        return Assert.Single(JsonNode.Parse(result.Output.Trim().Split('\n')[^1])!["targets"]!.AsArray())!;
    }

    private static async Task<JsonArray> OrdersAsync(SandboxHost sandbox)
    {
        await sandbox.PutAsync("shop", """{"maxPageSize":0}""");
        return (await sandbox.SendAsync(HttpMethod.Get, "shop/api/orders?size=1000", "", "Bearer demo-shop-token"))["data"]![
            "list"
        ]!.AsArray();
    }

    /// <summary>Somebody deletes a bill in 金蝶 and changes another.</summary>
    private static async Task TamperAsync(SandboxHost sandbox, string deleted, string changed)
    {
        const string Form = "SAL_OUTSTOCK";
        await sandbox.LoginAsync();
        var rows = (await sandbox.GetAsync($"kingdee/forms/{Form}?limit=1000"))["rows"]!.AsArray();
        long IdOf(string outId) =>
            (long)rows.Single(row => string.Equals((string?)row!["F_out_id"], outId, StringComparison.Ordinal))!["FID"]!;
        async Task DoAsync(string operation, string data)
        {
            var answer = await sandbox.FormAsync(operation, data, Form);
            Assert.True((bool?)answer["Result"]?["ResponseStatus"]?["IsSuccess"] == true, answer.ToJsonString());
        }
        await DoAsync("UnAudit", $$"""{"Ids":"{{IdOf(deleted)}}"}""");
        await DoAsync("Delete", $$"""{"Ids":"{{IdOf(deleted)}}"}""");
        await DoAsync("UnAudit", $$"""{"Ids":"{{IdOf(changed)}}"}""");
        await DoAsync("Save", $$$"""{"IsDeleteEntry":"false","Model":{"FID":{{{IdOf(changed)}}},"FNote":"改,过"}}""");
        await DoAsync("Submit", $$"""{"Ids":"{{IdOf(changed)}}"}""");
        await DoAsync("Audit", $$"""{"Ids":"{{IdOf(changed)}}"}""");
        sandbox.Session = null;
    }
}
