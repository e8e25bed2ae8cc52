namespace Weir.MainJob.Source;

internal sealed record Place(string Code, string Province, string City, string Area);

/// <summary>Invented words from which the rows are made.</summary>
internal static class Vocabulary
{
    public static readonly Place[] Places =
    [
        new("320505", "江苏省", "苏州市", "虎丘区"),
        new("320205", "江苏省", "无锡市", "锡山区"),
        new("330106", "浙江省", "杭州市", "西湖区"),
        new("330212", "浙江省", "宁波市", "鄞州区"),
        new("310115", "上海市", "上海市", "浦东新区"),
        new("440305", "广东省", "深圳市", "南山区"),
        new("440106", "广东省", "广州市", "天河区"),
        new("510107", "四川省", "成都市", "武侯区"),
        new("420106", "湖北省", "武汉市", "武昌区"),
        new("370202", "山东省", "青岛市", "市南区"),
        new("610113", "陕西省", "西安市", "雁塔区"),
        new("210102", "辽宁省", "沈阳市", "和平区"),
    ];

    public static readonly string[] Surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "欧阳", "上官"];
    public static readonly string[] GivenNames =
    [
        "伟",
        "芳",
        "秀英",
        "建国",
        "志强",
        "晓明",
        "丽华",
        "海燕",
        "文博",
        "雨桐",
        "子轩",
        "思远",
    ];
    public static readonly string[] Words =
    [
        "清源",
        "碧水",
        "蓝天",
        "恒信",
        "瑞丰",
        "天成",
        "嘉禾",
        "盛世",
        "华润达",
        "同心",
        "新远景",
        "德胜",
    ];
    public static readonly string[] Trades = ["净水设备", "环保科技", "暖通工程", "家居用品", "机电安装", "智能电器", "水处理技术", "商贸"];
    public static readonly string[] Logins = ["admin", "zhangsan", "lisi_sz", "ops.east", "chenwei", "sync-job"];
    public static readonly string[] Levels = ["一级代理", "二级代理", "三级代理", "省级总代理", "直营门店"];
    public static readonly string[] Regions = ["华东大区", "华南大区", "华北大区", "西南大区", "东北大区", "华中大区"];
    public static readonly string[] Sources = ["官网申请", "展会登记", "老客户介绍", "区域招商", "400热线"];
    public static readonly string[] Streets = ["人民路", "中山大道", "科技园南路", "解放东路", "示例路", "迎宾大街", "滨江路", "长虹街"];
    public static readonly string[] Banks = ["中国工商银行", "中国建设银行", "招商银行", "中国农业银行", "交通银行"];

    public static readonly string[] Remarks =
    [
        "一级，合同已归档",
        "老客户，季度返利按新政策执行",
        "待补充营业执照副本；联系人已更换",
        "“重点”门店，优先排产",
        "备注：发货前电话确认\\n周末不收货",
        "由原区域转入",
    ];

    public static readonly string[] Descriptions =
    [
        "成立于2012年，主营家用与商用净水设备的销售、安装与售后服务。",
        "为本地区授权服务商，拥有自建仓库与安装队伍，覆盖周边三个县区。",
        "以工程渠道为主，与多家装饰公司保持长期合作关系。",
    ];

    public static readonly string[] Scopes =
    [
        "净水设备销售",
        "水处理技术咨询",
        "机电设备安装",
        "家用电器维修",
        "五金产品批发",
        "环保设备租赁",
        "货物进出口",
        "日用百货零售",
        "建筑装饰工程",
        "物业管理服务",
    ];
}
