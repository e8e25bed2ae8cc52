using System.Globalization;

namespace Weir.Sandbox.Zhilong;

/// <summary>Invented companies and people; some names are there to be hard to carry.</summary>
internal static class Names
{
    private static readonly string[] Cities =
    [
        "苏州",
        "无锡",
        "杭州",
        "宁波",
        "合肥",
        "南昌",
        "长沙",
        "武汉",
        "郑州",
        "济南",
        "青岛",
        "石家庄",
        "太原",
        "西安",
        "成都",
        "重庆",
        "昆明",
        "贵阳",
        "南宁",
        "广州",
        "东莞",
        "佛山",
        "福州",
        "厦门",
        "沈阳",
        "大连",
        "长春",
        "哈尔滨",
        "兰州",
        "银川",
    ];
    private static readonly string[] First =
    [
        "清",
        "源",
        "润",
        "汇",
        "鸿",
        "泽",
        "安",
        "嘉",
        "恒",
        "瑞",
        "盛",
        "启",
        "明",
        "德",
        "天",
        "华",
        "佳",
        "宏",
    ];
    private static readonly string[] Second =
    [
        "泉",
        "禾",
        "达",
        "通",
        "洋",
        "川",
        "居",
        "美",
        "诚",
        "丰",
        "远",
        "信",
        "和",
        "晟",
        "益",
        "利",
        "康",
        "林",
    ];
    private static readonly string[] Trades = ["净水设备", "环保科技", "家居建材", "机电安装", "商贸", "电器销售", "智能家居", "暖通工程"];
    private static readonly string[] Forms = ["有限公司", "有限责任公司", "经营部", "服务中心"];
    private static readonly string[] Families = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫"];
    private static readonly string[] Given = ["伟", "敏", "静", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "超"];

    // Four-byte characters, quotes, markup characters, blanks at the end: all of them occur in real master data.
    private static readonly string[] Hard =
    [
        "💧净水💧连锁",
        "𠮷野家电",
        "\"双引号\"商行",
        "O'Neil 贸易",
        "A&B 机电",
        "反斜杠\\商社",
        "尾部空格  ",
        "<优选>家居",
        "Tab\t设备",
        "１２３全角",
        "𡈽𣏐木业",
        "100%净水",
    ];

    public static IReadOnlyList<string> CityNames => Cities;

    public static string Company(int seed, int index)
    {
        var city = Of(Cities, seed, index, 31);
        if (index % 61 == 60)
            return city + Hard[index / 61 % Hard.Length];
        var name =
            $"{city}{Of(First, seed, index, 32)}{Of(Second, seed, index, 33)}{Of(Trades, seed, index, 34)}{Of(Forms, seed, index, 35)}";
        // The number keeps names apart, as the register of companies would.
        return index < 100 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}（{index:D4}）");
    }

    public static string Person(int seed, int index, int salt) => Of(Families, seed, index, salt) + Of(Given, seed, index, salt + 1);

    public static string Mobile(int seed, int index, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"138{Dice.Below(100_000_000, seed, index, 41 + revision):D8}");

    public static string Of(IReadOnlyList<string> values, int seed, int index, int salt) =>
        values[Dice.Below(values.Count, seed, index, salt)];
}
