using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Crash;

/// <summary>Compares what 金蝶 holds with what 植隆 holds.</summary>
internal static class Audit
{
    private const int MostShown = 10;

    /// <summary>Every agent but those excepted is in 金蝶 once, audited, with the values of its last revision; and nothing else is.</summary>
    public static async Task CompleteAsync(Vendors vendors, IReadOnlySet<string>? except = null)
    {
        await vendors.SettleAsync();
        var figures = await vendors.FiguresAsync();
        var agents = (await vendors.AgentsAsync()).ToDictionary(a => Convert.ToString((long)a["id"]!, CultureInfo.InvariantCulture));
        foreach (var id in except ?? new HashSet<string>())
            agents.Remove(id);
        var customers = (await vendors.CustomersAsync()).ToLookup(c => (string?)c["F_out_id"] ?? "");
        var wrong = new List<string>();
        wrong.AddRange(customers.Where(c => !agents.ContainsKey(c.Key)).Select(c => $"{c.Key}: no such agent"));
        foreach (var (id, agent) in agents)
            wrong.AddRange(Differences(agent, [.. customers[id]]).Select(difference => $"{id}: {difference}"));
        Assert.True(
            wrong.Count == 0,
            $"{wrong.Count} differences among {agents.Count} agents:\n{string.Join('\n', wrong.Take(MostShown))}"
        );
        Assert.Equal(0, figures.Duplicates);
    }

    /// <summary>Every customer was written back to the shop once, with its number, its id and the values of the last revision; and nothing else was.</summary>
    public static async Task WrittenBackAsync(Vendors vendors)
    {
        var customers = (await vendors.CustomersAsync()).ToDictionary(c => (string)c["F_out_id"]!);
        var shipments = (await vendors.ShipmentsAsync()).Select(s => s["document"]!).ToLookup(d => d["outId"]?.ToString() ?? "");
        var wrong = new List<string>();
        wrong.AddRange(shipments.Where(s => !customers.ContainsKey(s.Key)).Select(s => $"{s.Key}: no such customer"));
        foreach (var (id, customer) in customers)
            if (shipments[id].ToList() is not [var shipment])
                wrong.Add($"{id}: {shipments[id].Count()} shipments");
            else
                foreach (var (written, field) in new[] { ("billNo", "FNumber"), ("name", "FName"), ("material", "FADDRESS") })
                    if (!string.Equals((string?)shipment[written], (string?)customer[field], StringComparison.Ordinal))
                        wrong.Add($"{id}: {written} is '{shipment[written]}' instead of '{customer[field]}'");
        Assert.True(wrong.Count == 0, $"{wrong.Count} differences:\n{string.Join('\n', wrong.Take(MostShown))}");
        Assert.All(shipments, s => Assert.StartsWith("M00", (string?)s.First()["material"], StringComparison.Ordinal));
        Assert.All(shipments, s => Assert.NotEmpty((string?)s.First()["kingdeeId"] ?? ""));
    }

    private static IEnumerable<string> Differences(JsonNode agent, List<JsonNode> customers)
    {
        if (customers is not [var customer])
        {
            yield return $"{customers.Count} customers";
            yield break;
        }
        (string Field, string? Wanted, string? Found)[] values =
        [
            ("FName", (string?)agent["name"], (string?)customer["FName"]),
            ("FDescription", (string?)agent["remark"], (string?)customer["FDescription"]),
            ("FDocumentStatus", "C", (string?)customer["FDocumentStatus"]),
            ("FCreateOrgId", "100", Number(customer, "FCreateOrgId")),
            ("FUseOrgId", "100", Number(customer, "FUseOrgId")),
            ("FGroup", "02", Number(customer, "FGroup")),
            ("FTRADINGCURRID", "PRE001", Number(customer, "FTRADINGCURRID")),
            ("F_KHLX", "KHLX02_SYS", Number(customer, "F_KHLX")),
        ];
        foreach (var (field, wanted, found) in values)
            if (!string.Equals(wanted ?? "", found ?? "", StringComparison.Ordinal))
                yield return $"{field} is '{found}' instead of '{wanted}' (saves {customer["saves"]}, audits {customer["audits"]}, unAudits {customer["unAudits"]})";
        if (string.IsNullOrEmpty((string?)customer["FNumber"]))
            yield return "no number";
    }

    private static string? Number(JsonNode customer, string field) => (string?)customer[field]?["FNumber"];

    /// <summary>What a run said agrees with what 金蝶 holds, and a further run has nothing to send.</summary>
    public static async Task SettledAsync(Vendors vendors, CrashStand stand, WeirResult last, int failed = 0)
    {
        var before = await vendors.FiguresAsync();
        Assert.Equal(before.Customers, last.Counts.Delivered);
        Assert.Equal(failed, last.Counts.Failed);
        Assert.Equal(0, last.Counts.InDoubt);
        var idle = await stand.RunAsync();
        Assert.True(idle.ExitCode == last.ExitCode, idle.ToString());
        var after = await vendors.FiguresAsync();
        Assert.Equal(before with { Logins = after.Logins, Queries = after.Queries }, after);
        Assert.Equal(last.Counts.Delivered, idle.Counts.Delivered);
    }
}
