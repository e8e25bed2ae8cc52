using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Engine.Flows.Nodes.Group;
using Weir.Engine.Flows.Stages;
using Weir.Sdk.Settings;
using Weir.Tests.Storage;
using Xunit;

namespace Weir.Tests.Stages;

/// <summary>Not run by default: <c>--explicit only --filter-class Weir.Tests.Stages.GroupMemoryTests</c>.</summary>
public sealed class GroupMemoryTests(ITestOutputHelper output)
{
    private const int Lines = 1_000_000;
    private const int PageSize = 1000;

    [Theory(Explicit = true)]
    [InlineData(100_000)]
    [InlineData(1)]
    public void A_million_lines_stay_within_250_MB_of_process(int documents)
    {
        using var directory = new TempDirectory();
        var settings = JsonElement
            .Parse("""{"header":["shop"],"body":["line","sku"],"maxLines":500,"calculate":{"qty":"sum","amt":"sum","bill":"addToSet"}}""")
            .Deserialize<GroupSettings>(SettingsReader.Json)!;
        using var stage = new GroupStage(settings, directory.Path);
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        long peak = 0;
        for (var page = 0; page < Lines / PageSize; page++)
        {
            Assert.Empty(stage.Take(Page(page, documents)));
            peak = Math.Max(peak, Environment.WorkingSet);
        }
        var read = clock.GetElapsedTime(started);
        long made = 0,
            lines = 0;
        foreach (var record in stage.Rest())
        {
            if (record.IsPageEnd)
                continue;
            lines += record.Json.Span.Count("\"sku\""u8);
            if (made++ % 100 == 0)
                peak = Math.Max(peak, Environment.WorkingSet);
        }
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{documents} documents: read {read.TotalSeconds:0.0} s, all {clock.GetElapsedTime(started).TotalSeconds:0.0} s, {made} made, peak of the process {peak / 1e6:0} MB"
            )
        );
        Assert.Equal(Lines, lines);
        Assert.InRange(peak, 1, 250L * 1000 * 1000);
    }

    private static IEnumerable<StageRecord> Page(int page, int documents)
    {
        for (var i = page * PageSize; i < (page + 1) * PageSize; i++)
            yield return new StageRecord(
                Encoding.UTF8.GetBytes(
                    $"{{\"bill\":\"XS{i}\",\"shop\":\"S{i % documents}\",\"line\":{i},\"sku\":\"SKU{i % 977}\",\"qty\":{i % 9},\"amt\":\"{i % 1000}.{i % 100:00}\",\"remark\":\"示例备注 {i}\"}}"
                ),
                Encoding.UTF8.GetBytes($"k{i}"),
                Rejected: null
            );
    }
}
