using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Server;

public sealed class DemoTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("weir-demo-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_demo_on_the_same_data_sends_no_document()
    {
        var first = await WeirProgram.RunAsync(_directory, "demo", "--once", "--data", "d", "--agents", "130");
        Assert.True(first.ExitCode == 0, first.Output + first.Errors);
        Assert.Contains("130 个，已审核 130 个，外部ID重复 0 个", first.Output, StringComparison.Ordinal);
        var second = await WeirProgram.RunAsync(_directory, "demo", "--once", "--data", "d");
        Assert.True(second.ExitCode == 0, second.Output + second.Errors);
        Assert.Contains("BatchSave 调用 0 次，单据 0 张", second.Output, StringComparison.Ordinal);
        Assert.Contains("已送达 130，失败 0", second.Output, StringComparison.Ordinal);
        var other = await WeirProgram.RunAsync(_directory, "demo", "--once", "--data", "d", "--agents", "131");
        Assert.Equal(1, other.ExitCode);
    }

    [Fact]
    public async Task A_demo_with_faults_delivers_everything_once()
    {
        var demo = await WeirProgram.RunAsync(_directory, "demo", "--once", "--data", "d", "--agents", "1500", "--faults");
        Assert.True(demo.ExitCode == 0, demo.Output + demo.Errors);
        Assert.Contains("1,500 个，已审核 1,500 个，外部ID重复 0 个", demo.Output, StringComparison.Ordinal);
        Assert.Contains("故障", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_that_stays_up_answers_the_api_and_ends_with_0_at_a_signal()
    {
        using var process = WeirProgram.Start(_directory, "demo", "--data", "d", "--agents", "20", "--urls", "http://127.0.0.1:0");
        string? line;
        var (address, link) = ("", "");
        while (address.Length == 0 && (line = await process.StandardOutput.ReadLineAsync(Stop)) is not null)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["打开网页" or "登录链接", var enter, ..])
                link = enter.Split("#token=")[1];
            else if (words is ["API", var api, ..])
                address = api;
        }
        using var http = new HttpClient();
        using var stranger = await http.GetAsync(new Uri($"{address}/flows"), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        using var entered = await http.PostAsJsonAsync($"{address}/session/link", new { token = link }, Stop);
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        var flow = await http.GetFromJsonAsync<JsonNode>($"{address}/flows/zhilong-kingdee-customers", Stop);
        Assert.Equal(20, (int)flow!["targets"]![0]!["counts"]!["delivered"]!);
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Stop);
        var ended = await WeirProgram.EndAsync(process);
        Assert.True(ended.ExitCode == 0, ended.Errors);
    }

    [Fact]
    public async Task A_server_that_others_could_reach_does_not_start_without_a_token()
    {
        var served = await WeirProgram.RunAsync(_directory, "serve", "--urls", "http://0.0.0.0:0");
        Assert.Equal(1, served.ExitCode);
        Assert.Contains("--token-file", served.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
