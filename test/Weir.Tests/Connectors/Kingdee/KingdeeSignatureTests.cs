using Weir.Connectors.Kingdee;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

/// <summary>All vectors of reference §2.1, §3.4 and §3.5.</summary>
public sealed class KingdeeSignatureTests
{
    private const string AppId = "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr";
    private const string AppSecret = "0123456789abcdef0123456789abcdef";
    private const string SavePath = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.Save.common.kdsvc";

    private static KingdeeSettings Example() =>
        new()
        {
            ServerUrl = "http://kingdee.test/k3cloud/",
            AcctId = "5f0a1b2c3d4e5f",
            UserName = "demo",
            AppId = AppId,
            AppSecret = AppSecret,
            OrgNumber = "100",
            Auth = KingdeeAuth.HeaderSign,
        };

    [Theory]
    [InlineData(false, "f6a5e24add21818916e05bee478554fcf12aba9d451e19ae53587100bd6c5c92")]
    [InlineData(true, "3a23e75ce976f61d7891837ccc440bc7f20a9a1f")]
    public void The_login_is_signed_as_in_the_worked_example(bool sha1, string sign) =>
        Assert.Equal(sign, KingdeeSignature.Login("5f0a1b2c3d4e5f", "demo", AppId, AppSecret, 1_700_000_000, sha1));

    [Fact]
    public void A_user_name_is_encoded_as_in_the_check() => Assert.Equal("8pgy+w4WguM=", KingdeeSignature.Encode("demo"));

    [Theory]
    [InlineData(AppId, "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY")]
    [InlineData("123456_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4", "UVJWUANVXl8KXFlfWV1YSBNCShcUQRNL")]
    public void The_client_secret_is_taken_from_the_app_id(string appId, string secret) =>
        Assert.Equal(secret, KingdeeSignature.ClientSecret(appId));

    [Theory]
    [InlineData("1700000000", "1700000000", "ZTg0ZTE1NDE4ZjQ0MDYyYjg4MDg1NzljZjRmNWIzZjA5ZWRiZWFlZWQ4OTBlMmNjNDdmMGI4MDU3NTc1ZmI0MA==")]
    [InlineData(
        "1700000000000",
        "1700000000000",
        "Yjg3MWIyYjE5ZDA4ZWQzYTJjYzdhY2IzZGFkNDIxYjkxZmU3ZDhiMWU4ODMyMGU2Y2FhZDk1ZDAwNjFlN2U5YQ=="
    )]
    [InlineData(
        "1700000000000",
        "00112233445566778899aabbccddeeff",
        "ZDk5MGJkODEzNWMwYzJkM2VjMDJkMDliOWY5NDkzMmFiNmU5Y2QxZjU0ZWM4YzY4MjdjMWM3MWMyM2Q2Y2M5Mw=="
    )]
    public void A_call_is_signed_for_the_gateway_as_in_the_worked_example(string timestamp, string nonce, string signature) =>
        Assert.Equal(
            signature,
            KingdeeSignature.Mac("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY", KingdeeSignature.ApiMessage(SavePath, nonce, timestamp))
        );

    [Fact]
    public void All_headers_of_a_call_are_those_of_the_worked_example()
    {
        var headers = KingdeeSignature
            .Headers(Example(), SavePath, 1_700_000_000_000, "00112233445566778899aabbccddeeff")
            .ToDictionary(h => h.Key, h => h.Value);

        Assert.Equal("200001", headers["X-Api-ClientID"]);
        Assert.Equal("2.0", headers["X-Api-Auth-Version"]);
        Assert.Equal("1700000000000", headers["x-api-timestamp"]);
        Assert.Equal("x-api-timestamp,x-api-nonce", headers["x-api-signheaders"]);
        Assert.Equal(
            "ZDk5MGJkODEzNWMwYzJkM2VjMDJkMDliOWY5NDkzMmFiNmU5Y2QxZjU0ZWM4YzY4MjdjMWM3MWMyM2Q2Y2M5Mw==",
            headers["X-Api-Signature"]
        );
        Assert.Equal(AppId, headers["X-Kd-Appkey"]);
        Assert.Equal("NWYwYTFiMmMzZDRlNWYsZGVtbywyMDUyLDEwMA==", headers["X-Kd-Appdata"]);
        Assert.Equal("Nzg4MTRkZjQzMTBmZjc0NTcwZmQ1MzNhY2Q4NTBmZWZmZGViNzc4YmM1M2Q0OTVjZjY4NjAyZjJlZWY0OTc2MA==", headers["X-Kd-Signature"]);
    }

    [Fact]
    public void The_published_golden_values_come_out()
    {
        var settings = Example() with
        {
            AcctId = "dcid-1",
            UserName = "user-1",
            AppId = "123456_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4",
            AppSecret = "test-app-secret-value",
        };
        const string Path = "/K3Cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc";
        var headers = KingdeeSignature.Headers(settings, Path, 1_700_000_000, "1700000000").ToDictionary(h => h.Key, h => h.Value);

        Assert.Equal("ZGNpZC0xLHVzZXItMSwyMDUyLDEwMA==", headers["X-Kd-Appdata"]);
        Assert.Equal("NjI5MzRiZGVhNGJhOWY2N2Y2YzQ2MzQ5ODA3N2JiZTRiMDRmOTUwNjI3YWIzODU1ODBkZDdhNzgwMzdmMDgxMg==", headers["X-Kd-Signature"]);
        Assert.Equal(
            "MjNhMzg5MmZiMWE1MTQ1ZGE5NWFkYmZiZWYxYzhlY2NjNzcwM2ZjNDJlZTczMzBhNzkxOTk1ODhjNDZkMTEzYw==",
            headers["X-Api-Signature"]
        );
        Assert.Equal(
            "MThmZGFiM2U5MGZhNmU0MDQ0MWI1NTNkNmNmMjY2MDY0YzEzZTllNTA0OTBmM2M0NDI2NzFiMTI3NTFkZmU1ZQ==",
            KingdeeSignature.Mac("key123", "POST\n%2Ftest\n\nx-api-nonce:1\nx-api-timestamp:1\n")
        );
    }

    [Theory]
    [InlineData(AppId, true)]
    [InlineData("200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXM", false)]
    [InlineData(" 200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0 IXMr", false)]
    [InlineData("nounderscore", false)]
    public void An_app_id_that_lost_a_character_is_noticed(string appId, bool usual) =>
        Assert.Equal(usual, KingdeeSignature.IsUsual(appId));
}
