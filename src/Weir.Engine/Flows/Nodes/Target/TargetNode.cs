using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Target;

/// <summary>Settings of a target node.</summary>
public sealed record TargetSettings
{
    /// <summary>The connection it writes to.</summary>
    [Field("连接", "Connection", Help = "Name of a connection in the connections file.")]
    public required string Connection { get; init; }

    /// <summary>The operation it calls.</summary>
    [Field("接口", "Operation", Help = "A target operation of the connection's connector.")]
    public required string Operation { get; init; }

    /// <summary>Settings of the operation.</summary>
    [Field("接口参数", "Operation settings", Help = "See the connector's page.")]
    public JsonElement Settings { get; init; }

    /// <summary>Lanes.</summary>
    [Field(
        "通道数",
        "Lanes",
        Help = "Ordered sub-queues; a key always goes to the same lane. Fixed when the flow first runs. Default 4.",
        Min = 1,
        Max = 64
    )]
    public int Lanes { get; init; } = 4;

    /// <summary>Ask before the first create.</summary>
    [Field(
        "新增前先查",
        "Ask first",
        Help = "Before a document is created the target is asked for its identity, and one that is there already is updated instead. Costs a query per batch; for a first run into a target that may hold the documents, or after the data directory was lost. Default false."
    )]
    public bool AskFirst { get; init; }

    /// <summary>Name of the answer.</summary>
    [Field(
        "应答名称",
        "Answer as",
        Help = "Member of the record under which nodes behind this target see what came of it. Default: the node's id."
    )]
    public string? AnswerAs { get; init; }

    /// <summary>Calls in a time.</summary>
    [Field(
        "限速",
        "Pace",
        Help = "At most so many sending calls of this node in a time, beside the limits of the connection: calls and per."
    )]
    public PaceSettings? Pace { get; init; }

    /// <summary>Wait before sending.</summary>
    [Field(
        "延时",
        "Delay",
        Help = "A document is not sent before so long after it was accepted (after the target it follows was done with it); a newer revision that comes meanwhile takes its place. Default 0s."
    )]
    public TimeSpan Delay { get; init; }

    /// <summary>Hours of sending.</summary>
    [Field("发送时段", "Hours", Help = "Sends only between two times of the day, for example 22:00-06:00; documents wait outside of them.")]
    public string? Hours { get; init; }

    /// <summary>Zone of the hours.</summary>
    [Field("时区", "Zone", Help = "Time zone of the hours. Default Asia/Shanghai.")]
    public string Zone { get; init; } = "Asia/Shanghai";

    /// <summary>Retries.</summary>
    [Field("重试", "Retry")]
    public RetrySettings Retry { get; init; } = new();

    /// <summary>Deliveries in doubt.</summary>
    [Field("待查证", "Doubt")]
    public DoubtSettings Doubt { get; init; } = new();
}

/// <summary>How many calls a node makes in a time.</summary>
public sealed record PaceSettings
{
    /// <summary>Calls.</summary>
    [Field("次数", "Calls", Help = "Most calls within the time.", Min = 1, Max = 100000)]
    public required int Calls { get; init; }

    /// <summary>The time.</summary>
    [Field("时间", "Per", Help = "Any span of this length, for example 1s, 1m. Default 1s.")]
    public TimeSpan Per { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>When a delivery is tried again after an error that may pass.</summary>
public sealed record RetrySettings
{
    /// <summary>Attempts before it is failed.</summary>
    [Field("次数上限", "Attempts", Help = "Attempts before the delivery is failed and a person must act. Default 10.", Min = 1, Max = 1000)]
    public int Attempts { get; init; } = 10;

    /// <summary>First wait.</summary>
    [Field("首次等待", "First", Help = "Wait after the first failure; doubles each time, with jitter. Default 1s.")]
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait.</summary>
    [Field("最长等待", "Cap", Help = "Longest wait. Default 60s.")]
    public TimeSpan Cap { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>How a delivery in doubt is settled.</summary>
public sealed record DoubtSettings
{
    /// <summary>Wait before the target is asked.</summary>
    [Field(
        "静置时间",
        "Settle",
        Help = "A target may still commit after the connection broke: it is asked after this time, and again after it, not at once. Default 5s."
    )]
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often it must say no.</summary>
    [Field(
        "确认次数",
        "Confirmations",
        Help = "How often, a settle time apart, the target must say that it does not have the document before it is sent again. Default 2.",
        Min = 1,
        Max = 100
    )]
    public int Confirmations { get; init; } = 2;
}

/// <summary>Delivers documents to a connection. Other nodes may take from what was delivered, and from what was not.</summary>
public sealed class TargetNode : NodeKind
{
    private const string Delivered = "delivered";
    private const string Failed = "failed";

    /// <inheritdoc />
    public override string Type => "target";

    /// <inheritdoc />
    public override string Label => "目标";

    /// <inheritdoc />
    public override string LabelEn => "Target";

    /// <inheritdoc />
    public override Type SettingsType => typeof(TargetSettings);

    /// <inheritdoc />
    public override IReadOnlyList<string> Outputs(FlowNode node) => [Delivered, Failed];

    /// <inheritdoc />
    public override string DefaultOutput => Delivered;

    /// <summary>The member under which nodes behind a target see what came of it.</summary>
    public static string NameOf(FlowNode target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.As<TargetSettings>().AnswerAs ?? target.Id;
    }

    /// <summary>What an output of a target stands for.</summary>
    public static FollowOn OutcomeOf(string? output) =>
        string.Equals(output, Failed, StringComparison.Ordinal) ? FollowOn.Failed : FollowOn.Delivered;

    /// <summary>Names below that member.</summary>
    public static IReadOnlyList<string> Members(FollowOn on) => on == FollowOn.Failed ? ["error", "attempts"] : ["id", "number", "answer"];

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        var settings = node.As<TargetSettings>();
        if (check.Operation(settings.Connection, settings.Operation, OperationRole.Target) is { } operation)
            check.OperationSettings(operation, settings.Settings);
        FollowRules.Check(node, check);
        if (settings.Pace is { } pace && pace.Per <= TimeSpan.Zero)
            check.Add(Severity.Error, "pace.per", "the time is more than 0, for example 1s");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.Zone, out _))
            check.Add(Severity.Error, "zone", $"'{settings.Zone}' is not a time zone; write for example Asia/Shanghai");
        else if (settings.Hours is { } hours && SendingHours.Parse(hours, settings.Zone) is null)
            check.Add(
                Severity.Error,
                "hours",
                $"'{hours}' is no time of sending: write two different times of the day, for example 22:00-06:00"
            );
    }
}
