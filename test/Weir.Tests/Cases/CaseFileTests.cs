using Weir.Server.Cases;
using Weir.Server.Commands;
using Xunit;

namespace Weir.Tests.Cases;

public sealed class CaseFileTests
{
    [Theory]
    [InlineData("name: lines", "name: lines\nexpct: {}", "2:1 error expct", "did you mean 'expect'?")]
    [InlineData("name: lines\n", "", "error 'name'", "is required")]
    [InlineData("now: 2026-03-01 07:30:00", "now: soon", "2:1 error now", "'soon' is not a time")]
    [InlineData("now: 2026-03-01 07:30:00", "now: 2026-03-01 07:30:00\nzone: Asia/Shangai", "3:1 error zone", "not a time zone")]
    [InlineData("erp: kingdee-cloud", "erp: kingdee-clod", "error connectors.erp", "did you mean 'kingdee-cloud'?")]
    [InlineData("connectors: { erp: kingdee-cloud, shop: http }", "", "error connectors", "connection 'erp' is not known")]
    [InlineData("  names: [", "  nmes: [", "error lookups.nmes", "did you mean 'names'?")]
    [InlineData("{ sku: S1, name: First }", "{ skuu: S1 }", "error lookups.names[0]", "the row has no 'sku'")]
    [InlineData("  out:", "  ot:", "error expect.ot", "did you mean 'out'?")]
    [InlineData("rejected:", "rejectd:", "error expect.out.rejectd", "did you mean 'rejected'?")]
    [InlineData("key: 2,", "key: [2],", "error expect.out.rejected[0].key", "text or a number")]
    [InlineData("name: lines", "name: lines\nparameters: { og: 1 }", "2:15 error parameters.og", "did you mean 'org'?")]
    [InlineData("name: lines", "name: lines\nparameters: { org: 1 }", "2:15 error parameters.org", "org")]
    [InlineData("name: lines", "name: lines\ntables: { kind: {} }", "2:11 error tables.kind", "did you mean 'kinds'?")]
    [InlineData("name: lines", "name: lines\ntables: { kinds: [1] }", "error tables", "is a group")]
    [InlineData("name: lines", "name: lines\nflow: flo.yaml", "1:1 error", "did you mean 'flow.yaml'?")]
    [InlineData("  - { id: 2,", "  - 7\n  - { id: 2,", "error source[1]", "a group of fields")]
    [InlineData("name: lines", "name: [", "error", "not valid YAML")]
    public async Task What_is_wrong_with_a_case_file_is_told_with_its_place(string text, string other, string place, string message)
    {
        Assert.Contains(text, CaseStand.Case, StringComparison.Ordinal);
        using var stand = CaseStand.Of(CaseStand.Case.Replace(text, other, StringComparison.Ordinal));
        var result = Assert.Single((await stand.RunAsync()).Results);
        Assert.False(result.Passed);
        Assert.Contains(
            result.Problems,
            p =>
                p.Contains(place, StringComparison.Ordinal)
                && p.Contains(message, StringComparison.Ordinal)
                && p.Contains("one.case.yaml:", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("{ file: none.json }", "cannot be read")]
    [InlineData("{ file: ../flow.yaml }", "outside")]
    [InlineData("{ file: bad.json }", "not valid JSON")]
    [InlineData("{ file: list.json }", "not a JSON list of objects")]
    [InlineData("{ fil: list.json }", "did you mean 'file'?")]
    [InlineData("7", "'source' is a list")]
    public async Task A_file_of_records_that_is_none_is_told(string source, string message)
    {
        using var stand = CaseStand
            .Of($"name: x\nnow: 2026-01-01\nconnectors: {{ erp: kingdee-cloud, shop: http }}\nsource: {source}\nexpect: {{ out: {{}} }}")
            .With("cases/bad.json", "[{]")
            .With("cases/list.json", "[1]");
        var problems = Assert.Single((await stand.RunAsync()).Results).Problems;
        Assert.Contains(problems, p => p.Contains(message, StringComparison.Ordinal) && p.Contains(":4:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Among_several_flows_a_case_names_its_own()
    {
        using var stand = CaseStand
            .Of(CaseStand.Case)
            .With("other.yaml", CaseStand.Flow.Replace("name: orders", "name: others", StringComparison.Ordinal));
        stand.With("cases/two.case.yaml", CaseStand.Case + "\nflow: other.yaml");
        var report = await stand.RunAsync();
        Assert.Equal((1, 1), (report.Passed, report.Failed));
        Assert.Contains(report.Results, r => r.Problems.Any(p => p.Contains("'flow' is required", StringComparison.Ordinal)));
        Assert.EndsWith("two.case.yaml", Assert.Single((await stand.RunAsync("other.yaml")).Results, r => r.Passed).Path);
    }

    [Fact]
    public async Task A_flow_that_has_errors_fails_its_cases_with_them()
    {
        using var stand = CaseStand.Of(CaseStand.Case, CaseStand.Flow.Replace("from: bill", "from: bil", StringComparison.Ordinal));
        var problem = Assert.Single(Assert.Single((await stand.RunAsync()).Results).Problems);
        Assert.Contains("did you mean 'bill'?", problem, StringComparison.Ordinal);
        Assert.Contains("flow.yaml:", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_a_target_that_are_wrong_are_told_though_no_connection_is_known()
    {
        using var stand = CaseStand.Of(
            CaseStand.Case,
            CaseStand.Flow.Replace("kind: reference", "kind: referenc", StringComparison.Ordinal)
        );
        var problem = Assert.Single(Assert.Single((await stand.RunAsync()).Results).Problems);
        Assert.Contains("settings.fields.FOrg.kind", problem, StringComparison.Ordinal);
        Assert.Contains("did you mean 'reference'?", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_not_there_is_an_error() => Assert.Throws<CommandException>(() => CaseFiles.Find(["/nowhere/flow.yaml"]));

    [Fact]
    public void The_same_case_found_twice_is_run_once()
    {
        using var stand = CaseStand.Of(CaseStand.Case);
        Assert.Single(CaseFiles.Find([stand.Root, Path.Combine(stand.Root, "flow.yaml"), stand.Root]));
    }
}
