using Weir.Sdk.Connectors;
using static Weir.Connectors.Kingdee.KingdeeForm;

namespace Weir.Connectors.Kingdee;

/// <summary>Forms that are known without asking (reference §7, §9, §10): never the whole form, only what the reference gives.</summary>
internal static class KingdeeForms
{
    private static readonly Dictionary<string, KingdeeForm> All = new KingdeeForm[]
    {
        KingdeeCustomerForm.Form,
        Master("BD_MATERIAL", "物料", "FMATERIALID", [.. Organised(), Required(Text("FName", "名称")), .. Material()]),
        Master("BD_Supplier", "供应商", "FSupplierId", [.. Organised(), Text("FName", "名称"), .. Supplier()]),
        Bill("SAL_SaleOrder", "销售订单", [.. SaleOrder()]),
        Bill("SAL_DELIVERYNOTICE", "发货通知单", BillType(), Date("FDate", "日期"), List("FEntity", "明细")),
        Bill("SAL_OUTSTOCK", "销售出库单", [.. OutStock()]),
        Bill("SAL_RETURNSTOCK", "销售退货单", [.. ReturnStock()]),
        Bill("PUR_PurchaseOrder", "采购订单", BillType(), Date("FDate", "日期"), List("FPOOrderEntry", "明细")),
        Bill("PUR_ReceiveBill", "收料通知单", BillType(), Date("FDate", "日期")),
        Bill(
            "STK_InStock",
            "采购入库单",
            BillType(),
            Text("FBusinessType", "业务类型"),
            Date("FDate", "日期"),
            List("FInStockEntry", "明细")
        ),
        Bill("PUR_MRB", "采购退料单", [.. Return()]),
        Bill("AR_receivable", "应收单", [.. Receivable()]),
        Bill("AP_Payable", "应付单", BillType(), Date("FDATE", "业务日期"), Date("FENDDATE_H", "到期日"), List("FEntityDetail", "明细")),
        Bill(
            "AR_RECEIVEBILL",
            "收款单",
            BillType(),
            Date("FDATE", "业务日期"),
            List("FRECEIVEBILLENTRY", "收款明细"),
            List("FRECEIVEBILLSRCENTRY", "源单明细")
        ),
        Bill("AP_PAYBILL", "付款单", [.. PayBill()]),
        Bill("AR_OtherRecAble", "其他应收单", BillType(), Date("FDATE", "业务日期"), List("FEntity", "明细")),
        Bill("AP_OtherPayable", "其他应付单", BillType(), Date("FDATE", "业务日期"), List("FEntity", "明细")),
        Bill("STK_MISCELLANEOUS", "其他入库单", [.. OtherStock(), Text("FStockDirect", "库存方向")]),
        Bill(
            "STK_MisDelivery",
            "其他出库单",
            [.. OtherStock(), Text("FEntity.FKeeperTypeId", "保管者类型"), Reference("FEntity.FStockStatusId", "库存状态")]
        ),
        Bill("STK_TransferDirect", "直接调拨单", BillType(), Date("FDate", "日期"), List("FBillEntry", "明细")),
        new KingdeeForm("GL_VOUCHER", "凭证", "FVOUCHERID", "FBillNo", [.. Voucher()]),
    }.ToDictionary(f => f.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>The form of that id, whatever its case, or null.</summary>
    public static KingdeeForm? Find(string formId) => All.GetValueOrDefault(formId);

    private static FieldDescription BillType() => Reference("FBillTypeID", "单据类型");

    private static FieldDescription[] Organised() =>
        [
            Required(Reference("FCreateOrgId", "创建组织", "ORG_Organizations")),
            Required(Reference("FUseOrgId", "使用组织", "ORG_Organizations")),
            Text("FNumber", "编码"),
        ];

    private static FieldDescription[] Material() =>
        [
            Group("SubHeadEntity", "基本"),
            Text("SubHeadEntity.FErpClsID", "物料属性"),
            Reference("SubHeadEntity.FBaseUnitId", "基本单位", "BD_UNIT"),
            Reference("SubHeadEntity.FCategoryID", "存货类别"),
            Group("SubHeadEntity1", "库存"),
            Group("SubHeadEntity2", "销售"),
            Group("SubHeadEntity3", "采购"),
            Group("SubHeadEntity4", "计划"),
            List("FEntityInvPty", "库存属性"),
        ];

    private static FieldDescription[] Supplier() =>
        [
            Group("FBaseInfo", "基本信息"),
            Group("FBusinessInfo", "商务信息"),
            Group("FFinanceInfo", "财务信息"),
            Required(Reference("FFinanceInfo.FPayCurrencyId", "付款币别", "BD_Currency")),
            List("FBankInfo", "银行信息"),
            List("FLocationInfo", "地点信息"),
            Text("FLocationInfo.FLocName", "地点名称"),
            Text("FLocationInfo.FLocAddress", "通讯地址"),
            Text("FLocationInfo.FLocMobile", "手机"),
            List("FSupplierContact", "联系人"),
        ];

    private static FieldDescription[] SaleOrder() =>
        [
            BillType(),
            Required(Date("FDate", "日期")),
            Required(Reference("FSaleOrgId", "销售组织", "ORG_Organizations")),
            Required(Reference("FCustId", "客户", "BD_Customer")),
            Required(Reference("FSalerId", "销售员", "BD_Saler")),
            Group("FSaleOrderFinance", "财务信息"),
            Reference("FSaleOrderFinance.FSettleCurrId", "结算币别", "BD_Currency"),
            List("FSaleOrderEntry", "明细"),
            Reference("FSaleOrderEntry.FMaterialId", "物料", "BD_MATERIAL"),
            Reference("FSaleOrderEntry.FUnitID", "单位", "BD_UNIT"),
            Number("FSaleOrderEntry.FQty", "数量"),
            Reference("FSaleOrderEntry.FSettleOrgIds", "结算组织", "ORG_Organizations"),
            Date("FSaleOrderEntry.FDeliveryDate", "要货日期"),
            Number("FSaleOrderEntry.FEntryTaxRate", "税率"),
            Number("FSaleOrderEntry.FPrice", "单价"),
            Number("FSaleOrderEntry.FTaxPrice", "含税单价"),
        ];

    private static FieldDescription[] OutStock() =>
        [
            BillType(),
            Date("FDate", "日期"),
            Reference("FCustomerID", "客户", "BD_Customer"),
            Group("SubHeadEntity", "财务信息"),
            List("FEntity", "明细"),
            Reference("FEntity.FMaterialID", "物料", "BD_MATERIAL"),
            Number("FEntity.FRealQty", "实发数量"),
            Reference("FEntity.FStockID", "仓库", "BD_STOCK"),
        ];

    private static FieldDescription[] ReturnStock() =>
        [
            BillType(),
            Date("FDate", "日期"),
            Reference("FRetcustId", "退货客户", "BD_Customer"),
            Group("SubHeadEntity", "财务信息"),
            Reference("SubHeadEntity.FSettleOrgId", "结算组织", "ORG_Organizations"),
            List("FEntity", "明细"),
            Reference("FEntity.FReturnType", "退货类型"),
        ];

    private static FieldDescription[] Return() =>
        [
            BillType(),
            Date("FDate", "日期"),
            List("FPURMRBENTRY", "明细"),
            Reference("FPURMRBENTRY.FMATERIALID", "物料", "BD_MATERIAL"),
            Number("FPURMRBENTRY.FRMREALQTY", "实退数量"),
            Reference("FPURMRBENTRY.FSTOCKID", "仓库", "BD_STOCK"),
            Number("FPURMRBENTRY.FTAXPRICE", "含税单价"),
        ];

    private static FieldDescription[] Receivable() =>
        [
            BillType(),
            Date("FDATE", "业务日期"),
            Date("FENDDATE_H", "到期日"),
            Reference("FCUSTOMERID", "客户", "BD_Customer"),
            List("FEntityDetail", "明细"),
            List("FEntityPlan", "收款计划"),
            Group("FsubHeadFinc", "财务信息"),
            Group("FsubHeadSuppiler", "客户信息"),
        ];

    private static FieldDescription[] PayBill() =>
        [
            BillType(),
            Date("FDATE", "业务日期"),
            // The type selector of a 多类别 pair is plain, its partner is wrapped (§7).
            Text("FCONTACTUNITTYPE", "往来单位类型"),
            Reference("FCONTACTUNIT", "往来单位"),
            Text("FRECTUNITTYPE", "收款单位类型"),
            Reference("FRECTUNIT", "收款单位"),
            Reference("FPAYORGID", "付款组织", "ORG_Organizations"),
            Reference("FSETTLECUR", "结算币别", "BD_Currency"),
            List("FPAYBILLENTRY", "付款明细"),
            List("FPAYBILLSRCENTRY", "源单明细"),
        ];

    private static FieldDescription[] OtherStock() =>
        [
            BillType(),
            Date("FDate", "日期"),
            Text("FOwnerTypeIdHead", "货主类型"),
            Reference("FOwnerIdHead", "货主"),
            List("FEntity", "明细"),
        ];

    private static FieldDescription[] Voucher() =>
        [
            Reference("FAccountBookID", "账簿"),
            Date("FDate", "日期"),
            Reference("FVOUCHERGROUPID", "凭证字", "BD_VOUCHERGROUP"),
            Text("FVOUCHERGROUPNO", "凭证号"),
            List("FEntity", "分录"),
            Text("FEntity.FEXPLANATION", "摘要"),
            Reference("FEntity.FACCOUNTID", "科目", "BD_Account"),
            Group("FEntity.FDetailID", "核算维度"),
            Number("FEntity.FDEBIT", "借方金额"),
            Number("FEntity.FCREDIT", "贷方金额"),
        ];
}
