using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;
using Weir.Sdk.Errors;
using Weir.Tests.Storage;
using Xunit;

namespace Weir.Tests.Ledger;

public sealed class DocumentIndexTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static DocumentFilter In(params DeliveryState[] states) => new() { States = states };

    [Fact]
    public async Task Lists_go_over_all_flows_and_targets_the_newest_first()
    {
        await using var stand = new IndexStand();
        var one = await stand.FlowAsync("one", "erp", "mail");
        var two = await stand.FlowAsync("two", "erp");
        await stand.AcceptKeysAsync(one, "a", "b");
        await stand.AcceptKeysAsync(two, "c");
        await stand.AcceptKeysAsync(one, "d");
        var found = await stand.FindAsync(new DocumentFilter());
        Assert.Equal(
            "one/d two/c one/b one/a",
            string.Join(' ', found.Select(f => $"{f.Flow}/{f.Document.Key}").Distinct(StringComparer.Ordinal))
        );
        Assert.Equal(7, found.Count);
        Assert.Equal("d b a", await stand.KeysAsync(new DocumentFilter { Flows = ["one"], Target = "mail" }));
        Assert.Equal("c", await stand.KeysAsync(new DocumentFilter { Flows = ["two"] }));
        Assert.Empty(await stand.FindAsync(new DocumentFilter { Flows = [] }));
    }

    [Fact]
    public async Task States_times_and_groups_are_filters_and_follow_what_happens()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "a", "b", "c", "d", "e");
        await stand.SettleAsync(flow, "a", DeliveryState.Delivered, "1", "N1");
        await stand.FailAsync(flow, "b", "customer 'X1' is missing");
        await stand.FailAsync(flow, "c", "customer 'X2' is missing");
        await stand.FailAsync(flow, "d", "the amount is wrong", code: null);
        Assert.Equal("e", await stand.KeysAsync(In(DeliveryState.Waiting)));
        Assert.Equal("d c b", await stand.KeysAsync(In(DeliveryState.Failed)));
        Assert.Equal("d c b a", await stand.KeysAsync(In(DeliveryState.Failed, DeliveryState.Delivered)));
        var groups = await stand.GroupsAsync();
        var missing = groups.Single(g => g.Count == 2);
        Assert.Equal(("7", "customer '…' is missing", "customer 'X2' is missing"), (missing.Code, missing.Text, missing.Sample));
        Assert.Equal("c b", await stand.KeysAsync(new DocumentFilter { Group = missing.Id }));
        Assert.Equal(2, await stand.Store.Index.CountAsync(new DocumentFilter { Group = missing.Id }, Stop));
        Assert.Equal(3, await stand.Store.Index.CountAsync(In(DeliveryState.Failed), Stop));
        Assert.Null(await stand.Store.Index.CountAsync(new DocumentFilter { Text = "b" }, Stop));
        Assert.Equal(2, missing.Trend[^1]);
        // Accepted at 1, 2, 3 … seconds past four.
        var four = new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);
        Assert.Equal("c b", await stand.KeysAsync(new DocumentFilter { From = four.AddSeconds(2), To = four.AddSeconds(4) }));
        await stand.Store.ReleaseAsync(flow.Queue, [flow.Latest("b")!.Id, flow.Latest("c")!.Id], Stop);
        Assert.Equal("c b", await stand.KeysAsync(In(DeliveryState.Retrying)));
        Assert.DoesNotContain(await stand.GroupsAsync(), g => string.Equals(g.Id, missing.Id, StringComparison.Ordinal));
        Assert.Contains(await stand.GroupsAsync(solved: true), g => string.Equals(g.Id, missing.Id, StringComparison.Ordinal));
        Assert.Equal(new IndexLag(0, 0), await stand.Store.Index.LagAsync(Stop));
    }

    [Fact]
    public async Task Only_latest_revisions_are_listed()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "a", "b");
        await stand.FailAsync(flow, "a", "refused");
        Assert.Single(await stand.GroupsAsync());
        await stand.AcceptAsync(flow, LedgerStand.Record("a", "2"));
        Assert.Equal("a b", await stand.KeysAsync(new DocumentFilter()));
        Assert.Equal("a", await stand.KeysAsync("a"));
        Assert.Empty(await stand.GroupsAsync());
        Assert.Empty(await stand.FindAsync(In(DeliveryState.Failed)));
    }

    [Fact]
    public async Task A_text_is_found_in_keys_numbers_ids_declared_fields_and_errors_each_delivery_once()
    {
        await using var stand = new IndexStand();
        stand.Store.Index.Declare("flow", hasNumber: true, ["no", "buyer.name"]);
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptAsync(
            flow,
            """{"id":"10001","no":"SO-2026-001","buyer":{"name":"深圳市华北科技有限公司"}}""",
            """{"id":"10002","no":"SO-2026-002","buyer":{"name":"ACME Trading"}}""",
            """{"id":"10003","no":10001,"buyer":{"name":null}}""",
            """{"id":"20001","no":"x","buyer":["10001"]}"""
        );
        await stand.SettleAsync(flow, "10002", DeliveryState.Delivered, "998877", "CUST000042");
        await stand.FailAsync(flow, "20001", "编码值[KH10001]不存在");
        // By key, and by a number in a field; in the error the text is in the middle of a word.
        Assert.Equal(["10001", "10003"], (await stand.KeysAsync("10001")).Split(' ').Order(StringComparer.Ordinal));
        Assert.Equal(["10001", "10002", "10003"], (await stand.KeysAsync("1000")).Split(' ').Order(StringComparer.Ordinal));
        Assert.Equal("20001", await stand.KeysAsync("kh10001"));
        Assert.Equal("10001", await stand.KeysAsync("SO-2026-001"));
        Assert.Equal("10001 10002", await stand.KeysAsync("so-2026"));
        Assert.Equal("10001", await stand.KeysAsync("华北"));
        Assert.Equal("10001", await stand.KeysAsync("深"));
        Assert.Equal("10002", await stand.KeysAsync("trading"));
        Assert.Equal("10002", await stand.KeysAsync("cust0000"));
        Assert.Equal("10002", await stand.KeysAsync("9988"));
        Assert.Equal("20001", await stand.KeysAsync("编码值[KH10001]"));
        Assert.Equal("20001", await stand.KeysAsync("不存在"));
        Assert.Equal("SO-2026-001", (await stand.FindAsync(new DocumentFilter { Text = "华北科技" }))[0].Fields["no"]);
        // Few in that state: looked at one by one, so that the middle of a word is found as well.
        Assert.Equal("20001", await stand.KeysAsync(In(DeliveryState.Failed) with { Text = "H100" }));
        Assert.Empty(await stand.FindAsync(In(DeliveryState.Held) with { Text = "10001" }));
    }

    [Theory]
    [InlineData("' OR 1=1 --")]
    [InlineData("\"; DROP TABLE entry; --")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("*")]
    [InlineData("a\0b")]
    [InlineData("😀")]
    [InlineData("NEAR(a b) AND NOT OR")]
    [InlineData("\ud83d")]
    [InlineData("a:b^2")]
    public async Task Any_text_can_be_looked_for_and_finds_only_itself(string text)
    {
        await using var stand = new IndexStand();
        stand.Store.Index.Declare("flow", hasNumber: false, ["v"]);
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptAsync(flow, LedgerStand.Record("plain", "nothing"), LedgerStand.Record("other", "0"));
        Assert.Empty(await stand.FindAsync(new DocumentFilter { Text = text }));
        // A lone half of a character cannot be in a key.
        if (text is "\ud83d")
            return;
        await stand.AcceptAsync(flow, LedgerStand.Record(text, "1"));
        Assert.Equal(text, Assert.Single(await stand.FindAsync(new DocumentFilter { Text = text })).Document.Key);
    }

    [Fact]
    public async Task A_page_cursor_of_somebody_else_is_refused()
    {
        await using var stand = new IndexStand();
        await stand.AcceptKeysAsync(await stand.FlowAsync("flow"), "a");
        foreach (var bad in new[] { "", "x", "1", "e30", new string('A', 100_000), "eyJQaGFzZSI6MX0=" })
            await Assert.ThrowsAsync<FormatException>(() => stand.Store.Index.FindAsync(new DocumentFilter(), bad, 3, Stop));
    }

    [Fact]
    public async Task Newly_declared_fields_are_found_in_old_documents()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptAsync(flow, LedgerStand.Record("a", "blue"));
        Assert.Equal("", await stand.KeysAsync("blue"));
        stand.Store.Index.Declare("flow", hasNumber: false, ["v"]);
        Assert.Equal("a", await stand.KeysAsync("blue"));
    }

    [Fact]
    public async Task The_index_is_built_again_when_it_is_deleted_damaged_or_of_another_ledger()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(flow, "a", "b");
        await stand.FailAsync(flow, "a", "refused");
        Assert.Equal("b a", await stand.KeysAsync(new DocumentFilter()));
        await stand.CloseAsync();
        var ledger = await File.ReadAllBytesAsync(Path.Combine(stand.Path, "ledger.db"), Stop);
        var search = Path.Combine(stand.Path, "search.db");
        File.Delete(search);
        Assert.Equal("b a", await stand.KeysAsync(new DocumentFilter()));
        Assert.Single(await stand.GroupsAsync());
        await stand.CloseAsync();
        await File.WriteAllTextAsync(search, new string('x', 10_000), Stop);
        Assert.Equal("a", await stand.KeysAsync(In(DeliveryState.Failed)));
        await stand.AcceptKeysAsync(await stand.FlowAsync("flow"), "c", "d");
        Assert.Equal("d c b a", await stand.KeysAsync(new DocumentFilter()));
        await stand.CloseAsync();
        // The ledger is put back from a backup, the index is not.
        await File.WriteAllBytesAsync(Path.Combine(stand.Path, "ledger.db"), ledger, Stop);
        Assert.Equal("b a", await stand.KeysAsync(new DocumentFilter()));
        var again = await stand.FlowAsync("flow");
        await stand.AcceptKeysAsync(again, "e");
        Assert.Equal("e b a", await stand.KeysAsync(new DocumentFilter()));
    }

    [Fact]
    public async Task A_target_that_is_added_later_has_its_deliveries_listed()
    {
        await using var stand = new IndexStand();
        await stand.AcceptKeysAsync(await stand.FlowAsync("flow", "erp"), "a", "b");
        Assert.Equal(2, (await stand.FindAsync(new DocumentFilter())).Count);
        await stand.FlowAsync("flow", "erp", "mail");
        Assert.Equal(4, (await stand.FindAsync(new DocumentFilter())).Count);
    }

    [Fact]
    public async Task Too_many_different_texts_are_put_together_by_their_code()
    {
        await using var stand = new IndexStand();
        var flow = await stand.FlowAsync("flow");
        const int many = 1100;
        await stand.AcceptAsync(flow, [.. Enumerable.Range(0, 1).Select(i => LedgerStand.Record($"k{i}", "1"))]);
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "more", [.. Enumerable.Range(1, many - 1).Select(i => LedgerStand.Record($"k{i}", "1"))]);
        foreach (var (i, document) in flow.Waiting().Index())
        {
            // Letters, which are not taken out.
            var text = $"reason {(char)('a' + i % 26)}{(char)('a' + i / 26 % 26)}{(char)('a' + i / 676)}";
            await flow.SendAsync(document, DeliveryState.Failed, error: new DeliveryError(ErrorKind.Rejected, "9", text));
        }
        var groups = await stand.GroupsAsync();
        Assert.Equal(many, groups.Sum(g => g.Count));
        Assert.Equal(1001, groups.Count);
        var rest = groups.Single(g => g.Count > 1);
        Assert.Equal(("", many - 1000), (rest.Text, (int)rest.Count));
        Assert.Equal(many - 1000, (await stand.FindAsync(new DocumentFilter { Group = rest.Id }, limit: 500)).Count);
    }

    [Fact]
    public async Task What_is_found_is_what_the_ledger_says_whatever_happened()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var stand = new IndexStand();
        for (var step = 0; step < 150; step++)
        {
            var flow = await stand.FlowAsync(step % 2 == 0 ? "one" : "two");
            await StepAsync(stand, flow, random);
            if (random.Next(10) == 0)
                await stand.Store.Index.StepAsync(Stop);
            if (random.Next(20) == 0)
                await stand.CloseAsync();
        }
        foreach (var state in Enum.GetValues<DeliveryState>())
            Assert.Equal(Truth(stand, state), Sorted(await stand.FindAsync(In(state), limit: 7)));
        var failed =
            Truth(stand, DeliveryState.Failed).Length
            + Truth(stand, DeliveryState.InDoubt).Length
            + Truth(stand, DeliveryState.Held).Length;
        // Those that are retrying have no error once they were released.
        var groups = await stand.GroupsAsync();
        Assert.Equal(failed, groups.Sum(g => g.Count - g.States.GetValueOrDefault(DeliveryState.Retrying)));
        foreach (var group in groups)
            Assert.Equal(group.Count, (await stand.FindAsync(new DocumentFilter { Group = group.Id })).Count);
    }

    private static async Task StepAsync(IndexStand stand, LedgerStand flow, Random random)
    {
        if (random.Next(3) == 0 || flow.Waiting().Count == 0)
        {
            await stand.AcceptAsync(
                flow,
                [.. Enumerable.Range(0, 3).Select(_ => LedgerStand.Record($"k{random.Next(40)}", $"{random.Next(3)}"))]
            );
            return;
        }
        var document = flow.Waiting()[random.Next(flow.Waiting().Count)];
        var error = new DeliveryError(
            ErrorKind.Rejected,
            random.Next(2) == 0 ? "1" : null,
            $"reason {(char)('a' + random.Next(3))} of '{random.Next()}'"
        );
        switch (random.Next(6))
        {
            case 0:
                await flow.SendAsync(document, DeliveryState.Failed, error: error);
                break;
            case 1:
                await flow.SendAsync(document, DeliveryState.Held, error: error);
                break;
            case 2:
                await flow.SendAsync(document, DeliveryState.InDoubt, due: stand.Clock.GetUtcNow(), error: error);
                break;
            case 3:
                await flow.CloseAsync(0, LedgerStand.To(document, DeliveryState.Rejected, error: error));
                break;
            case 4:
                await stand.Store.ReleaseAsync(flow.Queue, [.. Enumerable.Range(0, 40).Select(i => flow.Latest($"k{i}")?.Id ?? 1)], Stop);
                break;
            default:
                await flow.SendAsync(document, DeliveryState.Delivered, $"{random.Next()}");
                break;
        }
    }

    private static string[] Truth(IndexStand stand, DeliveryState state) =>
        [
            .. stand
                .Store.Queries.Flows()
                .SelectMany(flow =>
                    Enumerable
                        .Range(0, 40)
                        .SelectMany(i => stand.Store.Queries.History(flow, flow.Queues[0].Id, $"k{i}").Take(1))
                        .Where(d => d.State == state)
                        .Select(d => $"{flow.Name}/{d.Key}/{d.Revision}")
                )
                .Order(StringComparer.Ordinal),
        ];

    private static string[] Sorted(IReadOnlyList<FoundDelivery> found) =>
        [.. found.Select(f => $"{f.Flow}/{f.Document.Key}/{f.Document.Revision}").Order(StringComparer.Ordinal)];
}
