using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Flows;
using Weir.Server.Cases;
using Weir.Tests.Docs;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Cases;

public sealed class RecordTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("zhilong-kingdee-customers", "legalPerson")]
    [InlineData("shop-outstock", "buyer")]
    public async Task What_was_recorded_passes_is_scrubbed_and_nothing_was_written_to_the_target(string sample, string scrubbed)
    {
        await using var stand = await ServerStand.StartAsync(agents: 5);
        using var files = new CaseStand();
        foreach (
            var file in Directory.EnumerateFiles(Path.Combine(CommittedFile.Root, "samples", sample), "*", SearchOption.AllDirectories)
        )
        {
            var to = Path.GetRelativePath(Path.Combine(CommittedFile.Root, "samples", sample), file);
            if (to.StartsWith("cases", StringComparison.Ordinal))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(files.Root, to))!);
            var text = await File.ReadAllTextAsync(file, Stop);
            files.With(to, text.Replace("http://127.0.0.1:7001", stand.SandboxAddress, StringComparison.Ordinal));
        }
        string[] record =
        [
            "record",
            "flow.yaml",
            "--connections",
            "connections.sandbox.yaml",
            "--limit",
            "4",
            "--out",
            "cases/real.case.yaml",
            "--scrub",
            "buyer",
        ];
        var result = await WeirProgram.RunAsync(files.Root, record);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        var records = (await stand.VendorAsync("kingdee"))["records"]!;
        Assert.Equal(0, (long?)records["BD_Customer"] ?? 0);
        Assert.Equal(0, (long?)records["SAL_OUTSTOCK"] ?? 0);
        var written = await File.ReadAllTextAsync(Path.Combine(files.Root, "cases", "real.case.yaml"), Stop);
        var root = YamlText.Parse(written, [])!.Root;
        Assert.Equal(4, root.GetProperty("source").GetArrayLength());
        Assert.All(root.GetProperty("source").EnumerateArray(), r => Assert.StartsWith("样例", r.GetProperty(scrubbed).GetString()));
        var tested = await WeirProgram.RunAsync(files.Root, "test", "flow.yaml");
        Assert.True(tested.ExitCode == 0, tested.Output + tested.Errors);
        var again = await WeirProgram.RunAsync(files.Root, record);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("--force", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_values_stay_equal_wherever_they_stand_and_nothing_personal_is_left()
    {
        var records = JsonNode
            .Parse(
                """
                [{"contactName":"王小明","mobile":13912345678,"e_mail":"w@corp.cn","idCard":"320102198001012345","note":"王小明 13912345678 转 w@corp.cn","qty":1.50,"skuName":"螺丝"},
                 {"buyerNick":"王小明","tel":"025-83350000","phone":"13912345678","other":13912345678,"token":"abc","address":{"city":"南京","more":["一号"]},"id":1234567890123456789}]
                """
            )!
            .AsArray();
        var scrubber = new Scrubber(new PersonalFields(["e_mail"]));
        foreach (var record in records)
            scrubber.Look(record);
        var clean = records.Select(scrubber.Scrub).ToList();
        var text = JsonSerializer.Serialize(clean, Relaxed);
        foreach (var secret in new[] { "王小明", "13912345678", "w@corp.cn", "320102198001012345", "83350000", "abc", "南京", "一号" })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.Equal((string)clean[0]!["contactName"]!, (string)clean[1]!["buyerNick"]!);
        Assert.Equal("13800000001", (string)clean[1]!["phone"]!);
        Assert.Equal(13800000001, (long)clean[0]!["mobile"]!);
        Assert.Equal(13800000001, (long)clean[1]!["other"]!);
        Assert.Equal("样例1 13800000001 转 user1@example.com", (string)clean[0]!["note"]!);
        Assert.Contains("\"qty\":1.50,\"skuName\":\"螺丝\"", text, StringComparison.Ordinal);
        Assert.Contains("\"id\":1234567890123456789", text, StringComparison.Ordinal);
        var second = new Scrubber(new PersonalFields(["e_mail"]));
        foreach (var record in records)
            second.Look(record);
        Assert.True(JsonNode.DeepEquals(clean[0], second.Scrub(records[0])));
    }

    [Theory]
    [InlineData("""{"a":{"b":[{"c":1.50},[],{},[[1,2],["x"]]],"d":null},"1x":true,"null":"~","k:":"# no\n: \"q\" \\","e":"😀é"}""")]
    [InlineData("""{"yes":"yes","n":"1","m":-0.10,"t":"2026-01-01","s":" x ","l":[null,"",{"a":{"b":"c"},"d":[1]}]}""")]
    public void What_is_written_as_yaml_is_read_as_the_same(string json)
    {
        var yaml = CaseYaml.Write(JsonNode.Parse(json)!.AsObject());
        var problems = new List<FlowProblem>();
        var read = YamlText.Parse(yaml, problems);
        Assert.Empty(problems);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(json), read!.Root), yaml);
    }
}
