using System.Text.Json;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Server.Auth;
using Weir.Server.Commands;

namespace Weir.Server.Hosting;

/// <summary>One flow file: the flow, or what is wrong with it.</summary>
/// <param name="Name">Name of the flow; of the file when it has none that can be read.</param>
/// <param name="File">The file.</param>
/// <param name="Flow">The flow; null when the file has errors.</param>
/// <param name="Problems">Errors and warnings.</param>
internal sealed record FlowEntry(string Name, string File, FlowDefinition? Flow, IReadOnlyList<FlowProblem> Problems)
{
    /// <summary>The workspace it belongs to.</summary>
    public string Workspace { get; init; } = Accounts.FirstWorkspace;

    /// <summary>The published version that it is; 0 = none is.</summary>
    public int Version { get; init; }
}

/// <summary>The flows of this server as they run. One that is broken keeps no other from being loaded.</summary>
internal sealed class FlowFiles(IReadOnlyList<FlowEntry> all)
{
    private volatile IReadOnlyList<FlowEntry> _all = all;

    /// <summary>All flows, by name.</summary>
    public IReadOnlyList<FlowEntry> All => _all;

    /// <summary>The flows without errors.</summary>
    public IReadOnlyList<FlowDefinition> Sound => [.. All.Select(entry => entry.Flow).OfType<FlowDefinition>()];

    /// <summary>Puts a flow in the place of the one of its name. The caller sees to it that there is one caller at a time.</summary>
    public void Put(FlowEntry entry) =>
        _all = [
            .. _all.Where(e => !string.Equals(e.Name, entry.Name, StringComparison.Ordinal))
                .Append(entry)
                .OrderBy(e => e.Name, StringComparer.Ordinal),
        ];

    /// <summary>Takes a flow away.</summary>
    public void Remove(string name) => _all = [.. _all.Where(e => !string.Equals(e.Name, name, StringComparison.Ordinal))];

    public FlowEntry? Find(string name) => All.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.Ordinal));

    /// <summary>Reads every *.yaml and *.yml of a directory, without those below it.</summary>
    public static async Task<FlowFiles> LoadAsync(
        string directory,
        string? except,
        IReadOnlyList<ConnectionDefinition> connections,
        CancellationToken cancellationToken
    )
    {
        var known = connections.ToDictionary(c => c.Name, c => c.Connector.Manifest.Id, StringComparer.Ordinal);
        var reader = new FlowReader(Inputs.Connectors);
        var entries = new List<FlowEntry>();
        var skipped = except is null ? null : Path.GetFullPath(except);
        foreach (var path in Directory.EnumerateFiles(directory).Where(IsYaml).Order(StringComparer.Ordinal))
        {
            if (string.Equals(Path.GetFullPath(path), skipped, StringComparison.Ordinal))
                continue;
            var text = await Inputs.ReadAsync(path, "flow file", cancellationToken);
            var file = reader.Read(text, known, Inputs.BesideOf(path));
            var name = file.Flow?.Name ?? NameIn(text) ?? Path.GetFileNameWithoutExtension(path);
            var entry = new FlowEntry(name, path, file.Flow, file.Problems);
            entries.Add(
                entries.Find(e => string.Equals(e.Name, name, StringComparison.Ordinal)) is { } first ? Second(entry, first) : entry
            );
        }
        return new FlowFiles([.. entries.OrderBy(e => e.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Two files of one name would share a ledger: the second is listed under its file's name, and does not run.</summary>
    private static FlowEntry Second(FlowEntry entry, FlowEntry first)
    {
        var message = $"the name '{entry.Name}' is taken by {first.File}; the ledger knows a flow by its name";
        return new FlowEntry(
            Path.GetFileName(entry.File),
            entry.File,
            Flow: null,
            [new FlowProblem(Severity.Error, 1, 1, "name", message), .. entry.Problems]
        );
    }

    private static bool IsYaml(string path) => Path.GetExtension(path) is ".yaml" or ".yml";

    /// <summary>The name as far as a broken file has one.</summary>
    public static string? NameIn(string text) =>
        YamlText.Parse(text, []) is { Root.ValueKind: JsonValueKind.Object } yaml
        && yaml.Root.TryGetProperty("name", out var name)
        && name.ValueKind == JsonValueKind.String
        && name.GetString() is { Length: > 0 } found
            ? found
            : null;
}
