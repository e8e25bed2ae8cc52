namespace Weir.Sandbox.Zhilong;

/// <summary>agentInfo: all 86 published fields.</summary>
internal static class AgentRows
{
    private static readonly string[] Levels = ["一级代理", "二级代理", "体验店", "服务商"];
    private static readonly string[] Remarks =
    [
        "华东一级",
        "重点客户",
        "老客户，优先安排安装",
        "换行\n第二行",
        "😀 已回访",
        "资料待补：<营业执照> & 身份证",
        "C:\\合同\\扫描件",
        "",
    ];

    public static string? Remark(int seed, in ZhilongRow row)
    {
        var basis = Dice.Below(5, seed, row.Index, 51) == 0 ? null : Names.Of(Remarks, seed, row.Index, 52);
        return row.Revision == 0 ? basis : $"{basis}（第{row.Revision}次修改）";
    }

    public static void Write(RowFields to, in ZhilongRow row, int seed)
    {
        var i = row.Index;
        var level = Dice.Below(Levels.Length, seed, i, 53);
        var city = Dice.Below(Names.CityNames.Count, seed, i, 31);
        var region = 320000L + city * 100;
        var joined = row.Created - row.Created % 86400;
        to.Json.WriteStartObject();
        to.BaseEntity(row, Remark(seed, row));
        to.Id("agentId", row.Id);
        to.Text("agentName", Names.Company(seed, i));
        to.Text("agentType", Dice.Below(3, seed, i, 54) == 0 ? "2" : "1");
        to.Text("agentStatus", row.Deleted ? "0" : "1");
        to.Id("agentLevelId", level + 1);
        to.Text("agentLevelName", Levels[level]);
        to.Id("agentUserId", 500000L + i);
        to.Id("userId", 500000L + i);
        to.Text("userName", $"agent{row.Id}");
        to.Text("accountType", "1");
        to.Null("propertyId", "attr", "extend", "belongTo");
        to.Text("sourceName", "线下");
        to.Null("startedIn");
        to.Id("parentId", i < 20 ? null : 10001L + i % 20);
        to.Text("parentName", i < 20 ? null : Names.Company(seed, i % 20));
        to.Id("topParentId", i < 20 ? null : 10001L + i % 20);
        to.Null("bindingToIntroduceAgentId");
        to.Text("isParentApprove", "1");
        to.Text("legalPerson", Names.Person(seed, i, 55));
        to.Text("businessLicense", $"91{region}MA{Dice.Below(100_000_000, seed, i, 57):D8}X"[..18]);
        to.Null("businessScope", "organizationCode", "tax");
        to.Number("regAmount", 100_000m * (1 + level));
        to.Null("description", "files", "cardNumber");
        to.Text("mobile", Names.Mobile(seed, i, row.Revision));
        to.Text("telPhone", Dice.Below(2, seed, i, 58) == 0 ? null : $"0512-{Dice.Below(90_000_000, seed, i, 59) + 10_000_000}");
        to.Null("email");
        to.Text("contractPerson", Names.Person(seed, i, 61));
        to.Null("birthday");
        to.Text("areaCode", $"{region}");
        to.Id("manageProvinceId", 320000);
        to.Id("manageCityId", region);
        to.Id("manageAreaId", region + 5);
        to.Id("houseProvinceId", 320000);
        to.Id("houseCityId", region);
        to.Id("houseAreaId", region + 5);
        to.Id("houseStreetId", (region + 5) * 1000 + 1);
        to.Text("houseAddress", $"{Names.CityNames[city]}市示例路{Dice.Below(900, seed, i, 62) + 1}号");
        to.Text("homeLevel", "1");
        to.Time("joinDate", joined);
        to.Time("beginJoinDate", joined);
        to.Time("endJoinDate", joined + 3L * 365 * 86400);
        to.Text("joinLive", "1");
        to.Number("joinPrice", 30000.00m + 5000 * level);
        to.Text("joinBankName", "示例银行");
        to.Text("joinBankCode", $"6222{Dice.Below(1_000_000_000, seed, i, 63):D9}{Dice.Below(1_000_000, seed, i, 64):D6}");
        to.Id("joinCompanyId", 1);
        to.Text("joinCompanyCode", "100");
        to.Text("joinCompanyName", "示例总部有限公司");
        to.Number("firstAmount", 10000m);
        to.Number("margin", 5000.50m);
        to.Number("totalAmount", 45000.50m + 5000 * level);
        to.Null("saleRoomYear", "vipLive");
        to.Id("payCompanyId", 1);
        to.Null("payUserCode", "payAreaCode");
        to.Id("contractId", 800000L + i);
        to.Text("contractNo", $"HT{800000 + i}");
        to.Id("applyId", 700000L + i);
        to.Text("isApprove", "1");
        to.Time("approveDate", row.Created + 3600);
        to.Id("approveUserid", 1);
        to.Text("isOver", "0");
        to.Text("isTransferSign", "0");
        to.Null("oaCode", "agentIds");
        to.Null("agentIdArray");
        to.Json.WriteEndObject();
    }
}
