using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Sandbox;

public sealed class ZhilongListTests
{
    [Fact]
    public async Task Without_page_parameters_the_first_ten_rows_come_with_all_86_fields()
    {
        await using var host = await SandboxHost.StartAsync();
        var answer = await host.ListAsync("");
        var rows = answer["rows"]!.AsArray();
        Assert.Equal((10, 100, 200), (rows.Count, (int)answer["total"]!, (int)answer["code"]!));
        Assert.All(rows, row => Assert.Equal(86, row!.AsObject().Count));
        Assert.Equal(10001, (int)rows[0]!["agentId"]!);
        Assert.Empty(rows[0]!["params"]!.AsObject());
    }

    [Fact]
    public async Task A_page_past_the_end_repeats_the_last_one_unless_reasonable_is_off()
    {
        await using var host = await SandboxHost.StartAsync();
        var last = await host.ListAsync("pageNum=4&pageSize=30");
        var past = await host.ListAsync("pageNum=9&pageSize=30");
        Assert.Equal(10, past["rows"]!.AsArray().Count);
        Assert.Equal(last["rows"]!.ToJsonString(), past["rows"]!.ToJsonString());
        await host.PutAsync("zhilong", """{"reasonable":false}""");
        Assert.Empty((await host.ListAsync("pageNum=9&pageSize=30"))["rows"]!.AsArray());
    }

    [Fact]
    public async Task A_wrong_token_is_refused_inside_http_200()
    {
        await using var host = await SandboxHost.StartAsync();
        using var response = await host.RawAsync(HttpMethod.Post, "zhilong/api/agentInfo/list", "{}", "Bearer wrong");
        Assert.Equal(200, (int)response.StatusCode);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(401, (int)body["code"]!);
        Assert.Equal("请求访问：/api/agentInfo/list，认证失败，无法访问系统资源", (string?)body["msg"]);
    }

    [Fact]
    public async Task A_login_token_lives_on_while_it_is_used_and_dies_when_it_is_not()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.PutAsync("zhilong", """{"auth":"login","tokenLifeSeconds":1800}""");
        var login = await host.SendAsync(HttpMethod.Post, "zhilong/login", """{"username":"demo","password":"demo-password"}""");
        var bearer = "Bearer " + (string)login["token"]!;
        foreach (var minutes in new[] { 25, 25 })
        {
            host.Clock.Advance(TimeSpan.FromMinutes(minutes));
            Assert.Equal(200, (int)(await host.SendAsync(HttpMethod.Post, "zhilong/api/agentInfo/list", "{}", bearer))["code"]!);
        }
        host.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(401, (int)(await host.SendAsync(HttpMethod.Post, "zhilong/api/agentInfo/list", "{}", bearer))["code"]!);
    }

    [Fact]
    public async Task Rows_without_update_time_are_found_only_without_update_filters_or_by_create_time()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.PutAsync("zhilong", """{"nullUpdateTimeShare":0.3}""");
        var all = await host.ListAsync("pageSize=100");
        var never = all["rows"]!.AsArray().Where(r => r!["updateTime"] is null).ToList();
        Assert.NotEmpty(never);
        var window = await host.ListAsync(
            "pageSize=100",
            """{"updateTimeStart":"2020-01-01 00:00:00","updateTimeEnd":"2030-01-01 00:00:00"}"""
        );
        Assert.Equal(100 - never.Count, (int)window["total"]!);
        var created = (string)never[0]!["createTime"]!;
        var second = await host.ListAsync("pageSize=100", $$"""{"createTimeStart":"{{created}}","createTimeEnd":"{{created}}"}""");
        Assert.Contains(second["rows"]!.AsArray(), r => (long)r!["agentId"]! == (long)never[0]!["agentId"]!);
    }

    [Fact]
    public async Task Changed_rows_are_found_by_the_second_of_the_change()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        var changes = await host.SendAsync(HttpMethod.Post, "_sandbox/zhilong/changes", """{"insert":2,"edit":3,"delete":1}""");
        var time = (string)changes["updateTime"]!;
        Assert.Equal("2026-03-01 13:00:00", time);
        var found = await host.ListAsync("pageSize=100", $$"""{"updateTimeStart":"{{time}}","updateTimeEnd":"{{time}}"}""");
        Assert.Equal(6, (int)found["total"]!);
        Assert.Single(found["rows"]!.AsArray(), r => (string)r!["deleteFlag"]! is "2");
    }

    [Fact]
    public async Task A_time_in_another_format_is_an_error_in_http_200()
    {
        await using var host = await SandboxHost.StartAsync();
        Assert.Equal(500, (int)(await host.ListAsync("", """{"updateTimeStart":"2024-01-01T00:00:00Z"}"""))["code"]!);
    }

    [Theory]
    [InlineData("ruoyi", "{\"total\":100,\"rows\":[")]
    [InlineData("ajaxList", "{\"code\":200,\"msg\":\"操作成功\",\"data\":[")]
    [InlineData("ajaxPage", "{\"code\":200,\"msg\":\"操作成功\",\"data\":{\"total\":100,\"rows\":[")]
    [InlineData("bareArray", "[{\"searchValue\"")]
    public async Task Each_profile_has_its_own_envelope(string profile, string beginning)
    {
        await using var host = await SandboxHost.StartAsync();
        await host.PutAsync("zhilong", $$"""{"profile":"{{profile}}"}""");
        using var response = await host.RawAsync(HttpMethod.Post, "zhilong/api/agentInfo/list", "{}", "Bearer demo-token");
        Assert.StartsWith(
            beginning,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }
}
