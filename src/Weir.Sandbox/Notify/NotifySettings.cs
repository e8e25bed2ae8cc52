namespace Weir.Sandbox.Notify;

/// <summary>What the simulated groups ask for, for the control API. Empty = not asked for.</summary>
internal sealed record NotifySettings
{
    public string DingTalkToken { get; init; } = "demo-dingtalk-token";
    public string DingTalkSecret { get; init; } = "SECdemo0123456789abcdef0123456789abcdef";
    public string DingTalkKeyword { get; init; } = "";

    /// <summary>True: who sends too fast is muted for ten minutes, as the real one does.</summary>
    public bool DingTalkMutes { get; init; }

    public string WeComKey { get; init; } = "demo-wecom-key";

    public string FeishuHook { get; init; } = "demo-feishu-hook";
    public string FeishuSecret { get; init; } = "demo-feishu-secret";
    public string FeishuKeyword { get; init; } = "";

    /// <summary>True: success is told in the old way, with StatusCode.</summary>
    public bool FeishuOldAnswers { get; init; }

    public string WebhookSecret { get; init; } = "demo-webhook-secret";
}
