using Weir.Server.Cases;
using Xunit;

namespace Weir.Tests.Cases;

/// <summary>A directory with a flow and its cases.</summary>
internal sealed class CaseStand : IDisposable
{
    public const string Flow = """
        name: orders
        tables:
          kinds: { rows: [[a, A1], [b, B1]] }
        parameters:
          org: { type: text, default: "100" }
        nodes:
          orders: { type: source, connection: shop, operation: request, key: id, settings: { path: /orders, records: list } }
          open: { type: filter, from: orders, keep: [{ path: state, is: equals, value: open }] }
          lines: { type: flatten, from: open, arrays: [items], keyAs: lineId }
          names:
            type: lookup
            from: lines
            connection: shop
            operation: find
            where: { sku: "{{items_sku}}" }
            take: { title: name }
            settings: { path: /skus, records: list }
          bill:
            type: map
            from: names
            fields:
              FOrg: "{{PARAM.org}}"
              FDate: "{{CURRENT_TIME|date}}"
              FName: "{{title}}"
              FKind: { $value: "{{kind}}", $table: kinds }
              FQty: "{{items_qty}}"
              F_out_id: "{{lineId}}"
          out:
            type: target
            from: bill
            connection: erp
            operation: batchSave
            settings: { formId: SAL_OUTSTOCK, identity: F_out_id, fields: { FOrg: { kind: reference }, FQty: { kind: number } } }
        """;

    public const string Case = """
        name: lines
        now: 2026-03-01 07:30:00
        connectors: { erp: kingdee-cloud, shop: http }
        source:
          - { id: 1, state: open, kind: a, items: [{ sku: S1, qty: 1.50 }, { sku: S2, qty: 2 }] }
          - { id: 2, state: shut, kind: a, items: [{ sku: S1, qty: 1 }] }
          - { id: 3, state: open, kind: z, items: [{ sku: S1, qty: 1 }] }
        lookups:
          names: [{ sku: S1, name: First }]
        expect:
          out:
            documents:
              - { key: 1-0, body: { FOrg: { FNumber: "100" }, FDate: 2026-03-01, FName: First, FKind: A1, FQty: 1.50, F_out_id: 1-0 } }
            rejected: [{ key: 2, rule: state equals }]
            failed: [{ key: 3-0, message: kinds }]
            held: [{ key: 1-1, message: "sku = 'S2'" }]
        """;

    public CaseStand() => Directory.CreateDirectory(Path.Combine(Root, "cases"));

    public string Root { get; } = Directory.CreateTempSubdirectory("weir-cases-").FullName;

    public CaseStand With(string path, string text)
    {
        File.WriteAllText(Path.Combine(Root, path), text);
        return this;
    }

    /// <summary>The flow, and one case.</summary>
    public static CaseStand Of(string text, string flow = Flow) =>
        new CaseStand().With("flow.yaml", flow).With("cases/one.case.yaml", text);

    public async Task<CaseReport> RunAsync(params string[] below) =>
        await CaseSuite.RunAsync(
            CaseFiles.Find(below.Length == 0 ? [Root] : [.. below.Select(path => Path.Combine(Root, path))]),
            TestContext.Current.CancellationToken
        );

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
