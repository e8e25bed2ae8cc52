using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Sdk.Settings;

/// <summary>One thing wrong with a settings document.</summary>
/// <param name="Path">Where, as <c>auth.mode</c> or <c>items[2]</c>; empty for the document itself.</param>
/// <param name="Message">What is wrong and, where it can be told, what was meant.</param>
public sealed record SettingsProblem(string Path, string Message);

/// <summary>Checks a settings document against its record and reads it. All problems are told at once.</summary>
public static class SettingsReader
{
    /// <summary>JSON options of all settings: camel case, choices as words, durations as <c>5m</c>, unknown members refused.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new DurationConverter() },
    };

    /// <summary>Everything that is wrong with the document.</summary>
    public static IReadOnlyList<SettingsProblem> Check(Type type, JsonElement document)
    {
        var problems = new List<SettingsProblem>();
        CheckGroup(SettingsShape.Of(type), document, "", problems);
        return problems;
    }

    /// <summary>Reads a document that was checked.</summary>
    public static T Read<T>(JsonElement document)
        where T : class =>
        document.ValueKind == JsonValueKind.Undefined
            ? Activator.CreateInstance<T>()
            : document.Deserialize<T>(Json) ?? throw new JsonException("The settings are null.");

    private static void CheckGroup(SettingsShape shape, JsonElement value, string path, List<SettingsProblem> problems)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            value = JsonElement.Parse("{}"u8);
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new SettingsProblem(path, $"expected a group of settings, found {Words(value)}"));
            return;
        }
        foreach (var member in value.EnumerateObject())
        {
            var at = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (shape.Find(member.Name) is { } setting)
                CheckValue(setting, member.Value, at, problems);
            else
                problems.Add(
                    new SettingsProblem(
                        at,
                        $"unknown setting '{member.Name}'{DidYouMean.Suffix(member.Name, shape.Settings.Select(s => s.Name))}"
                    )
                );
        }
        foreach (var setting in shape.Settings)
            if (setting.Required && !value.TryGetProperty(setting.Name, out _))
                problems.Add(new SettingsProblem(path, $"'{setting.Name}' ({setting.Field?.Label ?? setting.Name}) is required"));
    }

    private static void CheckValue(Setting setting, JsonElement value, string path, List<SettingsProblem> problems)
    {
        if (value.ValueKind == JsonValueKind.Null && !setting.Required)
            return;
        switch (setting.Kind)
        {
            case SettingKind.Group:
                CheckGroup(setting.Group!, value, path, problems);
                break;
            case SettingKind.List when value.ValueKind == JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    CheckValue(setting.Item!, item, $"{path}[{index}]", problems);
                break;
            case SettingKind.Map when value.ValueKind == JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    CheckValue(setting.Item!, member.Value, $"{path}.{member.Name}", problems);
                break;
            case SettingKind.Choice when value.ValueKind == JsonValueKind.String:
                var word = value.GetString()!;
                if (!setting.Choices.Contains(word, StringComparer.Ordinal))
                    problems.Add(
                        new SettingsProblem(
                            path,
                            $"'{word}' is not one of {string.Join(", ", setting.Choices)}{DidYouMean.Suffix(word, setting.Choices)}"
                        )
                    );
                break;
            case SettingKind.Duration when value.ValueKind == JsonValueKind.String:
                if (!Duration.TryParse(value.GetString(), out _))
                    problems.Add(new SettingsProblem(path, $"'{value.GetString()}' is not a time span; write 500ms, 30s, 5m, 2h or 1d"));
                break;
            default:
                if (!Fits(setting.Kind, value))
                    problems.Add(new SettingsProblem(path, $"expected {Words(setting.Kind)}, found {Words(value)}"));
                else if (setting.Field is { } field && value.ValueKind == JsonValueKind.Number)
                    CheckRange(field, value.GetDouble(), path, problems);
                break;
        }
    }

    private static void CheckRange(FieldAttribute field, double number, string path, List<SettingsProblem> problems)
    {
        if (number < field.Min)
            problems.Add(new SettingsProblem(path, $"{number} is less than {field.Min}"));
        if (number > field.Max)
            problems.Add(new SettingsProblem(path, $"{number} is more than {field.Max}"));
    }

    private static bool Fits(SettingKind kind, JsonElement value) =>
        kind switch
        {
            SettingKind.Text => value.ValueKind == JsonValueKind.String,
            SettingKind.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            SettingKind.Number => value.ValueKind == JsonValueKind.Number,
            SettingKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            SettingKind.Any => true,
            _ => false,
        };

    private static string Words(SettingKind kind) =>
        kind switch
        {
            SettingKind.Text => "text (put it in quotes if it looks like a number)",
            SettingKind.Integer => "a whole number",
            SettingKind.Number => "a number",
            SettingKind.Boolean => "true or false",
            SettingKind.Choice => "one of a few words",
            SettingKind.Duration => "a time span such as 5m",
            SettingKind.List => "a list",
            SettingKind.Map => "a map",
            _ => "a value",
        };

    private static string Words(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "a group",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => $"text '{value.GetString()}'",
            JsonValueKind.Null => "nothing",
            _ => value.GetRawText(),
        };
}
