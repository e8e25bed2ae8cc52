using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Weir.Sdk.Settings;

/// <summary>What kind of JSON value a setting takes.</summary>
public enum SettingKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A time span such as <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>.</summary>
    Duration,

    /// <summary>A group of settings.</summary>
    Group,

    /// <summary>A list of <see cref="Setting.Item"/>.</summary>
    List,

    /// <summary>A map from text to <see cref="Setting.Item"/>.</summary>
    Map,

    /// <summary>Any JSON.</summary>
    Any,
}

/// <summary>One setting.</summary>
public sealed record Setting(string Name, SettingKind Kind, bool Required, FieldAttribute? Field)
{
    /// <summary>Words allowed, with <see cref="SettingKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The settings inside, with <see cref="SettingKind.Group"/>.</summary>
    public SettingsShape? Group { get; init; }

    /// <summary>The element, with List and Map.</summary>
    public Setting? Item { get; init; }

    /// <summary>The default, or null.</summary>
    public object? Default { get; init; }
}

/// <summary>A settings record as forms, docs and validation see it. Built once per type by reflection.</summary>
public sealed class SettingsShape
{
    private static readonly ConcurrentDictionary<Type, SettingsShape> Cache = new();

    private SettingsShape(Type type, IReadOnlyList<Setting> settings)
    {
        Type = type;
        Settings = settings;
    }

    /// <summary>The record.</summary>
    public Type Type { get; }

    /// <summary>Its settings, in the order of declaration.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>The shape of a settings record with a public parameterless constructor.</summary>
    public static SettingsShape Of(Type type) => Cache.GetOrAdd(type, Build);

    /// <summary>The setting of that name, or null.</summary>
    public Setting? Find(string name)
    {
        foreach (var setting in Settings)
            if (string.Equals(setting.Name, name, StringComparison.Ordinal))
                return setting;
        return null;
    }

    private static SettingsShape Build(Type type)
    {
        var instance = Activator.CreateInstance(type);
        var settings = new List<Setting>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is null)
                continue;
            var required = property.GetCustomAttribute<RequiredMemberAttribute>() is not null;
            var field = property.GetCustomAttribute<FieldAttribute>();
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            settings.Add(
                Describe(name, property.PropertyType, required, field) with
                {
                    Default = required ? null : property.GetValue(instance),
                }
            );
        }
        return new SettingsShape(type, settings);
    }

    private static Setting Describe(string name, Type type, bool required, FieldAttribute? field)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return new Setting(name, SettingKind.Text, required, field);
        if (type == typeof(bool))
            return new Setting(name, SettingKind.Boolean, required, field);
        if (type == typeof(int) || type == typeof(long))
            return new Setting(name, SettingKind.Integer, required, field);
        if (type == typeof(double) || type == typeof(decimal))
            return new Setting(name, SettingKind.Number, required, field);
        if (type == typeof(TimeSpan))
            return new Setting(name, SettingKind.Duration, required, field);
        if (type == typeof(JsonElement))
            return new Setting(name, SettingKind.Any, required, field);
        if (type.IsEnum)
            return new Setting(name, SettingKind.Choice, required, field)
            {
                Choices = [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)],
            };
        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            var item = Describe("item", arguments[^1], required: true, field: null);
            return new Setting(name, arguments.Length == 2 ? SettingKind.Map : SettingKind.List, required, field) { Item = item };
        }
        return new Setting(name, SettingKind.Group, required, field) { Group = Of(type) };
    }
}
