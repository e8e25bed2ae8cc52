using System.Text;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Runtime;
using Xunit;

namespace Weir.Tests.Stages;

public sealed class DocumentPagesTests
{
    private static StageRecord Record(string key, string json, string? rejected = null) =>
        new(Encoding.UTF8.GetBytes(json), Encoding.UTF8.GetBytes(key), rejected);

    private static StageRecord OfLength(int length) => Record("k", "\"" + new string('x', length - 2) + "\"");

    private static List<(int Count, bool IsLast)> Cut(params IEnumerable<StageRecord> records)
    {
        var pages = new List<(int, bool)>();
        foreach (var page in new DocumentPages(stream: 1, []).Cut(records))
        {
            pages.Add((page.Records.Count, page.IsLast));
            page.Records.Dispose();
        }
        return pages;
    }

    [Fact]
    public void Nothing_is_one_empty_page() => Assert.Equal([(0, true)], Cut());

    [Fact]
    public void A_page_is_cut_before_two_megabytes_and_a_larger_document_is_a_page_of_its_own()
    {
        Assert.Equal(
            [(2, false), (1, false), (1, false), (1, true)],
            Cut(OfLength(1_000_000), OfLength(1_000_000), OfLength(1_000_000), OfLength(5_000_000), OfLength(10))
        );
        Assert.Equal([(2, true)], Cut(OfLength(1024 * 1024), OfLength(1024 * 1024)));
    }

    [Fact]
    public void Many_small_documents_are_cut_by_their_number() =>
        Assert.Equal(
            [(4096, false), (4096, false), (1, true)],
            Cut(Enumerable.Range(0, 8193).Select(i => i == 5000 ? StageRecord.PageEnd : Record($"{i}", "{}")).Append(Record("x", "{}")))
        );

    [Fact]
    public void Keys_come_beside_the_records_and_a_rejected_one_has_another_hash()
    {
        var pages = new DocumentPages(stream: 1, ["at"]);
        var page = pages
            .Cut([Record("甲-0", """{"a":1,"at":1}"""), Record("甲-0", """{"a":1,"at":2}""", "a rule"), Record("b", "[1]", "no object")])
            .Single();
        using var slab = page.Records;
        var records = page.Parsed.Records;
        Assert.Equal("甲-0", Encoding.UTF8.GetString(page.Parsed.Keys.Span.Slice(records[1].KeyOffset, records[1].KeyLength)));
        Assert.Equal("""{"a":1,"at":2}""", Encoding.UTF8.GetString(slab[1]));
        Assert.Equal(records[0].KeyHash, records[1].KeyHash);
        Assert.NotEqual(records[0].Content, records[1].Content);
        Assert.Equal(new Dictionary<int, string> { [1] = "a rule", [2] = "no object" }, page.Parsed.Rejected);
    }

    [Fact]
    public void Ignored_members_are_not_in_the_hash()
    {
        var page = new DocumentPages(stream: 1, ["at"])
            .Cut([Record("k", """{"a":1,"at":1}"""), Record("k", """{"a":1,"at":2}""")])
            .Single();
        page.Records.Dispose();
        Assert.Equal(page.Parsed.Records[0].Content, page.Parsed.Records[1].Content);
    }
}
