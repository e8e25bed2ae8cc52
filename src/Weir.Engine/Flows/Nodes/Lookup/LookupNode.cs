using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Lookup;

/// <summary>What becomes of a record for which nothing is found.</summary>
public enum MissingPolicy
{
    /// <summary>It is held for a person, who releases it when the other side is there.</summary>
    Hold,

    /// <summary>It fails.</summary>
    Error,

    /// <summary>It gets the values of <see cref="LookupSettings.Default"/>.</summary>
    Default,
}

/// <summary>Settings of a lookup node.</summary>
public sealed record LookupSettings
{
    /// <summary>A static table.</summary>
    [Field("静态表", "Table", Help = "Name of a table of the flow. 'where' then has one entry, and 'take' one.")]
    public string? Table { get; init; }

    /// <summary>Another flow.</summary>
    [Field(
        "集成方案",
        "Flow",
        Help = "Name of another flow: its documents in this data directory are looked into, the latest revision of each."
    )]
    public string? Flow { get; init; }

    /// <summary>A connection.</summary>
    [Field("连接", "Connection", Help = "Name of a connection; with operation and settings.")]
    public string? Connection { get; init; }

    /// <summary>A lookup operation of the connection.</summary>
    [Field("接口", "Operation", Help = "A lookup operation of the connection's connector.")]
    public string? Operation { get; init; }

    /// <summary>Settings of the operation.</summary>
    [Field("接口参数", "Operation settings", Help = "See the connector's page.")]
    public JsonElement Settings { get; init; }

    /// <summary>What is compared.</summary>
    [Field("查找条件", "Where", Help = "Field of the other side: template over the record. All must be equal, as text.")]
    public required Dictionary<string, string> Where { get; init; }

    /// <summary>What is taken.</summary>
    [Field("取值", "Take", Help = "Field of the record to be set: field of the other side.")]
    public Dictionary<string, string> Take { get; init; } = [];

    /// <summary>Takes everything.</summary>
    [Field("整体存入", "As", Help = "Field of the record under which all that was found is put, as a group.")]
    public string? As { get; init; }

    /// <summary>For each element.</summary>
    [Field(
        "明细",
        "Lines",
        Help = "An array of the record: the lookup is made for each element and sets fields of the element. Templates see the element under the array's name."
    )]
    public string? Lines { get; init; }

    /// <summary>What becomes of a record for which nothing is found.</summary>
    [Field("找不到时", "Missing", Help = "hold, error or default. Default: hold.")]
    public MissingPolicy Missing { get; init; } = MissingPolicy.Hold;

    /// <summary>Values if nothing is found.</summary>
    [Field("默认值", "Default", Help = "Field of the record: value, when nothing is found and missing is default.")]
    public JsonElement Default { get; init; }
}

/// <summary>Adds to records what it finds elsewhere: per batch, never per record.</summary>
public sealed class LookupNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "lookup";

    /// <inheritdoc />
    public override string Label => "联查";

    /// <inheritdoc />
    public override string LabelEn => "Lookup";

    /// <inheritdoc />
    public override Type SettingsType => typeof(LookupSettings);

    /// <inheritdoc />
    public override IEnumerable<string> Adds(FlowNode node)
    {
        var settings = node.As<LookupSettings>();
        return settings.Lines is not null ? []
            : settings.As is { } name ? settings.Take.Keys.Append(name)
            : settings.Take.Keys;
    }

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        var settings = node.As<LookupSettings>();
        var places = new[] { settings.Table, settings.Flow, settings.Connection }.Count(place => place is not null);
        if (places != 1)
            check.Add(Severity.Error, "", "a lookup looks in one place: write one of table, flow and connection");
        if (settings.Where.Count == 0)
            check.Add(Severity.Error, "where", "'where' needs at least one field and the template it must equal");
        if (settings.Take.Count == 0 && settings.As is null)
            check.Add(Severity.Error, "", "nothing is taken: write 'take' (field of the record: field of the other side) or 'as'");
        if (settings.Missing == MissingPolicy.Default && settings.Default.ValueKind != JsonValueKind.Object)
            check.Add(Severity.Error, "default", "with missing: default, 'default' is a group of field: value");
        foreach (var (field, template) in settings.Where)
            try
            {
                ValuePlan.Compile(template);
            }
            catch (ExpressionException e)
            {
                check.Add(Severity.Error, $"where.{field}", e.Message);
            }
        if (settings.Table is { } table)
            CheckTable(table, settings, check);
        if (settings.Connection is { } connection)
            CheckConnection(connection, settings, check);
    }

    private static void CheckTable(string table, LookupSettings settings, NodeCheck check)
    {
        if (!check.Flow.Tables.Names.Contains(table, StringComparer.Ordinal))
            check.Add(Severity.Error, "table", $"the flow has no table '{table}'{DidYouMean.Suffix(table, check.Flow.Tables.Names)}");
        if (settings.Where.Count > 1 || settings.Take.Count > 1)
            check.Add(Severity.Error, "where", "a table has one key and one value: write one entry in 'where' and one in 'take'");
    }

    private static void CheckConnection(string connection, LookupSettings settings, NodeCheck check)
    {
        if (settings.Operation is null)
            check.Add(Severity.Error, "operation", "'operation' is required with a connection");
        else if (check.Operation(connection, settings.Operation, OperationRole.Lookup) is { } operation)
            check.OperationSettings(operation, settings.Settings);
    }

    /// <inheritdoc />
    public override IBatchStep CompileBatch(FlowNode node, FlowDefinition flow) => new LookupStep(node, flow);
}
