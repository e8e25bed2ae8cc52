namespace Weir.Engine.Import.Qeasy;

/// <summary>Forms of 金蝶云星空 by the bill type or the name of the API, where a scheme does not say.</summary>
internal static class KingdeeForms
{
    private static readonly (string BillType, string Name, string Form)[] Known =
    [
        ("XSCKD", "销售出库", "SAL_OUTSTOCK"),
        ("XSTHD", "销售退货", "SAL_RETURNSTOCK"),
        ("XSDD", "销售订单", "SAL_SaleOrder"),
        ("FHTZD", "发货通知", "SAL_DELIVERYNOTICE"),
        ("CGDD", "采购订单", "PUR_PurchaseOrder"),
        ("RKD", "采购入库", "STK_InStock"),
        ("TLD", "采购退料", "PUR_MRB"),
        ("ZJDB", "直接调拨", "STK_TransferDirect"),
        ("QTCKD", "其他出库", "STK_MisDelivery"),
        ("QTRKD", "其他入库", "STK_MISCELLANEOUS"),
        ("YSD", "应收单", "AR_receivable"),
        ("YFD", "应付单", "AP_Payable"),
        ("SKDLX", "收款单", "AR_RECEIVEBILL"),
        ("FKDLX", "付款单", "AP_PAYBILL"),
        ("KHLX", "客户", "BD_Customer"),
        ("", "供应商", "BD_Supplier"),
        ("", "物料", "BD_MATERIAL"),
    ];

    /// <summary>The form that a target most likely saves, or null.</summary>
    public static string? Guess(SchemeHalf half)
    {
        var billType = half.Request.Find(f => f.Field is "FBillTypeID" or "FBillTypeId")?.Value;
        foreach (var (type, _, form) in Known)
            if (type.Length > 0 && billType?.StartsWith(type, StringComparison.OrdinalIgnoreCase) == true)
                return form;
        foreach (var (_, name, form) in Known)
            if (half.ApiName?.Contains(name, StringComparison.Ordinal) == true)
                return form;
        return null;
    }
}
