namespace Weir.Sandbox.Kingdee;

/// <summary>BD_Customer 客户 with the two fields that the site has added.</summary>
internal static class CustomerForm
{
    public const string Text = """
        BD_Customer|客户|T_BD_CUSTOMER|FCUSTID|FNumber|CUST
        FCreateOrgId|创建组织|ORG_Organizations|must
        FUseOrgId|使用组织|ORG_Organizations
        FNumber|客户编码|text|indexed
        FName|客户名称|text|must|indexed
        FShortName|简称|text
        FGroup|客户分组|BD_CustomerGroup
        FCustTypeId|客户类别|BOS_ASSISTANTDATA_DETAIL
        FTRADINGCURRID|结算币别|BD_Currency|must
        FDescription|描述|text
        FCOUNTRY|国家|BOS_ASSISTANTDATA_DETAIL
        FPROVINCIAL|地区|BOS_ASSISTANTDATA_DETAIL
        FADDRESS|通讯地址|text
        FZIP|邮编|text
        FWEBSITE|网址|text
        FTEL|联系电话|text
        FFAX|传真|text
        FINVOICETITLE|发票抬头|text
        FTAXREGISTERCODE|纳税登记号|text
        FINVOICEBANKNAME|开户银行|text
        FINVOICETEL|开票联系电话|text
        FINVOICEBANKACCOUNT|银行账号|text
        FINVOICEADDRESS|开票通讯地址|text
        FInvoiceType|发票类型|enum
        FTaxType|税分类|BOS_ASSISTANTDATA_DETAIL
        FTaxRate|默认税率|BD_TaxRate
        FSOCIALCRECODE|统一社会信用代码|text
        FLegalPerson|法人|text
        FRegisterFund|注册资金|text
        FFoundDate|成立日期|date
        FDomains|经营范围|text
        FRegisterAddress|注册地址|text
        FCompanyClassify,FCompanyNature,FCompanyScale|公司类别、性质、规模|BOS_ASSISTANTDATA_DETAIL
        FSUPPLIERID|对应供应商|BD_Supplier
        FGROUPCUSTID|对应集团客户|BD_Customer
        FSALDEPTID|销售部门|BD_Department
        FSALGROUPID|销售组|BD_OPERATORGROUP
        FSELLER|销售员|BD_Saler
        FSETTLETYPEID|结算方式|BD_SETTLETYPE
        FRECCONDITIONID|收款条件|BD_RecCondition
        FDISCOUNTLISTID|折扣表|BD_SAL_DiscountList
        FPRICELISTID|价目表|BD_SAL_PriceList
        FRECEIVECURRID|收款币别|BD_Currency
        FTRANSLEADTIME|运输提前期|int
        FPriority|客户优先级|int
        FIsGroup,FIsDefPayer,FISCREDITCHECK,FIsTrade,FUncheckExpectQty|标志|bool
        F_out_id|外部编号|text|indexed
        F_KHLX|客户类型|BOS_ASSISTANTDATA_DETAIL
        = FT_BD_CUSTOMEREXT|商务信息|FEntryId
        FEnableSL,FFreezeLimit,FALLOWJOINZHJ|标志|bool
        FFreezeOperator|冻结人|SEC_User
        FFreezeDate|冻结日期|date
        FPROVINCE|省份|BOS_ASSISTANTDATA_DETAIL
        FCITY|城市|BOS_ASSISTANTDATA_DETAIL
        FDefaultConsiLoc,FDefaultSettleLoc,FDefaultPayerLoc|默认地点|BD_CUSTLOCATION
        FDefaultContact|默认联系人|BD_CommonContact
        FMarginLevel|保证金比例|decimal
        FDebitCard|借记卡|text
        FSettleId,FChargeId|结算方、付款方|BD_Customer
        > FT_BD_CUSTLOCATION|联系人|FENTRYID
        FContactId|联系人|BD_CommonContact
        FIsDefaultConsigneeCT,FIsCopy|标志|bool
        > FT_BD_CUSTBANK|银行信息|FENTRYID
        FCOUNTRY1|国家|BOS_ASSISTANTDATA_DETAIL
        FBANKCODE|银行账号|text|must
        FACCOUNTNAME|账户名称|text
        FBankTypeRec|收款银行|BD_BANKTYPE
        FTextBankDetail|银行网点|text
        FBankDetail|网点|BD_BANKDETAIL
        FOpenAddressRec|开户行地址|text
        FOPENBANKNAME|开户银行|text
        FCNAPS|联行号|text
        FCURRENCYID|币别|BD_Currency
        FISDEFAULT1|默认|bool
        > FT_BD_CUSTCONTACT|地址信息|FENTRYID
        FNUMBER1|地点编码|text
        FNAME1|地点名称|text
        FADDRESS1|详细地址|text
        FTRANSLEADTIME1|运输提前期|int
        FMOBILE|移动电话|text
        FIsDefaultConsignee,FIsDefaultSettle,FIsDefaultPayer,FIsUsed|标志|bool
        > FT_BD_CUSTORDERORG|订货组织|FEntryID
        FIsDefaultOrderOrg|默认|bool
        > FT_BD_CUSTSUBACCOUNT|子账户|FEntryID
        FSUBACCOUNTTYPE|子账户类型|text
        FSUBACCOUNT|子账户|text
        """;
}
