using Weir.Sdk.Settings;

namespace Weir.Connectors.Zhilong;

/// <summary>Whether rows are also asked for by the time of their creation.</summary>
public enum CreatePass
{
    /// <summary>When a probe shows that there may be rows that the update window does not show.</summary>
    Auto,

    /// <summary>Always.</summary>
    On,

    /// <summary>Never.</summary>
    Off,
}

/// <summary>How the time window is sent (reference §4).</summary>
public sealed record WindowSettings
{
    /// <summary>Field of the low end.</summary>
    [Field("开始字段", "Start field", Help = "Default updateTimeStart. Empty = no window is sent, everything is read every time.")]
    public string StartField { get; init; } = "updateTimeStart";

    /// <summary>Field of the high end.</summary>
    [Field("结束字段", "End field", Help = "Default updateTimeEnd.")]
    public string EndField { get; init; } = "updateTimeEnd";

    /// <summary>Format of the times.</summary>
    [Field("时间格式", "Format", Help = ".NET date format. Default yyyy-MM-dd HH:mm:ss.")]
    public string Format { get; init; } = "yyyy-MM-dd HH:mm:ss";

    /// <summary>Time zone of the times.</summary>
    [Field("时区", "Zone", Help = "IANA name. Default Asia/Shanghai.")]
    public string Zone { get; init; } = "Asia/Shanghai";

    /// <summary>Whether rows are also asked for by the time of their creation.</summary>
    [Field(
        "按创建时间补读",
        "Create pass",
        Help = "RuoYi leaves updateTime null until the first edit, so an update window may miss new rows. auto (default): a probe decides; on: always read by creation time as well; off: never."
    )]
    public CreatePass CreatePass { get; init; } = CreatePass.Auto;

    /// <summary>Field of the low end of the create pass.</summary>
    [Field("创建开始字段", "Create start field", Help = "Default createTimeStart.")]
    public string CreateStartField { get; init; } = "createTimeStart";

    /// <summary>Field of the high end of the create pass.</summary>
    [Field("创建结束字段", "Create end field", Help = "Default createTimeEnd.")]
    public string CreateEndField { get; init; } = "createTimeEnd";
}
