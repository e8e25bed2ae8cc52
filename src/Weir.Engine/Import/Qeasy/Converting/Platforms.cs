namespace Weir.Engine.Import.Qeasy;

/// <summary>Names of connections for the platforms that schemes name in Chinese.</summary>
internal static class Platforms
{
    // The longer name stands first: 旺店通·企业奇门 is no 旺店通.
    private static readonly (string Part, string Connection)[] Names =
    [
        ("金蝶云星空", "kingdee"),
        ("星空", "kingdee"),
        ("金蝶云星瀚", "kingdee-cosmic"),
        ("植隆", "zhilong"),
        ("企业奇门", "wangdiantong-qimen"),
        ("旗舰奇门", "wangdiantong-ultimate-qimen"),
        ("旗舰", "wangdiantong-ultimate"),
        ("旺店通", "wangdiantong"),
        ("聚水潭", "jushuitan"),
        ("吉客云", "jackyun"),
        ("管易", "guanyi"),
        ("畅捷通", "chanjet-tplus"),
        ("小满", "okki"),
        ("OKKI", "okki"),
        ("每刻", "maycur"),
        ("用友BIP", "yonbip"),
        ("用友U8", "yonyou-u8"),
        ("用友", "yonyou"),
        ("马帮", "mabang"),
        ("泛微", "weaver"),
        ("蓝凌", "landray"),
        ("钉钉", "dingtalk"),
        ("企业微信", "wecom"),
        ("飞书", "feishu"),
        ("简道云", "jiandaoyun"),
        ("领星", "lingxing"),
        ("轻易云", "qeasy"),
        ("SQL Server", "sqlserver"),
        ("SQLServer", "sqlserver"),
        ("MySQL", "mysql"),
        ("Oracle", "oracle"),
        ("SAP", "sap"),
    ];

    /// <summary>The name of the connection for a platform.</summary>
    public static string Connection(string? platform, string otherwise)
    {
        if (string.IsNullOrWhiteSpace(platform))
            return otherwise;
        foreach (var (part, connection) in Names)
            if (platform.Contains(part, StringComparison.OrdinalIgnoreCase))
                return connection;
        var name = Slug.Of(platform);
        return name.Length == 0 ? otherwise : name;
    }

    /// <summary>True for 金蝶云星空, by its name, its adapters, or its API.</summary>
    public static bool IsKingdee(SchemeHalf half) =>
        half.Platform is { } platform
            ? string.Equals(Connection(platform, ""), "kingdee", StringComparison.Ordinal)
            : half.Adapter?.Contains("K3Cloud", StringComparison.OrdinalIgnoreCase) == true
                || string.Equals(half.Api, "executeBillQuery", StringComparison.OrdinalIgnoreCase)
                || string.Equals(half.Api, "batchSave", StringComparison.OrdinalIgnoreCase) && half.Parameter("FormId") is not null;

    /// <summary>The no-op (空操作): a scheme that only pulls, or only takes what is pushed in.</summary>
    public static bool IsNothing(SchemeHalf half) =>
        half.Api?.Contains("空操作", StringComparison.Ordinal) == true
        || half.ApiName?.Contains("空操作", StringComparison.Ordinal) == true;
}
