using Acornima;
using Jint;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Script;

/// <summary>Settings of a script node.</summary>
public sealed record ScriptSettings
{
    /// <summary>The code.</summary>
    [Field(
        "代码",
        "Code",
        Help = "JavaScript, the body of a function: 'record' is the record, what is returned goes on, null drops it. With batch: 'records' is a list, and a list as long is returned."
    )]
    public required string Code { get; init; }

    /// <summary>Many at once.</summary>
    [Field("批量", "Batch", Help = "The code gets the records of a batch at once, as 'records'. Default false.")]
    public bool Batch { get; init; }

    /// <summary>Time limit.</summary>
    [Field("时间上限", "Timeout", Help = "Longest run of one call, 1ms to 60s. Default 1s.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Memory limit.</summary>
    [Field("内存上限", "Memory", Help = "Megabytes that one call may allocate. Default 64.", Min = 1, Max = 1024)]
    public int Memory { get; init; } = 64;

    /// <summary>Statement limit.</summary>
    [Field("语句上限", "Statements", Help = "Statements that one call may run. Default 1000000.", Min = 1, Max = 1_000_000_000)]
    public int Statements { get; init; } = 1_000_000;
}

/// <summary>Changes records by JavaScript, within limits of time, memory and statements.</summary>
public sealed class ScriptNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "script";

    /// <inheritdoc />
    public override string Label => "脚本";

    /// <inheritdoc />
    public override string LabelEn => "Script";

    /// <inheritdoc />
    public override Type SettingsType => typeof(ScriptSettings);

    /// <inheritdoc />
    public override bool KeepsShape => false;

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        var settings = node.As<ScriptSettings>();
        if (settings.Timeout < TimeSpan.FromMilliseconds(1) || settings.Timeout > TimeSpan.FromSeconds(60))
            check.Add(Severity.Error, "timeout", "a script's time limit is between 1ms and 60s");
        try
        {
            _ = ScriptEngine.Prepare(node.Id, settings);
        }
        catch (ScriptPreparationException e) when (e.InnerException is ParseErrorException parse)
        {
            check.Add(Severity.Error, "code", $"line {Math.Max(1, parse.LineNumber - 1)}: {parse.Description}");
        }
    }

    /// <inheritdoc />
    public override IStep? Compile(FlowNode node, IReadOnlyList<FieldDescription> target) =>
        node.As<ScriptSettings>().Batch ? null : new ScriptStep(new ScriptEngine(node.Id, node.As<ScriptSettings>()));

    /// <inheritdoc />
    public override IBatchStep? CompileBatch(FlowNode node, FlowDefinition flow) =>
        node.As<ScriptSettings>().Batch ? new ScriptBatchStep(new ScriptEngine(node.Id, node.As<ScriptSettings>())) : null;
}
