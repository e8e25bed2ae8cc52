using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Flows.Parameters;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Flows.Triggers;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows;

/// <summary>Reads and checks flow files. Everything that is wrong is told at once, with its place.</summary>
/// <param name="connectors">Connectors by id.</param>
public sealed class FlowReader(IReadOnlyDictionary<string, IConnector> connectors)
{
    private static readonly string[] TopKeys =
    [
        "name",
        "title",
        "description",
        "number",
        "search",
        "parameters",
        "triggers",
        "tables",
        "nodes",
    ];
    private static readonly string[] NodeKeys = ["type", "from", "label"];

    /// <summary>Reads a flow.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="connections">Connector id of each known connection; null when the flow is checked alone.</param>
    /// <param name="readFile">Reads a file that the flow names, relative to it; null when there are none to be had.</param>
    public FlowFile Read(string text, IReadOnlyDictionary<string, string>? connections, Func<string, string>? readFile = null)
    {
        var problems = new List<FlowProblem>();
        if (YamlText.Parse(text, problems) is not { } yaml)
            return new FlowFile(Flow: null, problems);
        void Add(Severity severity, string path, string message)
        {
            var (line, column) = yaml.PlaceOf(path);
            problems.Add(new FlowProblem(severity, line, column, path, message));
        }
        var flow = Build(yaml.Root, text, readFile, Add);
        if (flow is not null && !problems.Exists(p => p.Severity == Severity.Error))
        {
            CheckGraph(flow, Add);
            foreach (var trigger in flow.Triggers)
                trigger.Check(
                    flow,
                    (severity, path, message) =>
                        Add(severity, path.Length == 0 ? $"triggers.{trigger.Name}" : $"triggers.{trigger.Name}.{path}", message)
                );
            StageRow.Check(flow, Add);
            foreach (var node in flow.Nodes)
                node.Kind.Check(
                    node,
                    new NodeCheck(
                        flow,
                        connectors,
                        connections,
                        (severity, path, message) => Add(severity, $"nodes.{node.Id}.{path}", message)
                    )
                );
        }
        problems.Sort((a, b) => (a.Line, a.Column).CompareTo((b.Line, b.Column)));
        return new FlowFile(problems.Exists(p => p.Severity == Severity.Error) ? null : flow, problems);
    }

    private static FlowDefinition? Build(
        JsonElement root,
        string text,
        Func<string, string>? readFile,
        Action<Severity, string, string> add
    )
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            add(Severity.Error, "", "a flow file is a group with name, title and nodes");
            return null;
        }
        foreach (var member in root.EnumerateObject())
            if (!TopKeys.Contains(member.Name, StringComparer.Ordinal))
                add(Severity.Error, member.Name, $"unknown key '{member.Name}'{DidYouMean.Suffix(member.Name, TopKeys)}");
        var name = TextOf(root, "name", add);
        if (name is null)
            add(Severity.Error, "", "'name' is required: a short stable name such as zhilong-kingdee-customers");
        else if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
            add(Severity.Error, "name", $"'{name}' may only have letters, digits, '-', '_' and '.'");
        var nodes = new List<FlowNode>();
        if (!root.TryGetProperty("nodes", out var list) || list.ValueKind != JsonValueKind.Object)
            add(Severity.Error, "nodes", "'nodes' is required: a group with one entry per node");
        else
            foreach (var member in list.EnumerateObject())
                if (BuildNode(member.Name, member.Value, add) is { } node)
                    nodes.Add(node);
        var (tables, content) = FlowTables.Read(root, readFile, add);
        return name is null
            ? null
            : new FlowDefinition(
                name,
                TextOf(root, "title", add) ?? name,
                [.. nodes.Select(node => WithPorts(node, nodes) with { FlowTables = tables })],
                text,
                HashOf(root, content)
            )
            {
                Tables = tables,
                Parameters = FlowParameters.Read(root, add),
                Triggers = FlowTriggers.Read(root, add),
                Search = FlowSearch.Read(root, add),
            };
    }

    private static FlowNode? BuildNode(string id, JsonElement value, Action<Severity, string, string> add)
    {
        var at = $"nodes.{id}";
        if (value.ValueKind != JsonValueKind.Object)
        {
            add(Severity.Error, at, "a node is a group with at least 'type'");
            return null;
        }
        if (TextOf(value, "type", add, at) is not { } type)
        {
            add(Severity.Error, at, $"'type' is required: one of {string.Join(", ", NodeKind.All.Keys)}");
            return null;
        }
        if (!NodeKind.All.TryGetValue(type, out var kind))
        {
            add(
                Severity.Error,
                $"{at}.type",
                $"unknown node type '{type}'{DidYouMean.Suffix(type, NodeKind.All.Keys)}; known are {string.Join(", ", NodeKind.All.Keys)}"
            );
            return null;
        }
        var own = new JsonObject();
        foreach (var member in value.EnumerateObject())
            if (!NodeKeys.Contains(member.Name, StringComparer.Ordinal))
                own[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        var settings = JsonSerializer.SerializeToElement(own);
        var problems = SettingsReader.Check(kind.SettingsType, settings);
        foreach (var problem in problems)
            add(Severity.Error, problem.Path.Length == 0 ? at : $"{at}.{problem.Path}", problem.Message);
        if (problems.Count > 0)
            return null;
        var read = settings.Deserialize(kind.SettingsType, SettingsReader.Json)!;
        return new FlowNode(id, kind, EdgesOf(value, add, at), TextOf(value, "label", add, at), read) { Written = settings };
    }

    /// <summary>What a node takes from: one text, or a list of such.</summary>
    private static FlowEdge[] EdgesOf(JsonElement node, Action<Severity, string, string> add, string at)
    {
        if (!node.TryGetProperty("from", out var from) || from.ValueKind == JsonValueKind.Null)
            return [];
        var texts = from.ValueKind == JsonValueKind.Array ? from.EnumerateArray().ToList() : [from];
        if (texts.Count > 0 && texts.TrueForAll(text => text.ValueKind == JsonValueKind.String))
            return [.. texts.Select(text => new FlowEdge(text.GetString()!, Port: null))];
        add(Severity.Error, $"{at}.from", "'from' is the name of a node, or a list of such");
        return [];
    }

    /// <summary>Takes <c>node.output</c> apart; a node whose own id has a dot is found first.</summary>
    private static FlowNode WithPorts(FlowNode node, List<FlowNode> nodes) =>
        node with
        {
            Inputs = [.. node.Inputs.Select(edge => WithPort(edge, nodes))],
        };

    private static FlowEdge WithPort(FlowEdge edge, List<FlowNode> nodes)
    {
        var dot = edge.Node.LastIndexOf('.');
        if (dot > 0 && !nodes.Exists(n => string.Equals(n.Id, edge.Node, StringComparison.Ordinal)))
            return new FlowEdge(edge.Node[..dot], edge.Node[(dot + 1)..]);
        var from = nodes.Find(n => string.Equals(n.Id, edge.Node, StringComparison.Ordinal));
        return edge with { Port = from?.Kind.DefaultOutput };
    }

    private static void CheckGraph(FlowDefinition flow, Action<Severity, string, string> add)
    {
        foreach (var node in flow.Nodes)
            CheckInputs(flow, node, add);
        var sources = flow.OfKind<SourceSettings>().ToList();
        if (sources.Count == 0)
            add(Severity.Error, "nodes", "a flow needs a source node");
        foreach (var more in sources.Skip(1))
            add(Severity.Error, $"nodes.{more.Id}", $"a flow has one source, and '{sources[0].Id}' is one already");
        if (!flow.OfKind<TargetSettings>().Any())
            add(Severity.Error, "nodes", "a flow needs a target node");
        var lanes = flow.OfKind<TargetSettings>().Select(t => t.As<TargetSettings>().Lanes).Distinct().ToList();
        if (lanes.Count > 1)
            add(Severity.Error, "nodes", $"all targets of a flow have the same number of lanes, not {string.Join(" and ", lanes)}");
    }

    private static void CheckInputs(FlowDefinition flow, FlowNode node, Action<Severity, string, string> add)
    {
        var at = $"nodes.{node.Id}";
        if (!node.Kind.TakesInput)
        {
            if (node.Inputs.Count > 0)
                add(Severity.Error, $"{at}.from", $"a {node.Kind.Type} takes from no other node");
            return;
        }
        if (node.Inputs.Count == 0)
            add(Severity.Error, at, $"'from' is required: the node that '{node.Id}' takes from");
        var problems = node.Inputs.Select(edge => EdgeProblem(flow, edge)).OfType<string>().ToList();
        foreach (var problem in problems)
            add(Severity.Error, $"{at}.from", problem);
        if (problems.Count > 0 || node.Inputs.Count == 0)
            return;
        if (node.Inputs.Distinct().Count() < node.Inputs.Count)
            add(Severity.Error, $"{at}.from", $"'{node.Id}' takes from the same output twice");
        if (!flow.LeadsBack(node))
            add(Severity.Error, $"{at}.from", $"'{node.Id}' does not lead back to a source: the nodes form a circle or hang in the air");
    }

    private static string? EdgeProblem(FlowDefinition flow, FlowEdge edge) =>
        flow.Find(edge.Node) is { } from
            ? PortProblem(from, edge.Port)
            : $"there is no node '{edge.Node}'{DidYouMean.Suffix(edge.Node, flow.Nodes.Select(n => n.Id))}";

    private static string? PortProblem(FlowNode from, string? port)
    {
        var outputs = from.Kind.Outputs(from);
        if (outputs.Count == 0)
            return port is null ? null : $"'{from.Id}' has a single output: write from: {from.Id}";
        if (port is null)
            return $"'{from.Id}' has several outputs: take from one of {string.Join(", ", outputs.Select(o => $"{from.Id}.{o}"))}";
        return outputs.Contains(port, StringComparer.Ordinal)
            ? null
            : $"'{from.Id}' has no output '{port}'{DidYouMean.Suffix(port, outputs)}; it has {string.Join(", ", outputs)}";
    }

    private static string? TextOf(JsonElement group, string name, Action<Severity, string, string> add, string at = "")
    {
        if (!group.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        add(Severity.Error, at.Length == 0 ? name : $"{at}.{name}", $"'{name}' must be text");
        return null;
    }

    private static string HashOf(JsonElement root, string tables) =>
        XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(root) + tables)).ToString("x16", CultureInfo.InvariantCulture);
}

/// <summary>A flow file that was read.</summary>
/// <param name="Flow">The flow; null if it has errors.</param>
/// <param name="Problems">Everything that was found, in the order of the file.</param>
public sealed record FlowFile(FlowDefinition? Flow, IReadOnlyList<FlowProblem> Problems);
