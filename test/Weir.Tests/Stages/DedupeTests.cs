using Xunit;

namespace Weir.Tests.Stages;

public sealed class DedupeTests
{
    private static List<Made> Dedupe(string settings, params (string, string)[] records)
    {
        using var stand = new StageStand(("dedupe", settings));
        var made = new List<Made>();
        // One record to a page: it is about the slice.
        foreach (var record in records)
            made.AddRange(stand.Page(record));
        Assert.Empty(made);
        return stand.Rest();
    }

    private static readonly (string, string)[] Records =
    [
        ("1", """{"no":"B1","v":1}"""),
        ("2", """{"no":"B2","v":1}"""),
        ("3", """{"no":"B1","v":2}"""),
        ("4", """{"v":1}"""),
        ("5", """{"no":null}"""),
        ("6", """{"no":"\u0042\u0032"}"""),
    ];

    [Fact]
    public void The_first_of_a_slice_is_kept_and_the_others_are_rejected_with_its_key()
    {
        var made = Dedupe("""{"path":"no"}""", Records);
        Assert.Equal(["1", "2", "4", "5"], made.Where(m => m.Rejected is null).Select(m => m.Key));
        Assert.Equal(
            [("3", "rule of 'dedupe': the same no as '1', which is kept"), ("6", "rule of 'dedupe': the same no as '2', which is kept")],
            made.Where(m => m.Rejected is not null).Select(m => (m.Key, m.Rejected)).Order()
        );
    }

    [Fact]
    public void Or_the_last()
    {
        var made = Dedupe("""{"path":"no","keep":"last"}""", Records);
        Assert.Equal(["3", "4", "5", "6"], made.Where(m => m.Rejected is null).Select(m => m.Key));
        Assert.Equal("rule of 'dedupe': the same no as '3', which is kept", made.Single(m => string.Equals(m.Key, "1")).Rejected);
    }

    [Fact]
    public void By_content_and_a_dropped_record_with_the_kept_ones_key_gets_a_key_of_its_own()
    {
        var made = Dedupe("""{"by":"content"}""", ("1", "{\"a\":1}"), ("1", "{\"a\":1}"), ("1", "{\"a\":2}"), ("2", "{\"a\":1}"));
        Assert.Equal(["1", "1"], made.Where(m => m.Rejected is null).Select(m => m.Key));
        Assert.Equal(["1 (duplicate c5e3762ffc8453c6)", "2"], made.Where(m => m.Rejected is not null).Select(m => m.Key).Order());
    }

    [Fact]
    public void The_same_key_twice_gives_the_dropped_one_a_key_of_its_content()
    {
        var made = Dedupe("""{"path":"no"}""", ("B1", """{"no":"B1","v":1}"""), ("B1", """{"no":"B1","v":2}"""));
        Assert.Equal("B1", made.Single(m => m.Rejected is null).Key);
        Assert.StartsWith("B1 (duplicate ", made.Single(m => m.Rejected is not null).Key);
    }

    [Fact]
    public void A_hundred_thousand_records_go_over_the_disk()
    {
        var filler = new string('x', 300);
        using var stand = new StageStand(("dedupe", """{"path":"n"}"""));
        for (var page = 0; page < 100; page++)
            stand.Page(Enumerable.Range(page * 1000, 1000).Select(i => ($"k{i}", $"{{\"n\":{i % 60_000},\"f\":\"{filler}\"}}")));
        Assert.Empty(Directory.EnumerateFiles(stand.SpoolPath));
        var made = stand.Rest();
        Assert.Equal(40_000, made.Count(m => m.Rejected is not null));
        Assert.Equal(Enumerable.Range(0, 60_000).Select(i => $"k{i}"), made.Where(m => m.Rejected is null).Select(m => m.Key));
    }
}
