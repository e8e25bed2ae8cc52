using System.Text.Json;
using Weir.Engine.Connections;
using Weir.Sdk.Connectors;
using Weir.Server.Cases;
using Weir.Server.Commands;
using Weir.Tests.Docs;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Cases;

public sealed class CaseRunTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_samples_pass()
    {
        var result = await WeirProgram.RunAsync(CommittedFile.Root, "test", "samples", "--json");
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        var counts = JsonElement.Parse(result.Output.TrimEnd().Split('\n')[^1]);
        Assert.True(counts.GetProperty("flows").GetInt32() >= 3);
        Assert.Equal(counts.GetProperty("cases").GetInt32(), counts.GetProperty("passed").GetInt32());
        Assert.Equal(0, counts.GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task Documents_what_is_rejected_held_and_failed_are_as_expected()
    {
        using var stand = CaseStand.Of(CaseStand.Case);
        var result = Assert.Single((await stand.RunAsync()).Results);
        Assert.Empty(result.Problems);
        Assert.Empty(result.Differences);
        Assert.Equal("lines", result.Name);
    }

    [Theory]
    [InlineData("FQty: 1.50", "FQty: 1.5", "out.documents[1-0].FQty", "1.5", "1.50")]
    [InlineData("FQty: 1.50", "FQty: \"1.50\"", "out.documents[1-0].FQty", "\"1.50\"", "1.50")]
    [InlineData("FName: First, ", "", "out.documents[1-0].FName", "(nothing)", "\"First\"")]
    [InlineData("FName: First", "FName: First, FMore: [1]", "out.documents[1-0].FMore", "[1]", "(nothing)")]
    [InlineData("{ FNumber: \"100\" }", "{ FNumber: \"200\" }", "out.documents[1-0].FOrg.FNumber", "\"200\"", "\"100\"")]
    [InlineData("07:30:00", "07:30:00\nparameters: { org: \"7\" }", "out.documents[1-0].FOrg.FNumber", "\"100\"", "\"7\"")]
    [InlineData(
        "07:30:00",
        "07:30:00\nzone: America/New_York\ntables: { kinds: { a: C9, b: x } }",
        "out.documents[1-0].FKind",
        "\"A1\"",
        "\"C9\""
    )]
    [InlineData("2026-03-01 07", "2026-03-02 07", "out.documents[1-0].FDate", "\"2026-03-01\"", "\"2026-03-02\"")]
    [InlineData("rule: state equals", "rule: shop", "out.rejected[2]", "a text with 'shop'", "rule of 'open'")]
    [InlineData("[{ key: 2, rule: state equals }]", "[]", "out.rejected[2]", "(nothing)", "rule of 'open'")]
    [InlineData("{ key: 2, rule: state equals }", "{ key: 2 }, { key: 9 }", "out.rejected[9]", "rejected", "(nothing)")]
    [InlineData("message: kinds", "message: other", "out.failed[3-0]", "a text with 'other'", "kinds")]
    [InlineData("- { key: 1-0, body", "- { key: 3-0, body: {} }\n      - { key: 1-0, body", "out.documents[3-0]", "a document", "failed: ")]
    public async Task What_differs_is_told_with_path_expected_and_actual(
        string text,
        string other,
        string path,
        string expected,
        string actual
    )
    {
        Assert.Contains(text, CaseStand.Case, StringComparison.Ordinal);
        using var stand = CaseStand.Of(CaseStand.Case.Replace(text, other, StringComparison.Ordinal));
        var report = await stand.RunAsync();
        var result = Assert.Single(report.Results);
        Assert.Empty(result.Problems);
        var difference = Assert.Single(result.Differences);
        Assert.Equal((path, expected), (difference.Path, difference.Expected));
        Assert.Contains(actual, difference.Actual, StringComparison.Ordinal);
        Assert.Equal((0, 1), (report.Passed, report.Failed));
        Assert.Contains($"expected: {expected}", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lookup_without_rows_fails_the_case_and_asks_nobody()
    {
        using var stand = CaseStand.Of(CaseStand.Case.Replace("  names: [{ sku: S1, name: First }]", "  {}", StringComparison.Ordinal));
        var problem = Assert.Single(Assert.Single((await stand.RunAsync()).Results).Problems);
        Assert.Contains("lookups.names", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_may_lie_in_a_file_beside_the_case()
    {
        var from = CaseStand.Case.IndexOf("source:", StringComparison.Ordinal);
        var to = CaseStand.Case.IndexOf("lookups:", StringComparison.Ordinal);
        using var stand = CaseStand
            .Of(string.Concat(CaseStand.Case.AsSpan(0, from), "source: { file: rows.json }\n", CaseStand.Case.AsSpan(to)))
            .With(
                "cases/rows.json",
                """
                [{"id":1,"state":"open","kind":"a","items":[{"sku":"S1","qty":1.50},{"sku":"S2","qty":2}]},{"id":2,"state":"shut"},
                 {"id":3,"state":"open","kind":"z","items":[{"sku":"S1","qty":1}]}]
                """
            );
        var result = Assert.Single((await stand.RunAsync()).Results);
        Assert.True(result.Passed, string.Join('\n', result.Problems.Concat(result.Differences.Select(d => d.ToString()))));
    }

    [Fact]
    public async Task An_identity_that_is_empty_fails_the_document_as_in_a_run()
    {
        using var stand = CaseStand.Of(
            CaseStand.Case.Replace("- { key: 1-0, body:", "- { key: 1-9, body:", StringComparison.Ordinal),
            CaseStand.Flow.Replace("F_out_id: \"{{lineId}}\"", "F_out_id: \"{{none}}\"", StringComparison.Ordinal)
        );
        var differences = Assert.Single((await stand.RunAsync()).Results).Differences;
        Assert.Contains(differences, d => d.Path is "out.failed[1-0]" && d.Actual.Contains("F_out_id is empty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_command_ends_with_1_when_a_case_fails_or_there_is_none()
    {
        using var stand = CaseStand.Of(CaseStand.Case.Replace("FName: First", "FName: Last", StringComparison.Ordinal));
        var failed = await WeirProgram.RunAsync(stand.Root, "test", "flow.yaml", "--json");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("out.documents[1-0].FName", failed.Output, StringComparison.Ordinal);
        Assert.EndsWith("""{"flows":1,"cases":1,"passed":0,"failed":1}""", failed.Output.TrimEnd());
        Directory.Delete(Path.Combine(stand.Root, "cases"), recursive: true);
        var none = await WeirProgram.RunAsync(stand.Root, "test", ".", "--json");
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("no cases were found", none.Errors, StringComparison.Ordinal);
        Assert.EndsWith("""{"flows":0,"cases":0,"passed":0,"failed":0}""", none.Output.TrimEnd());
    }

    [Theory]
    [InlineData(
        "kingdee",
        "batchSave",
        """{"formId":"BD_Customer","identity":"F_out_id","fields":{"F_x":{"kind":"number"}}}""",
        "F_out_id"
    )]
    [InlineData("kingdee", "save", """{"formId":"BD_Customer"}""", null)]
    [InlineData("kingdee", "batchSave", """{"formId":"BD_Customer","identity":""}""", null)]
    [InlineData("shop", "send", """{"path":"/a","identity":"no"}""", null)]
    [InlineData("shop", "send", """{"path":"/a","identity":"no","find":{"path":"/b/{identity}"}}""", "no")]
    public async Task What_a_descriptor_says_of_the_identity_is_what_the_opened_target_says(
        string connection,
        string operation,
        string settings,
        string? identity
    )
    {
        var (definitions, wrong) = ConnectionsFile.Read(
            StandFiles.Connections("http://127.0.0.1:9")
                + "\n  shop: { connector: http, settings: { baseUrl: \"http://127.0.0.1:9/api\" } }",
            Inputs.Connectors,
            _ => null
        );
        Assert.Empty(wrong);
        await using var open = new CommandConnections(definitions);
        var descriptor = open
            .Open.Definition(connection)
            .Connector.Manifest.Operations.Single(o =>
                o.Role == OperationRole.Target && string.Equals(o.Id, operation, StringComparison.Ordinal)
            );
        var json = JsonElement.Parse(settings);
        Assert.Equal(identity, descriptor.IdentityOf?.Invoke(json));
        Assert.Equal(identity, open.Open.Get(connection).OpenTarget(descriptor, json).IdentityField);
    }
}
