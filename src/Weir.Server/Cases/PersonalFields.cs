namespace Weir.Server.Cases;

/// <summary>Which fields hold what must not leave the system it came from. Names are compared without case, '_' and '-'.</summary>
/// <param name="others">Further names.</param>
internal sealed class PersonalFields(IEnumerable<string> others)
{
    /// <summary>Names that are personal as a whole word: <c>name</c>, but not <c>skuName</c>.</summary>
    private static readonly string[] Whole =
    [
        "name",
        "fullname",
        "realname",
        "username",
        "nickname",
        "agentname",
        "customername",
        "buyername",
        "buyernick",
        "membername",
        "receiver",
        "receivername",
        "consignee",
        "consigneename",
        "linkman",
        "linkmanname",
        "contacts",
        "contactname",
        "contactperson",
        "fax",
        "qq",
        "wechat",
        "weixin",
        "openid",
        "unionid",
        "certno",
        "passport",
        "taxno",
        "addr",
        "mail",
        "birthday",
        "姓名",
        "联系人",
        "收货人",
        "收件人",
        "电话",
        "手机",
        "手机号",
        "地址",
        "邮箱",
        "身份证",
        "身份证号",
        "微信",
    ];

    /// <summary>Endings of names: <c>receiverMobile</c>.</summary>
    private static readonly string[] Ends =
    [
        "phone",
        "phoneno",
        "phonenumber",
        "mobile",
        "mobileno",
        "tel",
        "telephone",
        "telno",
        "email",
        "contact",
        "address",
        "detailaddress",
        "idcard",
        "idcardno",
        "idno",
        "idnumber",
        "cardnumber",
        "cardno",
        "person",
        "license",
        "licenseno",
        "creditcode",
        "bankcode",
        "bankno",
        "bankaccount",
        "bankaccountno",
        "bankcard",
        "bankcardno",
    ];

    private static readonly string[] Secrets =
    [
        "password",
        "passwd",
        "pwd",
        "secret",
        "token",
        "apikey",
        "accesskey",
        "privatekey",
        "authorization",
        "cookie",
        "signature",
        "credential",
    ];

    private readonly HashSet<string> _others = [.. others.Select(Plain)];

    /// <summary>True for a field of a person.</summary>
    public bool IsPersonal(string field)
    {
        var plain = Plain(field);
        return _others.Contains(plain)
            || Whole.Contains(plain, StringComparer.Ordinal)
            || Ends.Any(end => plain.EndsWith(end, StringComparison.Ordinal));
    }

    /// <summary>True for a field whose value opens something.</summary>
    public static bool IsSecret(string field)
    {
        var plain = Plain(field);
        return Secrets.Any(secret => plain.EndsWith(secret, StringComparison.Ordinal));
    }

    private static string Plain(string field) =>
        field.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
