using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Source;

/// <summary>Settings of a source node.</summary>
public sealed record SourceSettings
{
    /// <summary>The connection it reads from.</summary>
    [Field("连接", "Connection", Help = "Name of a connection in the connections file.")]
    public required string Connection { get; init; }

    /// <summary>The operation it calls.</summary>
    [Field("接口", "Operation", Help = "A source operation of the connection's connector.")]
    public required string Operation { get; init; }

    /// <summary>Settings of the operation.</summary>
    [Field("接口参数", "Operation settings", Help = "See the connector's page.")]
    public JsonElement Settings { get; init; }

    /// <summary>Path of the key.</summary>
    [Field("主键", "Key", Help = "Path of the value that identifies a record, for example agentId. Default: the operation's own.")]
    public string? Key { get; init; }

    /// <summary>Paths that do not count as content.</summary>
    [Field(
        "忽略字段",
        "Ignored fields",
        Help = "Top-level fields whose change alone does not make a new revision, for example updateTime."
    )]
    public List<string> Ignore { get; init; } = [];

    /// <summary>Time window.</summary>
    [Field("时间窗口", "Window")]
    public WindowSettings Window { get; init; } = new();
}

/// <summary>How a source is read by time.</summary>
public sealed record WindowSettings
{
    /// <summary>Low end of the first run.</summary>
    [Field("起始时间", "Start", Help = "Local time yyyy-MM-dd HH:mm:ss from which the first run reads. Default: from the beginning.")]
    public string? Start { get; init; }

    /// <summary>Taken off the low end.</summary>
    [Field(
        "重叠",
        "Overlap",
        Help = "Read again before the last watermark, because clocks differ and commits come late. Default: the operation's own (300s for 植隆)."
    )]
    public TimeSpan? Overlap { get; init; }

    /// <summary>Longest slice.</summary>
    [Field("分片", "Slice", Help = "Cut a long window into slices of this length, for example 1d. Default: one slice.")]
    public TimeSpan? Slice { get; init; }

    /// <summary>Zone of local times.</summary>
    [Field("时区", "Zone", Help = "Time zone of Start and of variables in templates. Default Asia/Shanghai.")]
    public string Zone { get; init; } = "Asia/Shanghai";
}

/// <summary>Reads records from a connection.</summary>
public sealed class SourceNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "source";

    /// <inheritdoc />
    public override string Label => "数据源";

    /// <inheritdoc />
    public override string LabelEn => "Source";

    /// <inheritdoc />
    public override Type SettingsType => typeof(SourceSettings);

    /// <inheritdoc />
    public override bool TakesInput => false;

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        var settings = node.As<SourceSettings>();
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.Window.Zone, out var zone))
            check.Add(Severity.Error, "window.zone", $"'{settings.Window.Zone}' is not a time zone; write for example Asia/Shanghai");
        if (settings.Window.Start is { } start && !DateText.TryParse(start, zone ?? TimeZoneInfo.Utc, out _))
            check.Add(Severity.Error, "window.start", $"'{start}' is not a time; write yyyy-MM-dd HH:mm:ss");
        if (settings.Window.Slice is { } slice && slice < TimeSpan.FromMinutes(1))
            check.Add(Severity.Error, "window.slice", "a slice is at least 1m long");
        if (check.Operation(settings.Connection, settings.Operation, OperationRole.Source) is not { } operation)
            return;
        check.OperationSettings(operation, settings.Settings);
        CheckTexts(settings.Settings, "settings", check);
        if ((settings.Key ?? operation.KeyPath) is null)
            check.Add(
                Severity.Error,
                "key",
                $"'{operation.Id}' has no key of its own: name the path of the value that identifies a record"
            );
        else if (settings.Key is { } key)
            CheckPath(key, operation, check, "key");
    }

    /// <summary>Tells what is wrong with expressions in the settings. Other text may look like a template and be none.</summary>
    private static void CheckTexts(JsonElement value, string path, NodeCheck check)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    CheckTexts(member.Value, $"{path}.{member.Name}", check);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    CheckTexts(item, $"{path}[{index}]", check);
                break;
            case JsonValueKind.String when Template.IsExpression(value.GetString()!, out _):
                try
                {
                    ValuePlan.Compile(value.GetString()!);
                }
                catch (ExpressionException e)
                {
                    check.Add(Severity.Error, path, e.Message);
                }
                break;
        }
    }

    /// <summary>Tells when a source has no such field.</summary>
    public static void CheckPath(string path, OperationDescriptor operation, NodeCheck check, string where)
    {
        if (operation.Fields.Count == 0)
            return;
        var first = path.Split('.', '[')[0];
        if (
            !operation.Fields.Any(f =>
                string.Equals(f.Name, first, StringComparison.Ordinal) || string.Equals(f.Name, path, StringComparison.Ordinal)
            )
        )
            check.Add(
                Severity.Warning,
                where,
                $"the source '{operation.Id}' has no field '{path}': it will be empty{DidYouMean.Suffix(first, operation.Fields.Select(f => f.Name))}"
            );
    }
}
