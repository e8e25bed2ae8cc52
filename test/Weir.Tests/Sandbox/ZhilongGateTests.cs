using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Sandbox;

public sealed class ZhilongGateTests
{
    [Fact]
    public async Task A_signed_call_covers_query_and_body_and_grows_old()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.PutAsync("zhilong", """{"auth":"appKeySign","signAlgorithm":"hmacSha256"}""");
        var stamp = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var text = $"appKey=demo-app&nonce=n1&pageSize=5&timestamp={stamp}&updateTimeEnd=2030-01-01 00:00:00";
        var sign = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes("demo-app-secret"), Encoding.UTF8.GetBytes(text)));
        var query = $"appKey=demo-app&nonce=n1&timestamp={stamp}&sign={sign}&pageSize=";
        const string body = """{"updateTimeStart":"","updateTimeEnd":"2030-01-01 00:00:00"}""";
        Assert.Equal(200, (int)(await host.ListAsync(query + "5", body))["code"]!);
        Assert.Equal(401, (int)(await host.ListAsync(query + "6", body))["code"]!);
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(401, (int)(await host.ListAsync(query + "5", body))["code"]!);
    }

    [Fact]
    public async Task The_repeat_guard_stops_a_fast_retry_and_nothing_else()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.PutAsync("zhilong", """{"repeatGuard":true}""");
        Assert.Equal(200, (int)(await host.ListAsync("pageNum=1"))["code"]!);
        Assert.Equal("不允许重复提交，请稍候再试", (string?)(await host.ListAsync("pageNum=1"))["msg"]);
        Assert.Equal(200, (int)(await host.ListAsync("pageNum=2"))["code"]!);
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (int)(await host.ListAsync("pageNum=1"))["code"]!);
    }

    [Fact]
    public async Task Page_parameters_and_filters_are_found_wherever_the_settings_allow()
    {
        await using var host = await SandboxHost.StartAsync();
        Assert.Equal(3, (await host.ListAsync("", """{"pageSize":3}"""))["rows"]!.AsArray().Count);
        await host.PutAsync("zhilong", """{"pagingFromJsonBody":false,"maxPageSize":7}""");
        Assert.Equal(7, (await host.ListAsync("", """{"pageSize":3}"""))["rows"]!.AsArray().Count);
        using var request = new HttpRequestMessage(HttpMethod.Post, "zhilong/api/agentInfo/list");
        request.Headers.Add("Authorization", "Bearer demo-token");
        request.Content = new FormUrlEncodedContent([new("pageSize", "2"), new("updateTimeStart", "2026-01-01 00:00:00")]);
        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(2, answer["rows"]!.AsArray().Count);
        Assert.InRange((int)answer["total"]!, 1, 99);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_user_for_ten_minutes()
    {
        await using var host = await SandboxHost.StartAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(500, (int)(await LoginAsync(host, "wrong"))["code"]!);
        Assert.Equal(500, (int)(await LoginAsync(host, "demo-password"))["code"]!);
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(200, (int)(await LoginAsync(host, "demo-password"))["code"]!);
    }

    [Fact]
    public async Task Orders_are_filtered_by_class_and_type()
    {
        await using var host = await SandboxHost.StartAsync(1000);
        var answer = await host.ListAsync("pageSize=1000", """{"serviceOrderClass":6,"installType":"3"}""", "serviceOrder/list");
        var rows = answer["rows"]!.AsArray();
        Assert.InRange(rows.Count, 20, 100);
        Assert.All(rows, r => Assert.Equal("63", (string)r!["serviceOrderClass"]! + (string)r["installType"]!));
    }

    private static Task<JsonNode> LoginAsync(SandboxHost host, string password) =>
        host.SendAsync(HttpMethod.Post, "zhilong/login", $$"""{"username":"demo","password":"{{password}}","code":"","uuid":""}""");
}
