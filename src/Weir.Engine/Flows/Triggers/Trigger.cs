using System.Text;
using Cronos;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Flows.Triggers;

/// <summary>A trigger of a flow.</summary>
/// <param name="Name">Its name in the flow.</param>
/// <param name="Settings">Its settings.</param>
public sealed record Trigger(string Name, TriggerSettings Settings)
{
    private const string Mark = "trigger:";

    /// <summary>As a run keeps it.</summary>
    public string Text => Mark + Name;

    /// <summary>The trigger's name from what a run keeps; null when something else started it.</summary>
    public static string? NameIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Mark, StringComparison.Ordinal) ? text[Mark.Length..] : null;
    }

    /// <summary>When it fires next; null if not by time, or never again.</summary>
    /// <param name="now">The time.</param>
    /// <param name="last">When it fired last; null if it has not yet.</param>
    public DateTimeOffset? NextAfter(DateTimeOffset now, DateTimeOffset? last)
    {
        if (Settings.Every is { } every)
            return last is { } before ? Later(before + every, now) : now;
        return Settings.Cron is { } cron ? CronOf(cron).GetNextOccurrence(now, TimeZoneInfo.FindSystemTimeZoneById(Settings.Zone)) : null;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>The window of a run; null when it reads from the watermark.</summary>
    /// <exception cref="FormatException">A template does not give a time.</exception>
    public (DateTimeOffset From, DateTimeOffset To)? WindowAt(RunVariables variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return Settings.Window is { } window ? (TimeOf(window.From, variables), TimeOf(window.To, variables)) : null;
    }

    private DateTimeOffset TimeOf(string template, RunVariables variables)
    {
        using var output = new Utf8Output();
        ValuePlan.Compile(template).Apply("{}"u8, new MapContext(variables, _ => { }), output);
        var text = Encoding.UTF8.GetString(output.Written).Trim('"');
        return DateText.TryParse(text, variables.Zone, out var time)
            ? time
            : throw new FormatException($"trigger '{Name}': '{template}' gives '{text}', which is not a time");
    }

    /// <summary>Takes five fields, six with seconds in front, and the seven of Quartz, whose year must be open; <c>?</c> is <c>*</c>.</summary>
    /// <exception cref="CronFormatException">It is not a cron expression.</exception>
    internal static CronExpression CronOf(string text)
    {
        var fields = text.Replace('?', '*').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is [.., "*"] && fields.Length == 7)
            fields = fields[..6];
        return CronExpression.Parse(string.Join(' ', fields), fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
    }

    /// <summary>Tells what is wrong with it.</summary>
    internal void Check(FlowDefinition flow, Action<Severity, string, string> add)
    {
        if (new object?[] { Settings.Cron, Settings.Every, Settings.After, Settings.Webhook }.Count(way => way is not null) != 1)
            add(Severity.Error, "", "a trigger has one of cron, every, after and webhook");
        if (Settings.Webhook is not null && Settings.ReadsAside)
            add(Severity.Error, "", "what is pushed is not read: a webhook has neither window nor settings");
        Settings.Webhook?.Check((path, message) => add(Severity.Error, $"webhook{(path.Length == 0 ? "" : $".{path}")}", message));
        if (Settings.Every is { } every && every < TimeSpan.FromSeconds(1))
            add(Severity.Error, "every", "an interval is at least 1s");
        if (string.Equals(Settings.After, flow.Name, StringComparison.Ordinal))
            add(Severity.Error, "after", "a flow cannot run after itself");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Settings.Zone, out _))
            add(Severity.Error, "zone", $"'{Settings.Zone}' is not a time zone; write for example Asia/Shanghai");
        try
        {
            if (Settings.Cron is { } cron)
                _ = CronOf(cron);
        }
        catch (CronFormatException e)
        {
            add(Severity.Error, "cron", $"'{Settings.Cron}' is not a cron expression: {e.Message}");
        }
        try
        {
            _ = WindowAt(new RunVariables(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(400), TimeZoneInfo.Utc));
        }
        catch (Exception e) when (e is FormatException or ExpressionException or MapException)
        {
            add(Severity.Error, "window", e.Message);
        }
    }
}
