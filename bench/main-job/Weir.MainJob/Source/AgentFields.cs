using System.Text;

namespace Weir.MainJob.Source;

/// <summary>
/// Writes one variant of an <c>agentInfo</c> row with the 86 published fields. Control characters 1 to 5 stand for what
/// differs from record to record: id, serial, update time, mobile, contract number.
/// </summary>
internal sealed class AgentFields(int idWidth)
{
    public const char Id = '\u0001';
    public const char Serial = '\u0002';
    public const char Time = '\u0003';
    public const char Mobile = '\u0004';
    public const char Contract = '\u0005';
    public const int SerialWidth = 8;
    private readonly StringBuilder _json = new();
    private Dice _dice = new(0);

    public byte[] Build(int variant)
    {
        _dice = new Dice(variant + 1);
        _json.Clear().Append('{');
        var place = Vocabulary.Places[_dice.Next(Vocabulary.Places.Length)];
        var person = _dice.Pick(Vocabulary.Surnames) + _dice.Pick(Vocabulary.GivenNames);
        var company = $"{place.City}{_dice.Pick(Vocabulary.Words)}{_dice.Pick(Vocabulary.Trades)}有限公司";
        Base(place);
        Identity(company, person);
        Company(company, person, place);
        Region(place);
        Join(company);
        Contracts();
        _json[^1] = '}';
        return Encoding.UTF8.GetBytes(_json.ToString());
    }

    private void Base(Place place)
    {
        Null("searchValue").Str("createBy", _dice.Pick(Vocabulary.Logins)).Str("createName", _dice.Pick(Vocabulary.Surnames) + "主管");
        Str("createTime", _dice.Date(2022, 2023) + " 09:15:42")
            .Str("updateBy", _dice.Pick(Vocabulary.Logins))
            .Str("updateTime", Slot(Time, UpdateTimes.Width));
        Maybe("remark", $"{place.Area}{_dice.Pick(Vocabulary.Remarks)}").Raw("params", "{}").Null("param").Str("deleteFlag", "0");
        Null("updateTimeStart").Null("updateTimeEnd").Null("agentIds").Null("agentIdArray");
    }

    private void Identity(string company, string person)
    {
        Raw("agentId", Slot(Id, idWidth))
            .Str("agentName", $"{company}{Slot(Serial, SerialWidth)}")
            .Str("agentType", $"{1 + _dice.Next(4)}");
        Str("agentStatus", $"{_dice.Next(3)}")
            .Raw("agentLevelId", $"{1 + _dice.Next(5)}")
            .Str("agentLevelName", _dice.Pick(Vocabulary.Levels));
        Raw("agentUserId", _dice.Number(9))
            .Raw("userId", _dice.Number(9))
            .Str("userName", person)
            .Str("accountType", "01")
            .Maybe("propertyId", _dice.Number(6));
        Null("attr")
            .Null("extend")
            .Str("belongTo", _dice.Pick(Vocabulary.Regions))
            .Str("sourceName", _dice.Pick(Vocabulary.Sources))
            .Str("startedIn", _dice.Date(2015, 2021));
        Raw("parentId", _dice.Number(10))
            .Str("parentName", $"{_dice.Pick(Vocabulary.Regions)}{_dice.Pick(Vocabulary.Words)}贸易有限公司")
            .Raw("topParentId", _dice.Number(10));
        Maybe("bindingToIntroduceAgentId", _dice.Number(10)).Str("isParentApprove", "1");
    }

    private void Company(string company, string person, Place place)
    {
        Str("legalPerson", person).Str("businessLicense", $"https://oss.example.com/license/{_dice.Number(8)}/{_dice.Number(16)}.jpg");
        Str("businessScope", string.Join('、', Enumerable.Range(0, 12).Select(_ => _dice.Pick(Vocabulary.Scopes))))
            .Str("organizationCode", "91" + _dice.Number(16));
        Str("tax", "91" + _dice.Number(16))
            .Raw("regAmount", $"{_dice.Number(3)}0000.00")
            .Maybe("description", company + _dice.Pick(Vocabulary.Descriptions));
        Str(
            "files",
            $"https://oss.example.com/agent/{_dice.Number(8)}/{_dice.Number(16)}.pdf,https://oss.example.com/agent/{_dice.Number(8)}/{_dice.Number(16)}.png"
        );
        Str("cardNumber", $"{place.Code}19{70 + _dice.Next(29)}0{1 + _dice.Next(9)}1{_dice.Next(10)}{_dice.Number(4)}")
            .Str("mobile", "13" + Slot(Mobile, 9));
        Maybe("telPhone", $"0{_dice.Number(3)}-{_dice.Number(8)}")
            .Maybe("email", $"{_dice.Pick(Vocabulary.Logins)}{_dice.Number(5)}@example.com");
        Str("contractPerson", _dice.Pick(Vocabulary.Surnames) + _dice.Pick(Vocabulary.GivenNames))
            .Maybe("birthday", _dice.Date(1968, 1998));
    }

    private void Region(Place place)
    {
        Str("areaCode", place.Code).Raw("manageProvinceId", place.Code[..2] + "0000").Raw("manageCityId", place.Code[..4] + "00");
        Raw("manageAreaId", place.Code).Raw("houseProvinceId", place.Code[..2] + "0000").Raw("houseCityId", place.Code[..4] + "00");
        Raw("houseAreaId", place.Code).Raw("houseStreetId", place.Code + "012");
        Str(
            "houseAddress",
            $"{place.Province}{place.City}{place.Area}{_dice.Pick(Vocabulary.Streets)}{1 + _dice.Next(900)}号{1 + _dice.Next(30)}幢{101 + _dice.Next(2000)}室"
        );
        Maybe("homeLevel", $"{1 + _dice.Next(5)}");
    }

    private void Join(string company)
    {
        Str("joinDate", _dice.Date(2018, 2022))
            .Str("beginJoinDate", _dice.Date(2022, 2022))
            .Str("endJoinDate", _dice.Date(2026, 2027))
            .Str("joinLive", $"{1 + _dice.Next(3)}");
        Raw("joinPrice", $"{_dice.Number(5)}.00")
            .Str("joinBankName", $"{_dice.Pick(Vocabulary.Banks)}{_dice.Pick(Vocabulary.Streets)}支行")
            .Str("joinBankCode", "6222" + _dice.Number(15));
        Raw("joinCompanyId", _dice.Number(4))
            .Str("joinCompanyCode", "ZL" + _dice.Number(4))
            .Str("joinCompanyName", $"上海{_dice.Pick(Vocabulary.Words)}智能科技有限公司");
        Raw("firstAmount", $"{_dice.Number(6)}.50")
            .Raw("margin", $"{_dice.Number(5)}.00")
            .Raw("totalAmount", $"{_dice.Number(7)}.88")
            .Str("saleRoomYear", "2024")
            .Null("vipLive");
        Raw("payCompanyId", _dice.Number(4)).Str("payUserCode", $"PU{_dice.Number(8)}").Str("payAreaCode", company[..2]);
    }

    private void Contracts()
    {
        Raw("contractId", _dice.Number(9))
            .Str("contractNo", $"HT-2024-{Slot(Contract, 10)}")
            .Raw("applyId", _dice.Number(9))
            .Str("isApprove", "1");
        Str("approveDate", _dice.Date(2022, 2023) + " 16:40:05")
            .Raw("approveUserid", _dice.Number(6))
            .Str("isOver", "0")
            .Maybe("isTransferSign", "1");
        Maybe("oaCode", $"OA{_dice.Number(12)}");
    }

    private AgentFields Str(string name, string value) => Raw(name, $"\"{value}\"");

    private AgentFields Null(string name) => Raw(name, "null");

    private AgentFields Maybe(string name, string value) => _dice.Next(5) < 2 ? Null(name) : Str(name, value);

    private AgentFields Raw(string name, string value)
    {
        _json.Append('"').Append(name).Append("\":").Append(value).Append(',');
        return this;
    }

    private static string Slot(char mark, int width) => new(mark, width);
}
