using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Weir.Sandbox.Faults;

namespace Weir.Sandbox.Notify;

/// <summary>A message that a group got.</summary>
internal sealed record Arrived(string Channel, string Text, JsonObject Body, DateTimeOffset At);

/// <summary>The groups that robots post to: 钉钉, 企业微信 and 飞书, and a receiver of signed webhooks.</summary>
internal sealed class NotifyVendor(VendorClock clock, FaultBook faults, Delivery delivery)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RobotWindow _dingTalk = new(clock, (20, Minute));
    private readonly RobotWindow _weCom = new(clock, (20, Minute));
    private readonly RobotWindow _feishu = new(clock, (100, Minute), (5, TimeSpan.FromSeconds(1)));
    private readonly ConcurrentQueue<Arrived> _arrived = new();
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);

    public FaultBook Faults { get; } = faults;
    public Delivery Delivery { get; } = delivery;
    public NotifySettings Settings { get; set; } = new();

    public object Report() =>
        new
        {
            settings = Settings,
            counters = new { calls = _calls.ToDictionary(StringComparer.Ordinal) },
            messages = _arrived.Select(m => new
            {
                channel = m.Channel,
                text = m.Text,
                body = m.Body,
                at = m.At,
            }),
        };

    public void Count(string channel) => _calls.AddOrUpdate(channel, 1, (_, n) => n + 1);

    /// <summary>Forgets what arrived.</summary>
    public void Clear() => _arrived.Clear();

    /// <summary>Only the number in the body counts: refusals are HTTP 200.</summary>
    public Reply DingTalk(NotifyCall call)
    {
        if (!call.IsJson)
            return Coded(43004, "无效的HTTP HEADER Content-Type");
        if (call.Query.GetValueOrDefault("access_token") is not { Length: > 0 } token || !Same(token, Settings.DingTalkToken))
            return Coded(300005, "token is not exist");
        if (Settings.DingTalkSecret.Length > 0)
        {
            var time = call.Query.GetValueOrDefault("timestamp") ?? "";
            if (!IsNear(time, milliseconds: true))
                return Coded(310000, "invalid timestamp");
            var sign = Hmac(Settings.DingTalkSecret, $"{time}\n{Settings.DingTalkSecret}");
            if (!Same(call.Query.GetValueOrDefault("sign"), sign))
                return Coded(310000, "sign not match");
        }
        if (!Same(call.Text("msgtype"), "text") || call.Text("text", "content") is not { Length: > 0 } text)
            return Coded(40035, "缺少参数 text.content");
        if (call.Bytes.Length > 20_000)
            return Coded(460101, "message too long");
        if (!text.Contains(Settings.DingTalkKeyword, StringComparison.Ordinal))
            return Coded(310000, "keywords not in content");
        if (!_dingTalk.Take(Settings.DingTalkMutes ? TimeSpan.FromMinutes(10) : TimeSpan.Zero))
            return Coded(130101, "send too fast, exceed 20 times per minute");
        Add("dingtalk", text, call);
        return Coded(0, "ok");
    }

    public Reply WeCom(NotifyCall call)
    {
        if (call.Query.GetValueOrDefault("key") is not { Length: > 0 } key || !Same(key, Settings.WeComKey))
            return Coded(93000, "invalid webhook url");
        if (!Same(call.Text("msgtype"), "text"))
            return Coded(40008, "invalid message type");
        if (call.Text("text", "content") is not { Length: > 0 } text)
            return Coded(44004, "empty content");
        if (Encoding.UTF8.GetByteCount(text) > 2048)
            return Coded(40058, "text.content exceed max length 2048");
        if (!_weCom.Take(TimeSpan.Zero))
            return Coded(45009, "api freq out of limit");
        Add("wecom", text, call);
        return Coded(0, "ok");
    }

    public Reply Feishu(NotifyCall call)
    {
        if (!Same(call.Hook, Settings.FeishuHook))
            return Spoken(19001, "param invalid: incoming webhook access token invalid");
        if (!call.IsJson || call.Json is null || call.Bytes.Length > 20 * 1024)
            return Spoken(9499, "Bad Request") with { Status = StatusCodes.Status400BadRequest };
        if (Settings.FeishuSecret.Length > 0)
        {
            var time = call.Text("timestamp") ?? "";
            var sign = Hmac($"{time}\n{Settings.FeishuSecret}", "");
            if (!IsNear(time, milliseconds: false) || !Same(call.Text("sign"), sign))
                return Spoken(19021, "sign match fail or timestamp is not within one hour from current time");
        }
        if (!Same(call.Text("msg_type"), "text") || call.Text("content", "text") is not { Length: > 0 } text)
            return Spoken(9499, "Bad Request") with { Status = StatusCodes.Status400BadRequest };
        if (!text.Contains(Settings.FeishuKeyword, StringComparison.Ordinal))
            return Spoken(19024, "Key Words Not Found");
        if (!_feishu.Take(TimeSpan.Zero))
            return Spoken(11232, "frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]");
        Add("feishu", text, call);
        return Settings.FeishuOldAnswers ? Reply.Text("""{"Extra":null,"StatusCode":0,"StatusMessage":"success"}""") : Spoken(0, "success");
    }

    public Reply Webhook(NotifyCall call)
    {
        if (Settings.WebhookSecret.Length > 0)
        {
            var time = call.Headers.GetValueOrDefault("X-Timestamp");
            if (time is not null && !IsNear(time, milliseconds: false))
                return Reply.Text("""{"error":"timestamp"}""", StatusCodes.Status401Unauthorized);
            byte[] signed = time is null ? call.Bytes : [.. Encoding.UTF8.GetBytes(time + "."), .. call.Bytes];
            var sign = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Settings.WebhookSecret), signed));
            if (!Same(call.Headers.GetValueOrDefault("X-Signature"), sign))
                return Reply.Text("""{"error":"signature"}""", StatusCodes.Status401Unauthorized);
        }
        if (!call.IsJson || call.Text("text") is not { } text)
            return Reply.Text("""{"error":"text"}""", StatusCodes.Status400BadRequest);
        Add("webhook", text, call);
        return Reply.Text("""{"ok":true}""");
    }

    private void Add(string channel, string text, NotifyCall call) =>
        _arrived.Enqueue(new Arrived(channel, text, call.Json!, clock.GetUtcNow()));

    private bool IsNear(string time, bool milliseconds)
    {
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 9_999_999_999_999)
            return false;
        var at = milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.UnixEpoch.AddSeconds(number);
        return (clock.GetUtcNow() - at).Duration() < Hour;
    }

    private static string Hmac(string key, string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    private static bool Same(string? given, string wanted) => string.Equals(given, wanted, StringComparison.Ordinal);

    private static Reply Coded(int code, string text) =>
        Reply.Text(JsonSerializer.Serialize(new { errcode = code, errmsg = text }, SandboxJson.Options));

    private static Reply Spoken(int code, string text) =>
        Reply.Text(
            JsonSerializer.Serialize(
                new
                {
                    code,
                    data = new { },
                    msg = text,
                },
                SandboxJson.Options
            )
        );
}
