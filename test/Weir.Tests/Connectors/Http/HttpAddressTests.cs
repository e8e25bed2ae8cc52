using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Http;

/// <summary>Nothing but the host of the base address is ever called.</summary>
public sealed class HttpAddressTests
{
    [Theory]
    [InlineData("http://evil.test/x")]
    [InlineData("https://shop.test/api/x")]
    [InlineData("//evil.test/x")]
    [InlineData("\\\\evil.test\\x")]
    [InlineData("/../admin")]
    [InlineData("orders/../../admin")]
    [InlineData("/%2e%2e/admin")]
    [InlineData("/%252e%252e/admin")]
    [InlineData("/a%2f..%2f..%2fadmin")]
    [InlineData("/a\\..\\..\\admin")]
    [InlineData("/./x")]
    [InlineData("/x#y")]
    [InlineData("/x\r\nHost: evil.test")]
    public void A_path_that_leads_elsewhere_is_refused_everywhere(string path)
    {
        var stand = new HttpStand(_ => throw new InvalidOperationException("called"));
        var text = System.Text.Json.JsonSerializer.Serialize(path);
        Action[] opens =
        [
            () => stand.Source($$"""{"path":{{text}}}"""),
            () => stand.Target($$"""{"path":{{text}}}"""),
            () => stand.Lookup($$"""{"path":{{text}}}"""),
            () => stand.Target($$$"""{"path":"/a","update":{"mode":"call","path":{{{text}}}}}"""),
            () => stand.Target($$$$"""{"path":"/a","identity":"id","find":{"path":{{{{text}}}},"query":{"q":"{identity}"}}}"""),
        ];
        Assert.All(opens, open => Assert.Equal(("path", ErrorKind.Config), Refused(open)));
        Assert.Empty(stand.Calls);

        static (string?, ErrorKind) Refused(Action open)
        {
            var error = Assert.Throws<ConnectorException>(open);
            return (error.Code, error.Kind);
        }
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../../admin")]
    [InlineData("..\\..\\admin")]
    public async Task A_value_that_would_lead_elsewhere_refuses_its_document(string value)
    {
        var stand = new HttpStand(_ => throw new InvalidOperationException("called"));
        var target = stand.Target("""{"path":"/shops/{shopNo}/orders"}""");
        var body = System.Text.Json.JsonSerializer.Serialize(new { shopNo = value });
        var error = await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync([HttpStand.New(body)], HttpStand.Stop));
        Assert.Equal((ErrorKind.Rejected, "path"), (error.Kind, error.Code));
        Assert.Empty(stand.Calls);
    }

    [Fact]
    public async Task Values_in_a_path_are_escaped()
    {
        var stand = new HttpStand(_ => new Say("{}"));
        await stand
            .Target("""{"path":"/shops/{shop.no}/orders","id":""}""")
            .WriteAsync([HttpStand.New("""{"shop":{"no":"a/b?c=d&é"}}""")], HttpStand.Stop);
        Assert.Equal(["POST /api/shops/a%2Fb%3Fc%3Dd%26%C3%A9/orders"], stand.Lines);
    }

    [Theory]
    [InlineData("ftp://shop.test")]
    [InlineData("shop.test/api")]
    [InlineData("http://user:pw@shop.test/")]
    [InlineData("http://shop.test/?a=b")]
    [InlineData("file:///etc/passwd")]
    public void A_base_address_is_http_without_user_and_query(string address)
    {
        var error = Assert.Throws<ConnectorException>(() => new HttpStand(_ => new Say("[]"), $$"""{"baseUrl":"{{address}}"}"""));
        Assert.Equal(ErrorKind.Config, error.Kind);
        Assert.DoesNotContain("pw", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://login.test/token")]
    [InlineData("https://shop.test/token")]
    [InlineData("http://shop.test:8080/token")]
    [InlineData("http://shop.test@evil.test/token")]
    [InlineData("//evil.test/token")]
    public void A_token_endpoint_on_another_host_is_refused(string address) =>
        Assert.Throws<ConnectorException>(() =>
            new HttpStand(
                _ => new Say("[]"),
                $$$"""{"auth":{"mode":"oauthClientCredentials","tokenUrl":"{{{address}}}","clientId":"a","clientSecret":"b"}}"""
            )
        );

    [Fact]
    public async Task A_redirect_is_told_and_not_followed()
    {
        var stand = new HttpStand(_ => new Say("", 302) { Location = "http://evil.test/login?token=1" });
        var error = await Assert.ThrowsAsync<ConnectorException>(() => HttpStand.ReadAllAsync(stand.Source("""{"path":"/orders"}""")));
        Assert.Equal((ErrorKind.Config, "HTTP 302"), (error.Kind, error.Code));
        Assert.Contains("http://evil.test/login", error.Message, StringComparison.Ordinal);
        Assert.Single(stand.Calls);
    }
}
