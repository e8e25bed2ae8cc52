using Weir.Sdk.Connectors;

namespace Weir.Connectors.Zhilong;

/// <summary>
/// The 86 fields of <c>agentInfo/list</c> (reference §2.1). The published types are filled in by a machine and are not trusted: ids and amounts
/// may be numbers or text, so everything is taken as it comes. Labels are ours where the published page has none.
/// </summary>
internal static class AgentInfoFields
{
    private const string Text = """
        agentId 代理商ID
        agentName 代理商名称
        agentType 代理商类型
        agentStatus 代理商状态
        agentLevelId 代理级别ID
        agentLevelName 代理级别
        agentUserId 代理商用户ID
        userId 用户ID
        userName 用户名
        accountType 账户类型
        propertyId 性质ID
        attr 属性
        extend 扩展
        belongTo 归属
        sourceName 来源
        startedIn 开始经营时间
        parentId 上级ID
        parentName 上级名称
        topParentId 顶级上级ID
        bindingToIntroduceAgentId 绑定介绍代理商ID
        isParentApprove 上级是否审批
        legalPerson 法人
        businessLicense 营业执照
        businessScope 经营范围
        organizationCode 组织机构代码
        tax 税号
        regAmount 注册资金
        description 说明
        files 附件
        cardNumber 证件号
        mobile 手机
        telPhone 电话
        email 邮箱
        contractPerson 联系人
        birthday 生日
        areaCode 区域编码
        manageProvinceId 经营省ID
        manageCityId 经营市ID
        manageAreaId 经营区ID
        houseProvinceId 住址省ID
        houseCityId 住址市ID
        houseAreaId 住址区ID
        houseStreetId 住址街道ID
        houseAddress 住址
        homeLevel 家庭级别
        joinDate 加盟日期
        beginJoinDate 加盟开始日期
        endJoinDate 加盟结束日期
        joinLive 加盟级别
        joinPrice 加盟金额
        joinBankName 加盟开户行
        joinBankCode 加盟银行账号
        joinCompanyId 加盟公司ID
        joinCompanyCode 加盟公司编码
        joinCompanyName 加盟公司
        firstAmount 首批金额
        margin 保证金
        totalAmount 总金额
        saleRoomYear 卖场年限
        vipLive VIP级别
        payCompanyId 付款公司ID
        payUserCode 付款人编码
        payAreaCode 付款区域编码
        contractId 合同ID
        contractNo 合同编号
        applyId 申请ID
        isApprove 审批状态
        approveDate 审批日期
        approveUserid 审批人ID
        isOver 是否结束
        isTransferSign 是否转签
        oaCode OA编号
        searchValue 搜索值
        createBy 创建者
        createName 创建人
        createTime 创建时间
        updateBy 更新者
        updateTime 更新时间
        remark 备注
        params 请求参数
        param 参数
        deleteFlag 删除标志
        updateTimeStart 更新时间起（回显）
        updateTimeEnd 更新时间止（回显）
        agentIds 代理商ID列表（回显）
        agentIdArray 代理商ID数组（回显）
        """;

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<FieldDescription> All =
    [
        .. Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .Select(parts => new FieldDescription(parts[0], FieldKind.Any, parts[1]) { Origin = "植隆 agentInfo/list，公开集成方案页面" }),
    ];
}
