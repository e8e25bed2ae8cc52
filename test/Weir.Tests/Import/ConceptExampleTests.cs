using Weir.Engine.Import.Qeasy;
using Xunit;

namespace Weir.Tests.Import;

/// <summary>The two halves that our description of 轻易云 gives as examples (§4.4, §4.5).</summary>
public sealed class ConceptExampleTests
{
    private const string Source = """
        { "api": "ExecuteBillQuery", "type": "QUERY", "method": "POST",
          "id": "FSaleOrderEntry_FEntryID", "number": "FBillNo", "idCheck": true,
          "pagination": { "pageSize": 500 },
          "request": [
            { "field": "FSaleOrderEntry_FEntryID", "label": "分录内码", "type": "string", "value": "FSaleOrderEntry.FEntryID" },
            { "field": "FBillNo", "label": "单据编号", "type": "string", "value": "FBillNo" },
            { "field": "FMaterialId_FNumber", "label": "物料", "type": "string", "value": "FMaterialId.FNumber" } ],
          "otherRequest": [
            { "field": "Limit", "type": "string", "value": "{{PAGINATION_PAGE_SIZE}}" },
            { "field": "StartRow", "type": "string", "value": "{{PAGINATION_START_ROW}}" },
            { "field": "TopRowCount", "type": "int", "value": "0" },
            { "field": "FilterString", "type": "string", "value": "FApproveDate>='{{LAST_SYNC_TIME|datetime}}' and FSaleOrgId.FNumber='101'" },
            { "field": "FieldKeys", "type": "array", "value": "FBillNo,FMaterialId.FNumber", "parser": { "name": "ArrayToString", "params": "," } },
            { "field": "FormId", "type": "string", "value": "SAL_SaleOrder" } ],
          "response": [ { "field": "FBillNo", "type": "string" } ],
          "condition": [ [ { "field": "FMaterialId_FNumber", "logic": "notlike", "value": "FEE" } ] ],
          "omissionRemedy": { "crontab": "10 3 * * *",
            "takeOverRequest": [ { "field": "FilterString", "type": "string",
              "value": "FApproveDate>='{{DAYS_AGO_7|datetime}}' and FSaleOrgId.FNumber='101'" } ] } }
        """;

    private const string Target = """
        { "api": "batchSave", "type": "EXECUTE", "method": "POST", "id": "id", "number": "no", "idCheck": true,
          "operation": { "method": "batchArraySave", "rows": 20, "rowsKey": "array" },
          "request": [
            { "field": "FBillTypeID", "type": "string", "value": "XSDD01_SYS", "parser": { "name": "ConvertObjectParser", "params": "FNumber" } },
            { "field": "FBillNo", "type": "string", "value": "{{so_no}}" },
            { "field": "FDate", "type": "string", "value": "{{pay_time}}" },
            { "field": "FCustId", "type": "string", "value": "_findCollection find FNumber from 11111111-2222-3333-4444-555555555555 where FSHOPCODE={{shop_no}}", "parser": { "name": "ConvertObjectParser", "params": "FNumber" } },
            { "field": "FSaleOrderEntry", "label": "明细", "type": "array", "value": "items", "children": [
              { "field": "FMaterialId", "type": "string", "value": "{{items.sku}}", "parent": "FSaleOrderEntry", "parser": { "name": "ConvertObjectParser", "params": "FNumber" } },
              { "field": "FQty", "type": "float", "value": "{{items.qty}}", "parent": "FSaleOrderEntry" },
              { "field": "FTaxPrice", "type": "float", "value": "_function {{items.amt}}/{{items.qty}}", "parent": "FSaleOrderEntry" } ] } ],
          "otherRequest": [
            { "field": "FormId", "value": "SAL_SaleOrder" }, { "field": "Operation", "value": "BatchSave" },
            { "field": "IsAutoSubmitAndAudit", "type": "bool", "value": "true" },
            { "field": "IsVerifyBaseDataField", "type": "bool", "value": "true" } ],
          "response": [ { "field": "primaryWriteback", "type": "object", "children": [
              { "field": "id", "value": "{{Id}}", "parent": "primaryWriteback" },
              { "field": "number", "value": "{{Number}}", "parent": "primaryWriteback" } ] } ] }
        """;

    [Fact]
    public void The_source_half_becomes_a_query_with_a_window_a_filter_and_a_remedy()
    {
        var flow = Imported.Flow(Source);

        Assert.Equal(
            """
            # 由 weir import qeasy 从轻易云方案生成；要决定的事项见 report.md
            name: case
            title: case
            description: "未知平台 ExecuteBillQuery → 未知平台"
            triggers:
              remedy:  # 补漏
                cron: "10 3 * * *"
                zone: Asia/Shanghai
                window: { from: "{{DAYS_AGO_7|datetime}}" }
            nodes:
              source:
                type: source
                label: ExecuteBillQuery
                connection: kingdee
                operation: executeBillQuery
                key: FSaleOrderEntry_FEntryID
                settings:
                  formId: SAL_SaleOrder
                  fieldKeys: [FSaleOrderEntry.FEntryID, FBillNo, FMaterialId.FNumber]
                  windowField: FApproveDate  # 原条件 FApproveDate>='{{LAST_SYNC_TIME|datetime}}' and FSaleOrgId.FNumber='101'
                  filter: "FSaleOrgId.FNumber='101'"
                  limit: 500
              filter:
                type: filter
                label: 数据过滤
                from: source
                when: "LOCATE('FEE', IFNULL({{FMaterialId_FNumber}}, '')) = 0"
            """.ReplaceLineEndings("\n"),
            flow.Yaml.Split("  document:", 2)[0].TrimEnd('\n')
        );
    }

    [Fact]
    public void The_target_half_becomes_a_lookup_a_map_and_a_batch_save()
    {
        var flow = Imported.Flow(Target);

        Assert.Equal(
            """
              find1:
                type: lookup
                label: 联查 FNumber
                from: source
                flow: "11111111-2222-3333-4444-555555555555"  # 待改：该方案导入后的 flow 名
                where: { FSHOPCODE: "{{shop_no}}" }
                take: { find1_FNumber: FNumber }
                missing: hold  # 原方案查不到时给空值
              document:
                type: map
                label: 字段映射
                from: find1
                fields:
                  FBillTypeID: XSDD01_SYS
                  FBillNo: "{{so_no}}"
                  FDate: "{{pay_time}}"
                  FCustId: "{{find1_FNumber}}"  # 原 _findCollection find FNumber from 11111111-2222-3333-4444-555555555555 where FSHOPCODE={{shop_no}}
                  FSaleOrderEntry:  # 明细
                    $each: items
                    FMaterialId: "{{items.sku}}"
                    FQty: "{{items.qty}}"
                    FTaxPrice: "_function {{items.amt}}/{{items.qty}}"
              target:
                type: target
                label: batchSave
                from: document
                connection: kingdee
                operation: batchSave
                settings:
                  formId: SAL_SaleOrder
                  identity: FBillNo  # 在金蝶中认出这张单据的字段
                  autoSubmitAndAudit: true  # IsAutoSubmitAndAudit
                  verifyBaseData: true  # IsVerifyBaseDataField
                  batchRows: 20
                  fields:  # 写成 {FNumber: …} 的字段
                    FBillTypeID: { kind: reference }
                    FCustId: { kind: reference }
                    FSaleOrderEntry.FMaterialId: { kind: reference }

            """.ReplaceLineEndings("\n"),
            flow.Yaml[flow.Yaml.IndexOf("  find1:", StringComparison.Ordinal)..]
                .Replace("\"联查 FNumber\"", "联查 FNumber", StringComparison.Ordinal)
        );
        Assert.Contains(flow.Report.Of(ImportOutcome.Decision), d => d is { Place: "target.response.primaryWriteback" });
        Assert.Empty(flow.Report.Of(ImportOutcome.Unsupported));
    }
}
