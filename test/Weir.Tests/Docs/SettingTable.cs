using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Sdk.Settings;

namespace Weir.Tests.Docs;

/// <summary>Writes a settings record as a Markdown table, groups by dotted names.</summary>
internal static class SettingTable
{
    private static readonly JsonSerializerOptions Json = new(SettingsReader.Json) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Type settings)
    {
        var table = new StringBuilder(
            "| 设置 · Setting | 名称 · Name | 类型 · Type | 默认 · Default | 说明 · Meaning |\n|---|---|---|---|---|\n"
        );
        Add(table, SettingsShape.Of(settings), "");
        return table.ToString();
    }

    private static void Add(StringBuilder table, SettingsShape shape, string prefix)
    {
        foreach (var setting in shape.Settings)
        {
            var name = prefix + setting.Name;
            if (setting.Kind == SettingKind.Group)
            {
                Add(table, setting.Group!, name + ".");
                continue;
            }
            table.Append(
                CultureInfo.InvariantCulture,
                $"| `{name}` | {Cell.Text(Label(setting))} | {TypeOf(setting)} | {Default(setting)} | {Meaning(setting)} |\n"
            );
            if (setting.Item is { Kind: SettingKind.Group } item)
                Add(table, item.Group!, setting.Kind == SettingKind.Map ? $"{name}.*." : $"{name}[].");
        }
    }

    private static string Label(Setting setting) => setting.Field is { } field ? $"{field.Label} · {field.LabelEn}" : "";

    private static string TypeOf(Setting setting) =>
        setting.Kind switch
        {
            SettingKind.Choice => string.Join(", ", setting.Choices.Select(c => $"`{c}`")),
            SettingKind.List => $"list of {TypeOf(setting.Item!)}",
            SettingKind.Map => $"map to {TypeOf(setting.Item!)}",
            SettingKind.Duration => "time span",
            SettingKind.Any => "any",
            _ => Cell.Word(setting.Kind),
        };

    private static string Default(Setting setting)
    {
        if (setting.Required)
            return "**必填 · required**";
        if (setting.Kind == SettingKind.Any || setting.Default is null or "")
            return "";
        var json = JsonSerializer.Serialize(setting.Default, setting.Default.GetType(), Json);
        return json is "[]" or "{}" ? "" : Cell.Code(setting.Kind is SettingKind.List or SettingKind.Map ? json : Bare(json));
    }

    private static string Bare(string json) => json[0] == '"' ? JsonSerializer.Deserialize<string>(json)! : json;

    private static string Meaning(Setting setting)
    {
        if (setting.Field is not { } field)
            return "";
        var text = Cell.Text(field.Help);
        if (field.Secret)
            text = $"**机密 · secret.** {text}";
        var range = (double.IsNaN(field.Min), double.IsNaN(field.Max)) switch
        {
            (false, false) => $"{field.Min:0} … {field.Max:0}",
            (false, true) => $"≥ {field.Min:0}",
            (true, false) => $"≤ {field.Max:0}",
            _ => "",
        };
        return range.Length == 0 ? text.Trim() : $"{text} ({range})".Trim();
    }
}
