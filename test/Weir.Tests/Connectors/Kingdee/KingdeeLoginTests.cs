using System.Text.Json;
using Weir.Connectors.Kingdee;
using Weir.Sdk.Errors;
using Weir.Sdk.Settings;
using Xunit;

namespace Weir.Tests.Connectors.Kingdee;

public sealed class KingdeeLoginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_by_sign_sends_the_body_of_the_manual()
    {
        var stub = new KingdeeStub();

        await stub.Connection.SignInAsync(Token);

        Assert.Equal(
            """{"parameters":["5f0a1b2c3d4e5f","demo","200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr",1700000000,"f6a5e24add21818916e05bee478554fcf12aba9d451e19ae53587100bd6c5c92",2052]}""",
            stub.Calls[0].Body
        );
    }

    [Theory]
    [InlineData("loginByAppSecret", "", "LoginByAppSecret")]
    [InlineData("validateUser", "", "ValidateUser")]
    [InlineData("validateUser", ",\"kickOff\":true", "ValidateUser2")]
    [InlineData("validateUser", ",\"orgNumber\":\"100\"", "ValidateUserByOrgNumber")]
    [InlineData("validateUser", ",\"encodePassword\":true", "ValidateUserEnDeCode")]
    [InlineData("simplePassport", "", "LoginBySimplePassport")]
    public async Task Each_way_to_sign_in_calls_its_own_method(string auth, string extra, string method)
    {
        var stub = new KingdeeStub(auth, extra);

        await stub.Connection.SignInAsync(Token);

        Assert.Equal(method, Assert.Single(stub.Calls).Operation);
    }

    [Fact]
    public async Task The_organisation_is_switched_after_a_login_that_cannot_name_it()
    {
        var stub = new KingdeeStub("loginBySign", ",\"orgNumber\":\"100\"").Answer("SwitchOrg", KingdeeStub.Ok);

        await stub.Connection.SignInAsync(Token);

        Assert.Equal("""{"data":{"OrgNumber":"100"}}""", stub.Calls[1].Body);
        Assert.Equal("s0", stub.Calls[1].SessionId);
    }

    [Theory]
    [InlineData("""{"LoginResultType":0,"Message":"用户名或密码错误"}""", ErrorKind.Auth)]
    [InlineData("""{"LoginResultType":-1,"Message":"数据中心不存在"}""", ErrorKind.Config)]
    [InlineData("""{"LoginResultType":-1,"Message":"许可不足"}""", ErrorKind.RateLimited)]
    [InlineData("""{"LoginResultType":-3,"Message":"密码已过期"}""", ErrorKind.Auth)]
    [InlineData("<html>hello</html>", ErrorKind.Config)]
    [InlineData("{}", ErrorKind.Config)]
    [InlineData("", ErrorKind.Transient)]
    [InlineData("{\"LoginResultType\":", ErrorKind.Transient)]
    public async Task A_refused_login_comes_with_status_200_all_the_same(string answer, ErrorKind kind)
    {
        var stub = new KingdeeStub().Answer("LoginBySign", answer);

        Assert.Equal(kind, (await Assert.ThrowsAsync<ConnectorException>(() => stub.Connection.SignInAsync(Token))).Kind);
    }

    [Theory]
    [InlineData("""{"serverUrl":"http://kingdee.test/","userName":"demo"}""", "acctId, appId, appSecret")]
    [InlineData("""{"serverUrl":"http://kingdee.test/","acctId":"a","userName":"demo","auth":"validateUser"}""", "password")]
    [InlineData("""{"serverUrl":"http://kingdee.test/","auth":"simplePassport"}""", "passport")]
    [InlineData("""{"serverUrl":"kingdee.test","auth":"simplePassport"}""", "serverUrl")]
    public void Missing_settings_are_all_named(string json, string names)
    {
        Assert.Empty(SettingsReader.Check(typeof(KingdeeSettings), JsonElement.Parse(json)));
        var e = Assert.Throws<ConnectorException>(() => SettingsReader.Read<KingdeeSettings>(JsonElement.Parse(json)).Checked());

        Assert.Equal(ErrorKind.Config, e.Kind);
        Assert.Contains(names, e.Message, StringComparison.Ordinal);
    }
}
