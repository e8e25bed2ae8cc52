using System.Globalization;
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
    private uint _state;

    public byte[] Build(int variant)
    {
        _state = 0x9E37_79B9u * (uint)(variant + 1);
        _json.Clear().Append('{');
        var place = Vocabulary.Places[Next(Vocabulary.Places.Length)];
        var person = Pick(Vocabulary.Surnames) + Pick(Vocabulary.GivenNames);
        var company = $"{place.City}{Pick(Vocabulary.Words)}{Pick(Vocabulary.Trades)}有限公司";
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
        Null("searchValue").Str("createBy", Pick(Vocabulary.Logins)).Str("createName", Pick(Vocabulary.Surnames) + "主管");
        Str("createTime", Date(2022, 2023) + " 09:15:42").Str("updateBy", Pick(Vocabulary.Logins)).Str("updateTime", Slot(Time, UpdateTimes.Width));
        Maybe("remark", $"{place.Area}{Pick(Vocabulary.Remarks)}").Raw("params", "{}").Null("param").Str("deleteFlag", "0");
        Null("updateTimeStart").Null("updateTimeEnd").Null("agentIds").Null("agentIdArray");
    }

    private void Identity(string company, string person)
    {
        Raw("agentId", Slot(Id, idWidth)).Str("agentName", $"{company}{Slot(Serial, SerialWidth)}").Str("agentType", $"{1 + Next(4)}");
        Str("agentStatus", $"{Next(3)}").Raw("agentLevelId", $"{1 + Next(5)}").Str("agentLevelName", Pick(Vocabulary.Levels));
        Raw("agentUserId", Number(9)).Raw("userId", Number(9)).Str("userName", person).Str("accountType", "01").Maybe("propertyId", Number(6));
        Null("attr").Null("extend").Str("belongTo", Pick(Vocabulary.Regions)).Str("sourceName", Pick(Vocabulary.Sources)).Str("startedIn", Date(2015, 2021));
        Raw("parentId", Number(10)).Str("parentName", $"{Pick(Vocabulary.Regions)}{Pick(Vocabulary.Words)}贸易有限公司").Raw("topParentId", Number(10));
        Maybe("bindingToIntroduceAgentId", Number(10)).Str("isParentApprove", "1");
    }

    private void Company(string company, string person, Place place)
    {
        Str("legalPerson", person).Str("businessLicense", $"https://oss.example.com/license/{Number(8)}/{Number(16)}.jpg");
        Str("businessScope", string.Join('、', Enumerable.Range(0, 12).Select(_ => Pick(Vocabulary.Scopes)))).Str("organizationCode", "91" + Number(16));
        Str("tax", "91" + Number(16)).Raw("regAmount", $"{Number(3)}0000.00").Maybe("description", company + Pick(Vocabulary.Descriptions));
        Str("files", $"https://oss.example.com/agent/{Number(8)}/{Number(16)}.pdf,https://oss.example.com/agent/{Number(8)}/{Number(16)}.png");
        Str("cardNumber", $"{place.Code}19{70 + Next(29)}0{1 + Next(9)}1{Next(10)}{Number(4)}").Str("mobile", "13" + Slot(Mobile, 9));
        Maybe("telPhone", $"0{Number(3)}-{Number(8)}").Maybe("email", $"{Pick(Vocabulary.Logins)}{Number(5)}@example.com");
        Str("contractPerson", Pick(Vocabulary.Surnames) + Pick(Vocabulary.GivenNames)).Maybe("birthday", Date(1968, 1998));
    }

    private void Region(Place place)
    {
        Str("areaCode", place.Code).Raw("manageProvinceId", place.Code[..2] + "0000").Raw("manageCityId", place.Code[..4] + "00");
        Raw("manageAreaId", place.Code).Raw("houseProvinceId", place.Code[..2] + "0000").Raw("houseCityId", place.Code[..4] + "00");
        Raw("houseAreaId", place.Code).Raw("houseStreetId", place.Code + "012");
        Str("houseAddress", $"{place.Province}{place.City}{place.Area}{Pick(Vocabulary.Streets)}{1 + Next(900)}号{1 + Next(30)}幢{101 + Next(2000)}室");
        Maybe("homeLevel", $"{1 + Next(5)}");
    }

    private void Join(string company)
    {
        Str("joinDate", Date(2018, 2022)).Str("beginJoinDate", Date(2022, 2022)).Str("endJoinDate", Date(2026, 2027)).Str("joinLive", $"{1 + Next(3)}");
        Raw("joinPrice", $"{Number(5)}.00").Str("joinBankName", $"{Pick(Vocabulary.Banks)}{Pick(Vocabulary.Streets)}支行").Str("joinBankCode", "6222" + Number(15));
        Raw("joinCompanyId", Number(4)).Str("joinCompanyCode", "ZL" + Number(4)).Str("joinCompanyName", $"上海{Pick(Vocabulary.Words)}智能科技有限公司");
        Raw("firstAmount", $"{Number(6)}.50").Raw("margin", $"{Number(5)}.00").Raw("totalAmount", $"{Number(7)}.88").Str("saleRoomYear", "2024").Null("vipLive");
        Raw("payCompanyId", Number(4)).Str("payUserCode", $"PU{Number(8)}").Str("payAreaCode", company[..2]);
    }

    private void Contracts()
    {
        Raw("contractId", Number(9)).Str("contractNo", $"HT-2024-{Slot(Contract, 10)}").Raw("applyId", Number(9)).Str("isApprove", "1");
        Str("approveDate", Date(2022, 2023) + " 16:40:05").Raw("approveUserid", Number(6)).Str("isOver", "0").Maybe("isTransferSign", "1");
        Maybe("oaCode", $"OA{Number(12)}");
    }

    private AgentFields Str(string name, string value) => Raw(name, $"\"{value}\"");

    private AgentFields Null(string name) => Raw(name, "null");

    private AgentFields Maybe(string name, string value) => Next(5) < 2 ? Null(name) : Str(name, value);

    private AgentFields Raw(string name, string value)
    {
        _json.Append('"').Append(name).Append("\":").Append(value).Append(',');
        return this;
    }

    private static string Slot(char mark, int width) => new(mark, width);

    private string Pick(string[] words) => words[Next(words.Length)];

    private string Number(int digits) =>
        string.Create(digits, this, static (text, self) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = (char)('0' + (i == 0 ? 1 + self.Next(9) : self.Next(10)));
        });

    private string Date(int fromYear, int toYear) =>
        string.Create(CultureInfo.InvariantCulture, $"{fromYear + Next(toYear - fromYear + 1)}-{1 + Next(12):00}-{1 + Next(28):00}");

    private int Next(int limit)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)limit);
    }
}
