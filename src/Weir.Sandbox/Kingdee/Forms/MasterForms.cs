namespace Weir.Sandbox.Kingdee;

/// <summary>Base data besides the customer.</summary>
internal static class MasterForms
{
    public const string Material = """
        BD_MATERIAL|物料|T_BD_MATERIAL|FMATERIALID|FNumber|WL
        FCreateOrgId|创建组织|ORG_Organizations|must
        FUseOrgId|使用组织|ORG_Organizations|must
        FNumber|编码|text|indexed
        FName|名称|text|must
        FSpecification|规格型号|text
        FMnemonicCode|助记码|text
        FOldNumber|旧物料编码|text
        FMaterialGroup|物料分组|BD_MaterialGroup
        FDescription|描述|text
        FBARCODE|条码|text
        F_out_id|外部编号|text|indexed
        = SubHeadEntity|基本|FEntryId
        FErpClsID|物料属性|enum
        FBaseUnitId|基本单位|BD_UNIT
        FCategoryID|存货类别|BD_MATERIALCATEGORY
        FTaxType|税分类|BOS_ASSISTANTDATA_DETAIL
        FTaxRateId|默认税率|BD_TaxRate
        FIsInventory,FIsSale,FIsPurchase|允许标志|bool
        FGROSSWEIGHT,FNETWEIGHT|重量|decimal
        = SubHeadEntity1|库存|FEntryId
        FStoreUnitID|库存单位|BD_UNIT
        FStockId|仓库|BD_STOCK
        FIsBatchManage|启用批号|bool
        = SubHeadEntity2|销售|FEntryId
        FSaleUnitId,FSalePriceUnitId|销售单位|BD_UNIT
        = SubHeadEntity3|采购|FEntryId
        FPurchaseUnitId,FPurchasePriceUnitId|采购单位|BD_UNIT
        > FEntityInvPty|库存属性|FEntryID
        FInvPtyId|库存属性|BD_InvProperty
        FIsEnable|启用|bool
        """;

    public const string Supplier = """
        BD_Supplier|供应商|t_BD_Supplier|FSupplierId|FNumber|VEN
        FCreateOrgId|创建组织|ORG_Organizations|must
        FUseOrgId|使用组织|ORG_Organizations
        FNumber|编码|text|indexed
        FName|名称|text|must
        FShortName|简称|text
        FGroup|供应商分组|BD_SupplierGroup
        FDescription|描述|text
        F_out_id|外部编号|text|indexed
        = FBaseInfo|基本信息|FEntryId
        FCountry|国家|BOS_ASSISTANTDATA_DETAIL
        FAddress|通讯地址|text
        FSOCIALCRECODE|统一社会信用代码|text
        FRegisterAddress|注册地址|text
        FSupplyClassify|供应类别|enum
        = FBusinessInfo|商务信息|FEntryId
        FSettleTypeId|结算方式|BD_SETTLETYPE
        = FFinanceInfo|财务信息|FEntryId
        FPayCurrencyId|付款币别|BD_Currency|must
        FTaxRegisterCode|纳税登记号|text
        FTaxType|税分类|BOS_ASSISTANTDATA_DETAIL
        FInvoiceType|发票类型|enum
        > FBankInfo|银行信息|FBankId
        FBankCode|银行账号|text
        FBankHolder|账户名称|text
        FOpenBankName|开户银行|text
        FBankCurrencyId|币别|BD_Currency
        FBankIsDefault|默认|bool
        > FLocationInfo|地点信息|FLocationId
        FLocName|地点名称|text
        FLocAddress|地址|text
        FLocMobile|移动电话|text
        FLocNewContact|联系人|BD_CommonContact
        > FSupplierContact|联系人|FContactId
        FContact|联系人|text
        FMobile|移动电话|text
        """;

    public const string Currency = """
        BD_Currency|币别|T_BD_CURRENCY|FCURRENCYID|FNumber|PRE
        FNumber|编码|text|indexed
        FCODE|货币代码|text
        FName|名称|text|must
        FPRICEDIGITS,FAMOUNTDIGITS|小数位|int
        """;

    public const string Stock = """
        BD_STOCK|仓库|T_BD_STOCK|FStockId|FNumber|CK
        FCreateOrgId|创建组织|ORG_Organizations|must
        FUseOrgId|使用组织|ORG_Organizations
        FNumber|编码|text|indexed
        FName|名称|text|must
        FGroup|分组|BD_StockGroup
        FStockProperty|仓库属性|enum
        FStockStatusType|库存状态类型|enum
        FAddress|仓库地址|text
        FTel|联系电话|text
        FPrincipal|仓库负责人|BD_Empinfo
        FCustomerId|客户|BD_Customer
        FAllowMinusQty|允许即时库存负库存|bool
        FIsOpenLocation|启用仓位管理|bool
        FDescription|备注|text
        F_out_id|外部编号|text|indexed
        """;

    public const string Department = """
        BD_Department|部门|T_BD_DEPARTMENT|FDEPTID|FNumber|BM
        FCreateOrgId|创建组织|ORG_Organizations|must
        FUseOrgId|使用组织|ORG_Organizations
        FNumber|编码|text|indexed
        FName|名称|text|must
        FDescription|描述|text
        """;

    public const string Organization = """
        ORG_Organizations|组织机构|T_ORG_Organizations|FOrgID|FNumber|ORG
        FNumber|编码|text|indexed
        FName|名称|text|must
        FDescription|描述|text
        """;
}
