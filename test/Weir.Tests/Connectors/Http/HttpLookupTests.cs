using System.Text;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Xunit;

namespace Weir.Tests.Connectors.Http;

public sealed class HttpLookupTests
{
    private const string Rows = """{"list":[{"sku":"a","m":{"no":1.50}},{"sku":"b","m":{"no":"M2"}}]}""";

    private static async Task<IEnumerable<string>> FindAsync(ILookup lookup, string[] where, string[][] keys, params string[] take) =>
        (await lookup.FindAsync(where, keys, take, HttpStand.Stop)).Select(row => Encoding.UTF8.GetString(row.Span));

    [Theory]
    [InlineData(""" "keysPerCall":9 """, "GET /api/p?sku=a&sku=b", "")]
    [InlineData(""" "keysPerCall":9,"keys":"text","params":{"sku":"codes"} """, "GET /api/p?codes=a%2Cb", "")]
    [InlineData(""" "keysPerCall":9,"method":"post" """, "POST /api/p", """{"sku":["a","b"]}""")]
    [InlineData(
        """ "keysPerCall":9,"method":"post","keys":"text","separator":";","params":{"sku":"q.codes"} """,
        "POST /api/p",
        """{"q":{"codes":"a;b"}}"""
    )]
    public async Task Keys_go_in_as_the_server_takes_them(string settings, string line, string body)
    {
        var stand = new HttpStand(_ => new Say(Rows));
        var rows = await FindAsync(
            stand.Lookup($$"""{"path":"/p","records":"list",{{settings}}}"""),
            ["sku"],
            [
                ["a"],
                ["b"],
            ],
            "m.no"
        );
        Assert.Equal((line, body), (stand.Calls.Single().Line, stand.Calls.Single().Body));
        Assert.Equal(["""{"sku":"a","m.no":1.50}""", """{"sku":"b","m.no":"M2"}"""], rows);
    }

    [Fact]
    public async Task One_key_by_path_gets_the_key_back_and_404_is_not_found()
    {
        var stand = new HttpStand(call => call.Uri.AbsolutePath is "/api/p/a%2F1" ? new Say("""{"no":"M1"}""") : new Say("{}", 404));
        var lookup = stand.Lookup("""{"path":"/p/{sku}"}""");
        Assert.Equal(1, lookup.KeysPerCall);
        Assert.Equal(
            ["""{"sku":"a/1","no":"M1"}"""],
            await FindAsync(
                lookup,
                ["sku"],
                [
                    ["a/1"],
                ],
                "no"
            )
        );
        Assert.Empty(
            await FindAsync(
                lookup,
                ["sku"],
                [
                    ["b"],
                ],
                "no"
            )
        );
    }

    [Fact]
    public async Task Several_fields_are_parameters_of_one_call()
    {
        var stand = new HttpStand(_ => new Say("[]"));
        await FindAsync(
            stand.Lookup("""{"path":"/p","query":{"v":"1"}}"""),
            ["sku", "org"],
            [
                ["a", "100"],
            ],
            "no"
        );
        Assert.Equal(["GET /api/p?v=1&sku=a&org=100"], stand.Lines);
        var many = stand.Lookup("""{"path":"/p","keysPerCall":2}""");
        Assert.Equal(
            ErrorKind.Config,
            (
                await Assert.ThrowsAsync<ConnectorException>(() =>
                    FindAsync(
                        many,
                        ["sku", "org"],
                        [
                            ["a", "100"],
                        ],
                        "no"
                    )
                )
            ).Kind
        );
    }

    [Theory]
    [InlineData("""{"code":3,"msg":"坏"}""", ErrorKind.Unknown)]
    [InlineData("""{"code":0,"rows":[]}""", ErrorKind.Config)]
    [InlineData("""{"code":0,"list":[{"sku":"a" "x":1}]}""", ErrorKind.Transient)]
    public async Task Answers_that_are_no_rows_are_errors(string body, ErrorKind kind)
    {
        var lookup = new HttpStand(_ => new Say(body)).Lookup(
            """{"path":"/p","records":"list","success":{"path":"code","values":[0],"message":"msg"}}"""
        );
        Assert.Equal(
            kind,
            (
                await Assert.ThrowsAsync<ConnectorException>(() =>
                    FindAsync(
                        lookup,
                        ["sku"],
                        [
                            ["a"],
                        ],
                        "no"
                    )
                )
            ).Kind
        );
    }
}
