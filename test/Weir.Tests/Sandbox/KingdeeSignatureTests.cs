using Weir.Sandbox.Kingdee;
using Xunit;

namespace Weir.Tests.Sandbox;

public sealed class KingdeeSignatureTests
{
    private const string AppId = "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr";
    private const string AppSecret = "0123456789abcdef0123456789abcdef";
    private const string SavePath = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.Save.common.kdsvc";

    [Theory]
    [InlineData(false, "f6a5e24add21818916e05bee478554fcf12aba9d451e19ae53587100bd6c5c92")]
    [InlineData(true, "3a23e75ce976f61d7891837ccc440bc7f20a9a1f")]
    public void The_login_sign_matches_the_documented_example(bool sha1, string expected) =>
        Assert.Equal(expected, Signatures.Login("5f0a1b2c3d4e5f", "demo", AppId, AppSecret, "1700000000", sha1));

    [Fact]
    public void The_encoded_user_matches_the_documented_example() => Assert.Equal("8pgy+w4WguM=", Signatures.Encode("demo"));

    [Theory]
    [InlineData(AppId, "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY")]
    [InlineData("123456_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4", "UVJWUANVXl8KXFlfWV1YSBNCShcUQRNL")]
    [InlineData("123456", null)]
    public void The_client_secret_comes_out_of_the_app_id(string appId, string? expected) =>
        Assert.Equal(expected, Signatures.ClientSecret(appId));

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
    public void The_gateway_signature_matches_each_client(string timestamp, string nonce, string expected) =>
        Assert.Equal(expected, Signatures.ApiSignature(Signatures.ClientSecret(AppId)!, SavePath, nonce, timestamp));

    [Fact]
    public void The_gateway_signature_matches_the_published_golden_value() =>
        Assert.Equal(
            "MjNhMzg5MmZiMWE1MTQ1ZGE5NWFkYmZiZWYxYzhlY2NjNzcwM2ZjNDJlZTczMzBhNzkxOTk1ODhjNDZkMTEzYw==",
            Signatures.ApiSignature(
                "UVJWUANVXl8KXFlfWV1YSBNCShcUQRNL",
                "/K3Cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc",
                "1700000000",
                "1700000000"
            )
        );

    [Fact]
    public void The_app_data_and_its_signature_match_the_examples()
    {
        Assert.Equal("NWYwYTFiMmMzZDRlNWYsZGVtbywyMDUyLDEwMA==", Signatures.AppData("5f0a1b2c3d4e5f", "demo", "2052", "100"));
        Assert.Equal(
            "Nzg4MTRkZjQzMTBmZjc0NTcwZmQ1MzNhY2Q4NTBmZWZmZGViNzc4YmM1M2Q0OTVjZjY4NjAyZjJlZWY0OTc2MA==",
            Signatures.KdSignature(AppSecret, AppId, "5f0a1b2c3d4e5f,demo,2052,100")
        );
        Assert.Equal(
            "NjI5MzRiZGVhNGJhOWY2N2Y2YzQ2MzQ5ODA3N2JiZTRiMDRmOTUwNjI3YWIzODU1ODBkZDdhNzgwMzdmMDgxMg==",
            Signatures.KdSignature("test-app-secret-value", "123456_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4", "dcid-1,user-1,2052,100")
        );
    }

    [Fact]
    public async Task A_call_signed_in_its_headers_needs_no_login()
    {
        await using var host = await SandboxHost.StartAsync();
        const string path = "/kingdee/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc";
        const string body = """{"data":{"FormId":"BD_Currency","FieldKeys":"FCODE","FilterString":"FNUMBER='PRE001'"}}""";
        Assert.Equal("""[["CNY"]]""", await SignedAsync(host, path, body, AppSecret));
        Assert.Contains("\"MsgCode\":1", await SignedAsync(host, path, body, "wrong"), StringComparison.Ordinal);
    }

    private static async Task<string> SignedAsync(SandboxHost host, string path, string body, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Headers.Add("X-Api-ClientID", "200001");
        request.Headers.Add("X-Api-Auth-Version", "2.0");
        request.Headers.Add("x-api-timestamp", "1700000000000");
        request.Headers.Add("x-api-nonce", "n1");
        request.Headers.Add("x-api-signheaders", "X-Api-TimeStamp,X-Api-Nonce");
        request.Headers.Add("X-Api-Signature", Signatures.ApiSignature(Signatures.ClientSecret(AppId)!, path, "n1", "1700000000000"));
        request.Headers.Add("X-Kd-Appkey", AppId);
        request.Headers.Add("X-Kd-Appdata", Signatures.AppData("5f0a1b2c3d4e5f", "demo", "2052", "100"));
        request.Headers.Add("X-Kd-Signature", Signatures.KdSignature(secret, AppId, "5f0a1b2c3d4e5f,demo,2052,100"));
        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
