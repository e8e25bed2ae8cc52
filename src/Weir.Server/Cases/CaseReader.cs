using System.Text.Json;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Lookup;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Flows.Parameters;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Server.Cases;

/// <summary>Reads a case file and tells everything that is wrong with it, with its place.</summary>
/// <param name="flow">The flow it belongs to.</param>
/// <param name="connectors">Connectors by id.</param>
/// <param name="readFile">Reads a file that the case names, relative to it.</param>
internal sealed class CaseReader(FlowDefinition flow, IReadOnlyDictionary<string, IConnector> connectors, Func<string, string> readFile)
{
    private readonly List<FlowProblem> _problems = [];
    private YamlText _yaml = null!;

    /// <returns>The case, or null if something is wrong with it; and what is wrong.</returns>
    public (FlowCase? Case, IReadOnlyList<FlowProblem> Problems) Read(string text)
    {
        if (YamlText.Parse(text, _problems) is not { } yaml)
            return (null, _problems);
        _yaml = yaml;
        foreach (var problem in SettingsReader.Check(typeof(CaseSettings), yaml.Root))
            Add(problem.Path, problem.Message);
        var read = _problems.Count == 0 ? Build(yaml.Root.Deserialize<CaseSettings>(SettingsReader.Json)!) : null;
        return (_problems.Count == 0 ? read : null, [.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Column)]);
    }

    private void Add(string path, string message)
    {
        var (line, column) = _yaml.PlaceOf(path);
        _problems.Add(new FlowProblem(Severity.Error, line, column, path, message));
    }

    private FlowCase? Build(CaseSettings settings)
    {
        var source = flow.OfKind<SourceSettings>().Single().As<SourceSettings>();
        var zone = ZoneOf(settings.Zone ?? source.Window.Zone);
        var given = settings.Connectors ?? [];
        foreach (var (connection, id) in given)
            if (!connectors.ContainsKey(id))
                Add($"connectors.{connection}", $"there is no connector '{id}'{DidYouMean.Suffix(id, connectors.Keys)}");
        var key = source.Key ?? Operation(source.Connection, source.Operation, OperationRole.Source, given)?.KeyPath;
        var records = RecordsOf(settings.Source);
        var tables = TablesOf(settings.Tables ?? []);
        var parameters = ParametersOf(settings.Parameters ?? []);
        CheckLookups(settings.Lookups ?? []);
        var operations = CheckTargets(settings.Expect, given);
        var now = TimeOf(settings.Now, zone, "now");
        var lastSync = TimeOf(settings.LastSync, zone, "lastSync");
        if (_problems.Count > 0)
            return null;
        return new FlowCase(
            settings.Name,
            flow with
            {
                Tables = tables,
                Nodes = [.. flow.Nodes.Select(node => node with { FlowTables = tables })],
            },
            key!,
            new RunVariables(lastSync, now!.Value, zone) { Parameters = parameters },
            records,
            (settings.Lookups ?? []).ToDictionary(l => l.Key, l => (IReadOnlyList<JsonElement>)l.Value, StringComparer.Ordinal),
            operations,
            settings.Expect
        );
    }

    private TimeZoneInfo ZoneOf(string name)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        Add("zone", $"'{name}' is not a time zone; write for example Asia/Shanghai");
        return TimeZoneInfo.Utc;
    }

    private DateTimeOffset? TimeOf(string? text, TimeZoneInfo zone, string path)
    {
        if (text is null)
            return null;
        if (DateText.TryParse(text, zone, out var time))
            return time;
        Add(path, $"'{text}' is not a time; write yyyy-MM-dd HH:mm:ss");
        return null;
    }

    private IReadOnlyList<JsonElement> RecordsOf(JsonElement source)
    {
        if (source.ValueKind == JsonValueKind.Object)
            return FromFile(source);
        if (source.ValueKind != JsonValueKind.Array)
        {
            Add("source", "'source' is a list of records, or { file: rows.json }");
            return [];
        }
        foreach (var (index, record) in source.EnumerateArray().Index())
            if (record.ValueKind != JsonValueKind.Object)
                Add($"source[{index}]", "a record is a group of fields");
        return [.. source.EnumerateArray()];
    }

    private IReadOnlyList<JsonElement> FromFile(JsonElement source)
    {
        var known = new[] { "file" };
        foreach (var member in source.EnumerateObject().Where(m => m.Name is not "file"))
            Add(
                $"source.{member.Name}",
                $"unknown key '{member.Name}'{DidYouMean.Suffix(member.Name, known)}; records are written as a list"
            );
        if (!source.TryGetProperty("file", out var file) || file.ValueKind != JsonValueKind.String)
        {
            Add("source", "'file' is required: the name of a JSON file beside the case");
            return [];
        }
        var name = file.GetString()!;
        try
        {
            var rows = JsonElement.Parse(readFile(name));
            if (rows.ValueKind == JsonValueKind.Array && rows.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object))
                return [.. rows.EnumerateArray()];
            Add("source.file", $"{name} is not a JSON list of objects");
        }
        catch (JsonException e)
        {
            Add("source.file", $"{name} is not valid JSON: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Add("source.file", $"{name} cannot be read: {e.Message}");
        }
        return [];
    }

    private StaticTables TablesOf(Dictionary<string, JsonElement> tables)
    {
        foreach (var name in tables.Keys.Where(name => !flow.Tables.Names.Contains(name, StringComparer.Ordinal)))
            Add($"tables.{name}", $"the flow has no table '{name}'{DidYouMean.Suffix(name, flow.Tables.Names)}");
        try
        {
            return tables.Count == 0 ? flow.Tables : new StaticTables(JsonSerializer.SerializeToElement(tables), flow.Tables);
        }
        catch (JsonException e)
        {
            Add("tables", e.Message);
            return flow.Tables;
        }
    }

    private RunParameters ParametersOf(Dictionary<string, JsonElement> parameters)
    {
        try
        {
            return RunParameters.Of(flow.Parameters, parameters);
        }
        catch (ParameterException e)
        {
            foreach (var problem in e.Problems)
                Add($"parameters.{problem.Name}", problem.Message);
            return RunParameters.None;
        }
    }

    private void CheckLookups(Dictionary<string, List<JsonElement>> lookups)
    {
        var nodes = flow.OfKind<LookupSettings>().Where(n => n.As<LookupSettings>().Table is null).ToList();
        foreach (var (id, rows) in lookups)
        {
            if (nodes.Find(n => string.Equals(n.Id, id, StringComparison.Ordinal)) is not { } node)
            {
                Add(
                    $"lookups.{id}",
                    $"the flow has no lookup '{id}' that looks outside of it{DidYouMean.Suffix(id, nodes.Select(n => n.Id))}; tables are given under 'tables'"
                );
                continue;
            }
            var where = node.As<LookupSettings>().Where.Keys;
            foreach (var (index, row) in rows.Index())
                if (row.ValueKind != JsonValueKind.Object)
                    Add($"lookups.{id}[{index}]", "a row is a group of fields");
                else if (where.FirstOrDefault(field => !row.TryGetProperty(field, out _)) is { } missing)
                    Add($"lookups.{id}[{index}]", $"the row has no '{missing}', which '{id}' compares: it would never be found");
        }
    }

    private Dictionary<string, OperationDescriptor> CheckTargets(
        Dictionary<string, ExpectSettings> expect,
        Dictionary<string, string> given
    )
    {
        if (expect.Count == 0)
            Add("expect", "nothing is expected: name at least one target");
        var targets = flow.OfKind<TargetSettings>().ToList();
        var operations = new Dictionary<string, OperationDescriptor>(StringComparer.Ordinal);
        foreach (var (id, expected) in expect)
        {
            if (targets.Find(t => string.Equals(t.Id, id, StringComparison.Ordinal)) is not { } target)
            {
                Add($"expect.{id}", $"the flow has no target '{id}'{DidYouMean.Suffix(id, targets.Select(t => t.Id))}");
                continue;
            }
            CheckKeys($"expect.{id}", expected);
            var settings = target.As<TargetSettings>();
            if (Operation(settings.Connection, settings.Operation, OperationRole.Target, given) is not { } operation)
                continue;
            operations[id] = operation;
            // The flow was read without connections: nobody has looked at these settings yet.
            foreach (var problem in SettingsReader.Check(operation.SettingsType, settings.Settings))
                Add($"expect.{id}", $"the flow's node '{id}' is wrong at settings.{problem.Path}: {problem.Message}");
        }
        return operations;
    }

    private void CheckKeys(string at, ExpectSettings expected)
    {
        void Check(string list, IEnumerable<JsonElement>? keys)
        {
            foreach (var (index, key) in (keys ?? []).Index())
                if (key.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
                    Add($"{at}.{list}[{index}].key", "a key is text or a number");
        }
        Check("documents", expected.Documents?.Select(d => d.Key));
        Check("rejected", expected.Rejected?.Select(d => d.Key));
        Check("failed", expected.Failed?.Select(d => d.Key));
        Check("held", expected.Held?.Select(d => d.Key));
        foreach (var (index, document) in (expected.Documents ?? []).Index())
            if (document.Body.ValueKind != JsonValueKind.Object)
                Add($"{at}.documents[{index}].body", "a body is a group of fields");
    }

    private OperationDescriptor? Operation(string connection, string operation, OperationRole role, Dictionary<string, string> given)
    {
        var connector = given.TryGetValue(connection, out var id)
            ? connectors.GetValueOrDefault(id)
            : ConnectorCatalog.NamedLike(connectors, connection);
        var found = connector?.Manifest.Operations.FirstOrDefault(o =>
            o.Role == role && string.Equals(o.Id, operation, StringComparison.Ordinal)
        );
        if (connector is null && id is null)
            Add(
                "connectors",
                $"the connector of connection '{connection}' is not known: write connectors: {{ {connection}: … }}, one of {string.Join(", ", connectors.Keys.Order(StringComparer.Ordinal))}"
            );
        else if (connector is not null && found is null)
            Add(
                "connectors",
                $"{connector.Manifest.Id} has no {role} operation '{operation}', which connection '{connection}' is used for"
            );
        return found;
    }
}
