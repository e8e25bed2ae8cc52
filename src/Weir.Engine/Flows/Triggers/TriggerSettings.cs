using System.Text.Json;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Triggers;

/// <summary>When a flow runs by itself, and what such a run reads.</summary>
public sealed record TriggerSettings
{
    /// <summary>Cron expression.</summary>
    [Field(
        "Cron",
        "Cron",
        Help = "Minute, hour, day, month, day of week, for example 4-59/10 6-23 * * *; a sixth field in front is seconds."
    )]
    public string? Cron { get; init; }

    /// <summary>Interval.</summary>
    [Field("间隔", "Every", Help = "Time from the start of a run to the start of the next, at least 1s; the first starts with the server.")]
    public TimeSpan? Every { get; init; }

    /// <summary>After another flow.</summary>
    [Field("接在方案之后", "After", Help = "Name of a flow: runs whenever a run of it has come to its end.")]
    public string? After { get; init; }

    /// <summary>Pushed by another system.</summary>
    [Field("推送", "Webhook", Help = "Records are pushed to POST /hooks/FLOW/TRIGGER of the server.")]
    public WebhookSettings? Webhook { get; init; }

    /// <summary>Zone of the cron expression.</summary>
    [Field("时区", "Zone", Help = "Time zone of the cron expression. Default Asia/Shanghai.")]
    public string Zone { get; init; } = "Asia/Shanghai";

    /// <summary>Random delay.</summary>
    [Field("随机延迟", "Jitter", Help = "Up to so much later, so that many flows do not start at once. Default 0s.")]
    public TimeSpan Jitter { get; init; }

    /// <summary>Another window.</summary>
    [Field("时间窗口", "Window", Help = "Reads this window instead of the one from the watermark (补漏). The watermark is not moved.")]
    public TriggerWindow? Window { get; init; }

    /// <summary>Other settings.</summary>
    [Field(
        "接口参数",
        "Operation settings",
        Help = "Members that take the place of those of the same name in the source's settings. The watermark is not moved."
    )]
    public JsonElement Settings { get; init; }

    /// <summary>True if its runs read something of their own, beside the flow's way from watermark to watermark.</summary>
    public bool ReadsAside => Window is not null || Settings.ValueKind == JsonValueKind.Object;
}

/// <summary>A window of time.</summary>
public sealed record TriggerWindow
{
    /// <summary>Low end.</summary>
    [Field("起", "From", Help = "Template, for example {{DAYS_AGO_7|datetime}}.")]
    public required string From { get; init; }

    /// <summary>High end.</summary>
    [Field("止", "To", Help = "Template. Default: now.")]
    public string To { get; init; } = "{{CURRENT_TIME|datetime}}";
}
