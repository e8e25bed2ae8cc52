namespace Weir.Sandbox.Kingdee;

/// <summary>Bills of sales, stock and receivables.</summary>
internal static class BillForms
{
    public const string SaleOrder = """
        SAL_SaleOrder|销售订单|T_SAL_ORDER|FID|FBillNo|XSDD
        FBillTypeID|单据类型|BOS_BillType
        FBillNo|单据编号|text|indexed
        FDate|日期|date|must
        FSaleOrgId|销售组织|ORG_Organizations|must
        FCustId|客户|BD_Customer|must
        FSalerId|销售员|BD_Saler|must
        FSaleDeptId|销售部门|BD_Department
        FReceiveId,FSettleId,FChargeId|收货方、结算方、付款方|BD_Customer
        FReceiveAddress|收货方地址|text
        FNote|备注|text
        F_out_id|外部编号|text|indexed
        = FSaleOrderFinance|财务信息|FEntryId
        FSettleCurrId|结算币别|BD_Currency
        FRecConditionId|收款条件|BD_RecCondition
        FSettleModeId|结算方式|BD_SETTLETYPE
        FIsIncludedTax|是否含税|bool
        FExchangeRate|汇率|decimal
        > FSaleOrderEntry|订单明细|FEntryID
        FMaterialId|物料编码|BD_MATERIAL|must
        FUnitID|销售单位|BD_UNIT
        FQty|销售数量|decimal
        FPrice|单价|decimal
        FTaxPrice|含税单价|decimal
        FEntryTaxRate|税率%|decimal
        FAmount,FAllAmount|金额|decimal
        FIsFree|是否赠品|bool
        FDeliveryDate|要货日期|date
        FSettleOrgIds|结算组织|ORG_Organizations
        FStockOrgId|库存组织|ORG_Organizations
        FEntryNote|备注|text
        """;

    public const string DeliveryNotice = """
        SAL_DELIVERYNOTICE|发货通知单|T_SAL_DELIVERYNOTICE|FID|FBillNo|FHTZD
        FBillTypeID|单据类型|BOS_BillType
        FBillNo|单据编号|text|indexed
        FDate|日期|date
        FSaleOrgId|销售组织|ORG_Organizations
        FDeliveryOrgID|发货组织|ORG_Organizations
        FCustomerID|客户|BD_Customer
        FSalerId|销售员|BD_Saler
        FNote|备注|text
        > FEntity|明细信息|FEntryID
        FMaterialId|物料编码|BD_MATERIAL
        FUnitID|销售单位|BD_UNIT
        FQty|销售数量|decimal
        FTaxPrice|含税单价|decimal
        FEntryTaxRate|税率%|decimal
        FDeliveryDate|要货日期|date
        FSrcBillNo|源单编号|text
        """;

    public const string OutStock = """
        SAL_OUTSTOCK|销售出库单|T_SAL_OUTSTOCK|FID|FBillNo|XSCKD
        FBillTypeID|单据类型|BOS_BillType
        FBillNo|单据编号|text|indexed
        FDate|日期|date|must
        FSaleOrgId|销售组织|ORG_Organizations|must
        FStockOrgId|发货组织|ORG_Organizations|must
        FCustomerID|客户|BD_Customer|must
        FNote|备注|text
        F_out_id|外部编号|text|indexed
        = SubHeadEntity|财务信息|FEntryId
        FSettleCurrID|结算币别|BD_Currency
        FSettleOrgID|结算组织|ORG_Organizations
        > FEntity|明细信息|FENTRYID
        FMaterialID|物料编码|BD_MATERIAL|must
        FUnitID|库存单位|BD_UNIT
        FRealQty|实发数量|decimal
        FStockID|仓库|BD_STOCK|must
        FStockStatusID|库存状态|BD_StockStatus
        FTaxPrice,FPrice|单价|decimal
        FEntryTaxRate|税率%|decimal
        FSrcBillNo|源单编号|text
        FEntrynote|备注|text
        """;

    public const string InStock = """
        STK_InStock|采购入库单|t_STK_InStock|FID|FBillNo|CGRK
        FBillTypeID|单据类型|BOS_BillType
        FBusinessType|业务类型|enum
        FBillNo|单据编号|text|indexed
        FDate|入库日期|date|must
        FStockOrgId|收料组织|ORG_Organizations|must
        FPurchaseOrgId|采购组织|ORG_Organizations|must
        FSupplierId|供应商|BD_Supplier|must
        FNote|备注|text
        F_out_id|外部编号|text|indexed
        > FInStockEntry|明细信息|FEntryID
        FMaterialId|物料编码|BD_MATERIAL|must
        FUnitID|库存单位|BD_UNIT
        FRealQty,FMustQty|数量|decimal
        FStockId|仓库|BD_STOCK|must
        FTaxPrice,FPrice|单价|decimal
        FEntryTaxRate|税率%|decimal
        FNote|备注|text
        """;

    public const string Receivable = """
        AR_receivable|应收单|t_AR_receivable|FID|FBillNo|AR
        FBillTypeID|单据类型|BOS_BillType
        FBillNo|单据编号|text|indexed
        FDATE|业务日期|date|must
        FENDDATE_H|到期日|date
        FCUSTOMERID|客户|BD_Customer|must
        FCURRENCYID|币别|BD_Currency|must
        FSETTLEORGID|结算组织|ORG_Organizations|must
        FPAYORGID|收款组织|ORG_Organizations
        FSALEORGID|销售组织|ORG_Organizations
        FAR_Remark|备注|text
        F_out_id|外部编号|text|indexed
        = FsubHeadSuppiler|客户信息|FEntryId
        FORDERID,FTRANSFERID,FChargeId|订货方、收货方、付款方|BD_Customer
        = FsubHeadFinc|财务信息|FEntryId
        FACCNTTIMEJUDGETIME|到期日计算日期|date
        FMAINBOOKSTDCURRID|本位币|BD_Currency
        FEXCHANGERATE|汇率|decimal
        > FEntityDetail|明细|FEntryID
        FMATERIALID|物料编码|BD_MATERIAL
        FMaterialDesc|物料说明|text
        FPRICEUNITID|计价单位|BD_UNIT
        FPriceQty|计价数量|decimal
        FTaxPrice,FPrice|单价|decimal
        FEntryTaxRate|税率%|decimal
        FALLAMOUNTFOR_D,FNoTaxAmountFor_D|金额|decimal
        FCOMMENT|备注|text
        > FEntityPlan|收款计划|FEntryID
        FENDDATE|到期日|date
        FPAYAMOUNTFOR|应收金额|decimal
        FPAYRATE|应收比例%|decimal
        """;
}
