namespace Weir.Sandbox.Kingdee;

/// <summary>Base data of a fresh sandbox.</summary>
internal static class DefaultBaseData
{
    public const string Assistant = "BOS_ASSISTANTDATA_DETAIL";

    public static Dictionary<string, string[]> Create() =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["BD_Currency"] = ["PRE001", "PRE007"],
            ["BD_CustomerGroup"] = ["01", "02", "03"],
            ["BD_MaterialGroup"] = ["01", "02"],
            ["BD_SupplierGroup"] = ["01", "02"],
            [Assistant] = ["KHLX01_SYS", "KHLX02_SYS", "KHLB001_SYS", "KHLB002_SYS", "KHLB003_SYS", "China", "SFL02_SYS", "THLX01_SYS"],
            ["BD_TaxRate"] = ["SL01_SYS", "SL02_SYS", "SL04_SYS"],
            ["BD_UNIT"] = ["Pcs", "kg"],
            ["BD_MATERIALCATEGORY"] = ["CHLB01_SYS", "CHLB05_SYS"],
            ["BD_MATERIAL"] = ["M001", "M002", "M003"],
            ["BD_STOCK"] = ["CK001", "CK002"],
            ["BD_StockStatus"] = ["KCZT01_SYS"],
            ["BD_Department"] = ["BM001"],
            ["BD_Saler"] = ["XSY001"],
            ["BD_SETTLETYPE"] = ["JSFS01_SYS", "JSFS04_SYS"],
            ["BD_RecCondition"] = ["SKTJ01_SYS"],
            ["BD_Supplier"] = ["VEN001"],
            ["BOS_BillType"] = ["XSDD01_SYS", "XSCKD01_SYS", "RKD01_SYS", "YSD01_SYS", "FHTZD01_SYS"],
            ["SEC_User"] = ["demo", "Administrator"],
        };
}
