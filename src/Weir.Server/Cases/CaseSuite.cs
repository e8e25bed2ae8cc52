using Weir.Engine.Flows;
using Weir.Engine.Mapping;
using Weir.Sdk.Errors;
using Weir.Server.Commands;

namespace Weir.Server.Cases;

/// <summary>Runs cases, one after the other; none keeps the next from being run.</summary>
internal static class CaseSuite
{
    public static async Task<CaseReport> RunAsync(IReadOnlyList<CaseFile> files, CancellationToken stop)
    {
        var results = new List<CaseResult>();
        foreach (var flow in files.GroupBy(file => file.Flow, StringComparer.Ordinal))
        {
            var read = flow.Key is null ? null : await ReadFlowAsync(flow.Key, stop);
            foreach (var file in flow)
                results.Add(
                    read?.Flow is { } definition
                        ? await RunAsync(file, definition, stop)
                        : new CaseResult(flow.Key, file.Path, Name: null, ProblemsOf(file, read), [])
                );
        }
        return new CaseReport(results);
    }

    private static async Task<FlowFile> ReadFlowAsync(string path, CancellationToken stop) =>
        new FlowReader(Inputs.Connectors).Read(await Inputs.ReadAsync(path, "flow file", stop), connections: null, Inputs.BesideOf(path));

    private static IReadOnlyList<string> ProblemsOf(CaseFile file, FlowFile? read) =>
        read is null
            ? [$"{file.Path}:1:1 error {file.Problem}"]
            : [.. read.Problems.Where(p => p.Severity == Severity.Error).Select(p => $"{file.Flow}:{p}")];

    private static async Task<CaseResult> RunAsync(CaseFile file, FlowDefinition flow, CancellationToken stop)
    {
        var text = await Inputs.ReadAsync(file.Path, "case file", stop);
        var (read, problems) = new CaseReader(flow, Inputs.Connectors, Inputs.BesideOf(file.Path)).Read(text);
        if (read is null)
            return new CaseResult(file.Flow, file.Path, Name: null, [.. problems.Select(p => $"{file.Path}:{p}")], []);
        try
        {
            var actual = await CaseRun.RunAsync(read, stop);
            return new CaseResult(
                file.Flow,
                file.Path,
                read.Name,
                [],
                [.. read.Expect.SelectMany(e => CaseDifferences.Of(e.Key, e.Value, actual[e.Key]))]
            );
        }
        catch (Exception e) when (e is ConnectorException or MapException)
        {
            return new CaseResult(file.Flow, file.Path, read.Name, [$"{file.Path}: error {e.Message}"], []);
        }
    }
}
