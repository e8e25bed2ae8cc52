using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Sdk.Settings;

/// <summary>Writes a settings record as JSON Schema (draft 2020-12) with labels and secret marks for forms.</summary>
public static class SettingsSchema
{
    /// <summary>The schema of a settings record.</summary>
    public static JsonObject Of(Type type) => Group(SettingsShape.Of(type));

    private static JsonObject Group(SettingsShape shape)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var setting in shape.Settings)
        {
            properties[setting.Name] = One(setting);
            if (setting.Required)
                required.Add(setting.Name);
        }
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        if (required.Count > 0)
            schema["required"] = required;
        return schema;
    }

    private static JsonObject One(Setting setting)
    {
        var schema = setting.Kind switch
        {
            SettingKind.Text => new JsonObject { ["type"] = "string" },
            SettingKind.Integer => new JsonObject { ["type"] = "integer" },
            SettingKind.Number => new JsonObject { ["type"] = "number" },
            SettingKind.Boolean => new JsonObject { ["type"] = "boolean" },
            SettingKind.Duration => new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9.]+(ms|s|m|h|d)$" },
            SettingKind.Choice => new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. setting.Choices.Select(c => JsonValue.Create(c))]),
            },
            SettingKind.List => new JsonObject { ["type"] = "array", ["items"] = One(setting.Item!) },
            SettingKind.Map => new JsonObject { ["type"] = "object", ["additionalProperties"] = One(setting.Item!) },
            SettingKind.Group => Group(setting.Group!),
            _ => [],
        };
        if (setting.Field is { } field)
        {
            schema["title"] = field.Label;
            schema["x-title-en"] = field.LabelEn;
            if (field.Help.Length > 0)
                schema["description"] = field.Help;
            if (field.Secret)
                schema["x-secret"] = true;
            if (!double.IsNaN(field.Min))
                schema["minimum"] = field.Min;
            if (!double.IsNaN(field.Max))
                schema["maximum"] = field.Max;
        }
        if (setting.Default is not null && setting.Kind is not SettingKind.Group and not SettingKind.Any)
            schema["default"] = JsonSerializer.SerializeToNode(setting.Default, setting.Default.GetType(), SettingsReader.Json);
        return schema;
    }
}
