using System.Text.Json;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Map;

/// <summary>Settings of a map node.</summary>
public sealed record MapSettings
{
    /// <summary>The mapping.</summary>
    [Field(
        "字段映射",
        "Fields",
        Help = "Target field: constant, template such as {{agentName}}, expression (_function …), object or list; $each: items makes a line per element. Empty values are left out of the request."
    )]
    public required JsonElement Fields { get; init; }

    /// <summary>Static tables.</summary>
    [Field(
        "静态对照表",
        "Tables",
        Help = "Name of a table, and below it key: value; for TABLE('name', key) in expressions and for $table."
    )]
    public JsonElement Tables { get; init; }
}

/// <summary>Builds the target's document from the record.</summary>
public sealed class MapNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "map";

    /// <inheritdoc />
    public override string Label => "字段映射";

    /// <inheritdoc />
    public override string LabelEn => "Map";

    /// <inheritdoc />
    public override Type SettingsType => typeof(MapSettings);

    /// <inheritdoc />
    public override NodePlace Place => NodePlace.Either;

    /// <inheritdoc />
    public override bool KeepsShape => false;

    /// <inheritdoc />
    public override IReadOnlySet<string>? MembersBehind(FlowNode node, IReadOnlySet<string>? before)
    {
        var fields = node.As<MapSettings>().Fields;
        if (fields.ValueKind != JsonValueKind.Object)
            return null;
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields.EnumerateObject())
            AddNames(field.Name, field.Value, members);
        return members;
    }

    /// <summary>The name itself, and those of the lines below it, as a source lists them: <c>items.sku</c>.</summary>
    private static void AddNames(string name, JsonElement value, HashSet<string> members)
    {
        members.Add(name);
        var lines = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [value];
        foreach (var member in lines.Where(line => line.ValueKind == JsonValueKind.Object).SelectMany(line => line.EnumerateObject()))
            members.Add($"{name}.{member.Name}");
    }

    /// <inheritdoc />
    public override IStep Compile(FlowNode node, IReadOnlyList<FieldDescription> target) =>
        new Step(MapPlan.Compile(node.As<MapSettings>().Fields, target, new StaticTables(node.As<MapSettings>().Tables, node.FlowTables)));

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        var fields = node.As<MapSettings>().Fields;
        if (fields.ValueKind != JsonValueKind.Object)
        {
            check.Add(Severity.Error, "fields", "expected a group: one line per target field");
            return;
        }
        CheckFields(node.As<MapSettings>(), check.RecordBefore(node), check);
        foreach (var target in check.Flow.TakersOf(node).Where(taker => taker.Settings is TargetSettings))
            CheckTargetFields(fields, target, check);
    }

    private static void CheckFields(MapSettings settings, KnownRecord? record, NodeCheck check)
    {
        var tables = check.Flow.Tables;
        try
        {
            tables = new StaticTables(settings.Tables, tables);
        }
        catch (JsonException e)
        {
            check.Add(Severity.Error, "tables", e.Message);
        }
        // Types of the target's fields are not known without asking it: only what is wrong with any target is told.
        var compiler = new MapCompiler(
            new FieldLookup([]),
            tables,
            (path, problem) => check.Add(Severity.Error, path.Length == 0 ? "fields" : $"fields.{path}", problem)
        )
        {
            Reads = (path, place) => record?.CheckPath(path, check, $"fields.{place}"),
        };
        compiler.Compile(settings.Fields);
    }

    private static void CheckTargetFields(JsonElement fields, FlowNode node, NodeCheck check)
    {
        var settings = node.As<TargetSettings>();
        var operation = (check with { Add = (_, _, _) => { } }).Operation(settings.Connection, settings.Operation, OperationRole.Target);
        if (operation is null || operation.KnownFields(settings.Settings) is not { Count: > 0 } known)
            return;
        var lookup = new FieldLookup(known);
        foreach (var field in fields.EnumerateObject())
            if (!lookup.Knows(field.Name) && !field.Name.StartsWith("F_", StringComparison.Ordinal))
                check.Add(
                    Severity.Warning,
                    $"fields.{field.Name}",
                    $"'{operation.Id}' has no field '{field.Name}' that is known here{DidYouMean.Suffix(field.Name, known.Select(f => f.Name))}"
                );
    }

    private sealed class Step(MapPlan plan) : IStep
    {
        public StepResult Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
        {
            plan.Apply(record, context, output);
            return StepResult.New;
        }
    }
}
